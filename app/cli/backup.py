"""``backup`` and ``restore``: the whole instance as one file, and an instance made from it.

A backup holds the database, every document and report, the keys and the settings file. The database is copied first
and from one transaction; files are stored before the transaction that refers to them and never removed, so that what
the copy refers to is there, whoever writes meanwhile. Files of imports under way and jobs that wait are left out.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli import instance
from app.cli.sentences import say, speaking
from app.extensions import db
from app.infra import archives, certificates, database_copies
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.version import VERSION
from app.kernel.words import plural
from app.settings import Settings

FORMAT = "custodia-backup"
FORMAT_VERSION = 1
_DATABASE, _BLOBS, _KEYS, _SETTINGS = "database", "blobs", "keys", "settings.toml"
_MEGABYTE = 1_000_000


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
@speaking
def backup(file: Path) -> None:
    """Write the whole instance to FILE, while it serves: database, documents, reports, keys, settings file."""
    settings: Settings = current_app.config["SETTINGS"]
    revision = instance.revision()
    if revision is None:
        raise Refused("There is no register here to back up: “python -m app up” makes one.")
    file = file.absolute()
    with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
        copied = Path(folder) / _DATABASE
        database_copies.copy(settings.database_url, copied)
        blobs = open_blobs(settings)
        stored = {f"{_BLOBS}/{key}": blobs.path(key) for key in sorted(blobs.keys())}
        keys = {
            f"{_KEYS}/{path.name}": path
            for path in sorted((settings.instance / _KEYS).glob("*"))
            if path.is_file()
        }
        own = settings.instance / _SETTINGS
        files = {_DATABASE: copied, **keys, **({_SETTINGS: own} if own.is_file() else {}), **stored}
        about = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "made_at": clock.format_instant(clock.now()),
            "product": VERSION,
            "database": _engine(settings),
            "revision": revision,
        }
        archives.write(file, about, files)
        size = copied.stat().st_size
    say(
        f"Written to {file} ({file.stat().st_size / _MEGABYTE:,.1f} MB): the database ({size / _MEGABYTE:,.1f} MB), "
        f"{plural(len(stored), 'document or report', 'documents and reports')} and {plural(len(keys), 'key')}."
    )
    say("Whoever has it can read the register and sign as this instance: keep it as you keep the keys.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
@speaking
def restore(file: Path) -> None:
    """Make this instance what the backup FILE holds, all or nothing; its database must be empty.

    A settings file that is there already stays. A backup of an earlier version is brought up to date.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with _nothing_left(settings.instance):
        _expect_fit(archives.manifest(file), settings)
        settings.instance.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.instance) as folder:
            about = archives.unpack(file, Path(folder))
            stored = _put_files(Path(folder), settings)
            db.session.remove()
            db.engine.dispose()
            # Last, since what is interrupted before has no database and can be restored again.
            database_copies.fill(settings.database_url, Path(folder) / _DATABASE)
    instance.prepare()
    files = plural(stored, "document or report", "documents and reports")
    say(f"Restored as of {about['made_at']}: the database and {files}.")
    say("“python -m app verify --trail” tells whether the register is what was written.")


@contextmanager
def _nothing_left(folder: Path) -> Iterator[None]:
    """Where a restoration fails, take out of *folder* what was not there before this command began.

    The application makes keys as it starts, and a database as it is asked for its revision. Where there were keys
    before, or the program is not this command's own, everything stays: another process may be at work in the folder.
    """
    try:
        yield
    except BaseException:
        before: frozenset[str] | None = current_app.config.get("FOUND", frozenset({_KEYS}))
        if before is None or _KEYS not in before:
            db.session.remove()
            db.engine.dispose()
            for path in list(folder.iterdir()):
                if before is None or path.name not in before:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            if before is None:
                folder.rmdir()
        raise


def _expect_fit(about: dict[str, object], settings: Settings) -> None:
    """Raise :class:`Refused`, naming the cure, where a backup that says *about* itself cannot become this instance."""
    if about.get("format") != FORMAT or about.get("version") != FORMAT_VERSION:
        raise Refused("The file is no backup that this version of Custodia can read.")
    if about.get("database") != _engine(settings):
        raise Refused(
            f"The backup holds a database of {about.get('database')}, and CUSTODIA_DATABASE_URL names one of "
            f"{_engine(settings)}: set it to the same kind; “dump” and “load” carry a register from one to the other."
        )
    if not instance.knows(str(about.get("revision"))):
        raise Refused("The backup was made by a newer version of Custodia: restore it with that version.")
    if instance.revision() is not None:
        raise Refused(
            f"The instance in {settings.instance} has a register already: name another folder with "
            "CUSTODIA_INSTANCE and, on PostgreSQL, an empty database."
        )


def _put_files(folder: Path, settings: Settings) -> int:
    """Bring everything but the database from *folder* to its place; the number of documents and reports."""
    blobs = open_blobs(settings)
    stored = sorted((folder / _BLOBS).glob("*"))
    for path in stored:
        blobs.put(path.read_bytes())
    place = settings.instance / _KEYS
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted((folder / _KEYS).glob("*")):
        target = place / path.name
        if path.name == certificates.OWN and target.exists() and target.read_bytes() != path.read_bytes():
            # Reports may have been sealed with it: the other keys mean nothing without their database.
            target.replace(target.with_name(f"{path.name}.before-restore"))
        path.chmod(0o600)
        path.replace(target)
    own = settings.instance / _SETTINGS
    if (folder / _SETTINGS).is_file() and not own.exists():
        (folder / _SETTINGS).chmod(0o600)
        (folder / _SETTINGS).replace(own)
    return len(stored)


def _engine(settings: Settings) -> str:
    return "SQLite" if settings.on_sqlite else "PostgreSQL"


COMMANDS = [backup, restore]
