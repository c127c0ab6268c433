"""The instant that "now" means in a report, so that the same data give the same report.

A snapshot holds its instant, and is known by its hash; an instant that moves with the clock would make every report
another one. So a report on the present state is as of the last change that could show in it, or as of the beginning
of today in the organisation's time zone where nothing changed since. Between that instant and now nothing happened
that the report could show: the state is the same to the byte.

Why the beginning of today and not the last change, however long ago: rules and figures depend on the day (due dates,
reviews, the period of K9 and K10), and the day of a report follows from its instant unless it is named. So whoever
asks for the report as of the instant printed on it gets the same day, the same findings and the same snapshot; and a
report of yesterday is not taken for one of today. What the nightly run finds is filed with an entry of its own, which
moves the instant.

Which changes could show: every entry of the trail but those of :data:`UNSEEN` and :data:`UNSEEN_NOUNS`, and of deals
only those of the report's own. What is not known to be harmless counts, so that in doubt a report is issued anew, never
an old one handed out.
"""

import datetime as dt

from sqlalchemy import String, bindparam, or_, select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.organisation import records
from app.domain.organisation.models import Organisation
from app.kernel import clock

UNSEEN = frozenset(
    {
        "deal.accept_terms",
        "deal.release_report",
        "deal.visit",
        "deal.withdraw_report",
        "import.forget_mapping",
        "import.save_mapping",
        "person.end_sessions",
        "person.make_calendar_address",
        "person.make_link",
        "person.revoke_calendar_address",
        "person.set_password",
        "person.use_link",
    }
)
"""Operations that change nothing that any report shows, although others of their noun do."""

UNSEEN_NOUNS = frozenset({"api_token", "report", "schedule", "session", "webhook"})
"""Nouns of which no operation changes what a report shows."""

SEEN_NOUNS = frozenset(
    {
        "activity",
        "agreement",
        "catalogue",
        "category",
        "deal",
        "disclosure",
        "document",
        "entity",
        "evidence",
        "finding",
        "findings",
        "flow",
        "import",
        "incident",
        "ledger",
        "notice",
        "organisation",
        "person",
        "preference",
        "purpose",
        "register",
        "review",
        "sub_processor",
        "subject",
        "third_party",
    }
)
"""Nouns whose operations change what reports show. A test holds every noun to be in one of the two."""


_LAST = (
    select(Entry.at)
    .where(
        *(Entry.operation != name for name in sorted(UNSEEN)),
        *(Entry.operation.not_like(f"{noun}.%") for noun in sorted(UNSEEN_NOUNS)),
        or_(Entry.deal.is_(None), Entry.deal == bindparam("deal", type_=String())),
    )
    .order_by(Entry.seq.desc())
    .limit(1)
)
"""The instant of the last entry that could show, ``deal`` being the deal of the report, if any."""


_ZONE_AND_LAST = select(select(Organisation.time_zone).limit(1).scalar_subquery(), _LAST.scalar_subquery())


def of_present(session: Session, deal: str | None = None) -> dt.datetime:
    """The instant of a report on the present state, of *deal* where it is on one.

    To be asked in the transaction in which the data are read.
    """
    return present(session, deal)[0]


def present(session: Session, deal: str | None = None) -> tuple[dt.datetime, str]:
    """That instant, and the zone in which the organisation's days begin."""
    stored, last = session.execute(_ZONE_AND_LAST, {"deal": deal}).one()
    zone = stored or records.Organisation().time_zone
    yesterday = clock.day_of(clock.now(), zone) - dt.timedelta(days=1)
    midnight = clock.end_of_day(yesterday, zone) + dt.timedelta(microseconds=1)
    return midnight if last is None else max(midnight, last), zone
