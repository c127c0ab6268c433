"""What changed, on the screen; and the revisions of an object."""

import datetime as dt
import html
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.db import history
from app.domain.findings import operations as findings
from app.domain.reports.models import Report, ReportRequest
from app.domain.third_parties import operations, queries
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.reporting import issue
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.domain import objects
from tests.pages.pagereading import text_of

BEGIN = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def lived(app: Flask, session: Session, officer: Actor) -> Iterator[str]:
    """A third party renamed and one added since a day; gives that day."""
    with time_machine.travel(BEGIN, tick=False) as traveller:
        party = objects.third_party("Veloz Paquetería")
        traveller.shift(dt.timedelta(days=3))
        stored, version = queries.get(session, party.ref or "")
        session.rollback()
        operations.update(
            officer, party.ref or "", stored.model_copy(update={"name": "Veloz <b>S.A.</b>"}), version=version
        )
        objects.third_party("Newcomer")
        yield "2027-03-02"


def test_the_two_sides_are_chosen_and_what_differs_is_shown(lived: str, client_of: ClientOf) -> None:
    client = client_of(Role.AUDITOR)
    assert "Compare" in client.get("/comparison").text

    page = client.get("/comparison", query_string={"from": lived}).text

    said = text_of(page)
    assert "Veloz Paquetería" in said
    assert "Veloz &lt;b&gt;S.A.&lt;/b&gt;" in page
    assert "Compliance officer" in said
    assert "Newcomer" in said
    assert "Issue as report R11" not in page


def test_a_finding_that_differs_leads_to_what_it_is_about(
    lived: str, client_of: ClientOf, session: Session, officer: Actor
) -> None:
    party = objects.third_party("Carrier without papers", status="active", owner=None).ref or ""
    objects.active_flow(party)
    findings.evaluate(SYSTEM)

    page = client_of(Role.AUDITOR).get("/comparison", query_string={"from": lived, "part": "finding"})

    assert page.status_code == 200
    assert re.search(rf'<h2 class="h3"><a href="/third-parties/{party}">', page.text)


def test_what_differs_is_filtered(lived: str, client_of: ClientOf) -> None:
    client = client_of(Role.AUDITOR)

    def names(**more: str) -> list[str]:
        page = client.get("/comparison", query_string={"from": lived, **more}).text
        return [
            html.unescape(re.sub("<[^>]+>", "", one))
            for one in re.findall(r'<h2 class="h3">(.*?)</h2>', page)
        ]

    assert set(names(part="third_party")) == {"Veloz <b>S.A.</b>", "Newcomer"}
    assert names(part="third_party", what="added") == ["Newcomer"]
    assert names(q="paquetería") == ["Veloz <b>S.A.</b>"]
    assert names(by="nobody@lumen.example") == []
    assert names(third_party="TP-0001", part="third_party") == ["Veloz <b>S.A.</b>"]


@pytest.mark.parametrize(
    ("age", "offered"),
    [
        (dt.timedelta(hours=1), {"the register began"}),
        (dt.timedelta(days=40), {"the register began", "the last 7 days", "the end of"}),
    ],
)
def test_only_beginnings_that_the_register_knows_are_offered(
    session: Session, client_of: ClientOf, age: dt.timedelta, offered: set[str]
) -> None:
    first = history.first_instant(session)
    assert first is not None
    with time_machine.travel(first + age, tick=False):
        client = client_of(Role.AUDITOR)
        found = _beginnings(client.get("/comparison").text)

        assert {re.sub(r"^(the end of) .*", r"\1", words) for words in found} == offered
        assert {client.get(url).status_code for url in found.values()} == {200}


def _beginnings(page: str) -> dict[str, str]:
    found = re.search(r"Or since (.*?)</p>", page, re.DOTALL)
    assert found is not None
    return {words: html.unescape(url) for url, words in re.findall(r'<a href="(.*?)">(.*?)</a>', found[1])}


