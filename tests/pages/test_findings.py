"""Pages of findings: the list, the explanation, owner, comment and waiver."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings.ledger import Finding
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf


@pytest.fixture
def finding(demo: None, session: Session) -> int:
    """The number of an open critical finding of the demo."""
    found = session.scalar(select(Finding.id).where(Finding.rule == "AGR-01", Finding.status == "open"))
    assert found is not None
    session.rollback()
    return found


def _next_month() -> str:
    return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)).isoformat()


def test_the_list_shows_the_gravest_first_and_hides_what_is_closed(demo: None, client: FlaskClient) -> None:
    page = client.get("/findings").text

    assert page.index("Critical") < page.index("Medium")
    assert "AGR-01" in page


def test_a_filter_is_shown_as_a_chip_that_can_be_removed(demo: None, client: FlaskClient) -> None:
    page = client.get("/findings?severity=critical").text

    assert "Severity: Critical" in page
    assert "Only a vague ground</a>" not in page
    assert "No agreement in force</a>" in page
    assert 'href="/findings"' in page


def test_a_finding_says_what_fired_what_to_do_and_by_what_law(finding: int, client: FlaskClient) -> None:
    page = client.get(f"/findings/{finding}").text

    assert "no agreement in force is recorded" in page
    assert "What to do" in page
    assert "Art. 28(3)" in page
    assert "Values that made it fire" in page


def test_an_owner_and_a_comment_are_recorded_in_its_history(finding: int, client: FlaskClient) -> None:
    client.post(f"/findings/{finding}/assign", data={"owner": EMAILS[Role.COUNSEL]})
    client.post(f"/findings/{finding}/comment", data={"text": "Asked the vendor <b>twice</b>."})

    page = client.get(f"/findings/{finding}").text

    assert f'value="{EMAILS[Role.COUNSEL]}" selected' in page
    assert "Asked the vendor &lt;b&gt;twice&lt;/b&gt;." in page


def test_an_empty_comment_is_refused(finding: int, client: FlaskClient) -> None:
    response = client.post(f"/findings/{finding}/comment", data={"text": "  "})

    assert response.status_code == 422
    assert "Comment: is required" in response.text


def test_a_waiver_with_a_reason_and_an_end_hides_the_finding_until_it_is_withdrawn(
    finding: int, client: FlaskClient, session: Session
) -> None:
    reason = {"reason": "The contract is out for signature.", "expires_on": _next_month()}

    assert client.post(f"/findings/{finding}/waive", data=reason).status_code == 303
    assert session.get_one(Finding, finding).status == "waived"
    assert "The contract is out for signature." in client.get(f"/findings/{finding}").text
    client.post(f"/findings/{finding}/withdraw")
    assert session.get_one(Finding, finding).status == "open"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": "", "expires_on": "2099-01-01"}, "Reason: is required"),
        ({"reason": "Because", "expires_on": ""}, "Ends on: is required"),
        ({"reason": "Because", "expires_on": "2020-01-01"}, "choose a day after today"),
        ({"reason": "Because", "expires_on": "2099-01-01"}, "within a year"),
        ({"reason": "Because", "expires_on": "soon"}, "is not a date"),
    ],
)
def test_a_waiver_without_reason_or_fitting_end_is_refused_and_keeps_what_was_typed(
    given: dict[str, str], sentence: str, finding: int, client: FlaskClient, session: Session
) -> None:
    response = client.post(f"/findings/{finding}/waive", data=given)

    assert response.status_code == 422
    assert sentence in response.text
    assert given["expires_on"] in response.text
    assert session.get_one(Finding, finding).status == "open"


def test_an_auditor_reads_but_decides_nothing(finding: int, client_of: ClientOf) -> None:
    auditor = client_of(Role.AUDITOR)

    assert "Record the owner" not in auditor.get(f"/findings/{finding}").text
    assert auditor.post(f"/findings/{finding}/comment", data={"text": "x"}).status_code == 403


def test_the_list_is_exported_as_shown(demo: None, client: FlaskClient) -> None:
    csv = client.get("/findings?severity=critical&export=csv")

    lines = csv.data.decode("utf-8-sig").splitlines()
    assert csv.mimetype == "text/csv"
    assert lines[0].startswith("Finding,Severity,Rule,Object")
    assert len(lines) == 1 + 5
    assert all(",Critical," in line for line in lines[1:])
