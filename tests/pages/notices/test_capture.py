"""Notices captured by paste or file, split into numbered sentences."""

import dataclasses
import io
from collections.abc import Iterator

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.notices import queries
from app.kernel.canonical import sha256
from app.reporting import papers
from tests.pages.notices.conftest import POLICY, capture
from tests.pages.pagereading import errors_of, form_of, text_of


def test_pasted_text_is_captured_and_split_into_sentences(client: FlaskClient, session: Session) -> None:
    response = capture(client, text=POLICY)
    page = client.get(response.headers["Location"]).text

    assert response.status_code == 303
    assert "Captured as NV-0001, in 3 sentences. Say next what each of them provides." in text_of(page)
    assert "3 We may share data with those who help us." in text_of(page)
    assert queries.get(session, "NV-0001")[0].sha256 == sha256(POLICY.encode())


def test_text_in_the_place_of_the_file_is_named_at_it(client: FlaskClient) -> None:
    refused = capture(client, text=POLICY, file="x")

    assert refused.status_code == 422
    assert errors_of(refused.text) == [
        "File: text arrived in its place: choose the file and send the form again."
    ]
    assert form_of(refused.text)["text"] == POLICY


def test_a_paste_hashes_as_the_same_text_from_a_file(client: FlaskClient, session: Session) -> None:
    capture(client, text=POLICY.replace("\n", "\r\n"))

    again = capture(client, file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert again.status_code == 409
    assert errors_of(again.text) == [
        "Text: it is word for word that of NV-0001: change the capture date there if it was checked."
    ]


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("p.txt", "Uno.\r\nDos.".encode("utf-16"), "Uno.\nDos."),
        (
            "p.md",
            b"# Privacy\n\nWe keep **it** [secret](https://lumen.example).",
            "Privacy\n\nWe keep it secret.",
        ),
        (
            "p.html",
            b"<html><head><title>T</title><style>p{}</style></head><nav>Menu</nav><main><h1>Privacy</h1>"
            b"<p>We use it&nbsp;for:</p><ul><li>orders</li><li>news</li></ul></main><script>x()</script></html>",
            "Privacy\n\nWe use it for:\n\n• orders\n\n• news",
        ),
    ],
)
def test_the_text_of_a_file_is_taken_without_its_marks(
    client: FlaskClient, session: Session, name: str, data: bytes, text: str
) -> None:
    capture(client, file=(io.BytesIO(data), name))

    assert queries.get(session, "NV-0001")[0].text == text


def test_the_text_of_a_word_file_is_taken_with_its_tables(client: FlaskClient, session: Session) -> None:
    document = docx.Document()
    document.add_paragraph("We use it for orders.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Kept", "two years"
    file = io.BytesIO()
    document.save(file)
    file.seek(0)

    capture(client, file=(file, "policy.docx"))

    assert queries.get(session, "NV-0001")[0].text == "We use it for orders.\n\nKept two years"


def test_the_text_of_a_pdf_is_looked_through_before_it_is_captured(
    client: FlaskClient, session: Session
) -> None:
    file = io.BytesIO(papers.text_as_pdf("Privacy\n\nWe value your privacy."))

    shown = capture(client, file=(file, "policy.pdf"))
    stored = queries.options(session)
    captured = client.post("/notices/new", data=form_of(shown.text))

    assert (shown.status_code, errors_of(shown.text), stored) == (
        422,
        ["Text: it was taken out of the PDF: look it through for page numbers, then capture it."],
        [],
    )
    assert "We value your privacy." in form_of(shown.text)["text"]
    assert captured.status_code == 303


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("p.txt", b"", "File: “p.txt” is empty: choose the file again."),
        (
            "p.html",
            b"<nav>Menu</nav>",
            "File: it holds no text, as a scan does: choose a file with text, or read it by eye.",
        ),
        (
            "p.png",
            b"\x89PNG\r\n\x1a\n0000",
            "File: no text can be taken out of this kind: use PDF, Word, HTML or text.",
        ),
    ],
)
def test_a_file_without_text_is_refused_and_what_was_typed_is_kept(
    client: FlaskClient, session: Session, name: str, data: bytes, sentence: str
) -> None:
    response = capture(client, url="https://lumen.example/privacy", file=(io.BytesIO(data), name))

    assert (response.status_code, errors_of(response.text)) == (422, [sentence])
    assert form_of(response.text)["url"] == "https://lumen.example/privacy"
    assert queries.options(session) == []


@pytest.fixture
def small_uploads(app: Flask) -> Iterator[None]:
    """Files of more than ten bytes are too large."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, upload_limit=10)
    yield
    app.config["SETTINGS"] = settings


def test_a_file_beyond_the_limit_is_too_large(client: FlaskClient, small_uploads: None) -> None:
    response = capture(client, title="Kept", file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert (response.status_code, form_of(response.text)["title"]) == (413, "Kept")
    assert errors_of(response.text) == [
        "File: “policy.txt” has 95 bytes, more than the limit of 10 bytes: choose a smaller one."
    ]


def test_text_from_a_file_is_shown_when_something_else_is_wrong(client: FlaskClient) -> None:
    response = capture(client, captured_on="2999-01-01", file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert response.status_code == 422
    assert form_of(response.text)["text"] == POLICY


def test_text_and_another_file_are_not_both_taken(client: FlaskClient) -> None:
    response = capture(client, text="Another text.", file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert errors_of(response.text) == ["File: text was pasted as well: empty the text or choose no file."]


def test_nothing_is_captured_without_text(client: FlaskClient) -> None:
    response = capture(client)

    assert (response.status_code, errors_of(response.text)) == (
        422,
        ["Text: is required: paste the whole notice."],
    )
