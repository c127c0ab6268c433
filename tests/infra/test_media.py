import io
import zipfile

import pytest
import xlsxwriter
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from app.infra import media
from app.infra.media import Upload
from app.kernel.errors import Invalid, TooLarge

LIMIT = 1_000_000


def a_docx() -> bytes:
    file = io.BytesIO()
    WordDocument().save(file)
    return file.getvalue()


def an_xlsx() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet()
    book.close()
    return file.getvalue()


def a_zip(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001")
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("dpa.pdf", PDF, "application/pdf"),
        ("DPA.PDF", b"\n\n" + PDF, "application/pdf"),
        ("dpa.docx", a_docx(), media.TYPES[".docx"]),
        ("list.xlsx", an_xlsx(), media.TYPES[".xlsx"]),
        ("stamp.png", PNG, "image/png"),
        ("scan.jpg", JPEG, "image/jpeg"),
        ("scan.jpeg", JPEG, "image/jpeg"),
        ("note.txt", "Ñandú: -5, =1+1, @handle".encode(), "text/plain"),
        ("note.txt", "Ñandú".encode("cp1252"), "text/plain"),
        ("note.txt", "Ñandú".encode("utf-16"), "text/plain"),
        ("read.md", "# עברית 💍".encode(), "text/markdown"),
        ("list.csv", b"a;b\r\n1;2\r\n", "text/csv"),
        ("page.html", b"<!doctype html><p>x", "text/html"),
        ("page.htm", b"\xef\xbb\xbf<p>x", "text/html"),
    ],
)
def test_content_and_name_that_agree_are_accepted(name: str, data: bytes, media_type: str) -> None:
    assert media.inspect(Upload(name, data), limit=LIMIT) == (name, media_type)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dpa.pdf", a_docx()),
        ("dpa.pdf", b"not a pdf"),
        ("dpa.docx", an_xlsx()),
        ("dpa.docx", PDF),
        ("dpa.docx", b"PK\x03\x04 broken"),
        ("list.xlsx", a_zip("readme.txt")),
        ("stamp.png", JPEG),
        ("note.txt", PDF),
        ("note.txt", b"binary \x00\x01\x02"),
        ("list.csv", an_xlsx()),
        ("page.html", b"no tags here"),
    ],
)
def test_a_wrongly_named_file_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        media.inspect(Upload(name, data), limit=LIMIT)

    assert list(caught.value.problems) == [("file",)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("setup.pdf", PROGRAM),
        ("setup.docx", PROGRAM),
        ("setup.png", ELF),
        ("setup.txt", PROGRAM),
        ("run.txt", b"#!/bin/sh\nrm -r /\n"),
    ],
)
def test_a_program_in_disguise_is_called_one(name: str, data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        media.inspect(Upload(name, data), limit=LIMIT)

    assert caught.value.sentence == (
        f"File: “{name}” is a program, which is not accepted: choose the document itself."
    )


def test_macros_are_refused() -> None:
    with pytest.raises(Invalid) as caught:
        media.inspect(Upload("a.docx", a_zip("word/document.xml", "word/vbaProject.bin")), limit=LIMIT)

    assert "macros" in caught.value.sentence


@pytest.mark.parametrize("name", ["setup.exe", "archive.zip", "page.svg", "dpa", "dpa.pdf.js", "old.doc"])
def test_other_endings_are_refused_with_those_that_are_not(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        media.inspect(Upload(name, PDF), limit=LIMIT)

    assert caught.value.sentence == (
        f"File: “{name}” is not of an accepted kind: "
        "use pdf, docx, xlsx, png, jpg, jpeg, txt, md, csv, html or htm."
    )


@pytest.mark.parametrize("name", ["", "   ", "/", "C:\\", ".pdf"])
def test_a_file_needs_a_name(name: str) -> None:
    with pytest.raises(Invalid):
        media.inspect(Upload(name, PDF), limit=LIMIT)


@pytest.mark.parametrize("name", ["../../etc/dpa.pdf", "C:\\papers\\dpa.pdf", " dpa.pdf "])
def test_folders_in_a_name_are_dropped(name: str) -> None:
    assert media.inspect(Upload(name, PDF), limit=LIMIT)[0] == "dpa.pdf"


def test_a_name_cannot_hide_its_ending_behind_direction_marks() -> None:
    with pytest.raises(Invalid) as caught:
        media.inspect(Upload("contract\u202efdp.txt", b"text"), limit=LIMIT)

    assert "direction marks" in caught.value.sentence


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        media.inspect(Upload("dpa.pdf", b""), limit=LIMIT)

    assert caught.value.sentence == "File: “dpa.pdf” is empty: choose the file again."


def test_a_file_beyond_the_limit_is_refused_with_both_sizes() -> None:
    with pytest.raises(TooLarge) as caught:
        media.inspect(Upload("dpa.pdf", PDF + bytes(3 * 1024 * 1024)), limit=2 * 1024 * 1024)

    assert caught.value.sentence == (
        "File: “dpa.pdf” has 3.0 MB, more than the limit of 2.0 MB: choose a smaller one."
    )


@given(ending=st.sampled_from(sorted(media.TYPES)), data=st.binary(min_size=1, max_size=300))
def test_any_bytes_are_accepted_or_refused_with_a_sentence(ending: str, data: bytes) -> None:
    sentence = "File: accepted"
    try:
        media.inspect(Upload("file" + ending, data), limit=LIMIT)
    except Invalid as error:
        sentence = error.sentence
    assert sentence.startswith("File: ")


@given(head=st.sampled_from([PDF, PNG, JPEG, PROGRAM, ELF, a_zip("x")]), tail=st.binary(max_size=100))
def test_no_binary_passes_as_text(head: bytes, tail: bytes) -> None:
    with pytest.raises(Invalid):
        media.inspect(Upload("note.txt", head + tail), limit=LIMIT)
