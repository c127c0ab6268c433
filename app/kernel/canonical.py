"""Canonical JSON (RFC 8785) and the SHA-256 of it: what is hashed, sealed and compared."""

import hashlib
import json
from typing import Any

import rfc8785

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_TEXT = frozenset({str})
_LEAVES = frozenset({str, bool, type(None)})
_LARGEST = 10**15
"""Whole numbers up to here are written alike by everybody."""


def canonical(value: Any) -> bytes:
    """*value* (JSON types only, keys strings, no floats needed) as RFC 8785 bytes.

    The standard library's encoder is several times faster than the reference, and writes the same where all numbers
    are whole and of less than 16 digits, and no key sorts otherwise by UTF-16 than by code point. Where either may be
    otherwise, the reference is asked, and refuses what has no canonical form.
    """
    try:
        text = _ENCODE(value) if _is_plain(value) else ""
        encoded = text.encode() if text and _is_sorted_alike(text) else None
    except (TypeError, ValueError, RecursionError):
        encoded = None
    return rfc8785.dumps(value) if encoded is None else encoded


def _is_plain(value: Any) -> bool:
    """Whether *value* holds nothing but text, truth values, null and whole numbers that everybody writes alike."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        kind = one.__class__
        if kind is dict:
            if not _TEXT.issuperset(map(type, one)):
                return False
            if not _LEAVES.issuperset(map(type, one.values())):
                waiting += [inner for inner in one.values() if inner.__class__ not in _LEAVES]
        elif kind is list or kind is tuple:
            if not _LEAVES.issuperset(map(type, one)):
                waiting += [inner for inner in one if inner.__class__ not in _LEAVES]
        elif kind is int:
            if not -_LARGEST < one < _LARGEST:
                return False
        elif kind not in _LEAVES:
            return False
    return True


def _is_sorted_alike(text: str) -> bool:
    """Whether keys in *text* sort by UTF-16 as they do by code point, since none of it is beyond the first plane."""
    return text.isascii() or len(text.encode("utf-16-le")) == 2 * len(text)


def digest(value: Any) -> str:
    """The lower-case hexadecimal SHA-256 of the canonical form of *value*."""
    return sha256(canonical(value))


def sha256(data: bytes) -> str:
    """The lower-case hexadecimal SHA-256 of *data*."""
    return hashlib.sha256(data).hexdigest()
