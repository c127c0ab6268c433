"""Reads of the opt-out and disclosure ledgers, and of what third parties have shown."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import read_record
from app.domain.evidence import records
from app.domain.evidence.models import Disclosure, Preference, Propagation
from app.domain.third_parties.models import Evidence, ThirdParty


def get_preference(session: Session, ref: str) -> tuple[records.Preference, int]:
    """The opt-out *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Preference, ref)


def get_disclosure(session: Session, ref: str) -> tuple[records.Disclosure, int]:
    """The disclosure *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Disclosure, ref)


def of_person(session: Session, subject_ref: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The requests of whoever has the keyed hash *subject_ref*: reference and kind, oldest first."""
    query = select(Preference.ref, Preference.kind).where(Preference.subject_ref == subject_ref)
    return session.execute(query.order_by(Preference.received_on, Preference.ref)).all()


def told(session: Session, third_party: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The opt-outs that *third_party* must hear of: reference, kind, received, told and confirmed when."""
    query = (
        select(
            Preference.ref, Preference.kind, Preference.received_on, Propagation.sent_on, Propagation.ack_on
        )
        .join(Propagation, Propagation.preference == Preference.ref)
        .where(Propagation.third_party == third_party, Preference.archived.is_(False))
    )
    return session.execute(query.order_by(Preference.received_on.desc(), Preference.ref)).all()


def disclosures_through(session: Session, third_party: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The disclosures that came through *third_party*: reference, requester, ground, received, decided."""
    query = select(
        Disclosure.ref,
        Disclosure.requester,
        Disclosure.ground,
        Disclosure.received_on,
        Disclosure.decided_on,
    ).where(Disclosure.via_third_party == third_party, Disclosure.archived.is_(False))
    return session.execute(query.order_by(Disclosure.received_on.desc(), Disclosure.ref)).all()


def lapsing(session: Session, until: dt.date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Evidence that lapses by *until* or has lapsed, soonest first: third party, name, kind, last day."""
    query = (
        select(Evidence.third_party, ThirdParty.name, Evidence.kind, Evidence.valid_until)
        .join(ThirdParty, ThirdParty.ref == Evidence.third_party)
        .where(Evidence.valid_until <= until, ThirdParty.archived.is_(False))
    )
    return session.execute(query.order_by(Evidence.valid_until, Evidence.third_party)).all()
