"""Purposes by third parties against a notice, and what the notice says and lacks."""

import datetime as dt
import io

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from app.domain.notices import operations, queries
from app.domain.notices.records import Said
from app.domain.notices.terms import Statement, StatementState
from app.domain.organisation import queries as organisation
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.domain import objects
from tests.pages.pagereading import text_of


@pytest.fixture
def notice(session: Session) -> str:
    """A version with a stated purpose and two grounds, an express and an open-ended one."""
    today = organisation.today(session)
    ref = objects.notice(effective_on=today - dt.timedelta(days=30)).ref or ""
    stored, _ = queries.get(session, ref)
    provisions = [
        {"code": "P1", "kind": "purpose", "sentence_no": 2, "text": "Orders"},
        {"code": "G3", "kind": "disclosure_ground", "sentence_no": 3},
    ]
    operations.code(SYSTEM, ref, stored.parse(stored.to_state() | {"provisions": provisions}).provisions)
    return ref


@pytest.fixture
def register(session: Session, notice: str) -> None:
    """Three recipients: set forth expressly, arguably, and for a purpose that the notice does not state."""
    objects.purpose("orders", policy_code="P1", label="Orders")
    objects.purpose("profiling", label="Profiling")
    started = organisation.today(session) - dt.timedelta(days=10)
    for name, purposes, strength in (
        ("Correo", ["orders"], "express"),
        ("Boletín", ["orders"], "arguable"),
        ("Árbol", ["orders", "profiling"], "express"),
    ):
        party = objects.third_party(name).ref or ""
        links = [{"provision": f"{notice}/G3", "strength": strength, "reason": "As it says."}]
        objects.active_flow(party, purposes=purposes, notice_links=links, first_on=started)


@pytest.mark.usefixtures("register")
def test_each_cell_is_as_clear_as_the_vaguer_of_purpose_and_recipient(
    client: FlaskClient, notice: str
) -> None:
    rows = client.get(f"/notices/{notice}/matrix?export=csv").text.splitlines()

    assert rows[0].lstrip("\ufeff") == "Third party,Reference,Recipient,P1 Orders,Profiling"
    assert sorted(rows[1:]) == [
        "Boletín,TP-0002,Arguable,Arguable,",
        "Correo,TP-0001,Express,Express,",
        "Árbol,TP-0003,Express,Express,Not set forth",
    ]


@pytest.mark.usefixtures("register")
def test_the_page_shows_signs_with_words_and_counts_flows(client: FlaskClient, notice: str) -> None:
    page = client.get(f"/notices/{notice}/matrix")
    words = text_of(page.text)

    assert "Express 1 of 3 active flows" in words
    assert "Arguable 1 of 3 active flows" in words
    assert "Not set forth 1 of 3 active flows" in words
    assert 'href="/flows/FL-0001"' in page.text
    assert "Correo, Orders: purpose express, recipient express; FL-0001" in page.text
    assert 'role="region"' in page.text
    assert 'tabindex="0"' in page.text


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("coverage=none", {"Árbol"}),
        ("coverage=arguable", {"Boletín"}),
        ("purpose=profiling", {"Árbol"}),
        ("q=tp-0001", {"Correo"}),
        ("affiliation=affiliated", set()),
    ],
)
def test_it_can_be_filtered(client: FlaskClient, notice: str, query: str, shown: set[str]) -> None:
    rows = client.get(f"/notices/{notice}/matrix?{query}&export=csv").text.splitlines()[1:]

    assert {row.partition(",")[0] for row in rows} == shown
    assert client.get(f"/notices/{notice}/matrix?{query}").status_code == 200


@pytest.mark.usefixtures("register")
def test_columns_are_chosen_and_the_sheet_has_the_same(client: FlaskClient, notice: str) -> None:
    answer = client.get(f"/notices/{notice}/matrix?columns=profiling&sort=-profiling&export=xlsx")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Third party", "Profiling"]
    assert rows[1] == ["Árbol", "Not set forth"]
    page = text_of(client.get(f"/notices/{notice}/matrix?columns=profiling").text)
    assert "P1 Orders" not in page.partition("Third party Recipient")[2]


def test_without_flows_the_matrix_says_so(client: FlaskClient, notice: str) -> None:
    assert "Nothing to compare yet" in client.get(f"/notices/{notice}/matrix").text


def test_the_way_to_the_matrix_leads_to_the_version_in_effect(client: FlaskClient, notice: str) -> None:
    assert client.get("/notices/matrix").headers["Location"] == f"/notices/{notice}/matrix"


def test_without_a_notice_it_leads_to_the_list(client: FlaskClient) -> None:
    page = client.get("/notices/matrix", follow_redirects=True)

    assert "No version of the notice is in effect" in text_of(page.text)


@pytest.mark.usefixtures("demo")
def test_what_the_notice_lacks_is_shown_with_a_cure(client: FlaskClient) -> None:
    page = text_of(client.get("/notices/NV-0002").text)

    assert "How long data are kept Appears not stated Proposed by its words" in page
    assert "State for each kind of data how long it is kept, or how that is decided." in page
    assert "Effective date or version Stated From the date on record" in page


@pytest.mark.parametrize(
    ("role", "address"),
    [(Role.COMPLIANCE, "/notices/{}/edit/statements"), (Role.COUNSEL, "/notices/{}/statements")],
)
def test_a_reading_is_recorded(
    client_of: ClientOf, session: Session, notice: str, role: Role, address: str
) -> None:
    client = client_of(role)
    answer = client.post(
        address.format(notice),
        data={
            "cookies-state": "not_stated",
            "rights-state": "partly",
            "rights-sentence_no": "2",
            "rights-note": "No portability.",
        },
    )

    assert answer.status_code == 303
    assert queries.get(session, notice)[0].statements == [
        Said(key=Statement.RIGHTS, state=StatementState.PARTLY, sentence_no=2, note="No portability."),
        Said(key=Statement.COOKIES, state=StatementState.NOT_STATED),
    ]
    page = text_of(client.get(f"/notices/{notice}").text)
    assert "Rights of the people concerned Partly stated 2" in page
    assert "No portability." in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"rights-state": "stated", "rights-sentence_no": "99"}, "the notice has 3 sentences"),
        ({"rights-note": "Somewhere"}, "State: is required: choose one."),
        ({"rights-state": "stated", "rights-sentence_no": "two"}, "is not a whole number"),
    ],
)
def test_a_wrong_reading_changes_nothing_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, notice: str, data: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"/notices/{notice}/edit/statements", data=data)

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert all(value in answer.text for value in data.values())
    assert queries.get(session, notice)[0].statements == []


def test_the_proposals_can_be_taken_over_before_saving(
    client: FlaskClient, session: Session, notice: str
) -> None:
    page = client.get(f"/notices/{notice}/edit/statements?from=words").text

    assert 'selected value="not_stated"' in page
    assert queries.get(session, notice)[0].statements == []


def test_a_reading_of_an_older_state_is_not_lost(client: FlaskClient, session: Session, notice: str) -> None:
    _, version = queries.get(session, notice)
    operations.read(SYSTEM, notice, [Said(key=Statement.COOKIES, state=StatementState.STATED)])

    answer = client.post(
        f"/notices/{notice}/edit/statements", data={"version": version, "rights-state": "stated"}
    )

    assert answer.status_code == 409
    assert "Somebody else changed this notice meanwhile." in text_of(answer.text)
    assert [said.key for said in queries.get(session, notice)[0].statements] == [Statement.COOKIES]
