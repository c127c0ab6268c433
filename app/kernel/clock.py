"""The one place that asks what time it is.

Instants are aware datetimes in UTC; days are plain dates. Tests and the demo move the clock with
``time_machine`` rather than by passing a clock around. Whoever reads the register as of a past instant lets the clock
stand there, so that what is due, valid or overdue is said as it was said then.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.kernel.errors import Invalid

UTC = dt.UTC

_standing: ContextVar[dt.datetime | None] = ContextVar("standing", default=None)
"""The instant at which the clock stands for the present task, if it does."""


def now() -> dt.datetime:
    """The present instant, in UTC, to the microsecond; while the clock stands, the instant at which it stands."""
    return _standing.get() or dt.datetime.now(UTC)


@contextmanager
def standing(at: dt.datetime) -> Iterator[None]:
    """Let the clock stand at *at* inside the block."""
    token = _standing.set(at)
    try:
        yield
    finally:
        _standing.reset(token)


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The time zone *name*; raises :class:`~app.kernel.errors.Invalid` for one that is unknown."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid.of(
            "time_zone", f"“{name}” is not a known time zone: use a name such as Europe/Madrid."
        ) from error


def day_of(instant: dt.datetime, time_zone: str) -> dt.date:
    """The calendar day of *instant* in *time_zone*."""
    return instant.astimezone(zone(time_zone)).date()


def end_of_day(day: dt.date, time_zone: str) -> dt.datetime:
    """The last microsecond of *day* in *time_zone*, as a UTC instant."""
    following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone(time_zone))
    return following.astimezone(UTC) - dt.timedelta(microseconds=1)


def parse_day(text: str, field: str = "date") -> dt.date:
    """A date written YYYY-MM-DD; raises :class:`~app.kernel.errors.Invalid` naming *field* otherwise."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid.of(
            field, f"“{text}” is not a date: write it as year-month-day, such as 2026-03-31."
        ) from error


def parse_instant(text: str, time_zone: str, field: str = "as of") -> dt.datetime:
    """An ISO 8601 time, or a date meaning the end of that day in *time_zone*, as a UTC instant.

    A time without an offset is read in *time_zone*. Raises :class:`~app.kernel.errors.Invalid` naming *field*.
    """
    text = text.strip()
    try:
        if len(text) == len("2026-03-31"):
            return end_of_day(dt.date.fromisoformat(text), time_zone)
        instant = dt.datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=zone(time_zone))
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        cure = "write a date such as 2026-03-31 or a time such as 2026-03-31T17:00:00Z."
        raise Invalid.of(field, f"“{text[:40]}” is neither a date nor a time: {cure}") from error


def format_instant(instant: dt.datetime) -> str:
    """*instant* as it is hashed and printed: ISO 8601 in UTC with ``Z``, always six decimals."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
