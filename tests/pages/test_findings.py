"""Pages of findings: the list, the explanation, owner, comment and waiver."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings import operations, queries
from app.domain.findings.ledger import Finding
from app.domain.findings.rule import RULES
from app.kernel.errors import Missing
from app.pages.findings import deciding
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.pagereading import text_of


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


def test_a_critical_finding_is_waived_by_two_people_and_reopened_by_withdrawing(
    finding: int, client: FlaskClient, client_of: ClientOf, session: Session
) -> None:
    reason = {"reason": "The contract is out for signature.", "expires_on": _next_month()}
    counsel = client_of(Role.COUNSEL)
    assert "waived by two people" in client.get(f"/findings/{finding}/waive").text

    assert client.post(f"/findings/{finding}/waive", data=reason).status_code == 303
    assert session.get_one(Finding, finding).status == "open"
    mine = client.get(f"/findings/{finding}").text
    assert "asks to waive it until" in mine
    assert "Approve the waiver" not in mine
    assert "Take the request back" in mine
    refused = client.post(f"/findings/{finding}/approve")
    assert (refused.status_code, "another person must approve it" in refused.text) == (409, True)

    assert "Approve the waiver" in counsel.get(f"/findings/{finding}").text
    assert counsel.post(f"/findings/{finding}/approve").status_code == 303
    session.rollback()
    assert session.get_one(Finding, finding).status == "waived"
    assert "The contract is out for signature." in client.get(f"/findings/{finding}").text
    client.post(f"/findings/{finding}/withdraw")
    session.rollback()
    assert session.get_one(Finding, finding).status == "open"


def test_a_request_is_declined_with_a_reason_that_stands_in_the_history(
    finding: int, client: FlaskClient, client_of: ClientOf
) -> None:
    client.post(f"/findings/{finding}/waive", data={"reason": "Later", "expires_on": _next_month()})
    counsel = client_of(Role.COUNSEL)

    empty = counsel.post(f"/findings/{finding}/decline", data={"reason": ""})
    assert (empty.status_code, "Reason: is required" in empty.text) == (422, True)
    counsel.post(f"/findings/{finding}/decline", data={"reason": "Stop the flow instead."})

    page = client.get(f"/findings/{finding}").text
    assert "declined the waiver" in page
    assert "Stop the flow instead." in page
    assert "asks to waive it until" not in page


def test_a_due_day_is_set_and_kept_when_it_is_wrong(
    finding: int, client: FlaskClient, session: Session
) -> None:
    later = _next_month()
    client.post(f"/findings/{finding}/due", data={"due_on": later})
    assert session.get_one(Finding, finding).due_on == dt.date.fromisoformat(later)

    wrong = client.post(f"/findings/{finding}/due", data={"due_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'value="2020-01-01"' in wrong.text
    assert "Due on: choose today or a later day" in wrong.text


def test_the_values_that_fired_are_named_and_lead_to_their_objects(finding: int, client: FlaskClient) -> None:
    page = client.get(f"/findings/{finding}").text

    assert "An active flow of personal data to a non-affiliated recipient" in page
    assert "Listed in" in page
    assert 'href="/agreements/AG-' in page


def _open(session: Session, count: int) -> list[int]:
    query = select(Finding.id).where(Finding.status == "open").order_by(Finding.severity_rank, Finding.id)
    return list(session.scalars(query.limit(count)))


def test_several_are_ticked_and_given_an_owner_at_once(
    demo: None, client: FlaskClient, session: Session
) -> None:
    numbers = _open(session, 3)
    listed = client.get("/findings").text
    assert f'form="ticked" name="finding" value="{numbers[0]}"' in listed

    asked = "&".join(f"finding={number}" for number in numbers)
    form = client.get(f"/findings/decide?act=assign&{asked}&list=severity%3Dcritical").text
    assert "Set the owner: 3 findings" in form
    data = {"act": "assign", "finding": numbers, "owner": EMAILS[Role.COUNSEL], "list": "severity=critical"}
    done = client.post("/findings/decide", data=data)

    assert (done.status_code, done.headers["Location"]) == (303, "/findings?severity=critical")
    assert {session.get_one(Finding, number).owner for number in numbers} == {EMAILS[Role.COUNSEL]}


def test_every_finding_that_matches_is_decided_on_by_the_lists_own_filter(
    demo: None, client: FlaskClient, session: Session
) -> None:
    high = list(
        session.scalars(select(Finding.id).where(Finding.severity == "high", Finding.status == "open"))
    )
    others = list(session.scalars(select(Finding.id).where(Finding.id.not_in(high))))
    before = {number: session.get_one(Finding, number).owner for number in others}
    query = "severity=high&size=25"
    assert f"All {len(_open(session, 1000))} that match" in text_of(client.get("/findings").text)

    form = client.get(f"/findings/decide?act=assign&every={len(high)}&list={quote(query)}")
    assert f"Set the owner: {len(high)} findings" in text_of(form.text)
    mark = re.search(r'name="every" value="([0-9a-f]{32})"', form.text)
    assert mark is not None
    assert 'name="finding"' not in form.text
    data = {"act": "assign", "owner": EMAILS[Role.COUNSEL], "list": query}

    stale = client.post("/findings/decide", data=data | {"every": "0" * 32})
    assert stale.status_code == 409
    assert "has changed since the page was opened" in stale.text
    done = client.post("/findings/decide", data=data | {"every": mark[1]})

    assert done.status_code == 303
    session.expire_all()
    assert {session.get_one(Finding, number).owner for number in high} == {EMAILS[Role.COUNSEL]}
    assert {number: session.get_one(Finding, number).owner for number in others} == before


def test_more_than_can_be_decided_at_once_are_not(
    demo: None, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (operations, deciding):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 10)
    assert "narrow the list to at most 10" in text_of(client.get("/findings").text)

    page = client.get("/findings/decide?act=comment&every=47&list=")
    assert "decide on at most 10 at a time, by narrower filters" in text_of(page.text)
    mark = re.search(r'name="every" value="([0-9a-f]{32})"', page.text)
    assert mark is not None
    refused = client.post(
        "/findings/decide", data={"act": "comment", "text": "All", "every": mark[1], "list": ""}
    )

    assert refused.status_code == 422
    assert "at most 10 at a time" in text_of(refused.text)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"act": "assign", "owner": "stranger@lumen.example"}, "choose an active person"),
        ({"act": "due", "due_on": "soon"}, "“soon” is not a date"),
        ({"act": "comment", "text": " "}, "Comment: is required"),
        ({"act": "waive", "reason": "Why not", "expires_on": ""}, "Ends on: is required"),
        ({"act": "waive", "reason": "", "expires_on": "2020-01-01"}, "Reason: is required"),
        ({"act": "approve"}, "waits for approval"),
        ({"act": "burn"}, "choose what to do"),
    ],
)
def test_a_decision_on_several_that_is_wrong_changes_none_and_keeps_what_was_typed(
    demo: None, client: FlaskClient, session: Session, data: dict[str, str], sentence: str
) -> None:
    numbers = _open(session, 2)
    before = [(one.owner, one.due_on, one.status) for one in (session.get_one(Finding, n) for n in numbers)]

    refused = client.post("/findings/decide", data=data | {"finding": numbers})

    assert refused.status_code in {409, 422}
    assert sentence in refused.text
    for name in ("due_on", "reason", "expires_on"):
        assert data.get(name, "") in refused.text
    session.expire_all()
    after = [(one.owner, one.due_on, one.status) for one in (session.get_one(Finding, n) for n in numbers)]
    assert after == before


@pytest.mark.parametrize("number", [0, -3, 2**63, 10**30])
def test_a_number_that_no_row_can_have_is_no_finding(demo: None, session: Session, number: int) -> None:
    (real,) = _open(session, 1)

    with pytest.raises(Missing):
        operations.comment(SYSTEM, [real, number], "Looked at.")

    assert [one.id for one in queries.chosen(session, [real, number])] == [real]


def test_nothing_ticked_is_said(demo: None, client: FlaskClient) -> None:
    page = client.get("/findings/decide?act=waive&finding=no-number")

    assert page.status_code == 200
    assert "tick at least one in the list" in page.text


def test_a_reader_has_nothing_to_tick(demo: None, client_of: ClientOf) -> None:
    auditor = client_of(Role.AUDITOR)

    assert "data-row" not in auditor.get("/findings").text
    assert auditor.get("/findings/decide").status_code == 403


def test_waivers_are_found_by_their_state(finding: int, client: FlaskClient) -> None:
    assert "No agreement in force</a>" not in client.get("/findings?waiver=asked").text
    client.post(f"/findings/{finding}/waive", data={"reason": "Later", "expires_on": _next_month()})

    assert "No agreement in force</a>" in client.get("/findings?waiver=asked").text


def test_the_list_is_narrowed_to_a_third_party_and_to_what_nobody_owns(
    demo: None, client: FlaskClient
) -> None:
    nobody = client.get("/findings?owner=nobody&export=csv").data.decode("utf-8-sig").splitlines()
    chorus = client.get("/findings?third_party=TP-0012&export=csv").data.decode("utf-8-sig").splitlines()
    every = client.get("/findings?export=csv").data.decode("utf-8-sig").splitlines()

    assert 1 < len(nobody) < len(every)
    assert len(chorus) < len(every)


def test_every_rule_says_when_it_fires_and_whether_it_is_evaluated(demo: None, client: FlaskClient) -> None:
    page = client.get("/findings/rules").text

    for rule in RULES.values():
        assert f'id="{rule.id}"' in page
    assert "No open" not in page
    assert "Not evaluated" in page
    assert 'href="/findings?rule=AGR-01"' in page


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
