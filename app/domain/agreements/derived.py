"""Where agreements stand on a day, worked out by the database for lists of any length.

It says the same as :mod:`app.domain.agreements.predicates` does of one agreement; a test ties the two.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.db.dates import days_between
from app.domain.agreements.models import Agreement, GovernedFlow
from app.domain.agreements.predicates import (
    BINDING,
    EXPIRY_WARNING,
    NOTICE_WARNING,
    RENEWAL_WINDOW,
    SIGNED,
)
from app.domain.agreements.terms import UNSIGNED, Stage

_Row = type[Agreement]


@dataclass(frozen=True)
class Derived:
    """Conditions on the rows of *row* on *day*; ``successor`` is to be joined by :meth:`joined`."""

    day: dt.date
    row: Any
    successor: Any

    @classmethod
    def on(cls, day: dt.date, row: Any = Agreement) -> "Derived":
        """Those of *row* (the table or an alias of it) on *day*."""
        return cls(day, row, aliased(Agreement))

    def joined(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """*query* with the successor of each row beside it."""
        successor = self.successor
        return query.outerjoin(
            successor,
            and_(
                successor.ref == self.row.superseded_by,
                successor.third_party == self.row.third_party,
                successor.archived.is_(False),
            ),
        )

    @property
    def executed(self) -> ColumnElement[bool]:
        """Concluded by the day, in a way that binds."""
        row, day = self.row, self.day
        by_signature = and_(
            row.acceptance.in_(SIGNED),
            func.coalesce(row.signed_us_on <= day, False),
            func.coalesce(row.signed_them_on <= day, False),
        )
        otherwise = and_(row.acceptance.in_(BINDING - SIGNED), func.coalesce(row.effective_on <= day, False))
        return or_(by_signature, otherwise)

    @property
    def begun(self) -> ColumnElement[bool]:
        """Effective by the day."""
        return func.coalesce(self.row.effective_on <= self.day, False)

    @property
    def replaceable(self) -> ColumnElement[bool]:
        """It has a successor, known and more than a draft, whose first day is recorded."""
        successor = self.successor
        signatures = and_(successor.signed_us_on.is_not(None), successor.signed_them_on.is_not(None))
        concluded = or_(
            and_(successor.acceptance.in_(SIGNED), signatures), successor.acceptance.in_(BINDING - SIGNED)
        )
        more_than_draft = or_(successor.stage.not_in(UNSIGNED), concluded)
        return and_(successor.ref.is_not(None), successor.effective_on.is_not(None), more_than_draft)

    @property
    def superseded(self) -> ColumnElement[bool]:
        """Its successor has taken its place; one that is not known counts as having done so long ago."""
        replaced = and_(self.replaceable, func.coalesce(self.successor.effective_on <= self.day, False))
        return and_(self.row.superseded_by.is_not(None), or_(self.successor.ref.is_(None), replaced))

    @property
    def terminated(self) -> ColumnElement[bool]:
        """Ended by somebody."""
        return func.coalesce(self.row.terminated_on <= self.day, False)

    @property
    def runs_on(self) -> ColumnElement[bool]:
        """Goes on without anybody's act."""
        return or_(self.row.evergreen, self.row.auto_renew)

    @property
    def expired(self) -> ColumnElement[bool]:
        """Its term has run out."""
        return and_(func.coalesce(self.row.expires_on < self.day, False), ~self.runs_on)

    @property
    def in_force(self) -> ColumnElement[bool]:
        """Binds on the day."""
        lasts = or_(self.runs_on, func.coalesce(self.row.expires_on >= self.day, False))
        return and_(self.executed, self.begun, ~self.terminated, lasts, ~self.superseded)

    @property
    def renewal_decided(self) -> ColumnElement[bool]:
        """It is decided what follows on its end."""
        row = self.row
        about_this_term = or_(
            row.expires_on.is_(None),
            days_between(row.renewal_decided_on, row.expires_on) <= RENEWAL_WINDOW.days,
        )
        decided = and_(func.coalesce(row.renewal_decided_on <= self.day, False), about_this_term)
        renewed = and_(row.renewal_decided_on.is_(None), row.stage == Stage.RENEWED.value)
        return or_(row.superseded_by.is_not(None), renewed, decided)

    @property
    def decision_due(self) -> ColumnElement[bool]:
        """Its end, or the last day for notice, is near and nothing is decided."""
        row = self.row
        left = days_between(literal(self.day), row.expires_on)
        notice_left = left - row.notice_days
        ends_soon = left.between(0, EXPIRY_WARNING.days)
        notice_soon = func.coalesce(notice_left.between(0, NOTICE_WARNING.days), False)
        open_end = and_(row.expires_on.is_not(None), ~row.evergreen, ~self.renewal_decided)
        return and_(open_end, or_(ends_soon, notice_soon))

    def ends_within(self, days: int) -> ColumnElement[bool]:
        """In force, and its recorded end comes within *days*, though it may renew by itself."""
        until = self.day + dt.timedelta(days=days)
        return and_(self.in_force, ~self.row.evergreen, self.row.expires_on.between(self.day, until))

    def comes_to_an_end(self, days: int) -> ColumnElement[bool]:
        """In force, and its end of any cause, its renewal or the last day for notice comes within *days*."""
        row, until = self.row, self.day + dt.timedelta(days=days)
        tomorrow = self.day + dt.timedelta(days=1)
        left = days_between(literal(self.day), row.expires_on)
        causes = (
            and_(~row.evergreen, row.expires_on.between(self.day, until)),
            and_(~row.evergreen, (left - row.notice_days).between(0, days)),
            row.terminated_on.between(tomorrow, until + dt.timedelta(days=1)),
            and_(
                self.replaceable, self.successor.effective_on.between(tomorrow, until + dt.timedelta(days=1))
            ),
        )
        return and_(self.in_force, or_(*(func.coalesce(cause, False) for cause in causes)))

    @property
    def survives(self) -> ColumnElement[bool]:
        """Confidentiality lasts although it is over: without limit, or for months from its earliest end."""
        row = self.row
        causes = (
            (row.terminated_on.is_not(None), row.terminated_on),
            (and_(~self.runs_on, row.expires_on.is_not(None)), row.expires_on),
            (self.replaceable, self.successor.effective_on),
        )
        alive = [case((is_one, self._last_alive(end)), else_=True) for is_one, end in causes]
        some_end = or_(*(is_one for is_one, _ in causes))
        by_months = and_(row.survival_months.is_not(None), some_end, *alive)
        return or_(row.survival_indefinite, by_months)

    def _last_alive(self, end: Any) -> ColumnElement[bool]:
        """Whether the day comes no later than the survival months after *end*.

        Months are counted, not days: in the last month the day of the month decides, and a month that is too
        short ends early, on or after any day that it has.
        """
        months_to_end = extract("year", end) * 12 + extract("month", end) + self.row.survival_months
        this_month = self.day.year * 12 + self.day.month
        in_last_month = and_(months_to_end == this_month, extract("day", end) >= self.day.day)
        return or_(months_to_end > this_month, in_last_month)

    @property
    def state(self) -> ColumnElement[str]:
        """The key of the :class:`Stage` that the dates show."""
        row = self.row
        made = [func.coalesce(on <= self.day, False) for on in (row.signed_us_on, row.signed_them_on)]
        unsigned = case(
            (made[0] != made[1], Stage.PARTLY_SIGNED.value),
            (row.stage.in_(UNSIGNED), row.stage),
            else_=Stage.DRAFT.value,
        )
        running = case(
            (row.stage == Stage.SUSPENDED.value, row.stage),
            (self.decision_due, Stage.RENEWAL_DUE.value),
            (row.stage == Stage.RENEWED.value, row.stage),
            else_=Stage.IN_FORCE.value,
        )
        over = case(
            (self.superseded, Stage.SUPERSEDED.value),
            (self.terminated, Stage.TERMINATED.value),
            else_=Stage.EXPIRED.value,
        )
        endless = and_(~self.superseded, ~self.terminated, ~self.expired)
        return case(
            (~self.executed, unsigned),
            (~self.begun, Stage.EXECUTED.value),
            (self.in_force, running),
            (endless, Stage.EXECUTED.value),
            (self.survives, Stage.SURVIVING.value),
            else_=over,
        )


def governed(flow: Any, third_party: Any, day: dt.date | None = None) -> ColumnElement[bool]:
    """Whether an agreement with *third_party* lists *flow* (both columns), and is in force on *day* where given.

    The flows that are listed are found once for the whole query, which costs no more for a long list.
    """
    row, listed = aliased(Agreement), aliased(GovernedFlow)
    query = select(listed.flow, row.third_party).join(listed, listed.agreement == row.ref)
    query = query.where(row.archived.is_(False))
    if day is not None:
        derived = Derived.on(day, row)
        query = derived.joined(query).where(derived.in_force)
    return tuple_(flow, third_party).in_(query)
