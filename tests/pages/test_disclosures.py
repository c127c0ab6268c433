"""The disclosure ledger: ground, approver and scope; people by keyed hash and count; higher approval."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.evidence import operations, queries
from app.domain.evidence.records import Disclosure
from app.domain.evidence.terms import DisclosureGround
from app.domain.organisation import queries as organisation
from app.kernel.errors import Invalid
from app.security.actor import Actor
from app.security.pseudonyms import subject_hash
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.pagereading import text_of

pytestmark = pytest.mark.usefixtures("session")

COMPLIANCE, COUNSEL, EXECUTIVE = EMAILS[Role.COMPLIANCE], EMAILS[Role.COUNSEL], EMAILS[Role.EXECUTIVE]


def recorded(officer: Actor, **fields: Any) -> str:
    given = {"requester": "Fraud unit", "ground": "suspected_conduct", "scope": "Orders of one account"}
    return operations.record_disclosure(officer, Disclosure.parse(given | fields)).ref or ""


def test_addresses_become_hashes_and_are_kept_nowhere(
    client: FlaskClient, session: Session, app: Flask
) -> None:
    addresses = "ana@example.org\nBEN@example.org\n\n ana@EXAMPLE.org "
    client.post("/disclosures/new", data={"requester": "Court 3", "ground": "law", "addresses": addresses})

    stored, _ = queries.get_disclosure(session, "DC-0001")
    key = app.config["SETTINGS"].subject_key
    assert stored.subject_refs == [subject_hash(key, "ana@example.org"), subject_hash(key, "ben@example.org")]
    assert stored.subjects_count == 2
    page = client.get("/disclosures/DC-0001").text
    assert "ana@example.org" not in page.lower()

    client.post("/disclosures/DC-0001/people", data={"addresses": "ben@example.org\ncleo@example.org"})
    assert queries.get_disclosure(session, "DC-0001")[0].subjects_count == 3


@pytest.mark.parametrize(("approver", "fits"), [(COMPLIANCE, False), (COUNSEL, True), (EXECUTIVE, True)])
def test_an_investigation_needs_higher_approval(
    officer: Actor, session: Session, approver: str, fits: bool
) -> None:
    if fits:
        assert queries.get_disclosure(session, recorded(officer, approver=approver))[0].approver == approver
        return
    with pytest.raises(Invalid, match="approved by counsel or an executive"):
        recorded(officer, approver=approver)


def test_what_the_law_compels_is_approved_by_anybody(officer: Actor, session: Session) -> None:
    ref = recorded(officer, ground="law", approver=COMPLIANCE)

    assert queries.get_disclosure(session, ref)[0].approver == COMPLIANCE
    stored, version = queries.get_disclosure(session, ref)
    with pytest.raises(Invalid, match="approved by counsel or an executive"):
        operations.update_disclosure(
            officer,
            ref,
            stored.model_copy(update={"ground": DisclosureGround.SUSPECTED_CONDUCT}),
            version=version,
        )


def test_counsel_decides_with_name_and_day(client_of: ClientOf, officer: Actor, session: Session) -> None:
    ref = recorded(officer)
    client = client_of(Role.COUNSEL)
    assert "Approve the disclosure" in client.get(f"/disclosures/{ref}").text

    answer = client.post(f"/disclosures/{ref}/approve", data={"decision": "partly"})

    assert answer.status_code == 303
    stored, _ = queries.get_disclosure(session, ref)
    today = organisation.today(session)
    assert (stored.decision, stored.approver, stored.decided_on) == ("partly", COUNSEL, today)
    assert "Approve the disclosure" not in client.get(f"/disclosures/{ref}").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ground": None}, "Ground: record first on what ground"),
        ({"scope": None}, "Scope: record first what is to be disclosed"),
    ],
)
def test_nothing_is_approved_that_is_not_described(
    client_of: ClientOf, officer: Actor, session: Session, fields: dict[str, Any], sentence: str
) -> None:
    ref = recorded(officer, **fields)

    answer = client_of(Role.COUNSEL).post(f"/disclosures/{ref}/approve", data={"decision": "granted"})

    assert answer.status_code == 409
    assert sentence in text_of(answer.text)
    assert queries.get_disclosure(session, ref)[0].approver is None


def test_a_refusal_needs_no_scope(client_of: ClientOf, officer: Actor, session: Session) -> None:
    ref = recorded(officer, scope=None)

    client_of(Role.COUNSEL).post(f"/disclosures/{ref}/approve", data={"decision": "refused"})

    assert queries.get_disclosure(session, ref)[0].decision == "refused"


def test_the_list_is_filtered_by_decision_and_completeness(client: FlaskClient, officer: Actor) -> None:
    recorded(officer, requester="Open one")
    recorded(
        officer,
        requester="Done one",
        approver=COUNSEL,
        decision="granted",
        decided_on="2026-01-02",
        received_on="2026-01-01",
    )

    assert "Done one" not in client.get("/disclosures?decision=open").text
    assert "Open one" not in client.get("/disclosures?complete=yes").text
    assert "Not recorded: approver" in text_of(client.get("/disclosures/DC-0001").text)


def test_ledgers_and_oversight_are_searched(client: FlaskClient, officer: Actor) -> None:
    recorded(officer, requester="Fraud unit of the north")
    client.post("/preferences/new", data={"address": "ana@example.org"})

    found = text_of(client.get("/search?q=fraud+north").text)
    assert "Disclosures" in found
    assert "Fraud unit of the north" in found
    assert client.get("/search?q=PF-1").headers["Location"] == "/preferences/PF-0001"
