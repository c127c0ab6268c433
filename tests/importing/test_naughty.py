"""Naughty strings through the importer: taken as text or refused by a sentence, and unescaped nowhere afterwards."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy.orm import Session

from app.domain.audit import verification
from app.domain.imports import staging
from app.domain.imports.terms import ImportKind, RowAction
from app.importing import export
from app.importing.values import plain
from app.infra import sheets_out
from app.infra.blobs import open_blobs
from app.reporting import press
from app.reporting.collect import collect
from app.reporting.order import Order
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.importing import naughty
from tests.importing.lists import bring_in, counts, dumped, look, problems, stage
from tests.reporting import samples

HEADS = ["Vendor", "Services", "Breach contact"]


def _file(texts: list[str]) -> bytes:
    """A list with each of *texts* as the services of a vendor of its own, and as its breach contact where short."""
    rows = [
        [f"Vendor {place:04d}", text, text if len(text) < 150 else ""] for place, text in enumerate(texts)
    ]
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([HEADS, *rows])
    return buffer.getvalue().encode("utf-8", "surrogatepass")


def _services(found: dict[str, object]) -> dict[str, str | None]:
    return {one["name"]: one["description"] for one in found["third_parties"]}  # type: ignore[attr-defined]


def _table(session: Session) -> tuple[list[str], list[list[Any]]]:
    """The export of all third parties."""
    kind = ImportKind.THIRD_PARTIES
    return export.heads(kind), [list(row) for row in export.rows(session, kind)]


@pytest.fixture
def taken(demo: None, session: Session) -> dict[str, str]:
    """The strings that were taken, by the vendor that bears them; whatever was not is refused by a sentence."""
    batch = bring_in("naughty.csv", _file(naughty.ALL), ImportKind.THIRD_PARTIES)
    assert batch.outcome["rows"] == len(naughty.ALL)
    assert counts(batch)[0] + counts(batch)[3] == len(naughty.ALL)
    refused = {place - 2 for place, _, _ in problems(batch)}
    for _, head, sentence in problems(batch):
        assert head in HEADS
        assert re.search(r"[.:]", sentence)
    assert {naughty.ALL[place] for place in refused} <= {*naughty.UNSEEN, *naughty.LONG}
    return {f"Vendor {place:04d}": text for place, text in enumerate(naughty.ALL) if place not in refused}


def test_each_is_taken_as_it_is_and_goes_out_and_in_again_unchanged(
    taken: dict[str, str], session: Session
) -> None:
    services = _services(dumped())
    for text in naughty.KEPT:
        name = next(name for name, one in taken.items() if one == text)
        assert services[name] == (None if plain.is_blank(text) else text), text
    for text in naughty.SCRIPTS:
        name = next(name for name, one in taken.items() if one == text)
        assert (services[name] or "").split() == text.split()
    heads, rows = (
        export.heads(ImportKind.THIRD_PARTIES),
        [list(r) for r in export.rows(session, ImportKind.THIRD_PARTIES)],
    )
    for data, name in (
        ("".join(sheets_out.csv(heads, rows)).encode(), "out.csv"),
        (sheets_out.xlsx("Third parties", heads, rows), "out.xlsx"),
    ):
        _, again = look(name, data, ImportKind.THIRD_PARTIES)
        assert problems(again) == []
        changed = staging.rows(session, again.id, action=RowAction.UPDATE, doubtful=False, start=0, size=9)
        assert [(row.title, row.details["changes"]) for row in changed] == []
        assert again.outcome["unchanged"] == again.outcome["rows"] == len(rows)
    assert list(verification.verify(session)) == []
    assert not Path("/tmp/owned").exists()


@pytest.mark.usefixtures("taken")
def test_no_cell_of_any_export_can_be_taken_for_a_formula(session: Session) -> None:
    heads, rows = (
        export.heads(ImportKind.THIRD_PARTIES),
        [list(r) for r in export.rows(session, ImportKind.THIRD_PARTIES)],
    )
    for record in csv.reader(io.StringIO("".join(sheets_out.csv(heads, rows)).removeprefix("\ufeff"))):
        for cell in record:
            assert cell[:1] not in tuple("=@|%\t\r\n") or re.fullmatch(r"[+-]?[\d\s().,/-]+", cell)
            assert not re.match(r"[+-]", cell) or re.fullmatch(r"[+-]?[\d\s().,/-]+", cell)
    with zipfile.ZipFile(io.BytesIO(sheets_out.xlsx("Third parties", heads, rows))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name.lower()]
        assert "<hyperlink" not in sheet


def test_no_page_shows_one_unescaped(taken: dict[str, str], client_of: ClientOf) -> None:
    client = client_of(Role.COMPLIANCE)
    listed = client.get("/third-parties?q=Vendor&size=200").text
    for name, text in taken.items():
        if text not in naughty.SCRIPTS:
            continue
        found = client.get(f"/third-parties?q={name.replace(' ', '+')}").text
        link = re.search(rf'href="(/third-parties/TP-\d+)[^"]*"[^>]*>\s*{name}', found)
        assert link is not None, name
        page = client.get(link[1]).text
        if "<" in text:
            assert text not in page, text
            assert str(escape(" ".join(text.split())))[:20] in " ".join(page.split()), text
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in page
    assert "<script>alert" not in listed


@pytest.mark.usefixtures("taken")
def test_a_report_of_them_holds_no_action_and_no_markup_of_theirs(session: Session) -> None:
    store = open_blobs(current_app.config["SETTINGS"])
    snapshot = collect(session, store, SYSTEM, Order("register"))
    seal = samples.seal(snapshot, kind="register")
    page = press.render("register", snapshot, seal, "html").decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    with pikepdf.open(
        io.BytesIO(press.render("register", snapshot, samples.seal(snapshot, kind="register"), "pdf"))
    ) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary):
                assert not {"/JS", "/JavaScript", "/Launch", "/AA"} & set(thing.keys())
                assert thing.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData")


def test_as_names_headings_and_names_of_files_they_are_text_too(
    demo: None, client_of: ClientOf, app: Flask, session: Session
) -> None:
    client: FlaskClient = client_of(Role.COMPLIANCE)
    before = dumped()
    some = [*naughty.SCRIPTS, *naughty.INJECTIONS][::6]
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Vendor", *some], *([text] * (len(some) + 1) for text in some)])
    for name in (
        "<script>alert(1)<script>.csv",
        "../../etc/passwd",
        "a\r\nSet-Cookie: b.csv",
        "x" * 300 + ".csv",
        "\u202egpj.csv",
    ):
        answer = client.post(
            "/imports",
            data={"file": (io.BytesIO(buffer.getvalue().encode()), name)},
            content_type="multipart/form-data",
        )
        assert answer.status_code in (303, 422), name
        if answer.status_code != 303:
            continue
        for step in ("table", "columns"):
            page = client.get(answer.headers["Location"].replace("/table", f"/{step}")).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
    importer, batch = stage("names.csv", buffer.getvalue())
    importer.set_layout(batch, 0, 1)
    importer.set_mapping(batch, importer.suggest(importer.get(batch), ImportKind.THIRD_PARTIES))
    importer.begin_plan(batch)
    outcome = importer.plan(batch)
    assert outcome.rows == len(some)
    assert outcome.create + outcome.refused == len(some)
    assert dumped() == before
