"""Pages as of a past instant say what they said then, say so unmistakably, and change nothing."""

import datetime as dt
import html
import io
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import python_calamine
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db.past import Past, current, reading
from app.db.unit_of_work import Work
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.accounts import sign_in
from app.domain.deals.records import Deal, Member
from app.domain.operation import operation
from app.domain.third_parties import queries as third_parties
from app.kernel import clock
from app.kernel.errors import Refused
from app.pages.kit import past
from app.pages.kit.access import COOKIE
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.domain import objects
from tests.histories import change_everything
from tests.pages.routes import ROUTES
from tests.pages.test_access import filled

WHO = "beatriz.alemany@joyeria-lumen.example"
OTHER = "counsel@lumen.example"
THEN = dt.datetime(2027, 3, 31, 15, 30, tzinfo=dt.UTC)
AS_OF = clock.format_instant(THEN)


def addresses(app: Flask) -> list[str]:
    """Every page that can be read as of the past, by the samples of the table of routes."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if ("GET", rule.rule) not in ROUTES or not past.shows_past(rule.endpoint):
                continue
            found.append(filled(app, rule.rule))
    return sorted(set(found))


def content(page: str) -> str:
    """What a page says inside its frame, its links without the instant that they carry."""
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    text = html.unescape(main.group() if main else page)
    text = re.sub(r'<input type="hidden" name="(as_of|csrf_token)"[^>]*>', "", text)
    text = re.sub(r'([?&])as_of=[^"&#]*&?', r"\1", text)
    return re.sub(r"[?&](?=[\"#])", "", re.sub(r"\s+", " ", text)).replace("> <", "><")


def banner(page: str) -> str:
    """What the banner says, and where it leads."""
    found = re.search(r'<div class="as-of".*?</div>', page, re.DOTALL)
    assert found is not None
    return found.group()


def at(url: str, instant: str = AS_OF) -> str:
    """*url* as of *instant*."""
    return f"{url}{'&' if '?' in url else '?'}as_of={quote(instant)}"


def member(app: Flask, session: Session) -> FlaskClient:
    """A client of the demo's counsel, a member of its deal, who may look at everything and write no deal."""
    person, version = people.get(session, WHO)
    if person.roles != [Role.ADMIN]:
        accounts.update(SYSTEM, WHO, person.model_copy(update={"roles": [Role.ADMIN]}), version=version)
    actor = people.actor_of(session, WHO)
    assert actor is not None
    token = sign_in.open_session(actor, address="127.0.0.1", agent="tests")
    session.rollback()
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


@operation(Permission.SYSTEM, "tests.leave_deal")
def _members(work: Work, actor: Actor, members: list[Member]) -> None:
    work.save(work.get(Deal, "D-001").model_copy(update={"members": members}))


def leave_deal(email: str) -> None:
    """Take everybody out of the deal but one who is not *email*."""
    _members(SYSTEM, [Member(person=OTHER)])


def join_deal(email: str) -> None:
    """Make *email* a member again."""
    _members(SYSTEM, [Member(person=OTHER), Member(person=email)])


