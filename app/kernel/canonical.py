"""Canonical JSON (RFC 8785) and the SHA-256 of it: what is hashed, sealed and compared."""

import hashlib
import json
import re
from typing import Any

import rfc8785

_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_PERHAPS_NOT_WHOLE = re.compile(r"(?:^|[:,\[])-?(?:\d+[.eE]|\d{16})")
_NOT_WHOLE = re.compile(r"\d[.eE]|\d{16}")
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


def canonical(value: Any) -> bytes:
    """*value* (JSON types only, keys strings, no floats needed) as RFC 8785 bytes.

    The standard library's encoder is several times faster than the reference, and writes the same where all numbers
    are whole and of less than 16 digits, and no key sorts otherwise by UTF-16 than by code point. Where either may be
    otherwise, the reference is asked, and refuses what has no canonical form.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        encoded = text.encode() if _is_plain(text) else None
    except (TypeError, ValueError, RecursionError):
        encoded = None
    return rfc8785.dumps(value) if encoded is None else encoded


def _is_plain(text: str) -> bool:
    """Whether *text*, JSON as the standard library writes it, is canonical as it stands."""
    if _BEYOND_BMP.search(text):
        return False
    return not (_PERHAPS_NOT_WHOLE.search(text) and _NOT_WHOLE.search(_STRINGS.sub("", text)))


def digest(value: Any) -> str:
    """The lower-case hexadecimal SHA-256 of the canonical form of *value*."""
    return sha256(canonical(value))


def sha256(data: bytes) -> str:
    """The lower-case hexadecimal SHA-256 of *data*."""
    return hashlib.sha256(data).hexdigest()
