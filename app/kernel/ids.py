"""Identifiers: UUIDv7 for rows that nobody cites, references such as TP-0042 for those that people do."""

import os
import re
import time
import uuid

PREFIXES = {
    "entity": "EN",
    "activity": "AC",
    "notice": "NV",
    "third_party": "TP",
    "agreement": "AG",
    "flow": "FL",
    "preference": "PF",
    "disclosure": "DC",
    "report_schedule": "SC",
    "deal": "D",
    "segment": "S",
}
"""The reference prefix of each kind of object; deals and segments have three digits, the others four."""

_REFERENCE = re.compile(r"^([A-Z]{1,2})-(\d{3,9})$")


def uuid7() -> uuid.UUID:
    """A time-ordered UUID, version 7 of RFC 9562 (the standard library has it from Python 3.14)."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF000 << 64) | 0x7000 << 64
    value = value & ~(0xC000 << 48) | 0x8000 << 48
    return uuid.UUID(int=value)


def reference(kind: str, number: int) -> str:
    """The reference of the *number*-th object of *kind*: ``reference("third_party", 42)`` is ``TP-0042``."""
    prefix = PREFIXES[kind]
    return f"{prefix}-{number:0{digits(prefix)}d}"


def digits(prefix: str) -> int:
    """The least number of digits after *prefix*."""
    return 3 if len(prefix) == 1 else 4


def number_of(ref: str) -> int:
    """The number inside a reference; raises :class:`ValueError` where *ref* is none."""
    match = _REFERENCE.match(ref)
    if match is None:
        raise ValueError(ref)
    return int(match[2])
