"""Lists in the browser: pasted and uploaded, mapped, asked about, looked through, written, mended and taken back."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from app import create_app
from app.extensions import db
from app.settings import Settings
from tests.e2e.conftest import Served, assert_accessible, sign_in
from tests.importing.lists import dumped

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PASTED = """Vendors of the shop, July

Vendor\tService\tCountry\tData categories\tWebsite\tTeam
Ardea Boxes\tParcels\tSpain\tName; Hat colour\tardea.example\tLogistics
Brisa Texts\tText messages\tNowhereland\tName\tbrisa.example\tMarketing
Cuarzo Print\tPrinting\tFrance\tName\tcuarzo.example\tShop
Cuarzo Print SARL\tPrinting of cards\tFrance\tPostal address\twww.cuarzo.example\tShop
"""


def _register(served: Served) -> dict[str, Any]:
    """The register of the served instance as it stands."""
    app = create_app(Settings.read({}, instance=served.instance, log_level="ERROR"))
    with app.app_context():
        found = dumped()
        db.session.remove()
        db.engine.dispose()
    return found


def test_a_pasted_table_is_mapped_asked_about_written_mended_and_taken_back(
    page: Page, served: Served, tmp_path: Path
) -> None:
    sign_in(page, served.officer)
    before = _register(served)
    page.goto("/imports")
    assert_accessible(page)
    page.get_by_role("link", name="Import a list").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_contain_text("choose a file, or paste a table")
    page.get_by_label("Or paste a table").fill(PASTED)
    page.get_by_role("button", name="Read it").click()

    expect(page.get_by_label("Row 3 names the columns")).to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="Next: columns").click()

    expect(page.get_by_label("Vendor", exact=True)).to_have_value("name")
    expect(page.get_by_label("Team", exact=True)).to_have_value("")
    assert_accessible(page)
    page.get_by_label("Team", exact=True).select_option(label="Flow: Name")
    page.get_by_label("Keep this mapping as").fill("Vendors of the shop")
    page.get_by_role("button", name="Next: look at the rows").click()

    expect(page.locator("main")).to_contain_text("The mapping is kept as “Vendors of the shop”.")
    assert_accessible(page)
    page.get_by_label("Hat colour").select_option(label="A new entry of this name")
    page.get_by_label("Nowhereland").select_option(label="Refuse the rows")
    page.get_by_role("button", name="Next: preview").click()

    expect(page.locator("#row-4")).to_contain_text("Data categories Name, Hat colour")
    expect(page.locator("#row-5")).to_contain_text("“Nowhereland” is not a country that is known")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("May be registered already")).click()
    assert_accessible(page)
    page.get_by_label(re.compile("Merge with row 6, Cuarzo Print")).check()
    page.get_by_role("button", name="Save what is decided").click()
    page.get_by_role("link", name=re.compile("^All")).click()
    expect(page.locator("#row-7")).to_contain_text("Changed")
    assert _register(served) == before

    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.locator("main")).to_contain_text("3 rows are in the register")
    assert_accessible(page)
    ref = page.locator("#row-4").get_by_role("link").first.inner_text()
    assert re.fullmatch(r"TP-\d{4}", ref)
    page.locator("#row-4").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ardea Boxes")
    page.go_back()
    written = page.url

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    mended = tmp_path / "mended.csv"
    download.value.save_as(mended)
    text = mended.read_text(encoding="utf-8-sig")
    assert "Brisa Texts" in text
    mended.write_text(text.replace("Nowhereland", "Portugal"), encoding="utf-8")
    page.goto("/imports/new")
    page.get_by_label("File", exact=True).set_input_files(str(mended))
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Next: columns").click()
    page.get_by_label("Use a saved mapping").select_option("Vendors of the shop")
    page.get_by_role("button", name="Recognise again").click()
    expect(page.get_by_label("Team", exact=True)).to_have_value("flow.name")
    expect(page.get_by_label("What is wrong")).to_have_value("")
    page.get_by_role("button", name="Next: look at the rows").click()
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.locator("main")).to_contain_text("1 row is in the register")

    for address in (page.url, written):
        page.goto(address)
        page.get_by_text("Take it back").first.click()
        page.get_by_role("button", name="Take it back").last.click()
        expect(page.locator("main")).to_contain_text("This import was taken back")
    assert_accessible(page)
    assert _register(served) == before

    page.goto("/imports")
    assert_accessible(page)
    page.get_by_text("Remove").first.click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("main")).to_contain_text("The mapping “Vendors of the shop” is removed.")


def _workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Read me").write_row(0, 0, ["How to fill in this workbook", "Ask the office"])
        sheet = book.add_worksheet("Encargados")
        rows = [
            ["Registro de encargados"],
            [],
            ["Encargado", "Servicio prestado", "País", "Correo electrónico", "Fecha de alta"],
            ["Duna Copias", "Copias de seguridad", "España", "hola@duna.example", "05/04/2024"],
            ["Estero Nube", "Alojamiento", "Alemania", "hola@estero.example", "31/05/2024"],
        ]
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
    return buffer.getvalue()


def test_an_uploaded_workbook_opens_at_its_table_and_can_be_discarded_or_imported(
    page: Page, served: Served, tmp_path: Path
) -> None:
    sign_in(page, served.officer)
    file = tmp_path / "encargados.xlsx"
    file.write_bytes(_workbook())
    page.goto("/imports/new")
    page.get_by_label("File", exact=True).set_input_files(str(file))
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("link", name=re.compile("Encargados"))).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Row 3 names the columns")).to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="Next: columns").click()
    for head, field in (
        ("Encargado", "name"),
        ("Servicio prestado", "description"),
        ("País", "entity.country"),
        ("Correo electrónico", "contact.email"),
        ("Fecha de alta", "onboarded_on"),
    ):
        expect(page.get_by_label(head, exact=True)).to_have_value(field)
    page.get_by_label("Field 1").select_option(label="Status")
    page.get_by_label("Value 1").fill("Active")
    page.get_by_role("button", name="Next: look at the rows").click()
    expect(page.locator("#row-4")).to_contain_text("Duna Copias")
    assert_accessible(page)
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.locator("main")).to_contain_text("2 rows are in the register")
    page.locator("#row-4").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("5 Apr 2024")

    page.goto("/imports/new")
    page.get_by_label("File", exact=True).set_input_files(str(file))
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Next: columns").click()
    page.get_by_role("button", name="Next: look at the rows").click()
    expect(page.locator("main")).to_contain_text("no row is new or changed")
    page.get_by_text("Discard").first.click()
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("main")).to_contain_text("“encargados.xlsx” is discarded.")


def test_everything_can_be_taken_out_from_one_page(page: Page, served: Served) -> None:
    sign_in(page, served.officer)
    page.goto("/exports")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX template of Third parties").click()
    assert download.value.suggested_filename == "third-parties-template.xlsx"
