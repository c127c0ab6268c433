"""Pages of agreements."""

import datetime as dt
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import assessments, operations, queries
from app.domain.agreements.records import Agreement, Clause
from app.domain.agreements.terms import Acceptance, AgreementKind, ClauseState, Stage
from app.domain.documents import queries as documents
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus
from app.domain.organisation import operations as entities
from app.domain.organisation import queries as organisation
from app.domain.organisation.records import Entity
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.kernel.canonical import sha256
from app.pages.agreements.spans import drawn
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, errors_of, form_of, text_of

PAPER = b"%PDF-1.7 the executed paper"
DAY = dt.timedelta(days=1)


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def party(session: Session, officer: Actor) -> str:
    entity = entities.register(officer, Entity(legal_name="Correo Rápido S.L."))
    return third_parties.register(officer, ThirdParty(name="Correo Rápido", entity=entity.ref)).ref or ""


@pytest.fixture
def agreement(session: Session, officer: Actor, party: str, today: dt.date) -> str:
    """One in force, without an end, that covers an active flow."""
    flow = flows.register(
        officer,
        Flow(third_party=party, name="Letters", status=FlowStatus.ACTIVE, first_on=today - 20 * DAY),
    )
    filed = operations.register(
        officer,
        Agreement(
            third_party=party,
            kind=AgreementKind.NDA,
            title="Undertaking of secrecy",
            acceptance=Acceptance.ESIGN,
            signed_us_on=today - 31 * DAY,
            signed_them_on=today - 30 * DAY,
            effective_on=today - 30 * DAY,
            evergreen=True,
            stage=Stage.IN_FORCE,
            governs_flows=[flow.ref],
        ),
    )
    return filed.ref or ""


def _new(client: FlaskClient, party: str, **changes: str) -> dict[str, object]:
    return form_of(client.get(f"/agreements/new?third_party={party}").text, **({"kind": "nda"} | changes))


