"""The text of files: what a reader sees, without marks, menus and scripts."""

import io
import zipfile

import docx
import pytest

from app.infra.media import Upload
from app.infra.text_in import html_text, read_text
from app.kernel.errors import Invalid, TooLarge

LIMIT = 1_000_000


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Año nuevo.".encode(), "Año nuevo."),
        ("Año nuevo.".encode("cp1252"), "Año nuevo."),
        ("Año nuevo.".encode("utf-16"), "Año nuevo."),
        ("\ufeffUno.\r\n\r\nDos.\rTres.".encode(), "Uno.\n\nDos.\nTres."),
        (b"  Uno.\x0cDos.  ", "Uno.\nDos."),
    ],
)
def test_plain_text_is_read_in_its_encoding(data: bytes, text: str) -> None:
    assert read_text(Upload("p.txt", data), limit=LIMIT) == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# Privacy #\n\nText.", "Privacy\n\nText."),
        ("Privacy\n=======\n\nText.", "Privacy\n\n\nText."),
        ("**We** *keep* __it__ _secret_.", "We keep it secret."),
        ('See [our site](https://lumen.example "Site") and ![logo](x.png).', "See our site and logo."),
        ("* one\n* two", "* one\n* two"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
    ],
)
def test_markdown_loses_its_marks_and_keeps_its_lists(markdown: str, text: str) -> None:
    assert read_text(Upload("p.md", markdown.encode()), limit=LIMIT) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("<ul><li>one<li>two <b>bold</b></ul>", "• one\n\n• two bold"),
        ("<nav>Menu</nav><p>Text</p><script>x<y</script><style>p{}</style>", "Text"),
        ("<header>Shop</header><main><p>Text</p></main><footer>Imprint</footer>", "Text"),
        ("<head><title>T</title><p>Text</p>", "Text"),
        ("<p>&eacute;&nbsp;&lt;b&gt;</p>", "é <b>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
        ("<p>open <b>tags", "open tags"),
    ],
)
def test_of_a_web_page_what_a_reader_sees_is_taken(markup: str, text: str) -> None:
    assert html_text(markup) == text


def _word(document: object) -> Upload:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return Upload("p.docx", file.getvalue())


def test_a_word_file_gives_paragraphs_lists_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_heading("Privacy")
    document.add_paragraph("We use it for:")
    document.add_paragraph("orders", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Kept", "two years"
    document.add_paragraph("Bye.")

    assert read_text(_word(document), limit=LIMIT) == (
        "Privacy\n\nWe use it for:\n\n• orders\n\nKept two years\n\nBye."
    )


def test_a_file_that_only_looks_like_word_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(Invalid) as caught:
        read_text(Upload("p.docx", file.getvalue()), limit=LIMIT)

    assert caught.value.sentence == "File: “p.docx” cannot be opened as a Word file: save it anew."


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("p.txt", b" \n ", "File: no text was found in “p.txt”: choose another file or paste the text."),
        ("p.csv", b"a,b", "File: “p.csv” holds no text: use txt, md, html or docx."),
        ("p.txt", b"%PDF-1.7", "File: “p.txt” does not hold what its ending .txt says"),
    ],
)
def test_what_holds_no_text_is_refused_with_a_cure(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_text(Upload(name, data), limit=LIMIT)

    assert caught.value.sentence.startswith(sentence)
    assert list(caught.value.problems) == [("file",)]


def test_a_file_beyond_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read_text(Upload("p.txt", b"x" * 11), limit=10)
