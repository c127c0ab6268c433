"""A table is the same whether WeasyPrint sets it or the painter: text, order, places and look."""

import functools
import io
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.reporting.render.ledger import (
    BREAK,
    Row,
    absent,
    aside,
    cell,
    flag,
    late,
    linked,
    paragraph,
    pill,
    ref,
    tally,
)
from app.reporting.render.writing import day
from tests.reporting import extremes
from tests.reporting.render.ledger import setting
from tests.reporting.render.ledger.setting import table

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

STATES = [
    ("In force", "in_force"),
    ("Renewal due", "renewal_due"),
    ("Expired", "expired"),
    ("Draft", "draft"),
]
ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "áéíóúñçÅßøœžğąŁ",
    "αβγδΩλπ",
    "абвгдежзийЯЮ",
    "漢字測試有限公司株式会社テストひらがな주식회사시험。、（）",
    "-/.,;:!?&()'\"“”’–—§%+=#@·…",
]
RIGHT_TO_LEFT = [*extremes.HOSTILE[4:6], extremes.HOSTILE[7], extremes.HOSTILE[12]]


def invented(count: int, seed: int) -> list[Row]:
    """Rows of words drawn from many alphabets, with every kind of run, some in scripts that WeasyPrint must set."""
    draw = random.Random(seed)  # noqa: S311 -- nothing here is secret

    def words(most: int) -> str:
        made = []
        for _ in range(draw.randint(1, most)):
            letters = draw.choices(ALPHABETS, weights=[9, 3, 1, 1, 1, 2, 2])[0]
            length = draw.choices([draw.randint(1, 9), draw.randint(20, 60)], weights=[30, 1])[0]
            word = "".join(draw.choice(letters) for _ in range(length))
            made.append(word + draw.choice(["", "", "", ",", "-", "/x", " –"]))
        return " ".join(made)

    rows = []
    for number in range(1, count + 1):
        state, key = draw.choice(STATES)
        parties = [words(5)] + ([draw.choice(RIGHT_TO_LEFT)] if number % 5 == 0 else [])
        rows.append(
            Row(
                (
                    cell(*setting.simple(number, "").cells[0], BREAK, aside(" · ".join(parties))),
                    cell(
                        paragraph("agreement"), ref(f"AG-{number:04d}"), " ", words(6), " ",
                        pill(state, f"stage stage-{key}"), " ", aside(f"until {day('2027-02-10')}"),
                        paragraph("agreement"), words(12), " ", flag("sensitive"), ", ", words(3),
                    ) if number % 2 else cell(words(30), BREAK, late("overdue"), " ", absent("no date")),
                    cell(tally(f"{number * 37}\u00a0high"), BREAK, str(number)),
                ),
                cell(words(25), " ", aside(words(9))),
            )
        )  # fmt: skip
    return rows


@functools.cache
def made(painted: bool) -> bytes:
    """The invented table, set one way or the other."""
    declared = table(invented(60, 7), notes=True, style="register-table")
    return setting.document(declared, painted=painted)


def test_both_read_the_same_in_the_same_order() -> None:
    painted, plain = setting.cells(made(True)), setting.cells(made(False))
    assert len(painted) == 3 + 60 * 4
    assert [(element.kind, element.text) for element in painted] == [
        (element.kind, element.text) for element in plain
    ]


def test_every_row_is_headed_and_every_column_is() -> None:
    found = setting.cells(made(True))
    assert [element.scope for element in found[:3]] == ["Column"] * 3
    assert {element.scope for element in found[3:] if element.kind == "TH"} == {"Row"}
    assert [element.kind for element in found[3:7]] == ["TH", "TD", "TD", "TD"]
    assert {element.span for element in found[6::4]} == {"3"}


def test_both_break_the_same_lines_and_pages_at_the_same_places() -> None:
    painted, plain = setting.words(made(True)), setting.words(made(False))
    assert sorted((word.page, word.text) for word in painted) == sorted(
        (word.page, word.text) for word in plain
    )
    unmatched = set(plain)
    moved = []
    for word in painted:
        same = [other for other in unmatched if word.is_at(other, across=0.3, down=1.5)]
        moved += [] if same else [word]
        unmatched -= set(same[:1])
    assert moved == []


def greys(data: bytes, page: int, folder: Path) -> Image.Image:
    """*page* as an image of 110 dots an inch."""
    command = [
        "pdftoppm",
        "-r",
        "110",
        "-gray",
        "-f",
        str(page),
        "-l",
        str(page),
        "-singlefile",
        "-",
        str(folder / "p"),
    ]
    subprocess.run(command, input=data, check=True)
    return Image.open(io.BytesIO((folder / "p.pgm").read_bytes()))


@pytest.mark.parametrize("page", [1, 2])
def test_both_look_the_same(page: int, tmp_path: Path) -> None:
    one, other = (greys(made(painted), page, tmp_path) for painted in (True, False))
    histogram = ImageChops.difference(one, other).histogram()
    ink = sum(one.histogram()[:128])
    assert ink > 10_000
    assert sum(histogram[96:]) < 0.06 * ink


@pytest.mark.parametrize(
    "text", [*extremes.HOSTILE, "", " ", "one\ntwo\tthree   four", "\u00a0", "a\u00adb" * 20]
)
def test_a_single_row_of_any_text_is_set_the_same(text: str) -> None:
    rows = [Row((cell(text), cell(linked(aside(text), "#part")), cell("1")))]
    painted, plain = (setting.document(table(rows), painted=way) for way in (True, False))
    assert [(e.kind, e.text) for e in setting.cells(painted)] == [
        (e.kind, e.text) for e in setting.cells(plain)
    ]
    assert [page.split() for page in setting.pages(painted)] == [
        page.split() for page in setting.pages(plain)
    ]
