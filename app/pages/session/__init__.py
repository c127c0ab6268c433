"""Signing in and out, the list of one's sessions, and setting a password."""
