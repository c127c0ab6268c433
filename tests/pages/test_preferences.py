"""The opt-out ledger: a person known by keyed hash alone, and each opt-out passed on to whoever markets."""

import datetime as dt
import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.evidence import operations, queries, retention
from app.domain.evidence.records import Preference
from app.domain.organisation import queries as organisation
from app.kernel.periods import add_business_days
from app.security.actor import SYSTEM, Actor
from app.security.pseudonyms import subject_hash
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.domain import objects
from tests.pages.pagereading import text_of

ADDRESS = "ana.garcia@example.org"


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def marketers(session: Session, today: dt.date) -> list[str]:
    """Two third parties that market for us since long ago, and one that does not."""
    objects.purpose("newsletter", marketing=True)
    objects.purpose("parcels")
    refs = []
    for name, purpose in (("Boletín", "newsletter"), ("Correo", "parcels"), ("Megáfono", "newsletter")):
        party = objects.third_party(name)
        objects.active_flow(party.ref or "", purposes=[purpose], first_on=today - dt.timedelta(days=400))
        refs.append(party.ref or "")
    return [refs[0], refs[2]]


def opted_out(officer: Actor, received_on: dt.date, **fields: object) -> str:
    given = {"subject_ref": "ab" * 32, "received_on": received_on} | fields
    return operations.record_preference(officer, Preference.parse(given)).ref or ""


def long_ago(today: dt.date) -> dt.date:
    return add_business_days(today, -20)


def test_the_address_becomes_a_keyed_hash_and_is_stored_nowhere(
    client: FlaskClient, session: Session, app: Flask
) -> None:
    answer = client.post("/preferences/new", data={"address": " Ana.Garcia@EXAMPLE.org", "kind": "objection"})

    assert answer.status_code == 303
    stored, _ = queries.get_preference(session, "PF-0001")
    assert stored.subject_ref == subject_hash(app.config["SETTINGS"].subject_key, ADDRESS)
    written = b"".join(path.read_bytes() for path in Path(app.instance_path).rglob("custodia.sqlite3*"))
    assert b"ana.garcia" not in written.lower()
    assert (stored.subject_ref or "").encode() in written


def test_the_key_stands_outside_the_database(app: Flask) -> None:
    key = app.config["SETTINGS"].subject_key

    assert (Path(app.instance_path) / "keys" / "subjects").read_text() == key
    assert key.encode() not in (Path(app.instance_path) / "custodia.sqlite3").read_bytes()
    assert key != app.config["SETTINGS"].secret_key


def test_nothing_typed_is_lost_when_something_is_wrong(client: FlaskClient) -> None:
    answer = client.post(
        "/preferences/new", data={"kind": "objection", "received_on": "tomorrow", "address": ADDRESS}
    )

    assert answer.status_code == 422
    assert "is not a date" in answer.text
    assert ADDRESS in answer.text


def test_a_person_is_found_by_address_which_goes_into_no_url(
    client: FlaskClient, session: Session, app: Flask
) -> None:
    client.post("/preferences/new", data={"address": ADDRESS})
    client.post("/preferences/new", data={"address": "other@example.org"})

    answer = client.post("/preferences/find", data={"address": ADDRESS.upper()}, follow_redirects=True)

    assert ADDRESS not in answer.request.url
    assert "/preferences/PF-0001" in answer.text
    assert "/preferences/PF-0002" not in answer.text
    nobody = client.post("/preferences/find", data={"address": "nobody@example.org"}, follow_redirects=True)
    assert "Nothing is on file of this person under this address." in text_of(nobody.text)


def test_other_requests_of_the_same_person_are_named(client: FlaskClient, session: Session) -> None:
    client.post("/preferences/new", data={"address": ADDRESS})
    client.post("/preferences/new", data={"address": ADDRESS, "kind": "objection"})

    assert "The same person also asked PF-0001 marketing opt-out" in text_of(
        client.get("/preferences/PF-0002").text
    )


def test_whoever_markets_must_be_told_and_nobody_else(
    client: FlaskClient, officer: Actor, today: dt.date, marketers: list[str]
) -> None:
    opted_out(officer, long_ago(today))

    page = text_of(client.get("/preferences/PF-0001").text)

    assert "Boletín TP-0001 To be told" in page
    assert "Megáfono TP-0003 To be told" in page
    assert "Correo" not in page.partition("History")[0]
    assert "10 business days late" in page
    assert "Confirmed 0 of 2" in page


def test_several_are_recorded_at_once_in_one_entry(
    client: FlaskClient, session: Session, officer: Actor, today: dt.date, marketers: list[str]
) -> None:
    received = long_ago(today)
    refs = [opted_out(officer, received), opted_out(officer, received)]
    told_on = received + dt.timedelta(days=1)
    pairs = [f"{ref}/{party}" for ref in refs for party in marketers]

    answer = client.post(
        "/preferences/pass-on", data={"pair": pairs, "act": "told", "on": told_on.isoformat()}
    )
    assert answer.status_code == 303
    client.post("/preferences/pass-on", data={"pair": pairs[:3], "act": "confirmed", "on": today.isoformat()})

    found = [queries.get_preference(session, ref)[0] for ref in refs]
    assert [[(one.sent_on, one.ack_on) for one in each.propagation] for each in found] == [
        [(told_on, today), (told_on, today)],
        [(told_on, today), (told_on, None)],
    ]
    names = [entry.operation for entry in session.scalars(select(Entry).order_by(Entry.seq.desc()).limit(2))]
    assert names == ["preference.confirm_several", "preference.tell_several"]


