"""The recipients of the register with as little of each as the matrix of a notice looks at.

A dossier holds all of a third party; a page over thousands of them needs names, purposes and links alone. So the
dossiers made here know nothing but that: their rows come from two statements, whatever the size of the register.
"""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings.dossier import Dossier
from app.domain.flows.models import Flow as FlowRow
from app.domain.flows.models import NoticeLink as LinkRow
from app.domain.flows.records import Flow, NoticeLink
from app.domain.flows.terms import FlowStatus
from app.domain.notices.terms import Strength
from app.domain.third_parties.models import ThirdParty as PartyRow
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Affiliation, Role

BATCH = 2000
"""Rows fetched at a time."""
_PARTY = ThirdParty.model_construct(name="")
_FLOW = Flow.model_construct(name="", status=FlowStatus.ACTIVE)
"""What the records below are copies of: a copy costs far less than to make a record anew."""


def recipients(session: Session) -> Iterator[Dossier]:
    """Every third party with flows marked active, in order of reference, with what the matrix needs of it."""
    links = _links(session)
    query = (
        select(
            PartyRow.ref.label("party"),
            PartyRow.name,
            PartyRow.entity,
            PartyRow.affiliation,
            PartyRow.role,
            FlowRow.ref,
            FlowRow.purposes,
            FlowRow.ended_on,
        )
        .join(FlowRow, FlowRow.third_party == PartyRow.ref)
        .where(*_ACTIVE, PartyRow.archived.is_(False))
        .order_by(PartyRow.ref, FlowRow.ref)
    )
    rows = session.execute(query.execution_options(yield_per=BATCH))
    for ref, some in groupby(rows, key=lambda row: row.party):
        of_one = list(some)
        first = of_one[0]
        party = _PARTY.model_copy(
            update={
                "ref": ref,
                "name": first.name,
                "entity": first.entity,
                "affiliation": Affiliation(first.affiliation),
                "role": Role(first.role),
            }
        )
        flows = tuple(
            _FLOW.model_copy(
                update={
                    "ref": row.ref,
                    "third_party": ref,
                    "ended_on": row.ended_on,
                    "purposes": row.purposes,
                    "notice_links": links.get(row.ref, []),
                }
            )
            for row in of_one
        )
        yield Dossier(party, flows=flows)


_ACTIVE = (FlowRow.status == FlowStatus.ACTIVE.value, FlowRow.archived.is_(False))


def _links(session: Session) -> dict[str, list[NoticeLink]]:
    """The notice links of every flow marked active, by its reference; equal ones are one object."""
    query = (
        select(LinkRow.flow, LinkRow.provision, LinkRow.strength)
        .join(FlowRow, FlowRow.ref == LinkRow.flow)
        .where(*_ACTIVE)
        .order_by(LinkRow.flow, LinkRow.position)
    )
    known: dict[tuple[str, str], NoticeLink] = {}
    found: dict[str, list[NoticeLink]] = {}
    for flow, provision, strength in session.execute(query.execution_options(yield_per=BATCH)):
        link = known.get((provision, strength))
        if link is None:
            link = NoticeLink.model_construct(provision=provision, strength=Strength(strength))
            known[provision, strength] = link
        found.setdefault(flow, []).append(link)
    return found
