"""Webhooks: which other systems are told of what, and what became of each delivery."""
