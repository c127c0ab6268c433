"""Pages of third parties."""

import datetime as dt
import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, AgreementKind, Stage
from app.domain.catalogue import installation
from app.domain.findings.ledger import Finding
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow, Location
from app.domain.flows.terms import FlowStatus
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import Contact, Evidence, Incident, Review, SubProcessor, ThirdParty
from app.domain.third_parties.terms import Authorisation, EvidenceKind, ReviewOutcome, Role, Status
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role as PersonRole
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, errors_of, form_of, text_of

HARD_NAMES = [
    "متجر المجوهرات",
    "Ringe 💍🜚 & 𝔊old",
    "<script>alert('x')</script>",
    '=HYPERLINK("http://bad.example")',
    "N" * 200,
]


@pytest.fixture
def party(session: Session, officer: Actor) -> str:
    return operations.register(officer, ThirdParty(name="Correo Rápido")).ref or ""


def test_the_list_shows_a_registered_third_party(client: FlaskClient, party: str) -> None:
    page = client.get("/third-parties").text

    assert "Correo Rápido" in page
    assert "TP-0001" in page


def test_registering_goes_to_the_page_of_the_new_third_party(client: FlaskClient) -> None:
    form = form_of(client.get("/third-parties/new").text, name="Correo Rápido", role="processor")

    answer = client.post("/third-parties/new", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/third-parties/TP-0001")
    assert "Correo Rápido is registered as TP-0001." in client.get("/third-parties/TP-0001").text


def test_an_untouched_form_registers_what_is_unknown_as_unknown(
    client: FlaskClient, session: Session
) -> None:
    client.post(
        "/third-parties/new", data=form_of(client.get("/third-parties/new").text, name="Correo Rápido")
    )

    record, _ = queries.get(session, "TP-0001")
    assert (record.role, record.status, record.risk_tier) == (Role.UNKNOWN, Status.PROSPECTIVE, None)


@pytest.mark.parametrize("name", HARD_NAMES)
def test_any_name_is_kept_as_written_and_shown_as_text(
    client: FlaskClient, session: Session, name: str
) -> None:
    client.post("/third-parties/new", data=form_of(client.get("/third-parties/new").text, name=name))

    page = client.get("/third-parties/TP-0001")
    assert page.status_code == 200
    assert (
        name in text_of(page.text.replace("<script>", "").replace("</script>", ""))
        or "&lt;script&gt;" in page.text
    )
    assert "<script>alert" not in page.text
    assert queries.get(session, "TP-0001")[0].name == name
    assert client.get("/third-parties").status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Name: is required: fill it in."),
        ({"name": "N" * 300}, "Name: is too long: shorten it to 200 characters."),
        ({"name": "two\nlines"}, "Name: must be a single line: remove the line breaks."),
        ({"name": "bell\x07"}, "Name: contains control characters: remove them."),
        ({"role": "king"}, "Role: “king” is not one of the choices"),
        ({"onboarded_on": "31/12/2026"}, "Onboarded on: “31/12/2026” is not a date"),
        (
            {"onboarded_on": "2026-05-01", "offboarded_on": "2026-04-30"},
            "Offboarded on comes before onboarded on: correct one of the two dates.",
        ),
        ({"owner": "nobody@lumen.example"}, "Owner: nobody@lumen.example is not in the register"),
        ({"parent": "TP-0404"}, "Part of: TP-0404 is not in the register"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, changes: dict[str, str], sentence: str
) -> None:
    typed = {"name": "Correo Rápido", "description": "Sends letters & <parcels>"} | changes
    form = changed(form_of(client.get("/third-parties/new").text), typed)

    answer = client.post("/third-parties/new", data=form)

    assert answer.status_code == 422
    assert any(one.startswith(sentence) for one in errors_of(answer.text)), errors_of(answer.text)
    again = form_of(answer.text)
    assert again["description"] == "Sends letters & <parcels>"
    assert {name: again[name] for name in changes if name != "name"} == {
        name: value for name, value in changes.items() if name != "name"
    }
    assert queries.names(session) == {}


def test_a_name_that_is_taken_is_refused_with_the_reference_of_the_other(
    client: FlaskClient, session: Session, party: str
) -> None:
    form = form_of(client.get("/third-parties/new").text, name="correo  RÁPIDO")

    answer = client.post("/third-parties/new", data=form)

    assert answer.status_code == 422
    assert "is already registered as TP-0001" in text_of(answer.text)
    assert list(queries.names(session)) == ["TP-0001"]


def test_the_page_shows_everything_about_a_third_party(
    client: FlaskClient, session: Session, officer: Actor, party: str
) -> None:
    today = organisation.today(session)
    sub = operations.register(officer, ThirdParty(name="Wolkenlager")).ref or ""
    above = operations.register(officer, ThirdParty(name="Post AG")).ref or ""
    record, version = queries.get(session, party)
    filled = record.model_copy(
        update={
            "parent": above,
            "contacts": [Contact(name="Ada Ruiz", function="Privacy", email="ada@correo.example")],
            "sub_processors": [
                SubProcessor(sub_third_party=sub, authorisation=Authorisation.GENERAL, country="NO")
            ],
            "evidence": [
                Evidence(kind=EvidenceKind.SOC2, issued_on=today, valid_until=today + dt.timedelta(days=400)),
                Evidence(kind=EvidenceKind.PENTEST, valid_until=today - dt.timedelta(days=1)),
                Evidence(kind=EvidenceKind.ISO27001, valid_until=today + dt.timedelta(days=10)),
            ],
            "incidents": [
                Incident(
                    title="Letters opened",
                    aware_third_party_on=today - dt.timedelta(days=9),
                    notified_us_on=today - dt.timedelta(days=4),
                    subjects_count=1234,
                )
            ],
            "reviews": [Review(on=today, outcome=ReviewOutcome.CONDITIONS, note="Ask for a certificate")],
        }
    )
    operations.update(officer, party, filled, version=version)
    flow = flows.register(officer, Flow(third_party=party, name="Letters to customers"))
    agreement = agreements.register(
        officer,
        Agreement(
            third_party=party,
            kind=AgreementKind.NDA,
            title="Undertaking of secrecy",
            acceptance=Acceptance.CLICK,
            effective_on=today - dt.timedelta(days=30),
            evergreen=True,
            stage=Stage.IN_FORCE,
            governs_flows=[flow.ref],
        ),
    )

    words = text_of(client.get(f"/third-parties/{party}").text)

    for said in (
        "Part of Post AG",
        "Ada Ruiz Privacy ada@correo.example",
        "Wolkenlager General",
        "Norway",
        "SOC 2 report Valid",
        "ISO/IEC 27001 certificate Lapses in 10 days",
        "Penetration test Lapsed",
        "Letters opened",
        "after 5 days",
        "1,234",
        "Satisfactory with conditions",
        "Letters to customers Planned",
        "Undertaking of secrecy In force",
        "no fixed end.",
    ):
        assert said in words, said
    assert f'href="/agreements/{agreement.ref}"' in client.get(f"/third-parties/{party}").text
    assert "Works for Correo Rápido" in text_of(client.get(f"/third-parties/{sub}").text)
    assert "Its parts Correo Rápido" in text_of(client.get(f"/third-parties/{above}").text)


def test_quick_actions_begin_with_the_third_party_chosen(client: FlaskClient, party: str) -> None:
    page = client.get(f"/third-parties/{party}").text

    for url in (f"/agreements/new?third_party={party}", f"/flows/new?third_party={party}"):
        assert f'href="{url}"' in page
        assert form_of(client.get(url).text)["third_party"] == party


def test_a_section_edits_its_part_alone_and_stores_the_file_of_a_piece_of_evidence(
    client: FlaskClient, session: Session, party: str
) -> None:
    address = f"/third-parties/{party}/edit/evidence"
    page = client.post(address, data=form_of(client.get(address).text, **{"add-evidence": "1"})).text
    form = changed(form_of(page), {"evidence-0-kind": "soc2", "evidence-0-note": "Type II"})
    form["evidence-0-doc_sha256_file"] = (io.BytesIO(b"%PDF-1.7 report"), "soc2.pdf")

    answer = client.post(address, data=form, content_type="multipart/form-data")

    assert answer.status_code == 303
    record, _ = queries.get(session, party)
    assert [(one.kind, one.note) for one in record.evidence] == [(EvidenceKind.SOC2, "Type II")]
    assert "soc2.pdf" in client.get(f"/third-parties/{party}").text
    assert record.name == "Correo Rápido"


def test_adding_a_part_keeps_what_was_typed_and_saves_nothing(
    client: FlaskClient, session: Session, party: str
) -> None:
    address = f"/third-parties/{party}/edit/contacts"
    first = client.post(address, data=form_of(client.get(address).text, **{"add-contacts": "1"})).text
    typed = changed(form_of(first), {"contacts-0-name": "Ada Ruiz", "add-contacts": "1"})

    second = client.post(address, data=typed)

    assert second.status_code == 200
    assert form_of(second.text)["contacts-0-name"] == "Ada Ruiz"
    assert "contacts-1-name" in form_of(second.text)
    assert queries.get(session, party)[0].contacts == []


@pytest.mark.parametrize(
    ("section", "part", "values", "sentence"),
    [
        ("contacts", "contacts", {"name": "Ada", "email": "ada at correo"}, "is not a valid e-mail address"),
        ("sub-processors", "sub_processors", {"sub_third_party": "TP-0001"}, "cannot work for itself"),
        (
            "sub-processors",
            "sub_processors",
            {"sub_third_party": "TP-0002", "country": "XX"},
            "“XX” is not a country",
        ),
        (
            "evidence",
            "evidence",
            {"kind": "soc2", "issued_on": "2026-02-01", "valid_until": "2026-01-01"},
            "Valid until comes before issued on",
        ),
        ("incidents", "incidents", {"subjects_count": "-3"}, "must be at least 0"),
        ("reviews", "reviews", {"on": "yesterday"}, "“yesterday” is not a date"),
    ],
)
def test_bad_input_in_a_part_is_said_at_the_part(
    client: FlaskClient,
    session: Session,
    officer: Actor,
    party: str,
    section: str,
    part: str,
    values: dict[str, str],
    sentence: str,
) -> None:
    operations.register(officer, ThirdParty(name="Wolkenlager"))
    address = f"/third-parties/{party}/edit/{section}"
    page = client.post(address, data=form_of(client.get(address).text, **{f"add-{part}": "1"})).text
    typed = {f"{part}-0-{name}": value for name, value in values.items()}

    answer = client.post(address, data=changed(form_of(page), typed))

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    again = form_of(answer.text)
    assert {name: again[name] for name in typed} == typed
    assert getattr(queries.get(session, party)[0], part) == []


def test_a_file_that_is_refused_is_named_and_everything_else_is_kept(
    client: FlaskClient, session: Session, party: str
) -> None:
    address = f"/third-parties/{party}/edit/evidence"
    page = client.post(address, data=form_of(client.get(address).text, **{"add-evidence": "1"})).text
    form = changed(form_of(page), {"evidence-0-kind": "soc2", "evidence-0-note": "Type II"})
    form["evidence-0-doc_sha256_file"] = (io.BytesIO(b""), "soc2.pdf")

    answer = client.post(address, data=form, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "“soc2.pdf” is empty: choose the file again." in text_of(answer.text)
    assert form_of(answer.text)["evidence-0-note"] == "Type II"
    assert queries.get(session, party)[0].evidence == []


def test_an_unknown_section_and_an_unknown_reference_are_not_found(client: FlaskClient, party: str) -> None:
    assert client.get(f"/third-parties/{party}/edit/secrets").status_code == 404
    for address in (
        "/third-parties/TP-0404",
        "/third-parties/x%27y",
        "/third-parties/TP-0001%00",
        "/third-parties/TP-0404/edit",
    ):
        assert client.get(address).status_code == 404


def test_a_step_of_the_lifecycle_is_one_click(client: FlaskClient, session: Session, party: str) -> None:
    answer = client.post(f"/third-parties/{party}/move", data={"status": "active"})

    assert answer.status_code == 303
    assert queries.get(session, party)[0].status is Status.ACTIVE


def test_a_step_that_the_lifecycle_does_not_allow_is_refused_on_the_page(
    client: FlaskClient, session: Session, party: str
) -> None:
    answer = client.post(f"/third-parties/{party}/move", data={"status": "suspended"})

    assert answer.status_code == 409
    assert "Prospective cannot become Suspended" in text_of(answer.text)
    assert queries.get(session, party)[0].status is Status.PROSPECTIVE
    assert client.post(f"/third-parties/{party}/move", data={"status": "nonsense"}).status_code == 400


def test_archiving_hides_it_from_the_list_until_it_is_restored(client: FlaskClient, party: str) -> None:
    assert client.post(f"/third-parties/{party}/archive").status_code == 303
    client.get("/third-parties")
    assert f'href="/third-parties/{party}"' not in client.get("/third-parties").text
    assert f'href="/third-parties/{party}"' in client.get("/third-parties?archived=yes").text
    assert (
        "left out of lists, rules and reports until it is restored"
        in client.get(f"/third-parties/{party}").text
    )

    assert client.post(f"/third-parties/{party}/restore").status_code == 303
    assert f'href="/third-parties/{party}"' in client.get("/third-parties").text


def test_what_is_in_use_cannot_be_archived(
    client: FlaskClient, session: Session, officer: Actor, party: str
) -> None:
    flows.register(officer, Flow(third_party=party, name="Letters"))

    answer = client.post(f"/third-parties/{party}/archive")

    assert answer.status_code == 409
    assert "is in use by FL-0001" in text_of(answer.text)
    assert not queries.get(session, party)[0].archived


def test_the_second_of_two_editors_chooses_field_by_field_and_loses_nothing(
    client: FlaskClient, session: Session, party: str
) -> None:
    address = f"/third-parties/{party}/edit"
    theirs = form_of(client.get(address).text, description="Theirs", breach_contact="their line")
    mine = form_of(client.get(address).text, description="Mine", external_id="ERP-7")
    assert client.post(address, data=theirs).status_code == 303

    conflict = client.post(address, data=mine)

    assert conflict.status_code == 409
    choice = form_of(conflict.text)
    assert (choice["choose-description"], choice["choose-breach_contact"]) == ("mine", "theirs")
    assert "Mine" in conflict.text
    assert "Theirs" in conflict.text
    assert client.post(address, data=choice).status_code == 303
    record, _ = queries.get(session, party)
    assert (record.description, record.breach_contact, record.external_id) == ("Mine", "their line", "ERP-7")


def test_an_edit_that_changes_nothing_leaves_no_trace(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    party = operations.register(
        officer, ThirdParty(name="Correo", description="One\nTwo", aliases=["A", "B"])
    ).ref
    before = queries.get(session, party or "")

    client.post(f"/third-parties/{party}/edit", data=form_of(client.get(f"/third-parties/{party}/edit").text))

    assert queries.get(session, party or "") == before


def test_an_auditor_sees_the_page_without_its_buttons(client_of: ClientOf, party: str) -> None:
    page = client_of(PersonRole.AUDITOR).get(f"/third-parties/{party}")

    assert page.status_code == 200
    assert f"/third-parties/{party}/edit" not in page.text
    assert 'method="post" action="/third-parties' not in page.text


def test_a_finding_says_where_it_is_cured(demo: None, client: FlaskClient, session: Session) -> None:
    found = session.scalars(select(Finding).where(Finding.rule == "AGR-01")).first()
    assert found is not None

    page = client.get(f"/third-parties/{found.third_party}").text

    assert f'href="/agreements/new?third_party={found.third_party}&amp;flow={found.object}"' in page
    assert f'href="/findings/{found.id}"' in page


def test_the_export_holds_text_that_no_sheet_takes_for_a_formula(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    operations.register(officer, ThirdParty(name='=HYPERLINK("http://bad.example")'))

    sheet = client.get("/third-parties?export=csv").get_data(as_text=True)

    assert "'=HYPERLINK" in sheet


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "x" * 3000,
        "sort=nonsense&page=-1&size=7",
        "page=99999999999999999999",
        "status=nonsense&role=%F0%9F%92%8D",
        "columns=nonsense",
        "archived=maybe",
        "export=pdf",
    ],
)
def test_a_strange_address_still_shows_the_list(client: FlaskClient, party: str, query: str) -> None:
    assert client.get(f"/third-parties?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("country=NO", True),
        ("category=user.name", True),
        ("category=user.contact.email", False),
        ("agreement=none", True),
        ("status=prospective&role=unknown", True),
        ("findings=none", False),
    ],
)
def test_the_list_filters_by_what_a_third_party_receives(
    client: FlaskClient, session: Session, officer: Actor, party: str, query: str, shown: bool
) -> None:
    installation.install(SYSTEM)
    flows.register(
        officer,
        Flow(
            third_party=party,
            categories=["user.name"],
            status=FlowStatus.ACTIVE,
            first_on=organisation.today(session),
            locations=[Location(country="NO")],
        ),
    )

    assert (f'href="/third-parties/{party}"' in client.get(f"/third-parties?{query}").text) is shown


def test_a_name_is_looked_up_on_a_page_and_begins_a_form(demo: None, client: FlaskClient) -> None:
    name = re.search(r"<h1>([^<]+)</h1>", client.get("/third-parties/TP-0001").text)
    assert name is not None
    page = client.get("/third-parties/known", query_string={"name": name[1]})
    part = client.get("/third-parties/known", query_string={"name": name[1], "part": "1"})
    form = client.get(
        "/third-parties/new", query_string={"name": "Ferro & Co", "role": "processor", "x": "y"}
    )

    assert "Perhaps the same" in page.text
    assert "<html" in page.text
    assert "Perhaps the same" in part.text
    assert "<html" not in part.text
    assert 'value="Ferro &amp; Co"' in form.text
    assert client.get("/third-parties/known", query_string={"name": "<script>"}).text.count("<script>") == 0
