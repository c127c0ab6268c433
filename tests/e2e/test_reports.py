"""Reports in the browser: planned, issued while one looks on, and checked by whoever holds a file."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served, assert_accessible, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

DROP = """
async (data) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "report.pdf", { type: "application/pdf" }));
  const place = document.querySelector("[data-drop]");
  for (const name of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}
"""


def test_a_report_is_planned_issued_and_checked(page: Page, served: Served, tmp_path: Path) -> None:
    sign_in(page, served.officer)
    page.goto("/reports")
    assert_accessible(page)
    page.get_by_role("link", name="Scheduled reports").click()
    assert_accessible(page)
    page.get_by_role("link", name="Add a schedule").first.click()
    page.get_by_label("Name", exact=False).first.fill("Board report, monthly")
    page.locator(f'input[name="recipients"][value="{served.executive}"]').check()
    page.get_by_role("button", name="Add").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board report, monthly")
    assert_accessible(page)

    page.get_by_role("button", name="Issue now").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    file = tmp_path / "report.pdf"
    download.value.save_as(file)
    page.goto("/settings")
    expect(page.locator("#seal")).to_contain_text("this instance, on first use")

    page.context.clear_cookies()
    page.goto("/verify")
    assert_accessible(page)
    page.evaluate(DROP, base64.b64encode(file.read_bytes()).decode())
    expect(page.get_by_role("status")).to_contain_text("Genuine")
    assert_accessible(page)

    altered = bytearray(file.read_bytes())
    altered[len(altered) // 3] ^= 1
    file.write_bytes(bytes(altered))
    page.get_by_label("Drop the file here, or choose it").set_input_files(str(file))
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("status")).to_contain_text("Altered")
    assert_accessible(page)