def test_an_agreement_is_filed_with_its_paper_in_one_step(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    form = _new(
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
    form = _new(client, party, title="T" * 300, note="Keep <this> note")
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
    form = _new(client, party, title="Undertaking", governing_law="Spain")
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
    form = changed(_new(client, party, note="Keep this"), changes)

    answer = client.post("/agreements/new", data=form)

    assert answer.status_code == 422
    assert any(one.startswith(sentence) for one in errors_of(answer.text)), errors_of(answer.text)
    again = form_of(answer.text)
    assert again["note"] == "Keep this"
    assert {name: again.get(name) for name in changes} == changes
    assert queries.options(session) == []


@pytest.mark.parametrize("title", ["اتفاقية السرية", "💍 & 𝔑", "<b>bold</b>", "=1+1"])
def test_any_title_is_shown_as_text(client: FlaskClient, session: Session, party: str, title: str) -> None:
    client.post("/agreements/new", data=_new(client, party, title=title))

    page = client.get("/agreements/AG-0001").text
    assert queries.get(session, "AG-0001")[0].title == title
    assert "<b>bold" not in page
    assert "<b>bold" not in client.get("/agreements").text


def test_a_twin_is_refused_by_its_reference(client: FlaskClient, session: Session, party: str) -> None:
    client.post("/agreements/new", data=_new(client, party, title="Undertaking"))

    answer = client.post("/agreements/new", data=_new(client, party, title="undertaking"))

    assert answer.status_code == 422
    assert "is already registered as AG-0001" in text_of(answer.text)


def test_the_page_says_where_an_agreement_stands_and_why(
    client: FlaskClient, session: Session, officer: Actor, agreement: str, today: dt.date
) -> None:
    record, version = queries.get(session, agreement)
    ends = today + 40 * DAY
    operations.update(
        officer,
        agreement,
        record.model_copy(update={"evergreen": False, "expires_on": ends, "notice_days": 20}),
        version=version,
    )

    words = text_of(client.get(f"/agreements/{agreement}").text)

    assert "AG-0001 · Renewal due · Confidentiality agreement (NDA) with Correo Rápido" in words
    assert "(in 40 days). Notice is due by" in words
    assert "By its dates. The stage recorded by hand is “In force”." in words
    assert "Not the recorded recipient" not in words
    assert "Letters FL-0001 Active" in words
    assert "No document on file" in words


def test_the_page_of_one_that_nobody_signed_says_what_is_missing(
    client: FlaskClient, session: Session, officer: Actor, party: str, today: dt.date
) -> None:
    operations.register(
        officer,
        Agreement(
            third_party=party, kind=AgreementKind.DPA, acceptance=Acceptance.ESIGN, signed_us_on=today - DAY
        ),
    )

    words = text_of(client.get("/agreements/AG-0001").text)

    assert "Data processing agreement AG-0001 · Partly signed" in words
    assert "their signature is not recorded." in words


def test_versions_and_amendments_are_named_on_each_others_pages(
    client: FlaskClient, session: Session, officer: Actor, agreement: str, party: str, today: dt.date
) -> None:
    operations.register(
        officer,
        Agreement(third_party=party, kind=AgreementKind.NDA, title="Amendment no. 1", parent=agreement),
    )
    start = form_of(client.get(f"/agreements/{agreement}/supersede").text)
    assert (start["title"], start["stage"], start.getlist("governs_flows")) == (
        "Undertaking of secrecy",
        "draft",
        ["FL-0001"],
    )
    answer = client.post(
        f"/agreements/{agreement}/supersede", data=changed(start, {"title": "Undertaking 2026"})
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/agreements/AG-0003")
    old, newer = (text_of(client.get(f"/agreements/{ref}").text) for ref in (agreement, "AG-0003"))
    assert "AG-0003 is to take its place once it is concluded." in old
    for page in (old, newer):
        chain = page[page.index("Versions, amendments and annexes") :]
        places = [chain.index(ref) for ref in (agreement, "AG-0002", "AG-0003")]
        assert places == sorted(places)
        assert chain.count("this page") == 1
    assert "Undertaking of secrecy AG-0001 In force Version" in newer
    assert "Amendment no. 1 AG-0002 Draft Amendment" in newer


def test_what_ends_soon_stands_by_its_horizon_with_what_can_be_done(
    client: FlaskClient, session: Session, officer: Actor, agreement: str, today: dt.date
) -> None:
    record, _ = queries.get(session, agreement)
    ends = {"evergreen": False, "expires_on": today + 45 * DAY, "notice_days": 40}
    operations.update(officer, agreement, Agreement.parse(record.to_state() | ends))

    page = client.get("/agreements/ending").text
    words = text_of(page)

    assert "1, of them 1 without a recorded decision" in words
    within = words[words.index("Within 30 days 1") : words.index("Within 60 days 0")]
    assert "Undertaking of secrecy" in within
    assert "in 45 days" in within
    assert "in 5 days" in within
    assert "Undecided" in within
    assert f'href="/agreements/{agreement}/renew"' in page
    assert "Undertaking of secrecy" in text_of(client.get("/agreements?ending=30").text)

    record, _ = queries.get(session, agreement)
    decided = {"renewal_decided_on": today}
    operations.update(officer, agreement, Agreement.parse(record.to_state() | decided))
    assert "0 without a recorded decision" in text_of(client.get("/agreements/ending").text)
    assert "None without a decision." in text_of(client.get("/agreements/ending?decision=open").text)


def test_nothing_ends_in_a_register_without_agreements(client: FlaskClient) -> None:
    words = text_of(client.get("/agreements/ending").text)

    assert "within 90 days: 0" in words
    assert words.count("None.") == 4


def test_signatures_are_recorded_side_by_side_and_the_stage_follows(
    client: FlaskClient, session: Session, officer: Actor, party: str, today: dt.date
) -> None:
    ref = operations.register(officer, Agreement(third_party=party, kind=AgreementKind.DPA)).ref or ""
    address = f"/agreements/{ref}/sign"
    assert "Record a signature" in client.get(f"/agreements/{ref}").text

    first = form_of(client.get(address).text, acceptance="wet", signed_us_on=str(today))
    assert client.post(address, data=first).status_code == 303
    assert queries.get(session, ref)[0].stage is Stage.PARTLY_SIGNED
    wrong = client.post(address, data=form_of(client.get(address).text, signed_them_on="2999-01-01"))
    assert (wrong.status_code, "Signed by them on: 2999-01-01 is in the future" in text_of(wrong.text)) == (
        422,
        True,
    )
    both = form_of(client.get(address).text, signed_them_on=str(today), effective_on=str(today))
    assert client.post(address, data=both).status_code == 303

    record, _ = queries.get(session, ref)
    assert (record.stage, record.signed_us_on, record.signed_them_on) == (Stage.IN_FORCE, today, today)
    assert "Record a signature" not in client.get(f"/agreements/{ref}").text
    late = client.post(address, data=both)
    assert (late.status_code, "is concluded already" in late.text) == (409, True)


def test_a_termination_is_recorded_with_its_day(
    client: FlaskClient, session: Session, agreement: str, today: dt.date
) -> None:
    address = f"/agreements/{agreement}/terminate"

    empty = client.post(address, data=form_of(client.get(address).text))
    backwards = client.post(address, data=form_of(client.get(address).text, terminated_on="2001-01-01"))
    done = client.post(address, data=form_of(client.get(address).text, terminated_on=str(today)))

    assert empty.status_code == 422
    assert "Terminated on: is required at the stage “Terminated”" in text_of(empty.text)
    assert backwards.status_code == 422
    assert "Terminated on comes before effective on" in text_of(backwards.text)
    assert done.status_code == 303
    record, _ = queries.get(session, agreement)
    assert (record.stage, record.terminated_on) == (Stage.TERMINATED, today)


def test_a_renewal_records_the_decision_and_the_new_end(
    client: FlaskClient, session: Session, agreement: str, today: dt.date
) -> None:
    address = f"/agreements/{agreement}/renew"
    form = form_of(client.get(address).text, renewal_decided_on=str(today), expires_on=str(today + 400 * DAY))
    form.poplist("evergreen")

    assert client.post(address, data=form).status_code == 303
    record, _ = queries.get(session, agreement)
    assert (record.renewal_decided_on, record.expires_on, record.evergreen) == (
        today,
        today + 400 * DAY,
        False,
    )


def test_a_stage_moves_by_one_click_and_only_where_the_lifecycle_allows(
    client: FlaskClient, session: Session, agreement: str
) -> None:
    assert client.post(f"/agreements/{agreement}/move", data={"stage": "suspended"}).status_code == 303
    refused = client.post(f"/agreements/{agreement}/move", data={"stage": "draft"})

    assert refused.status_code == 409
    assert "Suspended cannot become Draft" in text_of(refused.text)
    assert queries.get(session, agreement)[0].stage is Stage.SUSPENDED
    assert client.post(f"/agreements/{agreement}/move", data={"stage": "lost"}).status_code == 400


def test_an_executed_agreement_keeps_its_kind(client: FlaskClient, session: Session, agreement: str) -> None:
    address = f"/agreements/{agreement}/edit"

    answer = client.post(address, data=form_of(client.get(address).text, kind="dpa", note="New note"))

    assert answer.status_code == 409
    assert "is executed, so this stays as it is: replace it by a new version." in text_of(answer.text)
    assert form_of(answer.text)["note"] == "New note"
    assert queries.get(session, agreement)[0].kind is AgreementKind.NDA


def test_the_flows_governed_are_chosen_among_those_of_the_third_party(
    client: FlaskClient, session: Session, officer: Actor, agreement: str
) -> None:
    other = third_parties.register(officer, ThirdParty(name="Garza")).ref or ""
    flows.register(officer, Flow(third_party=other, name="Parcels"))
    address = f"/agreements/{agreement}/flows"
    page = client.get(address).text

    wrong = client.post(address, data=form_of(page, governs_flows=["FL-0001", "FL-0002"]))
    none = client.post(address, data={"version": form_of(page)["version"]})

    assert "Parcels" not in page
    assert wrong.status_code == 422
    assert "FL-0002 goes to TP-0002" in text_of(wrong.text)
    assert none.status_code == 303
    assert queries.get(session, agreement)[0].governs_flows == []


def test_an_agreement_that_carries_an_active_flow_cannot_be_archived(
    client: FlaskClient, session: Session, agreement: str
) -> None:
    answer = client.post(f"/agreements/{agreement}/archive")

    assert answer.status_code == 409
    assert "governs FL-0001, where data flow" in text_of(answer.text)


def test_archiving_hides_an_agreement_until_it_is_restored(
    client: FlaskClient, session: Session, party: str
) -> None:
    client.post("/agreements/new", data=_new(client, party, title="Undertaking"))
    row = 'href="/agreements/AG-0001"'

    assert client.post("/agreements/AG-0001/archive").status_code == 303
    assert row not in client.get("/agreements").text
    assert row in client.get("/agreements?archived=yes").text
    assert client.get("/agreements/AG-0001").status_code == 200
    assert client.post("/agreements/AG-0001/restore").status_code == 303
    assert row in client.get("/agreements").text


# Clauses


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


# The list


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=in_force", True),
        ("state=draft", False),
        ("kind=nda", True),
        ("kind=dpa", False),
        ("third_party=TP-0001", True),
        ("ending=30", False),
        ("paper=none", True),
        ("paper=some", False),
        ("reading=none", True),
        ("reading=some", False),
        ("findings=some", True),
        ("q=secrecy+undertaking", True),
        ("q=correo", True),
        ("q=nothing", False),
        ("sort=-state", True),
        ("sort=end&size=100", True),
        ("columns=law&columns=effective", True),
    ],
)
def test_the_list_searches_filters_and_sorts(
    client: FlaskClient, agreement: str, query: str, shown: bool
) -> None:
    assert (f'href="/agreements/{agreement}"' in client.get(f"/agreements?{query}").text) is shown


@pytest.mark.parametrize(("days", "found"), [(29, {"30", "60", "90"}), (61, {"90"}), (91, set())])
def test_what_ends_soon_is_found_by_the_days_left(
    client: FlaskClient,
    session: Session,
    officer: Actor,
    agreement: str,
    today: dt.date,
    days: int,
    found: set[str],
) -> None:
    record, _ = queries.get(session, agreement)
    ends = {"evergreen": False, "expires_on": today + days * DAY}
    operations.update(officer, agreement, record.model_copy(update=ends))

    shown = {
        within
        for within in ("30", "60", "90")
        if f'href="/agreements/{agreement}"' in client.get(f"/agreements?ending={within}").text
    }

    assert shown == found


def test_the_export_says_the_same_as_the_list(client: FlaskClient, agreement: str) -> None:
    rows = (
        client.get("/agreements?export=csv&columns=state&columns=party").get_data(as_text=True).splitlines()
    )

    assert rows == ["\ufeffAgreement,Third party,State", "Undertaking of secrecy,Correo Rápido,In force"]


def test_every_page_of_the_demo_opens(demo: None, client: FlaskClient, session: Session) -> None:
    refs = [ref for ref, _ in queries.options(session)]

    assert len(refs) > 20
    for ref in refs:
        for page in (
            "",
            "/edit",
            "/assess",
            "/second-reading",
            "/flows",
            "/renew",
            "/terminate",
            "/supersede",
        ):
            assert client.get(f"/agreements/{ref}{page}").status_code == 200, f"{ref}{page}"


def test_what_is_no_agreement_is_not_found(client: FlaskClient) -> None:
    for page in ("", "/edit", "/assess", "/second-reading", "/flows", "/renew", "/terminate", "/supersede"):
        assert client.get(f"/agreements/AG-0404{page}").status_code == 404
    assert client.post("/agreements/AG-0404/archive").status_code == 404


@pytest.mark.parametrize(
    ("fields", "bars"),
    [
        ({"evergreen": True}, [("binds", True)]),
        ({"expires_on": dt.date(2027, 1, 1), "survival_months": 12}, [("binds", False), ("survives", False)]),
        (
            {"expires_on": dt.date(2025, 1, 1), "survival_indefinite": True},
            [("binds", False), ("survives", True)],
        ),
        ({"expires_on": dt.date.max, "survival_months": 1}, [("binds", True)]),
    ],
)
def test_the_drawing_shows_how_long_an_agreement_binds(
    fields: dict[str, object], bars: list[tuple[str, bool]]
) -> None:
    start = dt.date(2024, 1, 1)
    signed = {"acceptance": Acceptance.CLICK, "effective_on": start}
    agreement = Agreement.parse({"third_party": "TP-0001", "kind": "nda"} | signed | fields)

    span = drawn(agreement, dt.date(2026, 1, 1), {})

    assert span is not None
    assert [(bar.kind, bar.open) for bar in span.bars] == bars
    assert all(0 <= bar.start < bar.start + bar.width <= 100 for bar in span.bars)
    assert 0 < span.today < 100


def test_what_was_never_concluded_has_no_drawing() -> None:
    agreement = Agreement(third_party="TP-0001", kind=AgreementKind.NDA, effective_on=dt.date(2024, 1, 1))

    assert drawn(agreement, dt.date(2026, 1, 1), {}) is None
