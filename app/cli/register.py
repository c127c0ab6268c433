"""``load`` and ``dump``: the register as a file; and how commands name an instant or a day."""

import datetime as dt
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli import instance
from app.cli.sentences import WRONG_USE, fail, say, speaking, write_out
from app.domain.findings import reading
from app.extensions import db
from app.importing import register_file
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.words import listing
from app.security.actor import SYSTEM


@click.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
@speaking
def load(file: Path) -> None:
    """Load the register file FILE into an empty register, all or nothing."""
    instance.prepare()
    counts = register_file.load(SYSTEM, register_file.read(file.read_bytes()))
    loaded = [f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count]
    say(
        f"Loaded {listing(loaded)}."
        if loaded
        else "The file holds no objects; the organisation's settings are set."
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
    write_out(register_file.text(register_file.dump(source)), file)
    if file is not None:
        say(f"Written to {file}.")


def instant(text: str | None, *, ahead: bool = True) -> dt.datetime | None:
    """The instant that an option names, one to come too where it may lie *ahead*.

    Ends the command with status 2 where it cannot be used.
    """
    try:
        return reading.resolve_instant(db.session, text, reading.time_zone(db.session), ahead=ahead)
    except Invalid as error:
        fail(error.sentence, WRONG_USE)


def day(text: str | None) -> dt.date | None:
    """The day that an option names; ends the command with status 2 where it is none."""
    try:
        return clock.parse_day(text, "on") if text else None
    except Invalid as error:
        fail(error.sentence, WRONG_USE)


COMMANDS = [load, dump]
