import datetime as dt
import functools
import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest

from app.infra import certificates, sign
from app.infra.pdf import Attachment, lay_out
from app.reporting import press
from app.reporting.render.html import source
from app.reporting.render.legible import legible
from app.reporting.render.writing import day
from app.reporting.snapshot.schema.frame import Snapshot
from app.settings import Settings
from tests.reporting import extremes, kinds, samples
from tests.reporting.verapdf import broken_clauses

MAKERS: dict[str, Callable[[], Snapshot]] = {
    **kinds.MAKERS,
    "long_register": lambda: extremes.long_register(60),
    "painted_register": lambda: extremes.long_register(450),
    "long_board": extremes.long_board,
    "later_board": samples.later_board,
}
PLAIN = tuple(kinds.ORDINARY)
HOSTILE = tuple(f"hostile_{kind}" for kind in PLAIN)
EMPTY = tuple(f"empty_{kind}" for kind in PLAIN)

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

UNPRINTED = {
    "board": {"title", "key", "policy_code", "effective_on", "history"},
    "register": {"title", "effective_on", "notice_by", "last_review_on", "active_flows", "flows", "policy_code"},
    "notice": {
        "title", "key", "policy_code", "third_party", "object_name", "opened_on", "due_on", "owner", "state", "cells",
    },
    "ledger": {
        "title", "key", "third_party", "object_name", "opened_on", "due_on", "owner", "holidays", "tellings", "missing",
        "erased_on", "via",
    },
    "inventory": {
        "activity", "basis", "document", "deal_firings", "findings", "key", "limits", "objects", "proposed", "reason",
        "side", "stage", "third_party", "type", "of", "part", "perimeter", "preferences", "mark", "signing_on",
        "closing_on", "buyer_entity", "reg_no", "records_band", "band", "worst", "effective_on", "on", "sensitive",
    },
    "promise": {"first_on", "ended_on", "document", "state", "on", "reason"},
    "clauses": {"third_party", "amends", "assessed_by", "assessed_on", "title", "notice_by", "state", "key"},
    "findings": {
        "third_party", "third_party_name", "title", "owner", "at", "operation", "due_on", "note", "opened_on", "remedy",
        "citation", "state", "rules",
    },
    "comparison": {"path", "entry", "part", "what", "operation", "at", "by", "of"},
    "transfers": {"adequacy_recorded", "third_party", "regime", "checked_on"},
    "ropa": {"legal_ground", "third_party", "consent_evidence", "title", "aware_on", "for_others", "unassigned"},
    "vendor": {"key", "hash", "third_party", "effective_on", "ref", "at", "limb", "state", "reason", "title"},
}  # fmt: skip
"""The fields that a kind does not print as they are: shown elsewhere, in other words, or only in the data embedded."""


@functools.cache
def made(name: str, paper: str = "A4") -> bytes:
    """The PDF of the sample *name*."""
    snapshot = MAKERS[name]()
    return press.render(snapshot["kind"], snapshot, samples.seal(snapshot, paper=paper), "pdf")


@functools.cache
def text_of(name: str, paper: str = "A4") -> str:
    """The text of the PDF of *name*, as poppler reads it."""
    run = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=made(name, paper), capture_output=True, check=True
    )
    return run.stdout.decode()


def bare(text: str) -> str:
    """*text* without spaces, line breaks and marks of direction, which lines and pages add and take away."""
    kept = (
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and unicodedata.category(c) != "Cf"
    )
    return "".join(kept)


def printed(
    value: Any, labels: dict[str, dict[str, str]], unprinted: set[str], name: str = ""
) -> Iterator[str]:
    """What the pages should show of *value*: words for keys, days written out, text made legible."""
    if name in unprinted:
        return
    if isinstance(value, dict):
        for field, entry in value.items():
            yield from printed(entry, labels, unprinted, field)
    elif isinstance(value, list):
        for entry in value:
            yield from printed(entry, labels, unprinted, name)
    elif isinstance(value, str) and value:
        words = {known[value] for known in labels.values() if value in known}
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield day(value)
        elif not words:
            yield legible(value)
        elif len(words) == 1:
            yield legible(words.pop())


def is_left_to_right(text: str) -> bool:
    """Whether *text* has no right-to-left letters, whose order poppler guesses."""
    return not any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in text)


