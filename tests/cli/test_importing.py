"""``import`` on the command line: the same as on the web, and one JSON object of fixed form."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.importing import register_file
from tests.cli.running import run
from tests.importing.lists import dumped

LIST = "Vendor,Country,Status,Colour\nAlpha Boxes,Spain,Active,red\nBeta Lines,Nowhereland,Active,\n"


@pytest.fixture
def vendors(tmp_path: Path) -> Path:
    file = tmp_path / "vendors.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


def said(app: Flask, *arguments: str | Path) -> dict[str, Any]:
    done = run(app, "import", *arguments, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_json_says_what_was_done_and_what_was_refused(empty: Flask, vendors: Path) -> None:
    found = said(empty, vendors)
    batch = found.pop("batch")
    assert found == {
        "kind": "third-parties",
        "mapping": {"Vendor": "name", "Country": "entity.country", "Status": "status", "Colour": None},
        "rows": 2,
        "create": 1,
        "update": 0,
        "unchanged": 0,
        "refused": [
            {
                "row": 3,
                "column": "Country",
                "message": "“Nowhereland” is not a country that is known: write its name or its two-letter code.",
            }
        ],
        "warnings": [],
        "duplicates": 0,
    }
    assert len(batch) == 36
    again = said(empty, vendors)
    assert (again["create"], again["unchanged"], again["batch"]) == (0, 1, None)


def test_what_is_left_out_of_a_row_that_comes_in_is_said(empty: Flask, tmp_path: Path) -> None:
    file = tmp_path / "vendors.csv"
    file.write_text("Vendor,Website\nAlpha Boxes,nowhere at all\nBeta Lines,beta.example\n", encoding="utf-8")
    sentence = "“nowhere at all” is not an internet domain and is left out."
    found = said(empty, file, "--dry-run")
    assert found["warnings"] == [{"row": 2, "column": "Website", "message": sentence}]
    assert (found["create"], found["refused"]) == (2, [])
    done = run(empty, "import", file)
    assert "1 row comes in without something, as said below." in done.stdout
    assert f"Row 2, Website: {sentence}" in done.stderr


def test_a_dry_run_says_the_same_and_leaves_nothing(empty: Flask, vendors: Path) -> None:
    folder = Path(empty.instance_path) / "imports"
    kept = set(folder.iterdir()) if folder.exists() else set()
    with empty.app_context():
        before = register_file.text(dumped())
    found = said(empty, vendors, "--dry-run")
    assert (found["create"], found["batch"]) == (1, None)
    with empty.app_context():
        assert register_file.text(dumped()) == before
    assert set(folder.iterdir()) == kept


def test_people_read_counts_columns_and_refusals(empty: Flask, vendors: Path) -> None:
    done = run(empty, "import", vendors)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:6] == [
        "vendors.csv: 2 rows of third parties.",
        "  Vendor -> name",
        "  Country -> entity.country",
        "  Status -> status",
        "  Colour -> left out",
        "1 new, 0 changed, 0 unchanged, 1 refused.",
    ]
    assert done.stderr.startswith("Row 3, Country: “Nowhereland” is not a country")


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (
            ["--as", "spaceships"],
            2,
            "--as: “spaceships” is none of the kinds: use third-parties, agreements,",
        ),
        (["--mapping", "Nothing"], 2, "There is no saved mapping called “Nothing”."),
        (["--as", "agreements"], 0, ""),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(
    empty: Flask, vendors: Path, arguments: list[str], status: int, sentence: str
) -> None:
    done = run(empty, "import", vendors, *arguments)
    assert done.exit_code == status
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.output


def test_a_file_that_cannot_be_read_ends_with_one_and_a_sentence(empty: Flask, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"%PDF-1.7\n")
    done = run(empty, "import", file)
    assert done.exit_code == 1
    assert "File: “paper.pdf” is a PDF, not a table: use XLSX" in done.stderr


WORDS = "Vendor,Service,Data categories\nAlpha Boxes,Parcels,Name; Hat colour\nBeta Lines,Texts,Name\n"


@pytest.mark.parametrize(
    ("option", "outcome", "sentence", "description"),
    [
        ([], (2, 0), "not added: kept in words where there is room", "Parcels\nData categories: Hat colour"),
        (["--unknown", "match"], (2, 0), "not added: kept in words", "Parcels\nData categories: Hat colour"),
        (["--unknown", "new"], (2, 0), "added to the vocabulary (--unknown new): “Hat colour”", "Parcels"),
        (["--unknown", "refuse"], (1, 1), "refused (--unknown refuse): “Hat colour”", None),
    ],
)
def test_values_outside_the_vocabulary_become_what_the_person_says_and_the_output_tells(
    empty: Flask,
    tmp_path: Path,
    option: list[str],
    outcome: tuple[int, int],
    sentence: str,
    description: str | None,
) -> None:
    file = tmp_path / "words.csv"
    file.write_text(WORDS, encoding="utf-8")
    done = run(empty, "import", file, *option)
    assert done.exit_code == 0, done.output
    assert f"{outcome[0]} new, 0 changed, 0 unchanged, {outcome[1]} refused." in done.stdout
    assert f"Data categories that the register does not know, {sentence}" in done.stdout
    with empty.app_context():
        register = dumped()
    found = {one["name"]: one["description"] for one in register["third_parties"]}
    assert found.get("Alpha Boxes") == description
    assert ("hat_colour" in {one["key"] for one in register["categories"]}) == ("new" in option)
    again = said(empty, file, *option)
    assert (again["create"], again["update"]) == (0, 0)


def test_an_unknown_word_for_the_option_is_wrong_use(empty: Flask, vendors: Path) -> None:
    done = run(empty, "import", vendors, "--unknown", "guess")
    assert done.exit_code == 2
    assert "'match', 'new', 'refuse'" in done.stderr
