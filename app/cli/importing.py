"""``import``: a spreadsheet, a list or a table into the register, as on the web."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli import instance
from app.cli.sentences import WRONG_USE, complain, fail, say, speaking, write_out
from app.domain.imports import staging
from app.domain.imports.models import ImportBatch
from app.domain.imports.terms import ImportKind, RowAction
from app.extensions import db
from app.importing import answers
from app.importing.decisions import ADD, KEEP, LEAVE_OUT, OPEN, REFUSE, Unknown
from app.importing.lexicons import LABELS
from app.importing.mapping.saved import Mapping as ColumnMapping
from app.importing.service import Importer
from app.kernel.errors import Missing, Refused
from app.kernel.words import plural
from app.security.actor import SYSTEM


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "kind", metavar="KIND", help=f"What a row becomes: {', '.join(ImportKind)}.")
@click.option("--mapping", metavar="NAME", default="", help="A mapping saved on the web.")
@click.option(
    "--unknown",
    type=click.Choice([one.value for one in Unknown]),
    help="What becomes of data categories, groups of people and purposes that the register does not know: match keeps "
    "them in words beside what it knows and adds nothing (so it is unless said otherwise), new adds them to the "
    "vocabulary, refuse refuses their rows.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_appcontext
@speaking
def import_(
    file: Path, kind: str | None, mapping: str, unknown: str | None, dry_run: bool, as_json: bool
) -> None:
    """Import FILE: XLSX, XLS, ODS, CSV, TSV, JSON, YAML, Markdown or HTML; what is refused is named."""
    instance.prepare()
    wanted = _kind(kind)
    importer = Importer(current_app.config["SETTINGS"], SYSTEM)
    batch = importer.stage(file.name, file.read_bytes())
    kept = False
    try:
        try:
            columns = importer.suggest(importer.get(batch), wanted, mapping)
        except (Missing, Refused) as error:
            fail(error.sentence, WRONG_USE)
        if unknown is not None:
            columns = replace(columns, otherwise={**columns.otherwise, **Unknown(unknown).decisions()})
        importer.set_mapping(batch, columns)
        importer.begin_plan(batch)
        importer.plan(batch)
        outcome = importer.get(batch).outcome
        if not dry_run and outcome["create"] + outcome["update"]:
            importer.begin_write(batch)
            importer.write(batch)
            kept = True
        found = importer.get(batch)
        refused = _sentences(staging.places(db.session, batch, RowAction.REFUSED), "problems")
        warnings = _sentences(staging.warned(db.session, batch), "warnings")
        if as_json:
            document = answers.as_document(found, columns.columns, refused, warnings)
            _say_unknown(found.outcome, columns, complain)
            write_out(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", None)
        else:
            _say(found, columns, refused, warnings, dry_run)
    finally:
        db.session.rollback()
        if not kept:
            importer.discard(batch)


def _kind(name: str | None) -> ImportKind | None:
    if name is None:
        return None
    try:
        return ImportKind(name)
    except ValueError:
        fail(f"--as: “{name}” is none of the kinds: use {', '.join(ImportKind)}.", WRONG_USE)


def _sentences(rows: list[tuple[int, dict[str, Any]]], what: str) -> list[dict[str, Any]]:
    """Each sentence of the kind *what* with its row and column; no column where it is about the row as a whole."""
    return [
        {"row": place, "column": head or None, "message": sentence}
        for place, details in rows
        for head, sentence in details.get(what, ())
    ]


_SAID = {
    ADD: "added to the vocabulary (--unknown new)",
    KEEP: "not added: kept in words where there is room (--unknown match; or say new or refuse)",
    LEAVE_OUT: "left out",
    REFUSE: "refused (--unknown refuse)",
}


def _say_unknown(outcome: dict[str, Any], columns: ColumnMapping, say: Callable[[str], None]) -> None:
    """What became of values that no vocabulary knows, vocabulary by vocabulary."""
    for name in OPEN:
        words = [
            word
            for word in outcome["unknown"].get(name, ())
            if columns.decisions().on(name, word) == columns.otherwise.get(name, REFUSE)
        ]
        if words:
            shown = "”, “".join(words[:5]) + ("”, “…" if len(words) > 5 else "")
            said = _SAID[columns.otherwise.get(name, REFUSE)]
            say(f"{LABELS[name]} that the register does not know, {said}: “{shown}”.")


def _say(
    found: ImportBatch,
    mapping: ColumnMapping,
    refused: list[dict[str, Any]],
    warnings: list[dict[str, Any]],
    dry_run: bool,
) -> None:
    columns = mapping.columns
    outcome = found.outcome
    say(f"{found.name}: {plural(outcome['rows'], 'row')} of {ImportKind(found.kind or '').label.lower()}.")
    for head, path in columns.items():
        say(f"  {head} -> {path or 'left out'}")
    would = "would be " if dry_run else ""
    say(
        f"{outcome['create']:,} {would}new, {outcome['update']:,} {would}changed, "
        f"{outcome['unchanged']:,} unchanged, {outcome['refused']:,} refused."
    )
    _say_unknown(outcome, mapping, say)
    if outcome["duplicates"]:
        say(
            f"{plural(outcome['duplicates'], 'new one')} may be registered already: compare them under Imports."
        )
    if warnings:
        count = len({one["row"] for one in warnings})
        say(
            f"{plural(count, 'row')} {'comes' if count == 1 else 'come'} in without something, as said below."
        )
    for one in (*refused, *warnings):
        complain(
            f"Row {one['row']}" + (f", {one['column']}" if one["column"] else "") + f": {one['message']}"
        )
    if found.entry is not None:
        say(f"Import {found.id}, entry {found.entry} of the trail; it can be taken back under Imports.")


COMMANDS = [import_]
