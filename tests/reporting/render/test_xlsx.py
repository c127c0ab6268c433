import datetime as dt
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.reporting import press
from tests.reporting import extremes, samples
from tests.reporting.kinds import MAKERS


def book(name: str) -> CalamineWorkbook:
    """The workbook of the sample *name*."""
    snapshot = MAKERS[name]()
    data = press.render(snapshot["kind"], snapshot, samples.seal(snapshot), "xlsx")
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def rows(opened: CalamineWorkbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by its heads."""
    heads, *found = opened.get_sheet_by_name(sheet).to_python()
    return [dict(zip(heads, row, strict=True)) for row in found]


def test_the_first_sheet_says_what_the_report_is_and_how_to_prove_it() -> None:
    snapshot = samples.register()
    found = book("register").get_sheet_by_name("About").to_python()
    facts = {row[0]: row[1] for row in found if row[1]}
    assert found[0][0] == "Register of third parties"
    assert found[1][0] == "Orfebrería Solana, S.L."
    assert facts["As of"].endswith("23:59:59 Europe/Madrid (2026-11-22T22:59:59.999999Z)")
    assert facts["Rules applied as on"] == "22\u00a0November\u00a02026"
    assert facts["Regimes evaluated"] == "EU GDPR; United States (FTC Act, CAN-SPAM); Spain (LOPDGDD)"
    assert facts["Shown"] == "6 of 6 third parties"
    assert facts["Filters"] == "No filter applied"
    assert facts["Report"] == "R-2026-0007"
    assert facts["SHA-256 of the data"] == samples.seal(snapshot).snapshot_sha256
    assert facts["Third parties"] == "6 rows."
    assert any("not legal advice" in row[1] for row in found)


def test_the_register_has_a_row_a_third_party_with_typed_days() -> None:
    found = rows(book("register"), "Third parties")
    assert [row["Reference"] for row in found] == [f"TP-000{number}" for number in range(1, 7)]
    assert found[0]["Next review"] == dt.date(2027, 3, 1)
    assert found[3]["Next review"] == ""


def test_the_boards_figures_have_numerator_denominator_and_per_cent() -> None:
    found = {row["Figure"]: row for row in rows(book("board"), "Key figures")}
    assert (found["K1"]["Now, numerator"], found["K1"]["Now, denominator"], found["K1"]["Now"]) == (2, 4, 50)
    assert found["K5"]["Now"] == "n/a"


def test_the_boards_changes_are_counted_from_the_whole_numbers() -> None:
    before = samples.board()
    for kpi, then in zip(before["data"]["kpis"], [(15, 30), (3, 11), (2499, 10_000)], strict=False):
        kpi["numerator"], kpi["denominator"] = then
    before["data"]["kpis"][4]["numerator"], before["data"]["kpis"][4]["denominator"] = 599, 1000
    snapshot = samples.board(before)
    data = press.render("board", snapshot, samples.seal(snapshot), "xlsx")

    found = rows(CalamineWorkbook.from_filelike(io.BytesIO(data)), "Key figures")

    changed = {row["Figure"]: row["Change in points"] for row in found}
    assert (changed["K1"], changed["K3"], changed["K4"], changed["K7"]) == (0, -2, "up less than 0.1", "+0.1")


def test_the_inventory_has_a_sheet_a_part_with_the_numbers_of_the_schedule() -> None:
    snapshot, opened = samples.inventory(), book("inventory")
    names = [name for name in opened.sheet_names if name.startswith("Part")]
    assert [name[5] for name in names] == list("ABCDEFGHIJKKK")
    for name in [name for name in names if name[5] in snapshot["data"]["parts"]]:
        lines = snapshot["data"]["parts"][name[5]]
        assert [row["No."] for row in rows(opened, name)] == [line["number"] for line in lines]


def test_the_inventory_bears_its_legend_and_its_mark() -> None:
    cells = [cell for row in book("inventory").get_sheet_by_name("About").to_python() for cell in row]
    assert any("Privileged and confidential" in str(cell) for cell in cells)
    assert "Draft" in cells


@pytest.mark.parametrize("name", MAKERS)
def test_every_sample_opens_and_each_sheet_has_as_many_rows_as_its_front_says(name: str) -> None:
    opened = book(name)
    said = {row[0]: row[1] for row in opened.get_sheet_by_name("About").to_python()}
    for sheet in opened.sheet_names[1:]:
        count = len(opened.get_sheet_by_name(sheet).to_python()) - 1
        expected = "Nothing recorded" if count == 0 else f"{count} row"
        assert said[sheet].startswith(expected)


def test_hidden_characters_are_spelled_out_and_names_stay_whole() -> None:
    found = rows(book("hostile_register"), "Third parties")
    names = [row["Third party"] for row in found]
    assert names[8] == "Marks⟨U+200E⟩ of direction⟨U+200F⟩ and a join\u200der inside"
    assert (names[0], names[4], names[6]) == (extremes.HOSTILE[0], extremes.HOSTILE[4], extremes.HOSTILE[6])
    assert len(found) == len(extremes.HOSTILE)
