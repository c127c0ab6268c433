"""How days, hashes, numbers and fractions are written in reports of every format."""

import datetime as dt
import fractions
import re
from collections.abc import Mapping

from app.kernel import points
from app.reporting.snapshot.schema.board import Fraction, Measure

_FONT = "font "
"""How the name of a font begins among the versions of a seal."""
_FAMILY = "Noto Sans"
"""The family whose fonts are named by their scripts."""
_REFERENCE = re.compile(r"[A-Z]{1,3}-\d+(?:/\w+)?")
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
    """*value* with thousands set apart, as the messages of rules and the names of bands write them."""
    return f"{value:,}"


def references_in(key: str) -> list[str]:
    """The objects that the *key* of a finding names, such as ``AG-0014+AG-0017``; none where it names anything else.

    Categories, clauses and days stand in the message of the finding, in words.
    """
    pieces = key.split("+")
    return pieces if all(_REFERENCE.fullmatch(piece) for piece in pieces) else []


def percent(fraction: Fraction) -> int | None:
    """The fraction in per cent, cut so that only all is 100; ``None`` for nothing to measure."""
    return points.percent(fraction["numerator"], fraction["denominator"])


def change(measure: Measure) -> fractions.Fraction | None:
    """By how many points, exactly, the share differs from the report before, where both can be told."""
    before = measure["before"]
    if before is None:
        return None
    now, then = ((one["numerator"], one["denominator"]) for one in (measure, before))
    return points.apart(now, then)


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


def set_with(versions: Mapping[str, str]) -> tuple[str, str]:
    """The libraries and the fonts of *versions* as text; the scripts of a family stand behind it, by their names."""
    fonts = {
        name.removeprefix(_FONT): version for name, version in versions.items() if name.startswith(_FONT)
    }
    libraries = [
        f"{name} {version}" for name, version in sorted(versions.items()) if not name.startswith(_FONT)
    ]
    scripts = [
        f"{name.removeprefix(_FAMILY).strip()} {version}"
        for name, version in sorted(fonts.items())
        if name.startswith(f"{_FAMILY} ")
    ]
    others = [
        f"{name} {version}" for name, version in sorted(fonts.items()) if not name.startswith(f"{_FAMILY} ")
    ]
    behind = f"; {_FAMILY} for {', '.join(scripts)}" if scripts else ""
    return ", ".join(libraries), ", ".join(others) + behind
