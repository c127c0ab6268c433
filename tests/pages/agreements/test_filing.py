"""Agreements filed with their paper: what is asked, what is refused, and that nothing typed is lost."""

import datetime as dt
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import queries
from app.domain.agreements.terms import Stage
from app.domain.documents import queries as documents
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow
from app.kernel.canonical import sha256
from app.security.actor import Actor
from tests.pages.agreements.conftest import DAY, new
from tests.pages.pagereading import changed, errors_of, form_of, text_of

PAPER = b"%PDF-1.7 the executed paper"


def test_an_agreement_is_filed_with_its_paper_in_one_step(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    form = new(
        client,
        party,
        title="Undertaking",
        acceptance="esign",
        signed_us_on=str(today - 2 * DAY),
        signed_them_on=str(today - DAY),
        effective_on=str(today - DAY),
        evergreen="y",
    )
    form["doc_sha256_file"] = (io.BytesIO(PAPER), "Undertaking, signed.pdf")

    answer = client.post("/agreements/new", data=form, content_type="multipart/form-data")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/agreements/AG-0001")
    record, _ = queries.get(session, "AG-0001")
    assert (record.doc_sha256, record.stage) == (sha256(PAPER), Stage.IN_FORCE)
    page = text_of(client.get("/agreements/AG-0001").text)
    assert "Undertaking is filed as AG-0001, at the stage “In force”." in page
    assert "Undertaking, signed.pdf" in page
    assert sha256(PAPER)[:12] in page


@pytest.mark.parametrize("address", ["/agreements/new", "/agreements/{}/edit", "/agreements/{}/supersede"])
def test_text_in_the_place_of_the_file_is_named_at_it(
    client: FlaskClient, session: Session, party: str, agreement: str, address: str
) -> None:
    address = address.format(agreement)
    before = queries.get(session, agreement)

    refused = client.post(address, data=form_of(client.get(address).text, note="Kept", doc_sha256_file="x"))

    assert refused.status_code == 422
    assert "File: text arrived in its place: choose the file and send the form again." in text_of(
        refused.text
    )
    assert form_of(refused.text)["note"] == "Kept"
    assert queries.get(session, agreement) == before


def test_a_new_agreement_begins_with_both_parties(
    client: FlaskClient, session: Session, officer: Actor, party: str
) -> None:
    flow = flows.register(officer, Flow(third_party=party, name="Letters", purposes=[], categories=[])).ref

    form = form_of(client.get(f"/agreements/new?third_party={party}&flow={flow}").text)

    assert (form["third_party"], form["their_entity"], form.getlist("governs_flows")) == (
        party,
        "EN-0001",
        [flow],
    )
    assert (form["stage"], form["acceptance"]) == ("draft", "none")


def test_after_an_error_the_stored_file_need_not_be_chosen_again(
    client: FlaskClient, session: Session, party: str
) -> None:
    form = new(client, party, title="T" * 300, note="Keep <this> note")
    form["doc_sha256_file"] = (io.BytesIO(PAPER), "Paper.pdf")

    refused = client.post("/agreements/new", data=form, content_type="multipart/form-data")

    assert refused.status_code == 422
    assert "“Paper.pdf” is stored and chosen: it need not be chosen again." in text_of(refused.text)
    again = form_of(refused.text)
    assert (again["doc_sha256"], again["note"], again["title"]) == (
        sha256(PAPER),
        "Keep <this> note",
        "T" * 300,
    )
    assert client.post("/agreements/new", data=form_of(refused.text, title="Short")).status_code == 303
    assert queries.get(session, "AG-0001")[0].doc_sha256 == sha256(PAPER)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.pdf", b"", "File: “empty.pdf” is empty"),
        ("paper.docx", PAPER, "does not hold what its ending .docx says, but rather pdf"),
        ("run.exe", b"MZ\x90", "is not of an accepted kind"),
    ],
)
def test_a_file_that_cannot_be_stored_is_named_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, party: str, name: str, data: bytes, sentence: str
) -> None:
    form = new(client, party, title="Undertaking", governing_law="Spain")
    form["doc_sha256_file"] = (io.BytesIO(data), name)

    answer = client.post("/agreements/new", data=form, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    again = form_of(answer.text)
    assert (again["title"], again["governing_law"], again["doc_sha256"]) == ("Undertaking", "Spain", "")
    assert queries.options(session) == []
    assert documents.options(session) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"third_party": ""}, "Third party: is required: fill it in."),
        ({"kind": ""}, "Kind: is required: choose one."),
        ({"kind": "treaty"}, "Kind: “treaty” is not one of the choices"),
        ({"effective_on": "2026-02-30"}, "Effective on: “2026-02-30” is not a date"),
        (
            {"effective_on": "2026-03-01", "expires_on": "2026-02-01"},
            "Expires on comes before effective on: correct one of the two dates.",
        ),
        ({"notice_days": "ninety"}, "Notice period: “ninety” is not a whole number."),
        ({"notice_days": "-1"}, "Notice period: must be at least 0."),
        ({"evergreen": "y", "expires_on": "2030-01-01"}, "Expires on: contradicts “No fixed end”"),
        ({"stage": "in_force"}, "Acceptance: is required at the stage “In force”"),
        ({"signed_us_on": "2999-01-01"}, "Signed by us on: 2999-01-01 is in the future"),
        ({"governs_flows": "FL-0404"}, "Flows governed 1: FL-0404 is not in the register"),
        ({"title": "bell\x07"}, "Title: contains control characters"),
        ({"doc_sha256": "abc"}, "Document: “abc” is not in the right form"),
        (
            {"assignment-notice_days": "x"},
            "Assignment and change of control: Notice: “x” is not a whole number.",
        ),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, party: str, changes: dict[str, str], sentence: str
) -> None:
    form = changed(new(client, party, note="Keep this"), changes)

    answer = client.post("/agreements/new", data=form)

    assert answer.status_code == 422
    assert any(one.startswith(sentence) for one in errors_of(answer.text)), errors_of(answer.text)
    again = form_of(answer.text)
    assert again["note"] == "Keep this"
    assert {name: again.get(name) for name in changes} == changes
    assert queries.options(session) == []


@pytest.mark.parametrize("title", ["اتفاقية السرية", "💍 & 𝔑", "<b>bold</b>", "=1+1"])
def test_any_title_is_shown_as_text(client: FlaskClient, session: Session, party: str, title: str) -> None:
    client.post("/agreements/new", data=new(client, party, title=title))

    page = client.get("/agreements/AG-0001").text
    assert queries.get(session, "AG-0001")[0].title == title
    assert "<b>bold" not in page
    assert "<b>bold" not in client.get("/agreements").text


def test_a_twin_is_refused_by_its_reference(client: FlaskClient, session: Session, party: str) -> None:
    client.post("/agreements/new", data=new(client, party, title="Undertaking"))

    answer = client.post("/agreements/new", data=new(client, party, title="undertaking"))

    assert answer.status_code == 422
    assert "is already registered as AG-0001" in text_of(answer.text)
