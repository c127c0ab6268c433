"""How long evidence is valid and a window to object is open, as pages say it."""

import datetime as dt
from typing import cast

from flask import get_template_attribute
from markupsafe import Markup

from app.domain.evidence.breach_clock import when
from app.domain.third_parties.records import Incident
from app.kernel.words import plural
from app.pages.kit import formats

LAPSES_SOON = dt.timedelta(days=60)
"""How long before its end a piece of evidence is said to lapse soon."""


def validity(issued_on: dt.date | None, valid_until: dt.date | None, today: dt.date) -> tuple[str, str]:
    """Whether what was issued then is valid on *today*, as the key of a sign and in words."""
    if issued_on is not None and issued_on > today:
        return "planned", "Not issued yet"
    if valid_until is None:
        return "valid", "No end recorded"
    if valid_until < today:
        return "expired", "Lapsed"
    left = valid_until - today
    if left <= LAPSES_SOON:
        return "renewal_due", "Lapses today" if not left else f"Lapses in {plural(left.days, 'day')}"
    return "valid", "Valid"


def sign_of(issued_on: dt.date | None, valid_until: dt.date | None, today: dt.date) -> Markup:
    """The same as a sign."""
    key, words = validity(issued_on, valid_until, today)
    return cast(Markup, get_template_attribute("kit/details.html", "badge")(key, text=words))


def window_words(
    due: dt.date | None, days: int | None, decision: str | None, today: dt.date
) -> tuple[str, bool]:
    """The window to object in words, and whether it has passed undecided."""
    if due is None:
        return "", False
    length = f"{plural(days, 'day')}, " if days is not None else ""
    if decision is not None:
        return length + "decided", False
    left = (due - today).days
    if left < 0:
        return f"{length}{plural(-left, 'day')} past", True
    return f"{length}{plural(left, 'day')} left" if left else f"{length}ends today", False


def told_after(incident: Incident) -> str | None:
    """How long after the third party knew of *incident* it told us, in words; ``None`` where that cannot be said."""
    knew, told = incident.aware_third_party_on, incident.notified_us_on
    if knew is None or told is None or told < knew:
        return None
    if incident.aware_third_party_time and incident.notified_us_time:
        zone = formats.time_zone()
        span = when(told, incident.notified_us_time, zone).first
        hours = (span - when(knew, incident.aware_third_party_time, zone).first) // dt.timedelta(hours=1)
        return f"after {plural(hours, 'hour')}" if hours >= 0 else None
    return "on the same day" if knew == told else f"after {plural((told - knew).days, 'day')}"


def day_and_time(day: dt.date | None, time: str | None) -> str | None:
    """A day with the time of day, where that is recorded."""
    return None if day is None else f"{formats.day(day)} {time}" if time else formats.day(day)
