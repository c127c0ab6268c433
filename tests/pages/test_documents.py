"""Pages of documents."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.documents import operations, queries
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.infra.blobs import open_blobs
from app.infra.media import Upload
from app.kernel.canonical import sha256
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import text_of

PAPER = b"%PDF-1.7 the paper"


@pytest.fixture
def document(app: Flask, session: Session, officer: Actor) -> str:
    blobs = open_blobs(app.config["SETTINGS"])
    return operations.file(officer, blobs, Upload("Paper.pdf", PAPER), limit=10_000).sha256


def _send(client: FlaskClient, address: str, *files: tuple[str, bytes]) -> TestResponse:
    parts = [(io.BytesIO(data), name) for name, data in files]
    return client.post(address, data={"file": parts}, content_type="multipart/form-data")


def test_a_file_is_filed_and_shown_with_its_hash(client: FlaskClient) -> None:
    answer = _send(client, "/documents/new", ("Vertrag Nr. 1.pdf", PAPER))

    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert "“Vertrag Nr. 1.pdf” is filed." in text_of(page.text)
    assert sha256(PAPER) in page.text
    assert "Match the hash" in page.text
    assert "18 bytes" in page.text
    assert "Vertrag Nr. 1.pdf" in client.get("/documents").text


def test_the_same_bytes_are_one_document(client: FlaskClient, session: Session, document: str) -> None:
    answer = _send(client, "/documents/new", ("Other name.pdf", PAPER))

    assert "These bytes were on file already, as “Paper.pdf”" in client.get(answer.headers["Location"]).text
    assert queries.names(session, [document]) == {document: "Paper.pdf"}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.pdf", b"", "File: “empty.pdf” is empty: choose the file again."),
        ("paper.pdf", b"PK\x03\x04 not a paper", "does not hold what its ending .pdf says"),
        ("program.exe", b"MZ\x90\x00", "is not of an accepted kind"),
        ("picture.png", b"%PDF-1.7", "does not hold what its ending .png says"),
        (".pdf", PAPER, "it has no name"),
        ("N" * 300 + ".pdf", PAPER, "is too long"),
        ("مرحبا\u202efdp.exe", PAPER, "hidden direction marks"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_with_a_sentence(
    client: FlaskClient, session: Session, name: str, data: bytes, sentence: str
) -> None:
    answer = _send(client, "/documents/new", (name, data))

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert queries.options(session) == []


def test_of_several_files_those_that_can_be_kept_are(client: FlaskClient, session: Session) -> None:
    answer = _send(
        client, "/documents/new", ("one.pdf", PAPER), ("two.pdf", b""), ("three.txt", b"Some words")
    )

    assert answer.status_code == 422
    words = text_of(answer.text)
    assert "“two.pdf” is empty" in words
    assert "“one.pdf” is filed." in words
    assert sorted(name.partition(" (")[0] for _, name in queries.options(session)) == ["one.pdf", "three.txt"]


def test_nothing_chosen_is_said(client: FlaskClient) -> None:
    answer = client.post("/documents/new", data={})

    assert answer.status_code == 422
    assert "Files: choose at least one." in text_of(answer.text)


def test_a_file_beyond_the_limit_is_refused_as_too_large(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], upload_limit=10_000))
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 20_000)

    beyond = _send(client, "/documents/new", ("big.pdf", PAPER + b"x" * 10_000))
    far_beyond = _send(client, "/documents/new", ("huge.pdf", PAPER + b"x" * 20_000))

    assert beyond.status_code == 413
    assert "more than the limit of 10,000 bytes: choose a smaller one." in text_of(beyond.text)
    assert far_beyond.status_code == 413
    assert queries.options(session) == []


def test_a_download_is_a_file_to_save_with_the_bytes_that_were_filed(
    client: FlaskClient, document: str
) -> None:
    answer = client.get(f"/documents/{document}/download")

    assert answer.data == PAPER
    assert answer.headers["Content-Type"] == "application/pdf"
    assert (
        answer.headers["Content-Disposition"]
        == "attachment; filename=\"Paper.pdf\"; filename*=UTF-8''Paper.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_a_browser_could_run_goes_out_as_plain_bytes(client: FlaskClient) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    _send(client, "/documents/new", ("seite “1”.html", page))

    answer = client.get(f"/documents/{sha256(page)}/download")

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"seite _1_.html\"; filename*=UTF-8''seite%20%E2%80%9C1%E2%80%9D.html"
    )


def test_bytes_that_changed_on_disk_are_never_handed_out(
    app: Flask, client: FlaskClient, document: str
) -> None:
    path: Path = open_blobs(app.config["SETTINGS"]).path(document)
    path.write_bytes(b"%PDF-1.7 another paper")

    answer = client.get(f"/documents/{document}/download")

    path.write_bytes(PAPER)
    assert answer.status_code == 500
    assert "was altered: restore it from a backup" in text_of(answer.text)


def test_altered_and_missing_bytes_show_on_the_page(app: Flask, client: FlaskClient, document: str) -> None:
    path: Path = open_blobs(app.config["SETTINGS"]).path(document)

    path.write_bytes(b"%PDF-1.7 another paper")
    altered = text_of(client.get(f"/documents/{document}").text)
    path.unlink()
    missing = text_of(client.get(f"/documents/{document}").text)

    assert "The stored bytes are no longer those that were filed" in altered
    assert "its bytes are not stored here: upload the same file again." in missing
    assert client.get(f"/documents/{document}/download").status_code == 404


def test_what_refers_to_a_document_is_named(
    client: FlaskClient, session: Session, officer: Actor, document: str
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo")).ref or ""
    agreements.register(
        officer,
        Agreement(third_party=party, kind=AgreementKind.NDA, title="Undertaking", doc_sha256=document),
    )

    page = client.get(f"/documents/{document}").text

    assert 'href="/agreements/AG-0001"' in page
    assert "Undertaking" in page
    refused = client.post(f"/documents/{document}/archive")
    assert refused.status_code == 409
    assert "“Paper.pdf” is in use by AG-0001" in text_of(refused.text)


def test_a_new_version_replaces_the_old_which_stays(
    client: FlaskClient, session: Session, document: str
) -> None:
    answer = _send(client, f"/documents/{document}/replace", ("Paper 2.pdf", PAPER + b" as amended"))

    newer = answer.headers["Location"].rpartition("/")[2]
    assert answer.status_code == 303
    assert "A newer version is on file" in text_of(client.get(f"/documents/{document}").text)
    assert f'href="/documents/{document}"' in client.get(f"/documents/{newer}").text
    assert f'href="/documents/{document}"' not in client.get("/documents").text
    assert f'href="/documents/{document}"' in client.get("/documents?version=all").text


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        (PAPER, 409, "it is the same as “Paper.pdf”, byte for byte"),
        (b"", 422, "is empty"),
    ],
)
def test_a_new_version_that_is_none_is_refused(
    client: FlaskClient, session: Session, document: str, data: bytes, status: int, sentence: str
) -> None:
    answer = _send(client, f"/documents/{document}/replace", ("Paper.pdf", data))

    assert answer.status_code == status
    assert sentence in text_of(answer.text)
    assert len(queries.versions(session, document)) == 1


def test_a_document_is_renamed_but_keeps_its_ending(
    client: FlaskClient, session: Session, document: str
) -> None:
    assert client.post(f"/documents/{document}/rename", data={"name": "Undertaking.pdf"}).status_code == 303
    assert queries.get(session, document)[0].name == "Undertaking.pdf"

    for name, sentence in (
        ("Undertaking.exe", "keep the ending “.pdf”"),
        ("", "is required"),
        ("N" * 300, "too long"),
    ):
        refused = client.post(f"/documents/{document}/rename", data={"name": name})
        assert refused.status_code == 422
        assert sentence in text_of(refused.text)
    assert queries.get(session, document)[0].name == "Undertaking.pdf"


def test_archiving_hides_a_document_until_it_is_restored(client: FlaskClient, document: str) -> None:
    assert client.post(f"/documents/{document}/archive").status_code == 303
    client.get("/documents")
    assert document not in client.get("/documents").text
    assert document in client.get("/documents?archived=yes").text
    assert client.post(f"/documents/{document}/restore").status_code == 303
    assert document in client.get("/documents").text


@pytest.mark.parametrize("key", ["0" * 64, "..%2f..%2fkeys%2fsecret", "nonsense"])
@pytest.mark.parametrize("page", ["", "/download"])
def test_what_is_no_document_is_not_found(client: FlaskClient, key: str, page: str) -> None:
    assert client.get(f"/documents/{key}{page}").status_code == 404


def test_who_may_not_read_the_register_gets_no_bytes(client_of: ClientOf, document: str) -> None:
    for role in (Role.GUEST, Role.EXECUTIVE):
        assert client_of(role).get(f"/documents/{document}/download").status_code == 403
    assert client_of().get(f"/documents/{document}/download").status_code == 302
    assert client_of(Role.AUDITOR).get(f"/documents/{document}/download").data == PAPER


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=paper", True),
        ("q=nothing+like+it", False),
        ("kind=application/pdf", True),
        ("kind=text/csv", False),
        ("use=none", True),
        ("use=some", False),
        ("version=replaced", False),
        ("sort=-size", True),
        ("sort=uses", True),
    ],
)
def test_the_list_searches_filters_and_sorts(
    client: FlaskClient, document: str, query: str, shown: bool
) -> None:
    assert (document in client.get(f"/documents?{query}").text) is shown
