"""The page of a third party: everything about it, and its parts edited one by one."""

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
from app.domain.findings.ledger import Finding
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import Contact, Evidence, Incident, Review, SubProcessor, ThirdParty
from app.domain.third_parties.terms import Authorisation, EvidenceKind, ReviewOutcome
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role as PersonRole
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, form_of, text_of


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


def test_a_review_is_called_overdue_only_where_a_day_has_passed(
    client: FlaskClient, session: Session, party: str
) -> None:
    def next_review() -> str:
        page = client.get(f"/third-parties/{party}").text
        found = re.search(r">Next review<.*?</li>", page, re.S)
        assert found is not None
        return text_of(found[0])

    assert "overdue" not in next_review()
    client.post(f"/third-parties/{party}/move", data={"status": "active"})
    assert "needed, since it is active" in next_review()
    record, version = queries.get(session, party)
    past = record.model_copy(update={"next_review_on": dt.date(2026, 1, 5)})
    operations.update(SYSTEM, party, past, version=version)
    assert "overdue" in next_review()
