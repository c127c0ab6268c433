"""Taking the text out of stored documents by page, from well-meant and from hostile files."""

import io
import zipfile
import zlib

import docx
import pytest
from docx.enum.text import WD_BREAK
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from app.infra import text_by_page
from app.infra.media import TYPES
from app.infra.text_by_page import pages_of
from app.kernel.errors import Invalid


def pdf(*pages: str) -> bytes:
    target = io.BytesIO()
    sheet = canvas.Canvas(target)
    for text in pages:
        for row, line in enumerate(text.split("\n")):
            sheet.drawString(72, 760 - 14 * row, line)
        sheet.showPage()
    sheet.save()
    return target.getvalue()


def sentence(data: bytes, kind: str, **limits: float) -> str:
    with pytest.raises(Invalid) as caught:
        pages_of(data, kind, **limits)
    assert list(caught.value.problems) == [("file",)]
    return caught.value.sentence


def test_a_pdf_gives_its_text_page_by_page() -> None:
    pages = pages_of(pdf("1. SECURITY\nThe supplier encrypts.", "2. AUDIT\nYou may audit."), TYPES[".pdf"])
    assert [page.strip() for page in pages] == [
        "1. SECURITY\nThe supplier encrypts.",
        "2. AUDIT\nYou may audit.",
    ]


def test_a_page_without_text_keeps_its_number() -> None:
    pages = pages_of(pdf("First", "", "Third"), TYPES[".pdf"])
    assert [page.strip() for page in pages] == ["First", "", "Third"]


def test_a_pdf_without_any_text_is_said_to_hold_none() -> None:
    assert "holds no text, as a scan does" in sentence(pdf("", ""), TYPES[".pdf"])


def test_a_locked_pdf_asks_for_one_without_a_password() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Secret"))))
    writer.encrypt("password", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    assert "locked with a password" in sentence(target.getvalue(), TYPES[".pdf"])


def test_a_pdf_with_too_many_pages_says_how_many_it_has() -> None:
    writer = PdfWriter()
    for _ in range(501):
        writer.add_blank_page(72, 72)
    target = io.BytesIO()
    writer.write(target)
    assert "has 501 pages, more than the 500 that are read" in sentence(target.getvalue(), TYPES[".pdf"])


@pytest.mark.parametrize("ending", [".pdf", ".docx"])
def test_a_damaged_file_becomes_a_sentence(ending: str) -> None:
    assert "appears to be damaged: save it anew" in sentence(b"%PDF-1.7 nothing follows", TYPES[ending])


def test_a_pdf_that_refers_to_itself_without_end_becomes_a_sentence() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"trailer<</Root 1 0 R>>"
    )
    assert sentence(data, TYPES[".pdf"]).startswith("File: it ")


def test_a_pdf_whose_page_swells_on_unpacking_becomes_a_sentence() -> None:
    packed = zlib.compress(b"(x) Tj " * 15_000_000, 6)
    data = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )
    assert sentence(data % (len(packed), packed), TYPES[".pdf"]).startswith("File: it ")


def test_reading_ends_when_its_time_is_over() -> None:
    assert "takes too long to read" in sentence(pdf("Text"), TYPES[".pdf"], seconds=0.001)


def test_a_file_beyond_the_limit_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_by_page, "LIMIT", 10)
    assert "too large" in sentence(b"eleven byte", TYPES[".txt"])


def test_a_word_file_is_cut_where_its_pages_break_and_tables_are_read_by_row() -> None:
    document = docx.Document()
    document.add_paragraph("Clause 1")
    document.add_paragraph("Before").add_run().add_break(WD_BREAK.PAGE)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Purpose", "Hosting"
    target = io.BytesIO()
    document.save(target)
    assert pages_of(target.getvalue(), TYPES[".docx"]) == ("Clause 1\n\nBefore", "Purpose Hosting")


def test_a_word_file_that_swells_on_unpacking_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (101 * 1024 * 1024))
    assert "unpacks to too much" in sentence(target.getvalue(), TYPES[".docx"])


def test_a_web_page_gives_what_a_reader_sees() -> None:
    page = (
        b"<html><head><style>p{}</style></head><body><h1>Audit</h1><p>You may&nbsp;audit.</p></body></html>"
    )
    assert pages_of(page, TYPES[".html"]) == ("Audit\n\nYou may audit.",)


def test_markdown_loses_its_marks_and_the_tags_inside() -> None:
    text = b"# Terms\n\n1. **Use**. _Recipient_ <span class='x'>will</span> see [the list](https://example.org/a).\n"
    assert pages_of(text, TYPES[".md"]) == ("Terms\n\n1. Use. Recipient will see the list.\n",)


def test_plain_text_is_paged_by_form_feeds_and_cleaned_of_what_cannot_be_seen() -> None:
    text = "One\u00a0\u200btwo\r\nthree     four\n\n\n\nfive\fNext\u00ad page"
    assert pages_of(text.encode(), TYPES[".txt"]) == ("One two\nthree  four\n\nfive", "Next page")


def test_a_picture_is_not_read() -> None:
    assert "no text can be taken out of this kind" in sentence(b"\x89PNG", TYPES[".png"])