@pytest.mark.verapdf
def test_every_kind_passes_pdf_a_and_pdf_ua_with_ordinary_hostile_and_no_names() -> None:
    names = (*PLAIN, *HOSTILE, *EMPTY, "long_register", "painted_register")
    assert broken_clauses({name: made(name) for name in names}) == {name: [] for name in names}


@pytest.mark.verapdf
def test_every_kind_passes_them_when_signed_too(tmp_path: Path) -> None:
    identity = certificates.identity(Settings.read({}, instance=tmp_path))
    names = (*PLAIN, *HOSTILE, "painted_register")
    signed = {name: sign.sign(made(name), identity, reason="Seal of the test") for name in names}
    assert broken_clauses(signed) == {name: [] for name in names}


@needs_poppler
@pytest.mark.parametrize("name", [*PLAIN, *HOSTILE])
def test_every_value_of_the_snapshot_is_in_the_text(name: str) -> None:
    snapshot = MAKERS[name]()
    expected = set(printed(snapshot["data"], snapshot["labels"], UNPRINTED[snapshot["kind"]]))
    found = bare(text_of(name)).casefold()
    assert {
        text for text in expected if is_left_to_right(text) and bare(text).casefold() not in found
    } == set()


@needs_poppler
@pytest.mark.parametrize("name", HOSTILE)
def test_right_to_left_names_keep_their_words(name: str) -> None:
    found = {bare(word) for word in text_of(name).split()}
    assert {"للتجارة", "הבדיקות"} <= found


