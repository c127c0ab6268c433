"""Reads of processing activities and of flows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.db import references
from app.db.references import Use
from app.db.unit_of_work import read_record
from app.domain.flows import records
from app.domain.flows.models import Activity, Flow, Location, NoticeLink
from app.domain.third_parties.models import ThirdParty

_COLUMNS = (
    Flow.ref,
    Flow.name,
    Flow.third_party,
    Flow.activity,
    Flow.purposes,
    Flow.categories,
    Flow.status,
    Flow.first_on,
    Flow.ended_on,
    Flow.archived,
)


def get(session: Session, ref: str) -> tuple[records.Flow, int]:
    """The flow *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Flow, ref)


def get_activity(session: Session, ref: str) -> tuple[records.Activity, int]:
    """The activity *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Activity, ref)


def activity_options(session: Session) -> list[tuple[str, str]]:
    """Activities as choices: reference and name, in order of name."""
    query = select(Activity.ref, Activity.name).where(Activity.archived.is_(False))
    return [
        (row.ref, row.name)
        for row in session.execute(query.order_by(func.lower(Activity.name), Activity.ref))
    ]


def activity_names(session: Session) -> dict[str, str]:
    """Every activity's name by reference, archived ones too."""
    return {row.ref: row.name for row in session.execute(select(Activity.ref, Activity.name))}


def options(session: Session, third_parties: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Flows, those to *third_parties* where given, as choices: reference, and name with recipient."""
    query = (
        select(Flow.ref, Flow.name, ThirdParty.name.label("recipient"))
        .join(ThirdParty, ThirdParty.ref == Flow.third_party)
        .where(Flow.archived.is_(False))
    )
    if third_parties:
        query = query.where(Flow.third_party.in_(third_parties))
    rows = session.execute(query.order_by(Flow.ref))
    return [(row.ref, f"{row.ref} · {row.name or 'unnamed'} ({row.recipient})") for row in rows]


def names(session: Session, refs: Sequence[str]) -> dict[str, str]:
    """The names of the flows *refs*; the reference where a flow has none."""
    rows = session.execute(select(Flow.ref, Flow.name).where(Flow.ref.in_(refs)))
    return {row.ref: row.name or row.ref for row in rows}


def of_third_party(
    session: Session, third_party: str, *, archived: bool = False
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The flows to *third_party*: reference, name, activity, purposes, categories, status and dates."""
    query = select(*_COLUMNS).where(Flow.third_party == third_party)
    if not archived:
        query = query.where(Flow.archived.is_(False))
    return session.execute(query.order_by(Flow.ref)).all()


def of_activity(session: Session, activity: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The flows that serve *activity*, in the same columns as :func:`of_third_party`."""
    query = select(*_COLUMNS).where(Flow.activity == activity, Flow.archived.is_(False))
    return session.execute(query.order_by(Flow.ref)).all()


def countries(session: Session, refs: Sequence[str]) -> dict[str, list[str]]:
    """The countries of each of the flows *refs*, in order and once each; flows without a place are absent."""
    query = select(Location.flow, Location.country).where(Location.flow.in_(refs))
    found: dict[str, list[str]] = {}
    for flow, country in session.execute(query.order_by(Location.flow, Location.position)):
        if country not in found.setdefault(flow, []):
            found[flow].append(country)
    return found


def resting_on(session: Session, notice: str) -> dict[str, list[str]]:
    """The flows, not archived, that rest on each provision of *notice*, by ``NV-0001/G2``."""
    query = (
        select(NoticeLink.provision, NoticeLink.flow)
        .join(Flow, Flow.ref == NoticeLink.flow)
        .where(NoticeLink.provision.startswith(f"{notice}/", autoescape=True), Flow.archived.is_(False))
    )
    found: dict[str, list[str]] = {}
    for provision, flow in session.execute(query.order_by(NoticeLink.provision, NoticeLink.flow)):
        found.setdefault(provision, []).append(flow)
    return found


def uses(session: Session, ref: str) -> list[Use]:
    """The live objects that refer to the flow; deals are left out."""
    return references.users(session, "flow", ref)


def activity_uses(session: Session, ref: str) -> list[Use]:
    """The live objects that refer to the activity; deals are left out."""
    return references.users(session, "activity", ref)
