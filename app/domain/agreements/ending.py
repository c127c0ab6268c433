"""What of an agreement comes to its end soon: the term, the last day for notice, and confidentiality after the end."""

import datetime as dt
from dataclasses import dataclass

from app.domain.agreements.predicates import (
    NONE_KNOWN,
    Agreements,
    confidentiality_alive,
    confidentiality_ends_on,
    in_force,
    last_day,
    notice_deadline,
    renewal_decided,
)
from app.domain.agreements.records import Agreement

HORIZONS = (30, 60, 90)
"""The days within which an end is shown, nearest first."""


@dataclass(frozen=True)
class Ending:
    """That an agreement in force ends, renews or must be given notice soon, seen from a day.

    ``on`` is its last day (or the day of its renewal, where it renews by itself), ``notice_by`` the last day for
    notice where one is recorded; ``decided`` says whether what follows is decided.
    """

    on: dt.date
    renews: bool
    notice_by: dt.date | None
    decided: bool
    day: dt.date

    @property
    def days(self) -> int:
        """How many days are left to the end."""
        return (self.on - self.day).days

    @property
    def notice_days(self) -> int | None:
        """How many days are left for notice, negative where they are over; ``None`` without a notice period."""
        return None if self.notice_by is None else (self.notice_by - self.day).days

    @property
    def act_by(self) -> dt.date:
        """The day by which something must be done: that for notice as long as it lies ahead, else the end."""
        return self.notice_by if self.notice_by is not None and self.notice_by >= self.day else self.on

    def within(self, days: int) -> bool:
        """Whether the end, or the last day for notice, comes within *days*."""
        return 0 <= (self.act_by - self.day).days <= days or 0 <= self.days <= days

    @property
    def horizon(self) -> int:
        """The smallest of :data:`HORIZONS` within which it falls."""
        return next(days for days in HORIZONS if self.within(days))


def ending(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> Ending | None:
    """How *agreement*, in force on *day*, comes to its end within 90 days; ``None`` where it does not."""
    if not in_force(agreement, day, agreements):
        return None
    last = last_day(agreement, agreements)
    renews = last is None and agreement.auto_renew and not agreement.evergreen
    on = agreement.expires_on if renews else last
    if on is None or on < day:
        return None
    # Notice is of use only before the recorded end of the term.
    notice = notice_deadline(agreement) if on == agreement.expires_on else None
    found = Ending(on, renews, notice, renewal_decided(agreement, day), day)
    return found if found.within(HORIZONS[-1]) else None


def confidentiality_ending(
    agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN
) -> dt.date | None:
    """The last day of confidentiality of *agreement*, which is over already, where it comes within 90 days."""
    if in_force(agreement, day, agreements) or not confidentiality_alive(agreement, day, agreements):
        return None
    last = confidentiality_ends_on(agreement, agreements)
    return last if last is not None and last - day <= dt.timedelta(days=HORIZONS[-1]) else None
