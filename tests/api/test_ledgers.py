"""Findings, figures, trail, organisation, reports and documents through the interface."""

import io

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.findings import operations as findings
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.api.conftest import Program


@pytest.fixture(autouse=True)
def _demo(demo: None) -> None:
    """Everything here is about the demo."""


@pytest.fixture(autouse=True)
def _judged(_demo: None, session: Session) -> None:
    findings.evaluate(SYSTEM)
    session.remove()  # type: ignore[attr-defined]


def test_findings_are_listed_worked_on_and_waived(program: Program) -> None:
    critical = program("GET", "/findings?severity=critical").json["items"]
    number = critical[0]["number"]
    assert {one["severity"] for one in critical} == {"critical"}

    numbers = [one["number"] for one in critical]
    assigned = program("POST", "/findings/assign", {"numbers": numbers, "owner": "counsel@lumen.example"})
    commented = program("POST", "/findings/comment", {"numbers": numbers, "text": "Asked them."})
    assert {one["owner"] for one in assigned.json["items"]} == {"counsel@lumen.example"}
    assert commented.status_code == 200
    assert program("GET", f"/findings/{number}").json["history"][0]["note"] == "Asked them."
    assert program("POST", "/findings/comment", {"numbers": numbers, "text": " "}).status_code == 422
    assert program("POST", "/findings/comment", {"numbers": [999999], "text": "x"}).status_code == 404
    assert program("GET", "/findings/999999").status_code == 404
    assert program("GET", "/findings?status=gone").status_code == 400


def test_findings_are_paged_by_their_numbers(program: Program) -> None:
    everything = [one["number"] for one in program("GET", "/findings?limit=500").json["items"]]
    first = program("GET", "/findings?limit=10").json
    second = program("GET", f"/findings?limit=10&after={first['next']}").json

    assert [one["number"] for one in first["items"] + second["items"]] == everything[:20]


def test_the_thirteen_figures_come_with_their_fractions(program: Program) -> None:
    kpis = program("GET", "/kpis").json["items"]

    assert [one["id"] for one in kpis] == [f"K{n}" for n in range(1, 14) if n != 12]
    assert all({"numerator", "denominator"} <= set(one) for one in kpis)


def test_the_trail_says_of_a_closed_deal_only_place_and_hash(app: Flask) -> None:
    auditor = Program(app, Role.AUDITOR)
    lawyer = Program(app, Role.COUNSEL)
    opened = lawyer("POST", "/deals", {"codename": "Zafiro", "kind": "share_purchase", "side": "target"})
    assert opened.status_code == 201, opened.json

    entries = auditor("GET", "/trail?limit=500").json["items"]
    closed = [one for one in entries if one["closed"]]
    assert closed
    assert closed[-1]["operation"] is None
    assert len(closed[-1]["hash"]) == 64
    assert "Zafiro" not in auditor("GET", "/trail?limit=500").text
    seen = [one for one in lawyer("GET", "/trail?limit=500").json["items"] if one["operation"] == "deal.open"]
    assert len(seen) == 1


def test_a_deal_is_not_there_for_who_is_no_member(app: Flask) -> None:
    lawyer, officer = Program(app, Role.COUNSEL), Program(app, Role.COMPLIANCE)
    ref = lawyer("POST", "/deals", {"codename": "Zafiro", "kind": "share_purchase", "side": "target"}).json[
        "ref"
    ]

    assert lawyer("GET", f"/deals/{ref}").json["codename"] == "Zafiro"
    hidden, missing = officer("GET", f"/deals/{ref}"), officer("GET", "/deals/D-999")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json["detail"].replace(ref, "") == missing.json["detail"].replace("D-999", "")
    assert ref not in officer("GET", "/deals?archived=all").text
    assert officer("GET", "/deals?q=Zafiro").json["items"] == []


def test_settings_are_read_and_replaced_with_the_version_seen(app: Flask) -> None:
    admin = Program(app, Role.ADMIN)
    read = admin("GET", "/organisation")
    state = {name: value for name, value in read.json.items() if name != "version"}

    done = admin("PUT", "/organisation", state | {"regimes": ["GDPR"]}, If_Match=read.headers["ETag"])
    late = admin("PUT", "/organisation", state, If_Match=read.headers["ETag"])

    assert done.json["regimes"] == ["GDPR"]
    assert late.status_code == 412


def test_a_document_is_filed_and_fetched_byte_for_byte(program: Program) -> None:
    data = b"Terms of service\n\nConfidential."
    sent = program.client.post(
        "/api/v1/documents?name=terms.txt",
        data=io.BytesIO(data),
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {program.secret}"},
    )
    assert sent.status_code == 201
    key = sent.json["sha256"]  # type: ignore[index]

    assert program("GET", f"/documents/{key}/content").data == data
    assert program("GET", f"/documents/{key}").json["name"] == "terms.txt"
    assert program("POST", "/documents").status_code == 400


def test_a_report_is_asked_for_and_its_progress_told(program: Program, app: Flask) -> None:
    asked = program("POST", "/reports", {"kind": "register", "paper": "A4"})
    watched = program("GET", asked.headers["Location"].removeprefix("/api/v1"))

    assert asked.status_code == 202
    assert watched.json["state"] == "waiting"
    assert program("POST", "/reports", {"kind": "novel"}).status_code == 422
    assert program("POST", "/reports", {"kind": "register", "as_of": "1999-01-01"}).status_code == 422
    assert program("POST", "/reports", {"kind": "inventory", "deal": "D-404"}).status_code == 422
    assert (
        Program(app, Role.AUDITOR)("GET", asked.headers["Location"].removeprefix("/api/v1")).status_code
        == 403
    )
