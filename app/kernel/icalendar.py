"""Calendars in the form of RFC 5545: whole-day events, as calendar programs subscribe to."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MOST = 75
"""Bytes of a line before it is folded (3.1)."""


@dataclass(frozen=True)
class Happening:
    """A whole-day event; ``uid`` is the same each time that the same thing is written."""

    uid: str
    on: dt.date
    summary: str
    description: str = ""
    url: str = ""


def calendar(name: str, happenings: Iterable[Happening], at: dt.datetime) -> bytes:
    """The calendar *name* with *happenings*, as written at the instant *at*."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Custodia//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for happening in happenings:
        lines += _event(happening, at)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _event(happening: Happening, at: dt.datetime) -> list[str]:
    after = happening.on + dt.timedelta(days=1) if happening.on < dt.date.max else happening.on
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(happening.uid)}",
        f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{happening.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{escaped(happening.summary)}",
        "TRANSP:TRANSPARENT",
    ]
    if happening.description:
        lines.append(f"DESCRIPTION:{escaped(happening.description)}")
    if happening.url:
        lines.append(f"URL:{happening.url}")
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    """*text* as a value of type TEXT (3.3.11)."""
    for mark, instead in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", "\\n"),
    ):
        text = text.replace(mark, instead)
    return text


def folded(line: str) -> Iterator[bytes]:
    """*line* in pieces of at most 75 bytes, no character torn, each but the first after a space."""
    piece = b""
    for letter in line:
        data = letter.encode()
        if len(piece) + len(data) > _MOST:
            yield piece
            piece = b" "
        piece += data
    yield piece
