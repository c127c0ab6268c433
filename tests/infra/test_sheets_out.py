import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.infra import sheets_out


def rows(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_values_keep_their_types_and_what_a_sheet_cannot_hold_is_text() -> None:
    then = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC)
    listed = [
        ["a", 7, dt.date(2026, 3, 31), None],
        [True, 10**16, dt.date(1850, 5, 1), then],
        ["0012", False, "+34 600 000 000", "1e5"],
    ]
    assert rows(sheets_out.xlsx("List", ["A", "B", "C", "D"], listed)) == [
        ["A", "B", "C", "D"],
        ["a", 7, dt.date(2026, 3, 31), ""],
        ["Yes", "10000000000000000", "1850-05-01", "2026-03-31T23:30:00+00:00"],
        ["0012", "No", "+34 600 000 000", "1e5"],
    ]


@pytest.mark.parametrize(
    ("text", "marked"), [("=1+1", True), (" @x", True), ("plain", False), ("a=b", False)]
)
@pytest.mark.parametrize("place", [1, 2])
def test_what_begins_like_a_formula_stays_text_when_somebody_edits_it(
    text: str, marked: bool, place: int
) -> None:
    data = sheets_out.xlsx("List", ["A"], [[text], [text]])
    found = re.search(
        rf'<c r="A{place + 1}"(?: s="(\d+)")? t="inlineStr">', part(data, "xl/worksheets/sheet1.xml")
    )
    formats = re.findall(r"<xf [^>]*>", part(data, "xl/styles.xml").partition("<cellXfs")[2])
    assert found is not None
    assert ('quotePrefix="1"' in formats[int(found[1] or 0)]) is marked


def test_heads_are_frozen_and_filtered_down_to_the_last_row() -> None:
    sheet = part(
        sheets_out.xlsx("List", ["A", "B"], ([n, "x"] for n in range(5))), "xl/worksheets/sheet1.xml"
    )
    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert '<autoFilter ref="A1:B6"/>' in sheet
    assert '<dimension ref="A1:B6"/>' in sheet


def test_a_list_without_rows_is_a_template() -> None:
    assert rows(sheets_out.xlsx("List", ["A", "B"], [])) == [["A", "B"]]


def test_the_same_list_gives_the_same_bytes() -> None:
    assert sheets_out.xlsx("List", ["A"], [["a"]]) == sheets_out.xlsx("List", ["A"], [["a"]])


def test_a_list_whose_rows_fail_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> Iterator[list[Any]]:
        yield ["a"]
        raise RuntimeError("The database has gone.")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError, match="gone"):
        sheets_out.xlsx("List", ["A"], failing())
    assert list(tmp_path.iterdir()) == []
