"""Clauses assessed on one page, by one person and read again by a second."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import assessments, queries
from app.domain.agreements.records import Clause
from app.domain.agreements.terms import ClauseState
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, errors_of, form_of, text_of


def _assess(client: FlaskClient, ref: str, **changes: str) -> dict[str, object]:
    given = {name.replace("__", ":").replace("_DOT_", "."): value for name, value in changes.items()}
    return changed(form_of(client.get(f"/agreements/{ref}/assess").text), given)


def test_clauses_are_assessed_on_one_page(client: FlaskClient, session: Session, agreement: str) -> None:
    page = client.get(f"/agreements/{agreement}/assess").text
    form = changed(
        form_of(page),
        {
            "state:conf.nondisclosure": "present",
            "ref:conf.nondisclosure": "3.1",
            "quote:conf.nondisclosure": "keeps secret\r\nwhat it learns",
            "state:conf.survival": "absent",
        },
    )

    answer = client.post(f"/agreements/{agreement}/assess", data=form)

    assert answer.status_code == 303
    found = {clause.key: clause for clause in queries.get(session, agreement)[0].clauses}
    assert set(found) == {"conf.nondisclosure", "conf.survival"}
    first = found["conf.nondisclosure"]
    assert (first.state, first.ref, first.quote) == (
        ClauseState.PRESENT,
        "3.1",
        "keeps secret\nwhat it learns",
    )
    assert first.assessed_by == "compliance@lumen.example"
    words = text_of(client.get(f"/agreements/{agreement}").text)
    assert "1 absent" in words
    assert "21 not assessed" in words


def test_saving_what_was_not_touched_changes_nothing(
    client: FlaskClient, session: Session, counsel: Actor, agreement: str
) -> None:
    assessments.assess_clause(
        counsel, agreement, Clause(key="conf.term", state=ClauseState.PARTIAL, quote="one\ntwo", value="12")
    )
    before = queries.get(session, agreement)

    answer = client.post(f"/agreements/{agreement}/assess", data=_assess(client, agreement))

    assert answer.status_code == 303
    assert queries.get(session, agreement) == before


def test_the_rest_is_set_at_once_but_saved_by_the_person(
    client: FlaskClient, session: Session, agreement: str
) -> None:
    form = _assess(client, agreement, **{"state:conf.term": "present", "fill": "conf:not_applicable"})

    filled = client.post(f"/agreements/{agreement}/assess", data=form)

    assert filled.status_code == 200
    assert "22 clauses set to “Not applicable”: save to record it." in text_of(filled.text)
    assert queries.get(session, agreement)[0].clauses == []
    client.post(f"/agreements/{agreement}/assess", data=form_of(filled.text))
    states = {clause.key: clause.state for clause in queries.get(session, agreement)[0].clauses}
    assert len(states) == 23
    assert states["conf.term"] is ClauseState.PRESENT
    assert states["conf.law"] is ClauseState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("state:conf.term", "maybe", "State: “maybe” is not one of the choices"),
        ("ref:conf.term", "R" * 300, "Reference: is too long: shorten it to 200 characters."),
        ("quote:conf.term", "Q" * 20_001, "Quote: is too long: shorten it to 20,000 characters."),
        ("note:conf.term", "bell\x07", "Note: contains control characters: remove them."),
    ],
)
def test_a_bad_assessment_is_said_at_its_clause_and_keeps_the_others(
    client: FlaskClient, session: Session, agreement: str, name: str, value: str, sentence: str
) -> None:
    form = _assess(client, agreement, **{"ref:conf.law": "14.2", name: value})

    answer = client.post(f"/agreements/{agreement}/assess", data=form)

    assert answer.status_code == 422
    assert any(one.startswith(sentence) for one in errors_of(answer.text)), errors_of(answer.text)
    again = form_of(answer.text)
    assert again["ref:conf.law"] == "14.2"
    assert name.startswith("state") or again[name] == value
    assert queries.get(session, agreement)[0].clauses == []


def test_two_who_assess_at_once_lose_nothing(
    client: FlaskClient, session: Session, counsel: Actor, agreement: str
) -> None:
    mine = _assess(client, agreement, **{"state:conf.term": "present", "state:conf.law": "absent"})
    assessments.assess_clauses(
        counsel,
        agreement,
        [
            Clause(key="conf.law", state=ClauseState.PRESENT),
            Clause(key="conf.care", state=ClauseState.PARTIAL),
        ],
    )

    conflict = client.post(f"/agreements/{agreement}/assess", data=mine)

    assert conflict.status_code == 409
    merged = form_of(conflict.text)
    assert (merged["state:conf.term"], merged["state:conf.law"], merged["state:conf.care"]) == (
        "present",
        "absent",
        "partial",
    )
    assert "Stored meanwhile: Present" in text_of(conflict.text)
    assert client.post(f"/agreements/{agreement}/assess", data=merged).status_code == 303
    states = {clause.key: clause.state for clause in queries.get(session, agreement)[0].clauses}
    assert states == {
        "conf.term": ClauseState.PRESENT,
        "conf.law": ClauseState.ABSENT,
        "conf.care": ClauseState.PARTIAL,
    }


def test_a_second_person_confirms_what_the_first_found(
    client: FlaskClient, client_of: ClientOf, session: Session, counsel: Actor, officer: Actor, agreement: str
) -> None:
    assessments.assess_clause(counsel, agreement, Clause(key="conf.term", state=ClauseState.PRESENT, ref="9"))
    assessments.assess_clause(officer, agreement, Clause(key="conf.law", state=ClauseState.PRESENT))
    address = f"/agreements/{agreement}/second-reading"
    page = client.get(address).text

    nothing = client.post(address, data={"version": form_of(page)["version"]})
    done = client.post(address, data={"version": form_of(page)["version"], "key": "conf.term"})
    own = client.post(address, data={"key": "conf.law"})

    assert "States the disclosure period" in page or "conf.term" in page
    assert "1 assessed by you, which another person must read" in text_of(page)
    assert nothing.status_code == 422
    assert done.status_code == 303
    assert own.status_code == 409
    assert "you assessed “conf.law” yourself" in text_of(own.text)
    readers = {clause.key: clause.second_reader for clause in queries.get(session, agreement)[0].clauses}
    assert readers == {"conf.term": "compliance@lumen.example", "conf.law": None}


def test_counsel_reads_clauses_but_files_nothing(
    client_of: ClientOf, session: Session, agreement: str
) -> None:
    lawyer = client_of(Role.COUNSEL)
    page = lawyer.get(f"/agreements/{agreement}").text

    assert f"/agreements/{agreement}/assess" in page
    assert f"/agreements/{agreement}/edit" not in page
    assert lawyer.get(f"/agreements/{agreement}/assess").status_code == 200