@needs_poppler
@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_cut_off_or_overlaps_another(name: str) -> None:
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=made(name), capture_output=True, check=True)
    clean = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", run.stdout)
    outside, overlapping = [], []
    space = "{http://www.w3.org/1999/xhtml}"
    root = ElementTree.fromstring(clean)  # noqa: S314 -- of our own file
    for number, page in enumerate(root.iter(f"{space}page"), 1):
        width, height = float(page.attrib["width"]), float(page.attrib["height"])
        words = []
        for word in page.iter(f"{space}word"):
            left, top, right, bottom = (float(word.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax"))
            if left < 36 or right > width - 36 or top < 20 or bottom > height - 20:
                outside.append((number, word.text))
            words.append((left, top, right, bottom, word.text))
        for index, one in enumerate(words):
            for other in words[index + 1 :]:
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                area = min((w[2] - w[0]) * (w[3] - w[1]) for w in (one, other))
                if across > 1 and down > 1 and across * down > 0.4 * area:
                    overlapping.append((number, one[4], other[4]))
    assert (outside, overlapping) == ([], [])


@needs_poppler
@pytest.mark.parametrize("name", [*PLAIN, "long_register", "painted_register"])
def test_every_page_after_the_cover_has_its_heads_and_every_page_its_number(name: str) -> None:
    pages = text_of(name).split("\f")[:-1]
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(
        pages
    )
    assert ["R-2026-0007" in page and "As of 22 November 2026" in page for page in pages[1:]] == [True] * (
        len(pages) - 1
    )
    privileged = ["Privileged and confidential" in page for page in pages]
    assert privileged == [name == "inventory"] * len(pages)


@needs_poppler
def test_a_table_repeats_its_head_on_each_of_its_pages() -> None:
    pages = text_of("long_register").split("\f")[:-1]
    with_rows = [page for page in pages if re.search(r"TP-\d{4}", page) and "Owner:" in page]
    assert len(with_rows) > 5
    assert ["Agreements, state and end" in page for page in with_rows] == [True] * len(with_rows)


@needs_poppler
def test_a_row_keeps_its_note_below_a_heading_at_the_foot_of_a_page_too() -> None:
    snapshot = MAKERS["findings"]()
    heights = range(90, 150, 3)
    table = (
        '<table><thead><tr><th scope="col">Head</th></tr></thead><tbody class="entry"><tr><td>Row{0}</td></tr>'
        '<tr class="summary-line"><td>Note{0}</td></tr></tbody></table>'
    )
    parts = [
        f'<section style="break-before: page; padding-top: {height}mm"><h2>Heading</h2>{table.format(height)}'
        "</section>"
        for height in heights
    ]
    document = source(snapshot, samples.seal(snapshot), contents=False)
    page = re.sub("<main>.*</main>", f"<main>{''.join(parts)}</main>", document.html, flags=re.DOTALL)
    written = lay_out(page).write(
        Attachment("data.json", b"{}", "Data", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    )
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=written.data, capture_output=True, check=True)
    pages = run.stdout.decode().split("\f")
    torn = [
        height
        for height in heights
        if not any(f"Row{height}" in text and f"Note{height}" in text for text in pages)
    ]
    assert torn == []


@needs_poppler
@pytest.mark.parametrize("name", PLAIN)
def test_the_cover_bears_the_whole_hash_of_the_data(name: str) -> None:
    snapshot = MAKERS[name]()
    cover = text_of(name).split("\f")[0]
    assert samples.seal(snapshot).snapshot_sha256 in bare(cover)


@pytest.mark.parametrize("name", PLAIN)
def test_title_language_and_bookmarks_are_set(name: str) -> None:
    with pikepdf.open(io.BytesIO(made(name))) as pdf, pdf.open_outline() as outline:
        title, language = str(pdf.docinfo["/Title"]), str(pdf.Root.Lang)
        marks = [str(item.title).partition(" ")[0] for item in outline.root]
    assert title == f"{MAKERS[name]()['title']} – Orfebrería Solana, S.L. – R-2026-0007"
    assert language == "en"
    assert marks[:3] == {
        "board": ["Summary", "Key", "Open"],
        "register": ["Overview", "Processor", "Third"],
        "notice": ["Overview", "Findings", "Purposes"],
        "ledger": ["Overview", "Findings", "Opt-outs"],
        "inventory": ["Contents", "1", "2"],
        "promise": ["Summary", "Flow", "What"],
        "clauses": ["Overview", "What", "The"],
        "findings": ["Overview", "Open", "Waived"],
        "transfers": ["Overview", "Transfers", "What"],
        "ropa": ["Overview", "Article", "Article"],
        "vendor": ["Overview", "Contacts", "Flows"],
        "comparison": ["Overview", "Third", "Agreements"],
    }[name]  # fmt: skip


@needs_poppler
@pytest.mark.parametrize(("name", "expected"), [("board", False), ("long_register", True)])
def test_only_a_long_report_has_a_page_of_contents(name: str, expected: bool) -> None:
    pages = text_of(name).split("\f")[:-1]
    assert (len(pages) > 8) is expected
    assert ["Contents" in page for page in pages] == [expected and index == 1 for index in range(len(pages))]


@pytest.mark.parametrize(("paper", "size"), [("A4", (595.28, 841.89)), ("Letter", (612, 792))])
def test_a_report_is_set_on_the_paper_that_its_seal_names(paper: str, size: tuple[float, float]) -> None:
    with pikepdf.open(io.BytesIO(made("register", paper))) as pdf:
        boxes = [tuple(float(side) for side in page.mediabox[2:]) for page in pdf.pages]
    assert boxes[0] == pytest.approx(size, abs=0.1)
    assert boxes[1] == pytest.approx(size[::-1], abs=0.1)


def test_the_board_lists_the_gravest_findings_and_says_how_many_there_are() -> None:
    snapshot = extremes.long_board(90)
    data = press.render("board", snapshot, samples.seal(snapshot), "html").decode()
    assert "18 of 90 open findings shown" in data
    assert len(re.findall(r'<td><span class="ref">FLW-01</span></td>', data)) == 18


@needs_poppler
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", ["board", "long_board", "empty_board"])
def test_the_board_reads_its_first_page_and_at_most_five_behind_it(name: str, paper: str) -> None:
    pages = text_of(name, paper).split("\f")[:-1]
    heads = [
        "Third parties and personal data",
        "open finding",
        "Open critical findings",
        "Decisions asked",
        "Certification",
        "SHA-256 of the data",
    ]
    assert [head in pages[0] for head in heads] == [True] * len(heads)
    assert "Key figures" in pages[1]
    assert len(pages) <= 6


@needs_poppler
def test_the_boards_first_page_says_what_changed_since_the_report_before() -> None:
    page = text_of("later_board").split("\f")[0]
    assert "Change since the board report as of 31 October 2026." in page
    assert "+25 points" in page
    assert "2 critical was 4" in page
