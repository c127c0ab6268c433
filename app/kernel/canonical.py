"""Canonical JSON (RFC 8785) and the SHA-256 of it: what is hashed, sealed and compared."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """*value* (JSON types only, no floats needed) as RFC 8785 bytes."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """The lower-case hexadecimal SHA-256 of the canonical form of *value*."""
    return sha256(canonical(value))


def sha256(data: bytes) -> str:
    """The lower-case hexadecimal SHA-256 of *data*."""
    return hashlib.sha256(data).hexdigest()
