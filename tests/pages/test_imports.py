"""The pages of an import, step by step."""

import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import states
from app.db.aggregate import KINDS
from app.domain.imports import staging
from app.domain.imports.terms import ImportState
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries as parties
from app.importing import service, sweeping
from app.infra import queue
from app.jobs import importing as job
from app.jobs import nightly
from app.kernel import clock
from app.security.actor import Actor
from tests.importing.lists import dumped
from tests.infra.test_sheets_in import HOSTILE
from tests.pages.pagereading import text_of

LIST = (
    "Vendor list\n\nVendor,Service,Country,Data categories,Status,Owner\n"
    "Alpha Boxes,Parcels,Spain,Name; Hat colour,Active,\n"
    "Beta Lines,Texts,Nowhereland,Name,Active,\n"
    "Nordkiste AS,Hosting,Norway,Name,Active,\n"
)


def send(client: FlaskClient, data: bytes | str = LIST, name: str = "vendors.csv") -> TestResponse:
    content = data if isinstance(data, bytes) else data.encode()
    return client.post(
        "/imports",
        data={"file": (io.BytesIO(content), name), "pasted": ""},
        content_type="multipart/form-data",
    )


def batch_of(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return re.split("/", answer.headers["Location"])[2]


def chosen(page: str) -> dict[str, Any]:
    """The form of the columns page as it would be sent untouched."""
    values = {"kind": re.search(r'name="kind" value="([^"]+)"', page)[1]}  # type: ignore[index]
    for name, options in re.findall(
        r'<select[^>]* name="((?:column|field)-\d+)"[^>]*>(.*?)</select>', page, re.S
    ):
        found = re.search(r'<option value="([^"]*)" selected', options)
        values[name] = found[1] if found else ""
    return values


def to_preview(client: FlaskClient, batch: str, **changes: str) -> TestResponse:
    client.post(f"/imports/{batch}/table", data={"table": "0", "header": "3"})
    page = client.get(f"/imports/{batch}/columns").get_data(as_text=True)
    return client.post(f"/imports/{batch}/columns", data=chosen(page) | changes)


def test_from_a_file_to_the_register_and_back(demo: None, client: FlaskClient, session: Session) -> None:
    before = dumped()
    batch = batch_of(send(client))
    table = client.get(f"/imports/{batch}/table").get_data(as_text=True)
    assert 'name="header" value="3" checked' in table
    columns = client.get(f"/imports/{batch}/columns").get_data(as_text=True)
    assert chosen(columns)["column-0"] == "name"
    answer = to_preview(client, batch)
    assert answer.headers["Location"] == f"/imports/{batch}/values"
    values = client.get(f"/imports/{batch}/values").get_data(as_text=True)
    assert "Hat colour" in values
    assert "Nowhereland" in values
    decided = {"category-0": "+", "country-0": "!"}
    answer = client.post(f"/imports/{batch}/values", data=decided)
    assert answer.headers["Location"] == f"/imports/{batch}/preview"
    preview = client.get(f"/imports/{batch}/preview").get_data(as_text=True)
    assert "2 rows" in preview
    assert "“Nowhereland” is not a country that is known" in preview
    assert dumped() == before
    client.post(f"/imports/{batch}/write")
    done = client.get(f"/imports/{batch}/preview").get_data(as_text=True)
    assert "2 rows are in the register" in done
    assert "Alpha Boxes" in {state["name"] for state in states.read(session, KINDS["third_party"])}
    client.post(f"/imports/{batch}/undo")
    assert "This import was taken back" in client.get(f"/imports/{batch}/preview").get_data(as_text=True)
    assert dumped() == before


def test_what_a_value_resembles_is_named_and_never_chosen_for_the_person(
    demo: None, client: FlaskClient
) -> None:
    pasted = "Vendor\tCountry\tData categories\nVer\tNarnia\tKundendaten\nVer Dos\tSpain\tKundendaten\n"
    batch = batch_of(client.post("/imports", data={"pasted": pasted}))
    client.post(f"/imports/{batch}/table", data={"table": "0", "header": "1"})
    columns = client.get(f"/imports/{batch}/columns").get_data(as_text=True)
    client.post(f"/imports/{batch}/columns", data=chosen(columns))

    page = client.get(f"/imports/{batch}/values").get_data(as_text=True)
    guesses = re.findall(r'<optgroup label="Perhaps it means">\s*<option value="([^"]*)" >', page)
    assert "=AM" in guesses
    assert not re.search(r'<option value="=[^"]*" selected', page)


def test_a_pasted_table_is_read_and_what_was_typed_is_not_lost(demo: None, client: FlaskClient) -> None:
    answer = client.post("/imports", data={"pasted": "Vendor\tCountry\nAlpha\tSpain\n"})
    assert "Alpha" in client.get(answer.headers["Location"]).get_data(as_text=True)
    wrong = client.post("/imports", data={"pasted": "{broken"})
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert "is not JSON at line 1, column 2" in page
    assert "{broken</textarea>" in page
    empty = client.post("/imports", data={"pasted": "  "})
    assert empty.status_code == 422
    assert "choose a file, or paste a table" in empty.get_data(as_text=True)


def test_a_file_beyond_the_limit_is_refused_with_413(
    demo: None, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.kit.uploads.limit", lambda: 262_144)
    answer = send(client, b"a,b\n" + b"x,y\n" * 70_000, "long.csv")
    assert answer.status_code == 413
    assert "is larger than 0.25 MB: split it into several." in answer.get_data(as_text=True)


def test_refused_rows_are_downloaded_with_what_is_wrong(demo: None, client: FlaskClient) -> None:
    batch = batch_of(send(client))
    to_preview(client, batch)
    text = client.get(f"/imports/{batch}/refused.csv").get_data(as_text=True)
    assert text.splitlines()[1].startswith("Beta Lines,Texts,Nowhereland,Name,Active,,Country: “Nowhereland”")
    assert client.get(f"/imports/{batch}/refused.xlsx").data[:2] == b"PK"
    assert client.get(f"/imports/{batch}/refused.exe").status_code == 404


def test_what_a_file_says_is_never_run_in_a_page(demo: None, client: FlaskClient) -> None:
    hostile = '<script>alert(1)</script>,"\'""><img src=x onerror=alert(2)>"\nx,{{7*7}}\n'
    batch = batch_of(send(client, f"Vendor,<b>Service</b>\n{hostile}", "<i>x</i>.csv"))
    for step in ("table", "columns"):
        page = client.get(f"/imports/{batch}/{step}").get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<i>x</i>" not in page
    columns = client.get(f"/imports/{batch}/columns").get_data(as_text=True)
    client.post(f"/imports/{batch}/columns", data=chosen(columns))
    preview = client.get(f"/imports/{batch}/preview").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in preview
    assert "<script>alert" not in preview
    assert "49" not in re.findall(r"<dd>([^<]*)</dd>", preview)


def test_a_mapping_is_kept_used_again_and_removed(demo: None, client: FlaskClient, session: Session) -> None:
    batch = batch_of(send(client))
    to_preview(client, batch, mapping_name="Monthly list", **{"column-1": ""})
    assert "Monthly list" in client.get("/imports").get_data(as_text=True)
    other = batch_of(send(client))
    page = client.get(f"/imports/{other}/columns?kind=third-parties&mapping=Monthly+list").get_data(
        as_text=True
    )
    assert chosen(page)["column-1"] == ""
    client.post("/imports/mappings/forget", data={"name": "Monthly list"})
    assert staging.mappings(session) == []
    missing = client.get(f"/imports/{other}/columns?mapping=Monthly+list")
    assert missing.status_code == 404


def test_a_long_list_goes_to_a_worker_and_the_page_shows_how_far_it_is(
    app: Flask, demo: None, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.imports.steps.AT_ONCE", 2)
    handed: list[tuple[Any, ...]] = []
    monkeypatch.setattr(queue, "enqueue", lambda _app, name, *values: handed.append((name, *values)))
    batch = batch_of(send(client))
    answer = to_preview(client, batch)
    assert answer.headers["Location"] == f"/imports/{batch}/progress"
    progress = client.get(answer.headers["Location"])
    assert progress.headers["Refresh"] == "2"
    assert "The rows are being looked at" in progress.get_data(as_text=True)
    assert client.get(f"/imports/{batch}/columns").headers["Location"] == f"/imports/{batch}/progress"
    assert handed == [("import", "plan", batch, "compliance@lumen.example")]
    job.run(*handed[0][1:])
    assert client.get(f"/imports/{batch}/progress").headers["Location"] == f"/imports/{batch}/values"
    client.post(f"/imports/{batch}/write")
    job.run(*handed[1][1:])
    session.expire_all()
    assert staging.get(session, batch).state == ImportState.COMMITTED


def test_a_worker_that_was_lost_is_noticed_and_the_work_done_again(
    demo: None, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(send(client))
    to_preview(client, batch)
    staging.note(batch, state=ImportState.COMMITTING.value)
    assert "Nothing was heard of it" not in client.get(f"/imports/{batch}/progress").get_data(as_text=True)
    monkeypatch.setattr(service, "STALE", -1)
    assert "Nothing was heard of it" in client.get(f"/imports/{batch}/progress").get_data(as_text=True)
    client.post(f"/imports/{batch}/again")
    session.expire_all()
    assert staging.get(session, batch).state == ImportState.COMMITTED


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("table", {"table": "9", "header": "1"}, 422),
        ("table", {"table": "0", "header": "99"}, 422),
        ("table", {"act": "read", "encoding": "rot13"}, 400),
        ("columns", {"kind": "spaceships"}, 400),
        ("columns", {"kind": "third-parties"}, 303),
    ],
)
def test_what_no_form_would_send_is_refused(
    demo: None, client: FlaskClient, path: str, data: dict[str, str], status: int
) -> None:
    batch = batch_of(send(client))
    assert client.post(f"/imports/{batch}/{path}", data=data).status_code == status


def test_an_unknown_import_is_not_found(demo: None, client: FlaskClient) -> None:
    for path in ("", "/table", "/columns", "/values", "/preview", "/progress", "/refused.csv"):
        assert client.get(f"/imports/no-such-import{path}").status_code == 404
    assert client.post("/imports/..%2f..%2fetc/discard").status_code == 404


def test_one_that_is_discarded_is_gone(demo: None, client: FlaskClient) -> None:
    batch = batch_of(send(client))
    client.post(f"/imports/{batch}/discard")
    page = client.get("/imports").get_data(as_text=True)
    assert "“vendors.csv” is discarded. The register was not touched." in page
    assert "Nothing imported yet" in page
    assert client.get(f"/imports/{batch}").status_code == 404


def test_what_a_worker_is_at_can_be_stopped_and_leaves_nothing(
    app: Flask, demo: None, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.imports.steps.AT_ONCE", 2)
    handed: list[tuple[Any, ...]] = []
    monkeypatch.setattr(queue, "enqueue", lambda _app, name, *values: handed.append((name, *values)))
    before = dumped()
    batch = batch_of(send(client))
    to_preview(client, batch)
    assert ">Stop<" in client.get(f"/imports/{batch}/progress").get_data(as_text=True)
    client.post(f"/imports/{batch}/stop")
    assert "It was asked to stop" in client.get(f"/imports/{batch}/progress").get_data(as_text=True)
    job.run(*handed[0][1:])
    session.expire_all()
    assert staging.get(session, batch).state == ImportState.STAGED
    columns = client.get(f"/imports/{batch}/columns").get_data(as_text=True)
    assert "This was stopped before it was done." in columns

    client.post(f"/imports/{batch}/columns", data=chosen(columns))
    job.run(*handed[1][1:])
    client.post(f"/imports/{batch}/write")
    client.post(f"/imports/{batch}/stop")
    job.run(*handed[2][1:])
    session.expire_all()
    assert staging.get(session, batch).state == ImportState.PLANNED
    assert dumped() == before
    assert "This was stopped" in client.get(f"/imports/{batch}/preview").get_data(as_text=True)

    client.post(f"/imports/{batch}/write")
    job.run(*handed[3][1:])
    assert "Alpha Boxes" in {state["name"] for state in states.read(session, KINDS["third_party"])}
    client.post(f"/imports/{batch}/undo")
    client.post(f"/imports/{batch}/stop")
    job.run(*handed[4][1:])
    session.expire_all()
    assert staging.get(session, batch).state == ImportState.COMMITTED


def test_a_step_whose_worker_was_lost_can_be_given_up(
    demo: None, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(send(client))
    to_preview(client, batch)
    staging.note(batch, state=ImportState.COMMITTING.value)
    monkeypatch.setattr(service, "STALE", -1)
    assert "Give it up" in client.get(f"/imports/{batch}/progress").get_data(as_text=True)
    client.post(f"/imports/{batch}/stop")
    session.expire_all()
    assert staging.get(session, batch).state == ImportState.PLANNED


def test_imports_that_nobody_finished_are_forgotten_at_night(
    app: Flask, demo: None, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, written, fresh = (
        batch_of(send(client, name=f"{name}.csv")) for name in ("left", "written", "fresh")
    )
    to_preview(client, written)
    client.post(f"/imports/{written}/write")
    stray = app.config["SETTINGS"].instance / "imports" / staging.new_id()
    stray.mkdir()
    later = clock.now() + dt.timedelta(days=sweeping.UNFINISHED_DAYS, minutes=1)
    with monkeypatch.context() as then:
        then.setattr(clock, "now", lambda: later)
        staging.note(fresh, problem=None)
        nightly.sweep()
    session.expire_all()
    assert set(staging.ids(session)) == {written, fresh}
    folders = {one.name for one in stray.parent.iterdir()}
    assert {written, fresh} <= folders
    assert not {left, stray.name} & folders


def test_an_import_keeps_its_time_when_it_cannot_be_taken_back(
    demo: None, client: FlaskClient, session: Session, officer: Actor
) -> None:
    batch = batch_of(send(client))
    to_preview(client, batch)
    client.post(f"/imports/{batch}/write")
    said = re.search(r"Imported by .*?</time>", client.get(f"/imports/{batch}/preview").text, re.S)
    assert said is not None
    ref = next(
        str(state["ref"])
        for state in states.read(session, KINDS["third_party"])
        if state["name"] == "Alpha Boxes"
    )
    party, version = parties.get(session, ref)
    third_parties.update(officer, ref, party.model_copy(update={"description": "Parcels"}), version=version)

    with time_machine.travel(clock.now() + dt.timedelta(minutes=10)):
        client.post(f"/imports/{batch}/undo")
        page = client.get(f"/imports/{batch}/preview").text
    assert "This import was taken back" not in page
    assert said[0] in page


def test_a_file_goes_once_it_is_written_and_its_rows_after_the_days_that_the_page_names(
    app: Flask, demo: None, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "its rows 14 days later" in text_of(client.get("/imports/new").text)
    batch = batch_of(send(client))
    to_preview(client, batch)
    folder = app.config["SETTINGS"].instance / "imports" / batch
    assert b"Alpha Boxes" in (folder / "source").read_bytes()
    client.post(f"/imports/{batch}/write")
    assert not (folder / "source").exists()
    assert not (folder / "plan").exists()
    page = client.get(f"/imports/{batch}/preview?show=refused").text
    assert "Its rows are kept until" in text_of(page)
    assert "refused.csv" in page
    assert "Nowhereland" in client.get(f"/imports/{batch}/refused.csv").text

    later = clock.now() + dt.timedelta(days=sweeping.WRITTEN_DAYS, minutes=1)
    with monkeypatch.context() as then:
        then.setattr(clock, "now", lambda: later)
        nightly.sweep()
    assert b"Alpha Boxes" not in b"".join(one.read_bytes() for one in folder.iterdir())
    page = client.get(f"/imports/{batch}/preview").text
    assert "The file and its rows are removed, 14 days after the import." in text_of(page)
    assert "refused.csv" not in page
    assert "third-parties/TP-" in page
    assert client.get(f"/imports/{batch}/refused.csv").status_code == 404
    before = dumped()
    client.post(f"/imports/{batch}/undo")
    session.expire_all()
    assert dumped() != before
    assert staging.get(session, batch).state == ImportState.UNDONE
    assert client.get(f"/imports/{batch}/preview").status_code == 200


def test_what_is_left_out_of_rows_that_come_in_is_counted_shown_and_looked_at_alone(
    demo: None, client: FlaskClient
) -> None:
    batch = batch_of(send(client, "Vendor,Website\nAlpha Boxes,n/a see below\nBeta Lines,beta.example\n"))
    client.post(f"/imports/{batch}/table", data={"table": "0", "header": "1"})
    client.post(f"/imports/{batch}/columns", data=chosen(client.get(f"/imports/{batch}/columns").text))
    page = client.get(f"/imports/{batch}/preview").text
    assert "1 row comes in without something" in text_of(page)
    assert "Website: “n/a see below” is not an internet domain and is left out." in text_of(page)
    alone = text_of(client.get(f"/imports/{batch}/preview?show=warned").text)
    assert "Alpha Boxes" in alone
    assert "Beta Lines" not in alone
    assert "With something left out 1" in alone


@pytest.mark.parametrize(
    "name",
    [
        "far.xlsx",
        "bomb.xlsx",
        "truncated.xlsx",
        "noise.xls",
        "aliases.yml",
        "deep.json",
        "columns.csv",
        "letter.docx",
    ],
)
def test_a_hostile_file_is_refused_on_the_web_and_leaves_nothing(
    app: Flask, demo: None, client: FlaskClient, session: Session, name: str
) -> None:
    folder = app.config["SETTINGS"].instance / "imports"
    before = dumped(), set(folder.iterdir()) if folder.exists() else set()
    answer = send(client, HOSTILE[name](), name)
    assert answer.status_code == 422
    assert f"File: “{name}” " in answer.get_data(as_text=True)
    assert (dumped(), set(folder.iterdir()) if folder.exists() else set()) == before
    assert staging.latest(session) == []
