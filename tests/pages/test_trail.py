"""Pages of the trail."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db.engine import open_gate
from app.domain.audit import chain
from app.domain.deals import operations as deals
from app.domain.deals.records import Deal
from app.domain.reports import queries
from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.infra.blobs import open_blobs
from app.reporting import issue
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf


def test_a_change_is_shown_with_who_and_the_field_before_and_after(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    record = operations.register(officer, ThirdParty(name="Correo Rápido"))
    operations.update(officer, record.ref or "", record.model_copy(update={"name": "Correo Veloz"}))
    seq, _ = chain.head(session)

    page = client.get(f"/trail/{seq}").text

    assert "Compliance officer" in page
    assert "Correo Rápido" in page
    assert "Correo Veloz" in page
    assert "third_party.update" in page


def test_the_check_says_that_the_trail_holds(client: FlaskClient) -> None:
    assert "The trail holds" in client.get("/trail/check").text


def test_the_check_names_an_entry_that_was_rewritten(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    operations.register(officer, ThirdParty(name="Correo Rápido"))
    seq, _ = chain.head(session)
    session.rollback()
    with open_gate("tests"):
        session.execute(
            text("UPDATE entry SET actor = 'somebody.else@lumen.example' WHERE seq = :seq"), {"seq": seq}
        )
        session.commit()

    page = client.get("/trail/check").text

    assert "The trail does not hold" in page
    assert f"Entry {seq} was rewritten" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE report SET title = 'Another'", "differs from what was filed"),
        ("UPDATE rendering SET sha256 = :other WHERE format = 'pdf'", "The digest of the PDF of report"),
        ("DELETE FROM rendering WHERE format = 'xlsx'", "The XLSX of report"),
    ],
)
def test_the_check_names_a_report_that_was_rewritten(
    client: FlaskClient, app: Flask, session: Session, change: str, said: str
) -> None:
    number = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("board")).number
    session.rollback()
    assert "The trail holds" in client.get("/trail/check").text
    with open_gate("tests"):
        session.execute(text(change), {"other": "c" * 64} if ":other" in change else {})
        session.commit()

    page = client.get("/trail/check").text

    assert "The trail does not hold" in page
    assert said in page
    assert number in page


def test_the_check_reads_the_files_of_reports(client: FlaskClient, app: Flask, session: Session) -> None:
    blobs = open_blobs(app.config["SETTINGS"])
    number = issue.issue(session, blobs, SYSTEM, Order("board")).number
    digests = [file.sha256 for file in queries.renderings(session, number)]
    session.rollback()
    for digest in digests:
        blobs.path(digest).unlink()

    assert f"file of report {number} is missing" in client.get("/trail/check").text


def test_an_entry_of_a_deal_shows_others_its_hash_and_nothing_else(
    demo: None, client_of: ClientOf, session: Session, counsel: Actor
) -> None:
    deals.open_deal(counsel, Deal.parse({"codename": "Project Heron", "kind": "asset_all"}))
    seq, head = chain.head(session)

    for role in (Role.ADMIN, Role.AUDITOR, Role.COMPLIANCE):
        page = client_of(role).get(f"/trail/{seq}").text
        assert head in page
        assert "D-002" not in page
        assert "deal.open" not in page
        assert "Heron" not in client_of(role).get("/trail").text
        for search in ("q=Heron", "q=D-002", "operation=deal.open", "actor=counsel@lumen.example"):
            assert head not in client_of(role).get(f"/trail?{search}&columns=hash&export=csv").text
    assert "recorded deal D-002" in client_of(Role.COUNSEL).get(f"/trail/{seq}").text
