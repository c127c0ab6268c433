import datetime as dt
import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from app.infra.word import Break, Facts, Heading, Paper, Paragraph, Points, write
from app.infra.word_tables import Grid, Line

GRID = Grid(
    ("No.", "What"), (1, 3), [[[Line("A-001", strong=True)], [Line("one\ntwo"), Line("x", name="Ref")]]]
)


def paper(*blocks: Any, **fields: Any) -> Paper:
    """A paper of *blocks*."""
    return Paper("A title", "Somebody", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), blocks, **fields)


def opened(*blocks: Any, **fields: Any) -> Any:
    """The file of those *blocks*, as the library reads it."""
    return docx.Document(io.BytesIO(write(paper(*blocks, **fields))))


def test_headings_are_real_ones() -> None:
    document = opened(Heading("Title", 0), Heading("First"), Heading("Second", 2), Paragraph("text"))
    assert [(p.style.name, p.text) for p in document.paragraphs] == [
        ("Title", "Title"),
        ("Heading 1", "First"),
        ("Heading 2", "Second"),
        ("Normal", "text"),
    ]


def test_a_table_repeats_its_heads_and_keeps_its_rows_whole() -> None:
    table = opened(GRID).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["No.", "What"],
        ["A-001", "one\ntwo\nRef: x"],
    ]
    about = [row._tr.trPr for row in table.rows]
    assert [one.find(qn("w:tblHeader")) is not None for one in about] == [True, False]
    assert [one.find(qn("w:cantSplit")) is not None for one in about] == [True, True]


def test_pages_are_numbered_and_bear_their_lines() -> None:
    section = opened(Paragraph("text"), head="The head", mark="DRAFT", foot="The foot").sections[0]
    assert section.header.paragraphs[0].text == "The head\tDRAFT"
    assert section.footer.paragraphs[0].text.startswith("The foot\tPage ")
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(("landscape", "size"), [(False, (210, 297)), (True, (297, 210))])
def test_it_is_set_on_the_paper_that_was_asked_for(landscape: bool, size: tuple[int, int]) -> None:
    section = opened(landscape=landscape).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size


def test_facts_points_and_breaks_stand_in_their_order() -> None:
    document = opened(Facts([("Name", "what")]), Points(["a", "b"], numbered=True), Points(["c"]), Break())
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["Name", "what"]]
    assert [p.text for p in document.paragraphs if p.text.strip()] == ["1. a", "2. b", "c"]


def test_text_is_text_whatever_is_in_it() -> None:
    text = "<w:p/>&amp; \x00\x0b\ufffe {MERGEFIELD x}"
    document = opened(Paragraph(text), Grid(("x",), (1,), [[[Line(text)]]]))
    shown = "<w:p/>&amp; \ufffd\ufffd\ufffd {MERGEFIELD x}"
    assert (document.paragraphs[0].text, document.tables[0].rows[1].cells[0].text) == (shown, shown)


def test_the_file_says_who_made_it_and_when_and_not_the_time_of_the_clock() -> None:
    core = opened(language="es-ES").core_properties
    assert (core.title, core.author, core.last_modified_by) == ("A title", "Somebody", "Somebody")
    assert core.created.isoformat()[:19] == core.modified.isoformat()[:19] == "2026-11-22T00:00:00"
    assert core.language == "es-ES"


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert write(paper(Heading("x"), GRID)) == write(paper(Heading("x"), GRID))
