"""The end of retention: after it the keyed hashes of the ledgers are erased, from history too.

What was asked, when, and what was done stays; only who it was can no longer be told. An opt-out that is not honoured
yet keeps its hash until it is, since without it nobody could act on it; so does a disclosure that is not decided.
"""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import history
from app.db.unit_of_work import Work
from app.domain.audit.chain import ERASED
from app.domain.evidence.models import Disclosure, Preference
from app.domain.evidence.records import Disclosure as DisclosureRecord
from app.domain.evidence.records import Preference as PreferenceRecord
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.periods import add_months
from app.security.actor import Actor
from app.security.permissions import Permission


def last_kept(today: dt.date, months: int) -> dt.date:
    """The earliest day on which a request may have come in so that its hash is still kept on *today*."""
    try:
        return add_months(today, -months)
    except ValueError:
        return dt.date.min


def erased_from(received_on: dt.date, months: int) -> dt.date | None:
    """The first day without the hash of a request of *received_on*; ``None`` beyond the calendar."""
    try:
        return add_months(received_on, months) + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def due(session: Session, limit: dt.date) -> tuple[list[str], list[str]]:
    """The opt-outs and the disclosures that came in before *limit* and still hold a hash, archived ones too."""
    preferences = select(Preference.ref).where(
        Preference.subject_ref.is_not(None),
        Preference.received_on < limit,
        Preference.honoured_on.is_not(None) | Preference.archived,
    )
    disclosures = select(Disclosure.ref, Disclosure.subject_refs).where(
        Disclosure.received_on < limit, Disclosure.decided_on.is_not(None) | Disclosure.archived
    )
    rows = session.execute(disclosures.order_by(Disclosure.ref))
    return (
        list(session.scalars(preferences.order_by(Preference.ref))),
        [row.ref for row in rows if row.subject_refs],
    )


@operation(Permission.SYSTEM, "ledger.erase")
def erase(work: Work, actor: Actor) -> int:
    """Erase every hash whose retention is over, and note of which entries; returns of how many."""
    today = organisation.today(work.session, work.at)
    months = organisation.current(work.session)[0].ledger_retention_months
    limit = last_kept(today, months)
    preferences, disclosures = due(work.session, limit)
    if not preferences and not disclosures:
        return 0
    for ref in preferences:
        record = work.get(PreferenceRecord, ref)
        work.save(record.model_copy(update={"subject_ref": None, "erased_on": today}))
        history.erase(work.session, "preference", ref)
    for ref in disclosures:
        found = work.get(DisclosureRecord, ref)
        work.save(found.model_copy(update={"subject_refs": [], "erased_on": today}))
        history.erase(work.session, "disclosure", ref)
    work.notes["retention"] = {"months": months, "received_before": limit.isoformat()}
    work.notes[ERASED] = [
        *(["preference", ref] for ref in preferences),
        *(["disclosure", ref] for ref in disclosures),
    ]
    return len(preferences) + len(disclosures)