@pytest.fixture
def then(demo: None, app: Flask, session: Session) -> Iterator[time_machine.Traveller]:
    """The demo at an instant, the clock of the test standing there."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


def test_every_page_says_what_it_said_then(
    then: time_machine.Traveller,
    app: Flask,
    client_of: ClientOf,
    session: Session,
    officer: Actor,
    counsel: Actor,
) -> None:
    reader = client_of(Role.AUDITOR)
    before = {url: reader.get(url) for url in addresses(app)}
    shown = {
        url: content(page.text)
        for url, page in before.items()
        if page.status_code == 200 and page.mimetype == "text/html"
    }
    assert len(shown) > 25

    then.shift(dt.timedelta(days=100))
    change_everything(session, officer, counsel)
    then.shift(dt.timedelta(days=100))
    change_everything(session, officer, counsel, "Later still")
    reader = client_of(Role.AUDITOR)
    changed = [url for url, said in shown.items() if content(reader.get(url).text) != said]
    assert len(changed) > 25

    differing = {}
    for url, said in shown.items():
        answer = reader.get(url, query_string={"as_of": AS_OF})
        if answer.status_code != 200 or content(answer.text) != said:
            differing[url] = (said, content(answer.text))
    assert differing == {}


def test_what_a_deal_was_is_open_to_its_members_of_today(
    then: time_machine.Traveller, app: Flask, session: Session, officer: Actor, counsel: Actor
) -> None:
    reader = member(app, session)
    deals = [url for url in addresses(app) if url.startswith("/deals")] + ["/search?q=lumen"]
    answers = {url: reader.get(url) for url in deals}
    shown = {
        url: content(one.text)
        for url, one in answers.items()
        if one.status_code == 200 and one.mimetype == "text/html"
    }
    assert {"/deals", "/deals/D-001", "/deals/D-001/inventory"} <= set(shown)

    then.shift(dt.timedelta(days=100))
    change_everything(session, officer, counsel)
    reader = member(app, session)

    assert {url: content(reader.get(at(url)).text) for url in shown} == shown


def test_a_deal_is_closed_to_whoever_is_no_member_today_whatever_was_then(
    then: time_machine.Traveller, app: Flask, session: Session
) -> None:
    reader = member(app, session)
    assert reader.get("/deals/D-001").status_code == 200

    then.shift(dt.timedelta(days=1))
    leave_deal(WHO)
    reader = member(app, session)

    assert reader.get(at("/deals/D-001")).status_code == 404
    assert "D-001" not in content(reader.get(at("/deals")).text)
    assert "Nothing matches" in content(reader.get(at("/search?q=D-001")).text)


def test_a_later_member_sees_the_whole_past_of_the_deal(
    then: time_machine.Traveller, app: Flask, session: Session
) -> None:
    leave_deal(WHO)
    then.shift(dt.timedelta(days=1))
    yesterday = clock.format_instant(clock.now())
    then.shift(dt.timedelta(days=1))
    join_deal(WHO)

    answer = member(app, session).get(at("/deals/D-001", yesterday))

    assert answer.status_code == 200
    assert "D-001" in content(answer.text)


def test_the_instant_is_said_and_leads_back(then: time_machine.Traveller, client_of: ClientOf) -> None:
    page = client_of(Role.COMPLIANCE).get("/third-parties?q=a&as_of=2027-03-31T10:00").text

    assert "<title>As of 31 Mar 2027: Third parties" in page
    said = banner(page)
    assert 'role="region"' in said
    assert ">31 Mar 2027 10:00</time>" in said
    assert "Europe/Madrid" in said
    assert 'href="/third-parties?q=a"' in said


def test_links_forms_and_pages_carry_the_instant_on(
    then: time_machine.Traveller, client_of: ClientOf
) -> None:
    page = client_of(Role.COMPLIANCE).get("/third-parties?as_of=2027-03-30&size=25").text

    links = [html.unescape(url) for url in re.findall(r'href="(/[^"]*)"', page)]
    register = [url for url in links if url.startswith(("/third-parties", "/agreements", "/findings"))]
    lost = [url for url in register if "as_of=2027-03-30" not in url]
    assert len(register) > 25
    assert lost == ["/third-parties?size=25"] * 2, "only what leads back to now may lose the instant"
    forms = re.findall(r'<form[^>]*method="get".*?</form>', page, re.DOTALL)
    assert [form for form in forms if 'name="as_of"' not in form] == []


def test_what_would_change_something_is_neither_offered_nor_done(
    then: time_machine.Traveller, client_of: ClientOf, session: Session
) -> None:
    client = client_of(Role.COMPLIANCE)
    now, past_page = client.get("/third-parties/TP-0004").text, client.get(at("/third-parties/TP-0004")).text
    assert "/third-parties/TP-0004/edit" in now
    assert "/edit" not in past_page
    assert 'method="post"' not in content(past_page)
    assert "Register a third party" not in client.get(at("/third-parties")).text

    for answer in (
        client.post(at("/third-parties/TP-0004/archive")),
        client.post(at("/third-parties/new"), data={"name": "Somebody"}),
        client.get(at("/third-parties/TP-0004/edit")),
    ):
        assert answer.status_code == 409
        assert "The past cannot be changed" in answer.text
    assert not third_parties.get(session, "TP-0004")[0].archived


def test_an_operation_that_reads_the_past_is_refused(then: time_machine.Traveller, session: Session) -> None:
    with reading(Past(THEN, THEN.date())), pytest.raises(Refused, match="past cannot be changed"):
        accounts.update(SYSTEM, WHO, people.get(session, WHO)[0], version=1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2001-01-01", "As of 2001-01-01: the register begins at"),
        ("2027-04-01", "that lies ahead"),
        ("yesterday", "neither a date nor a time"),
        ("2026-02-30", "neither a date nor a time"),
        ("2026-13-01T00:00", "neither a date nor a time"),
        ("9999-12-31", "neither a date nor a time"),
    ],
)
def test_an_instant_that_cannot_be_read_is_refused(
    then: time_machine.Traveller, client_of: ClientOf, asked: str, said: str
) -> None:
    answer = client_of(Role.AUDITOR).get("/third-parties", query_string={"as_of": asked})

    assert answer.status_code == 400
    assert said in html.unescape(answer.text)


def test_before_the_register_its_beginning_is_said_in_local_time_with_the_way_there(
    then: time_machine.Traveller, client_of: ClientOf
) -> None:
    client = client_of(Role.AUDITOR)

    page = client.get("/third-parties", query_string={"as_of": "2001-01-01", "sort": "name"}).text

    found = re.search(r'or <a href="(/third-parties[^"]+)">its first instant</a>', page)
    assert found is not None
    assert "sort=name" in found[1]
    assert client.get(html.unescape(found[1])).status_code == 200
    assert re.search(r"begins at <time [^>]+>\d+ \w+ 20\d\d \d\d:\d\d</time> \(Europe/Madrid\)", page)


def test_an_object_that_was_not_there_yet_is_not_found(
    then: time_machine.Traveller, client_of: ClientOf
) -> None:
    then.shift(dt.timedelta(days=1))
    added = objects.third_party("Too late")
    client = client_of(Role.AUDITOR)

    assert client.get(f"/third-parties/{added.ref}").status_code == 200
    answer = client.get(at(f"/third-parties/{added.ref}"))
    assert answer.status_code == 404
    assert f'href="/third-parties/{added.ref}">' in answer.text, "a way to the same page now"
    assert "Nothing matches" in content(client.get(at("/search?q=Too late")).text)


def test_today_means_up_to_now(then: time_machine.Traveller, client_of: ClientOf) -> None:
    page = client_of(Role.AUDITOR).get("/third-parties?as_of=2027-03-31").text

    assert "31 Mar 2027 17:30" in banner(page)


def test_day_and_time_of_the_form_become_one_instant(
    then: time_machine.Traveller, client_of: ClientOf
) -> None:
    client = client_of(Role.AUDITOR)
    form = client.get("/flows?status=active").text
    assert 'name="as_of"' in form
    assert 'name="as_of_time"' in form

    answer = client.get("/flows?status=active&as_of=2027-03-30&as_of_time=09:15")

    assert answer.status_code == 302
    assert answer.location == "/flows?status=active&as_of=2027-03-30T09%3A15"
    assert "30 Mar 2027 09:15" in banner(client.get(answer.location).text)


def test_a_page_of_the_present_refuses_the_past(then: time_machine.Traveller, client_of: ClientOf) -> None:
    client = client_of(Role.AUDITOR)

    assert client.get(at("/trail/check")).status_code == 400
    assert "as_of_time" not in client.get("/trail/check").text
    assert "Back to now" not in client.get(at("/account")).text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_says_as_of_when_it_is(
    then: time_machine.Traveller, client_of: ClientOf, form: str
) -> None:
    answer = client_of(Role.AUDITOR).get(at(f"/third-parties?export={form}"))

    assert f"third-parties_as-of_2027-03-31T153000Z.{form}" in answer.headers["Content-Disposition"]
    if form == "csv":
        heads, first = answer.text.splitlines()[:2]
        assert heads.lstrip("\ufeff").startswith("As of,Name")
        assert first.startswith("2027-03-31")
    else:
        sheet = python_calamine.load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        assert "As of" in [cell for row in sheet[:3] for cell in row]


def test_the_past_of_one_request_is_not_that_of_the_next(
    then: time_machine.Traveller, client_of: ClientOf
) -> None:
    client = client_of(Role.COMPLIANCE)
    client.get(at("/third-parties?export=csv"))
    client.get(at("/third-parties"))

    assert "Register a third party" in client.get("/third-parties").text
    assert current() is None
