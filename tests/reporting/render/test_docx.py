import io
from typing import Any

import docx
import pytest

from app.reporting import press
from app.reporting.render.docx import SIGNING
from app.reporting.snapshot.schema.frame import Snapshot
from tests.reporting import extremes, samples


def opened(snapshot: Snapshot) -> Any:
    """The word file of *snapshot*, as the library reads it."""
    data = press.render(snapshot["kind"], snapshot, samples.seal(snapshot), "docx")
    return docx.Document(io.BytesIO(data))


def headings(document: Any) -> list[str]:
    """The headings, without the counts of rows."""
    return [p.text.partition(" (")[0] for p in document.paragraphs if p.style.name.startswith("Heading")]


def text_of(document: Any) -> str:
    """Everything that stands in the document."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_a_schedule_has_its_parts_as_headings_and_a_place_to_sign() -> None:
    document = opened(samples.inventory())
    assert headings(document) == [
        "Preliminary statement",
        "Summary",
        "Part A Transferred data assets",
        "Part B Retained data",
        "Part C Excluded or to be destroyed",
        "Part D Suppression and preferences",
        "Part E Agreements",
        "Other lines",
        "Gates",
        "Part F Consents and notices",
        "Part G International transfers",
        "Part H Sub-processors",
        "Part I Exceptions",
        "Part J Shared and transitional",
        "Part K Notice history",
        "Part K Incidents",
        "Part K Requests and opt-outs",
        "Closing checklist",
        "Signing to closing",
        "Sign-off",
        "Annex 1 Rules",
        "Annex 2 Documents referred to",
        "Annex 3 Data categories",
        "Annex 4 Texts of notices",
        "Method",
        "Provenance",
    ]
    signing = next(table for table in document.tables if table.rows[0].cells[0].text == "For")
    assert [row.cells[0].text for row in signing.rows[1:]] == list(SIGNING)


def test_every_line_of_a_schedule_is_there_under_its_number() -> None:
    snapshot = samples.inventory()
    expected = [line["number"] for lines in snapshot["data"]["parts"].values() for line in lines]
    first = [row.cells[0].text for table in opened(snapshot).tables for row in table.rows]
    assert [number for number in expected if number not in first] == []


def test_a_schedule_bears_its_legend_its_mark_and_the_hash_of_its_data() -> None:
    snapshot = samples.inventory()
    document = opened(snapshot)
    section, text = document.sections[0], text_of(document)
    assert "Privileged and confidential" in section.header.paragraphs[0].text
    assert "DRAFT · R-2026-0007" in section.header.paragraphs[0].text
    assert samples.seal(snapshot).snapshot_sha256 in text
    assert "Privileged and confidential. Prepared for counsel" in text


def test_columns_that_have_no_room_stand_under_another_by_their_name() -> None:
    document = opened(samples.inventory())
    table = next(table for table in document.tables if table.rows[0].cells[1].text == "Counterparty")
    cell = table.rows[1].cells[1].text.splitlines()
    assert cell == [
        "Veloz Paquetería, S.A.",
        "Third party: TP-0001",
        "Affiliation: Non-affiliated",
        "Role: Processor",
    ]


@pytest.mark.parametrize("make", [samples.register, samples.board, extremes.empty_board])
def test_any_kind_can_be_set_as_a_document(make: Any) -> None:
    document = opened(make())
    assert headings(document)[-2:] == ["Method", "Provenance"]
    assert all(len(table.rows[0].cells) <= 16 for table in document.tables)


def test_hostile_text_forges_no_row_and_hides_none() -> None:
    snapshot = extremes.hostile_inventory()
    harmless = samples.schedule(
        samples.deal("Harmless", "Harmless"),
        extremes.hostile_dossiers([f"Harmless {number}" for number in range(len(extremes.HOSTILE))]),
        samples.context(),
    )
    counts = [[len(table.rows) for table in opened(one).tables] for one in (snapshot, harmless)]
    assert counts[0] == counts[1]
    text = text_of(opened(snapshot))
    assert [
        name for name in (extremes.HOSTILE[0], extremes.HOSTILE[1], extremes.HOSTILE[6]) if name not in text
    ] == []


def test_an_empty_part_says_so() -> None:
    assert "Nothing is recorded." in text_of(opened(extremes.empty_inventory()))


def test_a_matrix_of_clauses_has_a_sign_in_each_cell_under_the_number_in_the_checklist() -> None:
    document = opened(samples.clauses())
    rows = {
        row[0]: row
        for row in (cells(row) for table in document.tables for row in table.rows)
        if row[2:3] == ["1"]
    }
    asked = {
        row[1]: row[3]
        for row in (cells(row) for table in document.tables for row in table.rows)
        if len(row) == 7
    }
    assert set(rows) == {"Agreement"}
    assert rows["Agreement"][2:] == [str(number) for number in range(1, len(rows["Agreement"]) - 1)]
    assert set(rows["Agreement"][2:]) <= set(asked)


def test_a_word_file_lists_the_clauses_that_were_read_and_leaves_the_others_to_the_matrices() -> None:
    snapshot = samples.clauses()
    states = [one["state"] for row in snapshot["data"]["agreements"] for one in row["clauses"]]
    [table] = [table for table in opened(snapshot).tables if cells(table.rows[0])[2:3] == ["What it asks"]]
    assert len(table.rows) - 1 == sum(state != "not_assessed" for state in states) < len(states)
    assert "Read in: AG-0002" in table.rows[1].cells[3].text + table.rows[2].cells[3].text


def cells(row: Any) -> list[str]:
    """The text of the cells of *row*."""
    return [cell.text for cell in row.cells]
