"""The page on which clauses are assessed beside the text of their document."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import assessments, operations, queries
from app.domain.agreements.passages import reading
from app.domain.agreements.passages.finder import Suggestion
from app.domain.agreements.passages.reading import Reading
from app.domain.agreements.passages.segments import Span
from app.domain.agreements.records import Agreement, Clause
from app.domain.agreements.terms import AgreementKind, ClauseState
from app.domain.documents import operations as documents
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.infra.blobs import open_blobs
from app.infra.media import Upload
from app.pages.agreements.assessing import flowing, of_reading
from app.security.actor import Actor
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, form_of, text_of

AUDIT = (
    "The processor shall make available to the controller all information necessary to demonstrate compliance "
    "with the obligations laid down in Article 28 and allow for and contribute to audits, including inspections, "
    "conducted by the controller or another auditor mandated by the controller."
)
SECRECY = (
    "The processor shall ensure that persons authorised to process the personal data have committed themselves "
    "to confidentiality or are under an appropriate statutory obligation of confidentiality."
)
AGAIN = (
    "The controller may audit and inspect the processor's premises and records once in each calendar year."
)
TEXT = f"Data processing agreement\n\n7. Staff\n\n7.1 {SECRECY}\n\f9. Audits\n\n9.2 {AUDIT}\n\n9.3 {AGAIN}\n"


@pytest.fixture
def filed(app: Flask, session: Session, officer: Actor) -> str:
    """A data processing agreement whose document has a text of two pages."""
    return _agreement(app, officer, Upload("terms.txt", TEXT.encode()))


def _agreement(
    app: Flask, officer: Actor, upload: Upload | None, kind: AgreementKind = AgreementKind.DPA
) -> str:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido")).ref or ""
    sha256 = None
    if upload is not None:
        blobs = open_blobs(app.config["SETTINGS"])
        sha256 = documents.file(officer, blobs, upload, limit=10_000_000).sha256
    made = Agreement(third_party=party, kind=kind, title="Processing terms", doc_sha256=sha256)
    return operations.register(officer, made).ref or ""


def _form(client: FlaskClient, ref: str, **more: str) -> dict[str, object]:
    return changed(form_of(client.get(f"/agreements/{ref}/assess").text), more)


def _clause(page: str, key: str) -> str:
    return page.partition(f'id="clause-{key}"')[2].partition("</article>")[0]


def _offers(page: str, key: str) -> list[str]:
    """What is offered for a clause and not put aside, best first."""
    items = re.findall(
        r'<li class="passage" data-offer="([^"]*)" tabindex="-1" (hidden)?', _clause(page, key)
    )
    return [name for name, hidden in items if not hidden]


def test_the_text_of_the_document_stands_beside_the_clauses_by_page(client: FlaskClient, filed: str) -> None:
    page = client.get(f"/agreements/{filed}/assess").text
    reader = page.partition('id="document"')[2]

    assert re.findall(r'<section class="sheet" id="([^"]*)"', reader) == ["page-1", "page-2"]
    assert re.findall(r'<a href="#(page-\d+)">', reader) == ["page-1", "page-2"]
    assert SECRECY in text_of(reader.partition('id="page-2"')[0])
    assert "they are no legal review" in text_of(page)
    assert "only you set a state" in text_of(page)


def test_each_clause_shows_label_citation_weight_and_its_best_passages_with_page_and_place(
    client: FlaskClient, filed: str
) -> None:
    page = client.get(f"/agreements/{filed}/assess").text
    clause = text_of(_clause(page, "g28.h_audit"))

    assert "weight 3, core" in clause
    assert "Page 2 · 9.2" in clause
    assert AUDIT in clause
    assert _offers(page, "g28.h_audit")[0] == "g28.h_audit:1"
    assert 1 <= len(_offers(page, "g28.h_audit")) <= 3
    assert 'href="#spot-g28.h_audit-1"' in page
    marked = [words for spots, words in _marks(page) if "g28.h_audit:1" in spots]
    assert " ".join(" ".join(marked).split()) == f"9.2 {AUDIT}"
    assert page.count('id="spot-g28.h_audit-1"') == 1


def _marks(page: str) -> list[tuple[list[str], str]]:
    found = re.findall(r'<mark data-spots="([^"]*)">(.*?)</mark>', page, re.DOTALL)
    return [(spots.split(), re.sub(r"<[^>]*>", "", words)) for spots, words in found]


def test_taking_a_passage_over_fills_quote_and_reference_and_leaves_the_state(
    client: FlaskClient, session: Session, filed: str
) -> None:
    sent = _form(client, filed, **{"accept": "g28.h_audit:1", "state:g28.b_confidentiality": "absent"})

    answer = client.post(f"/agreements/{filed}/assess", data=sent)

    assert answer.status_code == 200
    form = form_of(answer.text)
    assert (form["quote:g28.h_audit"], form["ref:g28.h_audit"]) == (f"9.2 {AUDIT}", "9.2")
    assert form["state:g28.h_audit"] == "not_assessed"
    assert form["state:g28.b_confidentiality"] == "absent"
    assert "Taken over from page 2: set the state, then save." in text_of(answer.text)
    assert queries.get(session, filed)[0].clauses == []
    form["state:g28.h_audit"] = "present"
    assert client.post(f"/agreements/{filed}/assess", data=form).status_code == 303
    kept = {one.key: one for one in queries.get(session, filed)[0].clauses}["g28.h_audit"]
    assert (kept.state, kept.ref, kept.quote) == (ClauseState.PRESENT, "9.2", f"9.2 {AUDIT}")
    assert kept.assessed_by == "compliance@lumen.example"


def test_a_passage_is_put_after_what_a_person_wrote_and_only_once(client: FlaskClient, filed: str) -> None:
    written = {"quote:g28.h_audit": "My words", "ref:g28.h_audit": "4", "accept": "g28.h_audit:1"}

    once = client.post(f"/agreements/{filed}/assess", data=_form(client, filed, **written))
    again = changed(form_of(once.text), {"accept": "g28.h_audit:1"})
    twice = form_of(client.post(f"/agreements/{filed}/assess", data=again).text)

    assert twice["quote:g28.h_audit"].replace("\r\n", "\n") == f"My words\n\n9.2 {AUDIT}"
    assert twice["ref:g28.h_audit"] == "4, 9.2"


def test_a_passage_that_is_not_offered_is_refused_in_words(client: FlaskClient, filed: str) -> None:
    for name in ("g28.h_audit:9", "g28.h_audit", "nothing:1", ":"):
        answer = client.post(f"/agreements/{filed}/assess", data=_form(client, filed, accept=name))

        assert answer.status_code == 200
        assert "That passage is not offered: choose another." in text_of(answer.text)
        assert form_of(answer.text)["quote:g28.h_audit"] == ""


def test_a_dismissed_passage_stays_away_until_it_is_called_back(client: FlaskClient, filed: str) -> None:
    address = f"/agreements/{filed}/assess"
    before = _offers(client.get(address).text, "g28.h_audit")

    gone = client.post(address, data=_form(client, filed, dismiss="g28.h_audit:1")).text
    later = client.post(address, data=changed(form_of(gone), {"accept": "g28.b_confidentiality:1"})).text
    back = client.post(address, data=changed(form_of(later), {"recall": "g28.h_audit"})).text

    assert before[0] == "g28.h_audit:1"
    assert _offers(gone, "g28.h_audit") == before[1:]
    assert _offers(later, "g28.h_audit") == before[1:]
    assert form_of(later)["quote:g28.b_confidentiality"] == f"7.1 {SECRECY}"
    assert _offers(back, "g28.h_audit") == before


def test_what_is_not_assessed_is_counted_and_the_rest_of_a_checklist_set_at_once(
    client: FlaskClient, session: Session, counsel: Actor, filed: str
) -> None:
    address = f"/agreements/{filed}/assess"
    total = _left(client.get(address).text)
    assessments.assess_clause(counsel, filed, Clause(key="g28.h_audit", state=ClauseState.PRESENT))

    page = client.get(address).text
    filled = client.post(address, data=changed(form_of(page), {"fill": "g28:not_applicable"})).text

    assert _left(page) == total - 1
    assert "no second reading" in text_of(_clause(page, "g28.h_audit"))
    assert _left(filled) == _left(page) - _left_of(page, "g28")
    assert _left_of(filled, "g28") == 0
    assert len(queries.get(session, filed)[0].clauses) == 1


def _left(page: str) -> int:
    return int(re.search(r"<span data-left>(\d+)</span>", page)[1])  # type: ignore[index]


def _left_of(page: str, family: str) -> int:
    found = {int(number) for number in re.findall(rf'data-left-of="{family}">(\d+)<', page)}
    assert len(found) == 1
    return found.pop()


def test_one_checklist_alone_can_be_shown_and_saved_without_touching_the_others(
    app: Flask, client: FlaskClient, session: Session, counsel: Actor, officer: Actor
) -> None:
    filed = _agreement(app, officer, Upload("terms.txt", TEXT.encode()), AgreementKind.IGDTA)
    page = client.get(f"/agreements/{filed}/assess").text
    families = list(dict.fromkeys(re.findall(r'data-family="([^"]*)"', page)))
    other = next(key for key in re.findall(r'data-clause="([^"]*)"', page) if not key.startswith("g28."))
    assessments.assess_clause(counsel, filed, Clause(key=other, state=ClauseState.PARTIAL, note="Kept"))
    address = f"/agreements/{filed}/assess?family=g28"

    shown = client.get(address).text
    sent = changed(form_of(shown), {"state:g28.h_audit": "present", "stay": "yes"})
    answer = client.post(address, data=sent)

    assert families == ["ig", "g28"]
    assert set(re.findall(r'data-family="([^"]*)"', shown)) == {"g28"}
    assert (answer.status_code, answer.location) == (303, address)
    found = {one.key: (one.state, one.note) for one in queries.get(session, filed)[0].clauses}
    assert found == {
        other: (ClauseState.PARTIAL, "Kept"),
        "g28.h_audit": (ClauseState.PRESENT, None),
    }


def test_only_what_is_open_can_be_shown_but_never_hides_what_was_typed(
    client: FlaskClient, counsel: Actor, filed: str
) -> None:
    address = f"/agreements/{filed}/assess?open=yes"
    mine = changed(form_of(client.get(address).text), {"state:g28.h_audit": "absent"})
    assessments.assess_clauses(
        counsel,
        filed,
        [
            Clause(key="g28.h_audit", state=ClauseState.PRESENT),
            Clause(key="g28.b_confidentiality", state=ClauseState.PRESENT),
        ],
    )

    shown = re.findall(r'data-clause="([^"]*)"', client.get(address).text)
    conflict = client.post(address, data=mine)

    assert {"g28.h_audit", "g28.b_confidentiality"} & set(shown) == set()
    assert conflict.status_code == 409
    again = re.findall(r'data-clause="([^"]*)"', conflict.text)
    assert ("g28.h_audit" in again, "g28.b_confidentiality" in again) == (True, False)
    assert "Stored meanwhile: Present" in text_of(conflict.text)


def test_without_a_document_the_plain_form_says_so(
    app: Flask, session: Session, client: FlaskClient, officer: Actor
) -> None:
    ref = _agreement(app, officer, None)

    page = client.get(f"/agreements/{ref}/assess").text

    assert "No document is on file for this agreement, so nothing is suggested." in text_of(page)
    assert 'id="document"' not in page
    assert form_of(page)["state:g28.h_audit"] == "not_assessed"


def test_a_document_that_cannot_be_read_leaves_the_plain_form_with_the_reason(
    app: Flask, session: Session, client: FlaskClient, officer: Actor
) -> None:
    reading.forget()
    ref = _agreement(app, officer, Upload("scan.txt", b"   \n \n  "))

    page = client.get(f"/agreements/{ref}/assess").text
    taken = client.post(f"/agreements/{ref}/assess", data=_form(client, ref, accept="g28.h_audit:1"))

    assert "File: it holds no text, as a scan does" in text_of(page)
    assert "Suggestions are found" not in text_of(page)
    assert taken.status_code == 200
    assert client.post(
        f"/agreements/{ref}/assess", data=_form(client, ref, **{"state:g28.h_audit": "present"})
    ).location.endswith(f"/agreements/{ref}#clauses")


def test_what_a_document_holds_is_shown_as_text_alone(
    app: Flask, session: Session, client: FlaskClient, officer: Actor
) -> None:
    words = SECRECY.replace("The processor", "The <script>alert(1)</script> processor")
    ref = _agreement(app, officer, Upload("odd.txt", f"Terms\n\n7.1 {words}\n".encode()))

    page = client.get(f"/agreements/{ref}/assess").text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_passage_over_two_pages_and_those_that_overlap_are_cut_without_losing_a_character() -> None:
    def suggestion(key: str, *spans: Span) -> Suggestion:
        return Suggestion(key, spans[0].page, "words", spans, spans, "", "", 0.5)

    pages = ("one two three four", "five six")
    long = suggestion("a", Span(1, 8, 18), Span(2, 0, 4))
    short = suggestion("b", Span(1, 4, 13))

    shown = of_reading(Reading(pages, {"a": (long,), "b": (short,)}))

    assert ["".join(piece.text for piece in sheet.pieces) for sheet in shown.sheets] == list(pages)
    assert [
        (piece.text, [one.name for one in piece.over], [one.name for one in piece.begins])
        for sheet in shown.sheets
        for piece in sheet.pieces
    ] == [
        ("one ", [], []),
        ("two ", ["b:1"], ["b:1"]),
        ("three", ["a:1", "b:1"], ["a:1"]),
        (" four", ["a:1"], []),
        ("five", ["a:1"], []),
        (" six", [], []),
    ]


def test_lines_broken_by_the_layout_flow_and_paragraphs_stay() -> None:
    page = "Audits\nThe processor lets the controller\naudit its premises once a year.\n\n9.3 It helps.\n• At once"

    assert flowing(page) == (
        "Audits\nThe processor lets the controller audit its premises once a year.\n\n9.3 It helps.\n• At once"
    )


@pytest.fixture
def replaced(session: Session, officer: Actor, counsel: Actor) -> str:
    """A draft that replaces an executed agreement in which one clause was read."""
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido", risk_tier="high")).ref or ""
    day = dt.date(2026, 1, 1)
    old = operations.register(
        officer,
        Agreement(
            third_party=party,
            kind=AgreementKind.DPA,
            title="First",
            stage="in_force",
            acceptance="click",
            effective_on=day,
            evergreen=True,
        ),
    ).ref
    read = Clause(key="g28.h_audit", state=ClauseState.PRESENT, ref="9.2", quote="Audits are allowed.")
    assessments.assess_clause(counsel, old or "", read)
    draft = operations.successor_of(queries.get(session, old or "")[0]).model_copy(update={"title": "Second"})
    return operations.supersede(officer, old or "", draft).ref or ""


def test_what_the_earlier_version_said_is_put_beside_the_clause_as_a_proposal_alone(
    client: FlaskClient, session: Session, replaced: str
) -> None:
    page = client.get(f"/agreements/{replaced}/assess").text
    assert "Propose what AG-0001 said" in page
    assert "A proposal: nobody has read it" not in page

    answer = client.post(f"/agreements/{replaced}/propose")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/agreements/{replaced}/assess")
    page = client.get(f"/agreements/{replaced}/assess").text
    clause = _clause(page, "g28.h_audit")
    assert 'value="9.2"' in clause
    assert "Audits are allowed." in clause
    assert "A proposal: nobody has read it" in clause
    assert "Proposed from AG-0001, where it was read as present." in clause
    assert re.search(r'value="not_assessed" checked', clause)
    detail = text_of(client.get(f"/agreements/{replaced}").text)
    assert "Not assessed a proposal stands beside it" in detail
    assert "1 present" not in detail
    again = client.post(f"/agreements/{replaced}/propose")
    assert (again.status_code, "Nothing to propose" in again.text) == (409, True)


def test_at_a_high_risk_the_page_says_how_many_clauses_wait_for_a_second_reader(
    client: FlaskClient, client_of: ClientOf, replaced: str
) -> None:
    words = text_of(client.get("/agreements/AG-0001").text)
    assert "1 clause waits for a second reader" in words

    data = {"key": "g28.h_audit"}
    assert client.post("/agreements/AG-0001/second-reading", data=data).status_code == 303
    assert "a second reader:" not in text_of(client.get("/agreements/AG-0001").text)


def test_the_page_tells_where_an_amendment_decides(
    client: FlaskClient, officer: Actor, counsel: Actor, replaced: str
) -> None:
    made = Agreement(
        third_party="TP-0001",
        kind=AgreementKind.DPA,
        title="Amendment",
        parent="AG-0001",
        stage="in_force",
        acceptance="click",
        effective_on=dt.date(2026, 6, 1),
        evergreen=True,
    )
    ref = operations.register(officer, made).ref or ""
    assessments.assess_clause(counsel, ref, Clause(key="g28.h_audit", state=ClauseState.ABSENT))

    clause = text_of(_clause(client.get("/agreements/AG-0001/assess").text, "g28.h_audit"))

    assert f"In effect: absent, by {ref}" in clause
    assert f"Absent by {ref}" in text_of(client.get("/agreements/AG-0001").text)
