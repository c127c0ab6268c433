"""How much of other people's lists comes in without a hand: ``python -m tests.benchmarks lists FOLDER [--show]``.

FOLDER holds real lists (XLSX, XLS, ODS, CSV, TSV, JSON, YAML, Markdown, HTML), each with a file beside it of what a
careful person would have chosen, written by hand: ``NAME.expected.json`` for ``NAME``, ::

    {"kind": "third-parties", "columns": {"Vendor": "name", "Logo": null}, "rows": 12}

``columns`` names every column of the list as the product heads it, with the field that is right, several where more
than one would do (``["description", "flow.purposes"]``), ``null`` where it should stay out. ``rows`` is how many rows
of the list stand for something, its repeated headings and totals left out. Both are written before the list is
tried, and the lists are read, never committed.

Each list is staged, recognised and looked at (a dry run, as ``import`` does) on an empty register of its own. A column
is right where the field is one of those expected; a list taken for another kind has no column right. A row is accepted
where it would be created, changed or is there already; values outside the vocabulary are left as the command
``import`` leaves them unless told otherwise. Rows beyond those expected count as none. The shares are of all columns
and all rows of a folder together, and again for each folder inside FOLDER, so that lists which nobody looked at while
rules were written can stand apart.
"""

import argparse
import json
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.cli import instance
from app.domain.imports import staging
from app.domain.imports.terms import ImportKind, RowAction
from app.extensions import db
from app.importing.service import Importer
from app.kernel.errors import CustodiaError
from app.security.actor import SYSTEM
from tests.instances import forget, make_app

EXPECTED = ".expected.json"


@dataclass
class Tried:
    """What came of one list: right columns of all, accepted rows of all, and what differs from what was expected."""

    name: str
    columns: int = 0
    right: int = 0
    rows: int = 0
    accepted: int = 0
    differences: list[str] = field(default_factory=list)


def try_list(path: Path, expected: dict[str, Any]) -> Tried:
    """Lay the list *path* beside an empty register; *expected* is what a careful person would have chosen."""
    folder = Path(tempfile.mkdtemp(prefix="custodia-lists-"))
    app = make_app(folder)
    tried = Tried(path.name, columns=len(expected["columns"]), rows=expected["rows"])
    try:
        with app.app_context():
            instance.prepare()
            importer = Importer(app.config["SETTINGS"], SYSTEM)
            try:
                batch = importer.stage(path.name, path.read_bytes())
                mapping = importer.suggest(importer.get(batch))
                _compare(tried, expected, mapping.kind, mapping.columns)
                importer.set_mapping(batch, mapping)
                importer.begin_plan(batch)
                outcome = importer.plan(batch)
            except CustodiaError as error:
                tried.differences.append(error.sentence)
                return tried
            accepted = outcome.create + outcome.update + outcome.unchanged
            tried.accepted = min(accepted, tried.rows)
            if outcome.rows != tried.rows:
                tried.differences.append(f"{outcome.rows} rows read, {tried.rows} expected")
            for place, details in staging.places(db.session, batch, RowAction.REFUSED):
                tried.differences += [f"row {place}, {head}: {said}" for head, said in details["problems"]]
    finally:
        forget(app)
        shutil.rmtree(folder, ignore_errors=True)
    return tried


def _compare(tried: Tried, expected: dict[str, Any], kind: ImportKind, columns: Any) -> None:
    if kind.value != expected["kind"]:
        tried.differences.append(f"taken for {kind.value}, not {expected['kind']}")
        return
    for head, wanted in expected["columns"].items():
        fields = wanted if isinstance(wanted, list) else [wanted]
        if head not in columns:
            tried.differences.append(f"no column “{head}” among {list(columns)}")
        elif columns[head] in fields:
            tried.right += 1
        else:
            tried.differences.append(
                f"“{head}” is taken for {columns[head]}, not {' or '.join(map(str, fields))}"
            )


def main() -> None:
    """Print a line a list, then the shares."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks lists", description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--show", action="store_true", help="say what differs from what was expected")
    chosen = asked.parse_args()
    groups: dict[str, list[Tried]] = defaultdict(list)
    for beside in sorted(chosen.folder.rglob(f"*{EXPECTED}")):
        path = beside.with_name(beside.name.removesuffix(EXPECTED))
        tried = try_list(path, json.loads(beside.read_text(encoding="utf-8")))
        groups[str(path.parent.relative_to(chosen.folder))].append(tried)
        print(
            f"{tried.right:3} of {tried.columns:3} columns  {tried.accepted:6,} of {tried.rows:6,} rows  {tried.name}"
        )
        for line in tried.differences[:12] if chosen.show else ():
            print(f"      {line}")
    if not groups:
        raise SystemExit(f"No list with a file {EXPECTED} beside it in {chosen.folder}.")
    for name, some in [*groups.items(), ("all", [one for every in groups.values() for one in every])]:
        columns, rows = sum(one.columns for one in some), sum(one.rows for one in some)
        right, accepted = sum(one.right for one in some), sum(one.accepted for one in some)
        print(
            f"{name}: {len(some)} lists, {right / max(columns, 1):.1%} of {columns} columns right, "
            f"{accepted / max(rows, 1):.2%} of {rows:,} rows accepted"
        )


if __name__ == "__main__":
    main()
