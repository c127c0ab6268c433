"""Webhooks: addresses of other systems that are told of what happens, signed, again until it arrives, with a log."""
