"""The public list for customers: closed unless opened, the same in every form, and told by mail after confirmation."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from limits.storage import MemoryStorage
from sqlalchemy.orm import Session

from app.domain.organisation import operations as settings
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.jobs import publishing
from app.pages import published
from app.security.actor import Actor
from tests.conftest import ClientOf

LIST = "/public/sub-processors"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def open_list(session: Session, admin: Actor, officer: Actor) -> None:
    record, version = organisation.current(session)
    settings.set_organisation(admin, record.model_copy(update={"public_notice_days": 30}), version=version)
    operations.register(
        officer,
        ThirdParty(name="Ferro <b>", description="Servers & storage", published_from=dt.date(2030, 1, 2)),
    )
    operations.register(officer, ThirdParty(name="Unlisted"))


@pytest.fixture
def letters(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The folder into which mail is written meanwhile."""
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        kept, mail_url=f"file://{tmp_path}", public_url="https://custodia.lumen.example"
    )
    published.views._limiter.storage = MemoryStorage()
    yield tmp_path
    app.config["SETTINGS"] = kept


@pytest.mark.parametrize("path", [LIST, f"{LIST}.json", f"{LIST}.atom", f"{LIST}/confirm/x", f"{LIST}/end/x"])
def test_nothing_is_there_unless_the_organisation_opens_it(path: str, client_of: ClientOf) -> None:
    assert client_of().get(path).status_code == 404


def test_page_json_and_feed_say_the_same_and_escape_it(open_list: None, client_of: ClientOf) -> None:
    client = client_of()
    page, data, feed = client.get(LIST), client.get(f"{LIST}.json").json, client.get(f"{LIST}.atom")

    assert "Ferro &lt;b&gt;" in page.text
    assert "at least 30 days before" in page.text
    assert "not used yet" in page.text
    assert "Unlisted" not in page.text + feed.text
    assert data["notice_days"] == 30
    assert [(one["name"], one["used_from"]) for one in data["sub_processors"]] == [
        ("Ferro <b>", "2030-01-02")
    ]
    root = ElementTree.fromstring(feed.data)  # noqa: S314 -- our own feed
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "New sub-processor: Ferro <b>"
    assert entry.findtext(f"{ATOM}summary") == "Servers & storage It is used from 2 January 2030 on."


def test_without_mail_no_mail_is_offered(open_list: None, client_of: ClientOf) -> None:
    client = client_of()

    assert 'name="email"' not in client.get(LIST).text
    assert client.post(f"{LIST}/subscribe", data={"email": "a@customer.example"}).status_code == 404


def test_a_customer_asks_confirms_is_told_and_leaves(
    open_list: None, letters: Path, client_of: ClientOf, app: Flask, session: Session, officer: Actor
) -> None:
    client = client_of()
    asked = client.post(f"{LIST}/subscribe", data={"email": "buyer@customer.example"})
    assert asked.status_code == 303
    _work(app)
    link = _link(letters, "confirm")
    assert client.get(link).status_code == 200
    assert "buyer@customer.example is told" in client.post(link, follow_redirects=True).text

    operations.register(officer, ThirdParty(name="Zinc", published_from=dt.date(2030, 5, 1)))
    with app.app_context():
        publishing.announce()
        publishing.announce()
    told = [text for text in _texts(letters) if "New sub-processor: Zinc" in text]
    assert len(told) == 1
    assert client.post(_link(letters, "end")).status_code == 303
    assert client.post(_link(letters, "end")).status_code == 404


def test_who_is_told_already_gets_the_same_answer_and_no_second_link(
    open_list: None, letters: Path, client_of: ClientOf, app: Flask
) -> None:
    client = client_of()
    first = client.post(f"{LIST}/subscribe", data={"email": "buyer@customer.example"}, follow_redirects=True)
    second = client.post(f"{LIST}/subscribe", data={"email": "buyer@customer.example"}, follow_redirects=True)
    _work(app)

    assert first.text == second.text or "a message with a link was sent" in second.text
    assert len(_texts(letters)) == 1


def test_nobody_sends_mail_to_others_without_end(open_list: None, letters: Path, client_of: ClientOf) -> None:
    client = client_of()
    answers = [
        client.post(f"{LIST}/subscribe", data={"email": f"n{number}@customer.example"}).status_code
        for number in range(21)
    ]
    assert answers == [303] * 20 + [429]


def test_what_is_no_address_stands_at_the_field(open_list: None, letters: Path, client_of: ClientOf) -> None:
    page = client_of().post(f"{LIST}/subscribe", data={"email": "no <b>body"})

    assert page.status_code == 422
    assert "is not a valid e-mail address" in page.text
    assert "no &lt;b&gt;body" in page.text


def _work(app: Flask) -> None:
    """Do the jobs that were handed in."""
    from app.infra import queue

    with app.app_context():
        huey = queue.of(app.config["SETTINGS"])
        while (task := huey.dequeue()) is not None:
            huey.execute(task)


def _texts(folder: Path) -> list[str]:
    import email.policy

    parsed = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.iterdir())
    ]
    return [message.get_content() for message in parsed]  # type: ignore[attr-defined]


def _link(folder: Path, purpose: str) -> str:
    found = re.search(rf"https://custodia\.lumen\.example({LIST}/{purpose}/\S+)", "\n".join(_texts(folder)))
    assert found is not None
    return found[1]