def test_every_line_that_matches_is_recorded_by_the_lists_own_filter(
    client: FlaskClient, session: Session, officer: Actor, today: dt.date, marketers: list[str]
) -> None:
    refs = [opted_out(officer, today) for _ in range(14)]
    query = f"/preferences/due?third_party={marketers[0]}&state=open"
    assert "All 28 that match" in text_of(client.get("/preferences/due").text)
    assert "that match" not in text_of(client.get(query).text)
    form = {"act": "told", "on": today.isoformat(), "back": query}

    stale = client.post("/preferences/pass-on", data=form | {"every": "13"})
    assert stale.status_code == 409
    assert "13 lines matched when the list was opened, and 14 match now" in text_of(stale.text)
    assert not any(queries.get_preference(session, ref)[0].propagation for ref in refs)

    done = client.post("/preferences/pass-on", data=form | {"every": "14"})
    assert (done.status_code, done.headers["Location"]) == (303, query)
    found = [queries.get_preference(session, ref)[0].propagation for ref in refs]
    assert {tuple(one.third_party for one in each) for each in found} == {(marketers[0],)}


def test_who_was_told_already_keeps_the_day(
    client: FlaskClient, session: Session, officer: Actor, today: dt.date, marketers: list[str]
) -> None:
    received = long_ago(today)
    opted_out(officer, received, propagation=[{"third_party": marketers[0], "sent_on": received}])

    client.post("/preferences/pass-on", data={"pair": [f"PF-0001/{marketers[0]}"], "act": "told"})

    assert queries.get_preference(session, "PF-0001")[0].propagation[0].sent_on == received


def test_a_wrong_day_changes_nothing_and_keeps_the_ticks(
    client: FlaskClient, session: Session, officer: Actor, today: dt.date, marketers: list[str]
) -> None:
    opted_out(officer, today)
    pair = f"PF-0001/{marketers[0]}"
    tomorrow = (today + dt.timedelta(days=1)).isoformat()

    answer = client.post("/preferences/pass-on", data={"pair": [pair], "act": "told", "on": tomorrow})

    assert answer.status_code == 422
    assert "is in the future" in text_of(answer.text)
    assert f'value="{pair}" checked' in answer.text
    assert queries.get_preference(session, "PF-0001")[0].propagation == []


def test_the_list_shows_what_is_open_filters_and_exports(
    client: FlaskClient, officer: Actor, today: dt.date, marketers: list[str]
) -> None:
    late, fresh = opted_out(officer, long_ago(today)), opted_out(officer, today)
    operations.confirm_several(officer, [(late, marketers[0])], today)

    page = text_of(client.get("/preferences/due").text)
    assert "1–3 of 3" in page
    assert "Late 1" in page
    assert "1–1 of 1" in text_of(client.get("/preferences/due?state=late").text)
    assert "1–1 of 1" in text_of(
        client.get(f"/preferences/due?state=&third_party={marketers[0]}&q={fresh}").text
    )

    rows = client.get("/preferences/due?export=csv&sort=-due").text.splitlines()
    assert rows[0].lstrip("\ufeff") == "Opt-out,Third party,Kind,State,Received,Told,Confirmed,Due"
    assert [row.split(",")[0] for row in rows[1:]] == [fresh, fresh, late]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/preferences/due?export=xlsx").data))
    assert book.get_sheet_by_index(0).to_python()[1][:2] == [late, "Megáfono"]


def test_an_auditor_sees_the_list_but_cannot_tick(
    client_of: ClientOf, officer: Actor, today: dt.date, marketers: list[str]
) -> None:
    opted_out(officer, today)

    page = client_of(Role.AUDITOR).get("/preferences/due").text

    assert "PF-0001" in page
    assert 'name="pair"' not in page


def test_an_empty_ledger_says_so(client: FlaskClient) -> None:
    assert "Nothing to pass on" in client.get("/preferences/due").text


def test_the_page_says_when_the_hash_is_erased_and_that_it_was(
    client: FlaskClient, officer: Actor, today: dt.date
) -> None:
    opted_out(officer, today)
    assert "Kept until" in text_of(client.get("/preferences/PF-0001").text)

    long_past = today.replace(year=today.year - 4, day=1)
    opted_out(officer, long_past, honoured_on=long_past)
    retention.erase(SYSTEM)

    page = text_of(client.get("/preferences/PF-0002").text)
    assert "at the end of its retention" in page
    assert "ab" * 32 not in client.get("/preferences/PF-0002").text