def test_before_the_register_its_beginning_is_said_in_local_time_with_the_way_there(
    lived: str, client_of: ClientOf
) -> None:
    client = client_of(Role.AUDITOR)

    page = client.get("/comparison", query_string={"from": "2001-01-01"}).text

    found = re.search(r'or <a href="([^"]+)">its first instant</a>', page)
    assert found is not None
    assert client.get(html.unescape(found[1])).status_code == 200
    assert re.search(
        r"From: As of 2001-01-01: the register begins at \d+ \w+ 20\d\d \d\d:\d\d \(Europe/Madrid\)",
        text_of(page),
    )


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"from": "2001-01-01"}, 422, "the register begins at"),
        ({"from": "2027-03-02", "to": "R-2027-0001"}, 422, "two instants or two reports"),
        ({"from": "R-2027-0001", "to": "R-2027-0002"}, 404, "no report R-2027-0001"),
        ({"from": "2027-03-02", "third_party": "TP-9999"}, 404, "TP-9999 is not in the register"),
    ],
)
def test_what_cannot_be_compared_is_said_and_nothing_typed_is_lost(
    lived: str, client_of: ClientOf, query: dict[str, str], status: int, said: str
) -> None:
    answer = client_of(Role.AUDITOR).get("/comparison", query_string=query)
    assert answer.status_code == status
    assert said in html.unescape(answer.text)
    assert all(f'value="{value}"' in answer.text for value in query.values())


def test_the_comparison_on_the_screen_is_issued_as_a_report(
    lived: str, client_of: ClientOf, session: Session
) -> None:
    client = client_of(Role.COMPLIANCE)
    assert "Issue as report R11" in client.get("/comparison", query_string={"from": lived}).text

    answer = client.post("/reports", data={"kind": "comparison", "from": lived, "to": ""})

    assert answer.status_code == 303
    asked = session.query(ReportRequest).one()
    assert (asked.kind, asked.parameters["earlier"]) == ("comparison", lived)
    refused = client.post("/reports", data={"kind": "comparison", "from": "2001-01-01", "to": ""})
    assert refused.status_code == 422


def test_a_report_offers_others_of_its_kind_to_be_compared_with(
    lived: str, app: Flask, client_of: ClientOf, session: Session
) -> None:
    blobs = open_blobs(app.config["SETTINGS"])
    first = issue.issue(session, blobs, SYSTEM, Order("register", as_of=BEGIN + dt.timedelta(days=1))).number
    second = issue.issue(session, blobs, SYSTEM, Order("register")).number
    client = client_of(Role.AUDITOR)

    page = client.get(f"/reports/{second}").text
    assert f'<option value="{first}">' in page

    said = text_of(client.get("/comparison", query_string={"from": first, "to": second}).text)
    assert "Newcomer" in said
    assert session.query(Report).count() == 2


def test_an_old_revision_is_shown_and_two_are_compared(lived: str, client_of: ClientOf) -> None:
    client = client_of(Role.AUDITOR)

    page = client.get("/history/third_party/TP-0001").text
    assert [int(one) for one in re.findall(r">Revision (\d+)</a>", page)] == [2, 1]
    first = client.get("/history/third_party/TP-0001/1").text
    assert "Veloz Paquetería" in text_of(first)
    assert "no longer what is recorded" in first
    both = text_of(client.get("/history/third_party/TP-0001/compare?from=2&to=1").text)
    assert re.search(r"Name\s+Veloz Paquetería\s+Veloz <b>S.A.</b>", both)
    assert "/history/third_party/TP-0001/2" in client.get("/third-parties/TP-0001").text


@pytest.mark.parametrize(
    "url",
    [
        "/history/third_party/TP-9999",
        "/history/third_party/TP-0001/9",
        "/history/third_party/TP-0001/compare?from=1&to=x",
        "/history/nothing/TP-0001",
        "/history/deal/D-001",
        "/history/person/counsel@lumen.example",
    ],
)
def test_revisions_that_are_not_there_or_not_open_are_not_found(
    lived: str, client_of: ClientOf, url: str
) -> None:
    assert client_of(Role.AUDITOR).get(url).status_code == 404


def test_revisions_as_of_the_past_end_there(lived: str, client_of: ClientOf) -> None:
    page = (
        client_of(Role.AUDITOR)
        .get("/history/third_party/TP-0001", query_string={"as_of": clock.format_instant(BEGIN)})
        .text
    )
    assert [int(one) for one in re.findall(r">Revision (\d+)</a>", page)] == [1]
