"""What only a painted table has to get right: pages, numbers, bookmarks, links, rows higher than a page, bytes."""

import functools
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from app.infra import certificates, sign
from app.infra.pdf_copies import stamped
from app.infra.pdf_progress import pages_told
from app.reporting.render.ledger import Row, aside, cell, linked
from app.settings import Settings
from tests.reporting import extremes
from tests.reporting.render.ledger import setting
from tests.reporting.render.ledger.setting import simple, table
from tests.reporting.verapdf import broken_clauses

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

BEFORE = (
    "<nav class='contents'><h2>Contents</h2><ol><li><a href='#part'>Part one</a></li>"
    "<li><a href='#legend'>Legend</a></li></ol></nav>"
)
AFTER = "<section id='legend'><h2>Legend</h2><p>The end</p></section>"


@functools.cache
def long() -> bytes:
    """600 rows between a page of contents and a legend."""
    return setting.document(
        table([simple(n) for n in range(1, 601)]), painted=True, before=BEFORE, after=AFTER
    )


def _linking(text: str) -> Row:
    outside = linked(aside(text), "https://x.example/a(b)")
    return Row((cell(linked(aside(text), "#TP-1")), cell(text, " ", outside), cell(text)))


@functools.cache
def hostile() -> bytes:
    """Every hostile text in every cell of a row of its own, and again as links."""
    rows = [_linking(text) for text in extremes.HOSTILE]
    rows.append(Row((cell("Target"), cell(), cell("")), anchor="TP-1"))
    return setting.document(table(rows), painted=True, before=BEFORE, after=AFTER)


@functools.cache
def tall() -> bytes:
    """A row of many pages, one with a word of many lines, and rows around them."""
    long_text = " ".join(f"word{number}" for number in range(4000))
    arabic = " ".join(["شركة", "الخليج", "للتجارة"] * 1200)
    rows = [simple(1), simple(2, long_text), simple(3, "x" * 9000), simple(4, arabic), simple(5)]
    return setting.document(table(rows), painted=True)


@needs_poppler
def test_every_page_says_which_of_how_many_it_is_and_repeats_the_heads() -> None:
    pages = setting.pages(long())
    assert len(pages) > 20
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(
        pages
    )
    with_rows = [page for page in pages if "Vendor " in page]
    assert [("Third party" in page, "R-1" in page, "Foot" in page) for page in with_rows] == [(True,) * 3] * (
        len(pages) - 2
    )


@needs_poppler
def test_every_row_is_there_once_and_in_order() -> None:
    found = re.findall(r"Vendor (\d+) TP-\d{4}", " ".join(" ".join(setting.pages(long())).split()))
    assert found == [str(number) for number in range(1, 601)]


@needs_poppler
def test_the_contents_tell_the_pages_that_the_painted_ones_have_moved() -> None:
    pages = setting.pages(long())
    told = re.findall(r"^\d+$", pages[0], re.MULTILINE)
    actual = [
        next(n for n, page in enumerate(pages, 1) if n > 1 and name in page)
        for name in ("Part one", "Legend")
    ]
    assert told == [str(number) for number in actual]
    assert actual[1] == len(pages)


def test_bookmarks_lead_to_every_250th_row_below_the_heading() -> None:
    assert setting.outline(long()) == [
        ("Contents", []),
        ("Part one", ["TP-0001", "TP-0251", "TP-0501"]),
        ("Legend", []),
    ]


@needs_poppler
def test_bookmarks_and_anchors_lead_to_the_page_of_their_row() -> None:
    pages = setting.pages(long())
    with pikepdf.open(io.BytesIO(long())) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        with pdf.open_outline() as outline:
            marked = {
                str(mark.title): numbers[mark.destination[0].objgen] for mark in outline.root[1].children
            }
        names = pdf.Root.Names.Dests.Names
        named = {str(names[i]): numbers[names[i + 1][0].objgen] for i in range(0, len(names), 2)}
    assert [name for name, page in marked.items() if name not in pages[page]] == []
    rows = {name: page for name, page in named.items() if name.startswith("TP-")}
    assert len(rows) == 600
    assert [name for name, page in rows.items() if name not in pages[page]] == []


