"""``load``, ``dump`` and ``check``: the register as a file, and what the rules say of it."""

import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli import instance
from app.cli.sentences import WRONG_USE, fail, say, speaking
from app.domain.findings import checking, reading
from app.domain.findings.terms import Severity
from app.extensions import db
from app.importing import register_file
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.words import plural
from app.security.actor import SYSTEM


@click.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
@speaking
def load(file: Path) -> None:
    """Load the register file FILE into an empty register, all or nothing."""
    instance.prepare()
    counts = register_file.load(SYSTEM, register_file.read(file.read_bytes()))
    say(
        "Loaded "
        + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
        + "."
    )


@click.command("dump")
@click.option("--as-of", help="An instant or a day in the past; now where left out.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@with_appcontext
@speaking
def dump(as_of: str | None, file: Path | None) -> None:
    """Write the register to FILE, or to standard output."""
    instance.prepare()
    source = reading.Source(db.session, instant(as_of))
    text = register_file.text(register_file.dump(source))
    if file is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
    else:
        file.write_text(text, encoding="utf-8")
        say(f"Written to {file}.")


@click.command("check")
@click.option("--as-of", help="An instant or a day in the past; now where left out.")
@click.option("--on", "on", help="The rules' today, as YYYY-MM-DD; the day of the instant where left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_appcontext
@speaking
def check(as_of: str | None, on: str | None, as_json: bool) -> None:
    """Run the rules on the register and say what they find."""
    instance.prepare()
    source = reading.Source(db.session, instant(as_of))
    result = checking.check(source, today=day(on))
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1, sort_keys=True))
        return
    counts = Counter(found.severity for found in result.findings)
    for found in result.findings:
        key = f" [{found.key}]" if found.key else ""
        say(f"{found.severity.label:<9} {found.rule}  {found.object}{key}  {found.message}")
    said = ", ".join(
        f"{counts[severity]} {severity.label.lower()}" for severity in Severity if counts[severity]
    )
    say(f"{plural(len(result.findings), 'finding')} on {result.on}" + (f": {said}." if said else "."))
    for kpi in result.kpis:
        shown = f"{kpi.numerator}/{kpi.denominator}" if kpi.denominator else "n/a"
        say(f"{kpi.id:<4} {shown:>12}  {kpi.name}")
    for failure in result.failures:
        click.echo(
            f"Rule {failure.rule} failed on {failure.object or 'the register'}: {failure.error}", err=True
        )


def instant(text: str | None) -> dt.datetime | None:
    """The instant that an option names; ends the command with status 2 where it cannot be used."""
    try:
        return reading.resolve_instant(db.session, text, reading.time_zone(db.session))
    except Invalid as error:
        fail(error.sentence, WRONG_USE)


def day(text: str | None) -> dt.date | None:
    """The day that an option names; ends the command with status 2 where it is none."""
    try:
        return clock.parse_day(text, "on") if text else None
    except Invalid as error:
        fail(error.sentence, WRONG_USE)


COMMANDS = [load, dump, check]
