"""Identifiers: UUIDv7 for rows that nobody cites, references such as TP-0042 for those that people do."""

import os
import re
import threading
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


_lock = threading.Lock()
_last = 0
"""The number of the newest UUID that this process made."""


def uuid7() -> uuid.UUID:
    """A time-ordered UUID, version 7 of RFC 9562 (the standard library has it from Python 3.14).

    Those that a process makes within one millisecond follow each other too (section 6.2, method 2: the random part
    of the one before, increased by a random amount).
    """
    global _last  # noqa: PLW0603 -- the order is one of the process
    moment = time.time_ns() // 1_000_000
    with _lock:
        before, drawn = divmod(_last, 1 << 74)
        drawn = (
            drawn + 1 + int.from_bytes(os.urandom(4)) if before == moment else int.from_bytes(os.urandom(9))
        )
        _last = (moment << 74) + drawn
        moment, drawn = divmod(_last, 1 << 74)
    value = moment << 80 | 0x7 << 76 | (drawn >> 62) << 64 | 0x2 << 62 | drawn & (1 << 62) - 1
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
