"""The little that the matrix reads of each recipient gives the same rows as whole dossiers."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.domain.findings import conformity, reading
from app.domain.findings.recipients import recipients
from app.domain.notices import operations, queries
from app.domain.organisation import queries as organisation
from app.security.actor import SYSTEM
from tests.domain import objects


@pytest.fixture
def notice(session: Session) -> str:
    ref = objects.notice().ref or ""
    stored, _ = queries.get(session, ref)
    provisions = [
        {"code": "P1", "kind": "purpose", "sentence_no": 2, "text": "Orders"},
        {"code": "G3", "kind": "disclosure_ground", "sentence_no": 3},
    ]
    operations.code(SYSTEM, ref, stored.parse(stored.to_state() | {"provisions": provisions}).provisions)
    return ref


def test_rows_are_those_of_the_dossiers(session: Session, notice: str) -> None:
    started = organisation.today(session) - dt.timedelta(days=10)
    objects.purpose("orders", policy_code="P1", label="Orders")
    objects.purpose("profiling", label="Profiling")
    links = [{"provision": f"{notice}/G3", "strength": "express", "reason": "As it says."}]
    for name, changes in (
        ("Express", {"purposes": ["orders"], "notice_links": links}),
        ("Two", {"purposes": ["orders", "profiling"]}),
        ("Ending", {"purposes": ["orders"], "ended_on": organisation.today(session) + dt.timedelta(days=5)}),
        ("Without purpose", {"purposes": []}),
    ):
        party = objects.third_party(name, affiliation="affiliated" if name == "Two" else "unknown").ref or ""
        objects.active_flow(party, first_on=started, **changes)
    objects.flow(objects.third_party("Planned").ref or "", purposes=["orders"])
    objects.third_party("No flow")
    session.expire_all()

    context = reading.context(reading.Source(session), third_parties=False)
    version, _ = queries.get(session, notice)

    def rows(dossiers):
        found = [conformity.row(one, context, version) for one in dossiers]
        return {
            row.third_party.name: {key: (cell.stated, cell.recipient) for key, cell in row.cells.items()}
            for row in found
            if row is not None
        }

    whole = rows(reading.dossiers(reading.Source(session)))
    assert rows(recipients(session)) == whole
    assert set(whole) == {"Express", "Two", "Ending"}
