"""Random tokens for cookies and one-time links; the database keeps their hashes only."""

import hashlib
import hmac
import secrets


def new() -> str:
    """A token of 256 random bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What the database keeps of *token*."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(secret: str, value: str) -> str:
    """An HMAC of *value* under *secret*: equal for equal values, meaningless to whoever lacks the secret."""
    return hmac.new(secret.encode(), value.encode(), hashlib.sha256).hexdigest()
