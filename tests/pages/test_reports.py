"""Pages of reports, and the public check of a file."""

import datetime as dt
import io
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.reports import queries, requests
from app.domain.reports.models import Report
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.infra import certificates
from app.infra.blobs import open_blobs
from app.jobs import issuing
from app.reporting import issue
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf


@pytest.fixture
def register_report(app: Flask, session: Session) -> str:
    """The number of a register report issued from an empty register."""
    return issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("register")).number


def _file(client: FlaskClient, number: str, form: str) -> bytes:
    return client.get(f"/reports/{number}/{form}").data


def _verdict(client: FlaskClient, data: bytes) -> str:
    return client.post("/verify", data={"file": (io.BytesIO(data), "report.pdf")}).text


def test_an_executive_finds_and_downloads_an_issued_report(client_of: ClientOf, register_report: str) -> None:
    executive = client_of(Role.EXECUTIVE)

    assert register_report in executive.get("/reports").text
    response = executive.get(f"/reports/{register_report}/pdf")

    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{register_report}_register.pdf"'


def test_an_executive_is_not_offered_to_issue_one(client_of: ClientOf) -> None:
    executive = client_of(Role.EXECUTIVE)

    assert "Issue R3" not in executive.get("/reports").text
    assert executive.post("/reports", data={"kind": "register"}).status_code == 403