@needs_poppler
def test_rows_and_words_that_no_page_or_line_holds_go_on_in_the_next() -> None:
    cells = setting.cells(tall())
    assert cells[7].text == "".join(f"word{number}" for number in range(4000))
    assert cells[10].text == "x" * 9000
    assert len(cells[13].text) == len("".join(["شركة", "الخليج", "للتجارة"] * 1200))
    assert [element.text for element in cells[-3:]] == ["Vendor5TP-0005", "Nameandaddress", "5"]


@needs_poppler
@pytest.mark.parametrize("make", [long, hostile, tall])
def test_nothing_stands_outside_the_page_or_on_other_text(
    make: "functools._lru_cache_wrapper[bytes]",
) -> None:
    found = setting.words(make())
    outside = [word for word in found if word.left < 36 or word.right > 842 - 36 or not 30 < word.top < 570]
    assert outside == []


def test_links_lead_inside_and_outside_and_belong_to_a_link_element() -> None:
    with pikepdf.open(io.BytesIO(hostile())) as pdf:
        annotations = [
            a for page in pdf.pages for a in page.get("/Annots", ()) if "/Legend" not in str(a.get("/Dest"))
        ]
        inside = [a for a in annotations if str(a.get("/Dest", "")) == "TP-1"]
        outside = [a for a in annotations if "/A" in a]
        tree = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(tree[i]): tree[i + 1] for i in range(0, len(tree), 2)}
        kinds = {str(owners[int(a.StructParent)].S) for a in inside + outside}
        names = [str(name) for name in pdf.Root.Names.Dests.Names[::2]]
    assert len(inside) >= len(extremes.HOSTILE)
    assert {str(a.A.URI) for a in outside} == {"https://x.example/a(b)"}
    assert kinds == {"/Link"}
    assert names == sorted(names)
    assert "TP-1" in names


@pytest.mark.verapdf
def test_painted_tables_pass_pdf_a_and_pdf_ua_also_when_signed_or_given_away(tmp_path: Path) -> None:
    own = certificates.identity(Settings.read({}, instance=tmp_path))
    files = {"long": long(), "hostile": hostile(), "tall": tall()}
    files |= {f"{name}, signed": sign.sign(data, own, reason="Seal") for name, data in files.items()}
    files["long, copied"] = stamped(files["long, signed"], "Copy for a guest, 22 November 2026")
    assert broken_clauses(files) == {name: [] for name in files}


def test_those_who_listen_are_told_each_page_and_can_end_the_work() -> None:
    class Cancelled(Exception):
        """Somebody has lost interest."""

    told: list[int] = []

    def until_the_ninth(page: int) -> None:
        told.append(page)
        if page == 9:
            raise Cancelled

    declared = table([simple(number) for number in range(1, 601)])
    with pytest.raises(Cancelled), pages_told(until_the_ninth):
        setting.document(declared, painted=True)
    assert told[-8:] == [2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("make", [long, hostile, tall])
def test_the_file_is_sound(make: "functools._lru_cache_wrapper[bytes]", tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(make())
    run = subprocess.run(["qpdf", "--check", tmp_path / "x.pdf"], capture_output=True, text=True, check=False)
    assert (run.returncode, "WARNING" in run.stdout + run.stderr) == (0, False)


def test_object_streams_stay_small() -> None:
    with pikepdf.open(io.BytesIO(long())) as pdf:
        assert len(pdf.objects) > 2400
    sizes = [int(size) for size in re.findall(rb"/ObjStm/N (\d+)", long())]
    assert len(sizes) > 10
    assert max(sizes) <= 200


MAKE = """
import hashlib
from tests.reporting.render.ledger import test_painting as made
print(hashlib.sha256(made.hostile()).hexdigest())
"""


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    root = Path(__file__).parents[4]
    hashes = []
    for seed, place in (("1", root), ("2", tmp_path)):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "TZ": f"Etc/GMT-{seed}"}
        run = subprocess.run(
            [sys.executable, "-c", MAKE], env=env, cwd=place, capture_output=True, text=True, check=True
        )
        hashes.append(run.stdout)
    assert hashes[0] == hashes[1]
