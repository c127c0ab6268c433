"""Tokens with which programs act for a person: one's own, and for administrators everybody's."""