def test_asking_for_a_report_leads_to_its_progress_and_then_to_the_report(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    asked = client.post("/reports", data={"kind": "register"})
    progress = client.get(asked.headers["Location"])
    request_id = asked.headers["Location"].rpartition("/")[2]
    issuing.issue(request_id)
    finished = client.get(asked.headers["Location"])

    assert (asked.status_code, progress.status_code, finished.status_code) == (303, 200, 303)
    assert "Waiting for a worker" in progress.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in progress.text
    assert finished.headers["Location"].startswith("/reports/R-")


def test_an_instant_before_the_register_began_is_refused_with_a_sentence(client: FlaskClient) -> None:
    response = client.post("/reports", data={"kind": "register", "as_of": "1999-12-31"})

    assert response.status_code == 422
    assert "choose a later time" in response.text
    assert 'value="1999-12-31"' in response.text


def test_an_inventory_needs_a_deal_that_the_person_may_see(demo: None, client: FlaskClient) -> None:
    response = client.post("/reports", data={"kind": "inventory", "deal": "D-001"})

    assert response.status_code == 422
    assert "Perla" not in response.text


def test_a_vendor_file_needs_a_third_party_that_is_there(demo: None, client: FlaskClient) -> None:
    response = client.post("/reports", data={"kind": "vendor", "third_party": "TP-9999"})

    assert response.status_code == 422
    assert "Third party: choose the one whose file is to be issued." in response.text


def test_a_vendor_file_is_asked_for_on_the_page_of_the_third_party(demo: None, client: FlaskClient) -> None:
    page = client.get("/third-parties/TP-0004").text
    asked = client.post("/reports", data={"kind": "vendor", "third_party": "TP-0004"})

    assert "Vendor file" in page
    assert asked.status_code == 303
    assert asked.headers["Location"].startswith("/reports/requests/")


def test_who_may_issue_no_report_is_not_offered_a_vendor_file(demo: None, client_of: ClientOf) -> None:
    assert "Vendor file" not in client_of(Role.AUDITOR).get("/third-parties/TP-0004").text


def test_the_inventory_of_a_deal_exists_for_its_members_only(
    app: Flask, session: Session, client_of: ClientOf, demo: None
) -> None:
    number = issue.issue(
        session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("inventory", deal="D-001")
    ).number
    session.remove()

    for role in (Role.ADMIN, Role.AUDITOR, Role.EXECUTIVE, Role.COMPLIANCE, Role.COUNSEL):
        client = client_of(role)
        assert number not in client.get("/reports").text
        assert client.get(f"/reports/{number}").status_code == 404
        assert client.get(f"/reports/{number}/pdf").status_code == 404


@pytest.mark.parametrize("form", ["pdf", "xlsx", "json"])
def test_a_file_as_issued_is_genuine_and_no_byte_of_it_may_change(
    form: str, client: FlaskClient, client_of: ClientOf, register_report: str
) -> None:
    data = _file(client, register_report, form)
    nobody = client_of()

    assert "exactly as it was issued, to the byte" in _verdict(nobody, data)
    for place in (20, len(data) // 2, len(data) - 2):
        changed = bytearray(data)
        changed[place] ^= 1
        answer = _verdict(nobody, bytes(changed))
        assert "exactly as it was issued" not in answer
        assert "Altered" in answer or "Unknown" in answer


def test_data_exchanged_inside_a_json_report_are_named_as_altered(
    client: FlaskClient, register_report: str
) -> None:
    wire = json.loads(_file(client, register_report, "json"))
    wire["snapshot"]["title"] = "Another title"

    answer = _verdict(client, json.dumps(wire).encode())

    assert "Altered" in answer
    assert "the seal names" in answer


def test_a_later_report_of_the_same_kind_supersedes_the_earlier(
    app: Flask, session: Session, client: FlaskClient, register_report: str
) -> None:
    third_parties.register(SYSTEM, ThirdParty(name="Veloz Paquetería"))
    later = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("register"))

    answer = _verdict(client, _file(client, register_report, "pdf"))

    assert "Genuine but superseded" in answer
    assert later.number in answer


def test_a_foreign_file_is_unknown_and_discloses_nothing(client_of: ClientOf, register_report: str) -> None:
    answer = _verdict(client_of(), b"%PDF-1.7 something else")

    assert "Unknown" in answer
    assert register_report not in answer


def test_verifying_without_a_file_names_the_field(client_of: ClientOf) -> None:
    response = client_of().post("/verify", data={})

    assert response.status_code == 422
    assert "File: is required" in response.text


def test_a_report_that_cannot_be_made_says_why_and_files_nothing(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    gone = Actor("gone@lumen.example", "Gone", (Role.COMPLIANCE,))
    request_id = requests.ask(gone, "register", {})

    issuing.issue(request_id)

    found = queries.request_of(session, gone, request_id)
    assert (found.state, found.report) == ("failed", None)
    assert found.problem == "Whoever asked for this report can no longer sign in."
    assert queries.newest(session) is None


def test_a_report_on_an_earlier_state_supersedes_nothing(
    app: Flask, session: Session, client: FlaskClient, register_report: str
) -> None:
    earlier = session.get_one(Report, register_report).as_of - dt.timedelta(microseconds=1)
    issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("register", as_of=earlier))

    assert "exactly as it was issued, to the byte" in _verdict(client, _file(client, register_report, "pdf"))


@pytest.mark.parametrize("address", ["/findings/999999999999999999999", "/trail/99999999999999999999"])
def test_a_number_that_no_row_can_have_leads_nowhere(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_asking_for_what_was_issued_from_the_same_data_leads_to_it_at_once(
    client: FlaskClient, register_report: str
) -> None:
    asked = client.post("/reports", data={"kind": "register"})

    assert asked.headers["Location"] == f"/reports/{register_report}"
    assert "Nothing has changed since this report was issued" in client.get(asked.headers["Location"]).text


def test_a_request_is_cancelled_and_asked_for_again(client: FlaskClient, session: Session) -> None:
    page = client.post("/reports", data={"kind": "register", "paper": "Letter"}).headers["Location"]
    assert "Cancel" in client.get(page).text

    assert client.post(f"{page}/cancel").status_code == 303
    assert "The request was cancelled" in client.get(page).text
    assert client.post(f"{page}/cancel").status_code == 409

    again = client.post(f"{page}/again").headers["Location"]
    found = queries.request_of(session, SYSTEM, again.rpartition("/")[2])
    assert (found.state, found.kind, found.parameters) == ("waiting", "register", {"paper": "Letter"})
    assert again != page


def test_nobody_cancels_the_request_of_another(client: FlaskClient, client_of: ClientOf) -> None:
    page = client.post("/reports", data={"kind": "register"}).headers["Location"]

    assert client_of(Role.COUNSEL).post(f"{page}/cancel").status_code == 404


def test_the_certificate_that_seals_is_handed_out_with_its_fingerprint(
    app: Flask, client_of: ClientOf
) -> None:
    chain = certificates.identity(app.config["SETTINGS"]).chain

    handed_out = client_of().get("/verify/certificate")

    assert certificates.read(handed_out.data) == chain
    assert certificates.facts(chain[0]).fingerprint in client_of().get("/verify").text


def test_the_settings_show_the_certificate(app: Flask, client_of: ClientOf) -> None:
    facts = certificates.facts(certificates.identity(app.config["SETTINGS"]).certificate)

    page = client_of(Role.ADMIN).get("/settings").text

    assert facts.fingerprint in page
    assert "this instance, on first use" in page


def test_every_format_is_one_click_away_in_the_list(client: FlaskClient, register_report: str) -> None:
    page = client.get("/reports").text

    for form in issue.forms_of("register"):
        assert f'href="/reports/{register_report}/{form}"' in page


def test_a_superseded_report_is_marked_and_found_by_filter(
    app: Flask, client: FlaskClient, session: Session, register_report: str
) -> None:
    third_parties.register(SYSTEM, ThirdParty(name="Veloz Paquetería"))
    later = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("register")).number

    def links(address: str) -> set[str]:
        text = client.get(address).text.partition('id="issued"')[2]
        return {number for number in (register_report, later) if f"/reports/{number}/json" in text}

    assert links("/reports") == {register_report, later}
    assert links("/reports?state=latest") == {later}
    assert links("/reports?state=superseded") == {register_report}
    assert links("/reports?issued=week&by=System") == {register_report, later}
    assert links("/reports?kind=board") == set()


def test_a_report_is_had_as_a_web_page_too(client: FlaskClient, register_report: str) -> None:
    response = client.get(f"/reports/{register_report}/html")

    assert response.mimetype == "text/html"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert register_report in response.text


def test_a_format_that_a_report_has_not_leads_nowhere(client: FlaskClient, register_report: str) -> None:
    assert client.get(f"/reports/{register_report}/docx").status_code == 404
    assert client.get(f"/reports/{register_report}/exe").status_code == 404


def test_the_page_of_a_report_shows_its_place_in_the_chain_and_whose_certificate_it_is(
    app: Flask, client: FlaskClient, session: Session, register_report: str
) -> None:
    later = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("board")).number

    assert f'href="/reports/{later}"' in client.get(f"/reports/{register_report}").text
    page = client.get(f"/reports/{later}").text
    assert register_report in page
    chain = certificates.identity(app.config["SETTINGS"]).chain
    assert certificates.facts(chain[0]).fingerprint in page
