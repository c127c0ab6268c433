"""How days, hashes, numbers and fractions are written in reports of every format."""

import datetime as dt

from app.reporting.snapshot.schema.board import Fraction, Measure

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day(value: str | None, otherwise: str = "not recorded") -> str:
    """``22 Nov 2026`` for ``2026-11-22``, held together at a line's end; *otherwise* where there is none."""
    if value is None:
        return otherwise
    date = dt.date.fromisoformat(value)
    return f"{date.day}\u00a0{_MONTHS[date.month - 1][:3]}\u00a0{date.year}"


def long_day(value: str) -> str:
    """``22 November 2026`` for ``2026-11-22``."""
    date = dt.date.fromisoformat(value)
    return f"{date.day}\u00a0{_MONTHS[date.month - 1]}\u00a0{date.year}"


def grouped(sha256: str, size: int = 8) -> list[str]:
    """A hash in groups of *size* characters, as eyes compare it."""
    return [sha256[start : start + size] for start in range(0, len(sha256), size)]


def number(value: int) -> str:
    """*value* with thousands set apart."""
    return f"{value:,}".replace(",", "\u202f")


def percent(fraction: Fraction) -> int | None:
    """The fraction in per cent, rounded down so that only all is 100; ``None`` for nothing to measure."""
    if not fraction["denominator"]:
        return None
    return 100 * fraction["numerator"] // fraction["denominator"]


def change(measure: Measure) -> int | None:
    """By how many points the percentage differs from the report before, where both can be told."""
    before = measure["before"]
    now, then = percent(measure), None if before is None else percent(before)
    return None if now is None or then is None else now - then


def as_share(share: int | None) -> str:
    """*share* in per cent as text, ``n/a`` where there was nothing to measure."""
    return "n/a" if share is None else f"{share}\u00a0%"


def written(value: str | int | dt.date | dt.datetime | None) -> str:
    """*value* of a table as people read it; ``–`` where there is none."""
    if value is None:
        return "–"
    if isinstance(value, dt.datetime):
        utc = value.astimezone(dt.UTC)
        return f"{day(utc.date().isoformat())} {utc:%H:%M:%S} UTC"
    if isinstance(value, dt.date):
        return day(value.isoformat())
    return number(value) if isinstance(value, int) else value
