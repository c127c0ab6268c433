"""``doctor``: whether everything that Custodia stands on is there and sound; each failure with its cure."""

import datetime as dt
import importlib
import importlib.metadata
import os
import platform
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from packaging.requirements import Requirement
from sqlalchemy import func, select, text
from sqlalchemy.exc import InterfaceError, OperationalError

from app.cli import instance
from app.cli.instance import FOLDERS, Standing
from app.cli.sentences import say
from app.domain.audit import chain
from app.domain.findings import reading
from app.extensions import db
from app.infra import certificates, fonts, mail, queue
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.kernel.errors import CustodiaError
from app.kernel.words import listing, plural
from app.settings import Settings

SET_UP = "run “sh app/setup.sh”"
"""The cure for whatever the set-up installs."""

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"

HEAVY = (
    "weasyprint",
    "pydyf",
    "uharfbuzz",
    "pikepdf",
    "pyhanko",
    "docx",
    "xlsxwriter",
    "huey",
    "argon2",
    "babel",
)
"""Libraries with parts outside Python, or behind a door of their own: they are loaded, not only looked up."""

LEAST_FREE = 500 * 1024 * 1024
"""Bytes that must be free in the instance's folder: a backup of a small register and a batch of reports."""

MADE_IN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""A clock that says less than this is wrong."""

SOON = dt.timedelta(days=30)
"""How long before its end a certificate is complained of."""

MOST_SKEW = dt.timedelta(minutes=2)
"""By how much this machine's clock and the database's may differ."""


@dataclass(frozen=True)
class Trouble:
    """Something that is not as it should be, and what to do about it."""

    what: str
    cure: str


class Failed(Exception):
    """A check that cannot go on; carries its trouble."""

    def __init__(self, what: str, cure: str) -> None:
        """Keep what is wrong and the cure."""
        super().__init__(what)
        self.trouble = Trouble(what, cure)


Check = Callable[[], Iterator[Trouble | str]]
"""Yields what is wrong, and in words what it looked at."""


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check libraries, fonts, database, queue, disk, clock and keys; say each failure with its cure."""
    failures = 0
    for name, check in CHECKS.items():
        troubles, seen = _run(check)
        failures += len(troubles)
        if not troubles:
            say(f"ok      {name}: {', '.join(seen)}")
        for trouble in troubles:
            say(f"FAILED  {name}: {trouble.what}. Cure: {trouble.cure}.")
    say("Everything is in order." if not failures else f"{plural(failures, 'failure')}.")
    raise SystemExit(1 if failures else 0)


def _run(check: Check) -> tuple[list[Trouble], list[str]]:
    """What *check* found; one that cannot be carried out has failed."""
    troubles: list[Trouble] = []
    seen: list[str] = []
    try:
        for found in check():
            (troubles.append if isinstance(found, Trouble) else seen.append)(found)  # type: ignore[arg-type]
    except Failed as error:
        troubles.append(error.trouble)
    except (OperationalError, InterfaceError) as error:
        what = f"It cannot be reached: {_first_line(error.orig or error)}"
        troubles.append(Trouble(what, "start the database, or correct CUSTODIA_DATABASE_URL"))
    except Exception as error:  # whatever it is, the other checks go on
        troubles.append(Trouble(_first_line(error), "correct what the message names"))
    finally:
        db.session.rollback()
    return troubles, seen


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def libraries() -> Iterator[Trouble | str]:
    """The locked Python packages are installed in the locked versions, and those with native parts load."""
    wanted = [Requirement(line.split("\\")[0]) for line in _lines(LOCK) if line[:1].isalnum()]
    wanted = [
        requirement for requirement in wanted if requirement.marker is None or requirement.marker.evaluate()
    ]
    for requirement in wanted:
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            yield Trouble(f"{requirement.name} is not installed", SET_UP)
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            yield Trouble(f"{requirement.name} is {version}, not {str(requirement.specifier)[2:]}", SET_UP)
    for name in HEAVY:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            yield Trouble(f"{name} does not load: {str(error).partition(chr(10))[0].rstrip('.')}", SET_UP)
    yield f"Python {platform.python_version()}"
    yield plural(len(wanted), "package")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def typefaces() -> Iterator[Trouble | str]:
    """Every family that print needs is installed; without one, names in its script would be set as boxes."""
    missing = fonts.missing_fonts()
    if missing:
        are = "is" if len(missing) == 1 else "are"
        yield Trouble(f"{listing(missing)} {are} not installed", SET_UP)
    yield f"{len(fonts.WANTED)} families"


def folders() -> Iterator[Trouble | str]:
    """The instance's folders are there and can be written."""
    root = Path(current_app.instance_path)
    for folder in (root, *(root / name for name in FOLDERS)):
        if not folder.is_dir():
            yield Trouble(f"{folder} is missing", "run “python -m app up --empty --once”")
            continue
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            yield Trouble(
                f"{folder} cannot be written ({error.strerror})", f"give {_user()} the right to write there"
            )
    open_blobs(_settings())
    yield str(root)


def _user() -> str:
    return f"the user with number {os.getuid()}"


def keys() -> Iterator[Trouble | str]:
    """Nobody but the owner may read the keys."""
    folder = Path(current_app.instance_path) / "keys"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in (folder, *files):
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0
        if mode & 0o077:
            wanted = "700" if path.is_dir() else "600"
            yield Trouble(f"{path} is open to other users (mode {mode:o})", f"run “chmod {wanted} {path}”")
    secret = folder / "secret"
    if secret.is_file() and secret.stat().st_size < 32:
        yield Trouble(f"{secret} is too short to be a key", "delete it; everybody must then sign in again")
    yield plural(len(files), "file")


def seal() -> Iterator[Trouble | str]:
    """The certificate that seals reports can be used, and is valid for a while yet."""
    settings = _settings()
    found = certificates.facts(certificates.identity(settings).certificate)
    now = clock.now()
    cure = "name a certificate that is valid in CUSTODIA_SIGNING_CERTIFICATE, or take the setting out"
    if not found.valid_from <= now <= found.valid_to:
        yield Trouble(
            f"The certificate {found.subject} is valid from {found.valid_from:%Y-%m-%d} "
            f"to {found.valid_to:%Y-%m-%d} only",
            cure,
        )
    elif found.valid_to < now + SOON:
        yield Trouble(f"The certificate {found.subject} ends on {found.valid_to:%Y-%m-%d}", "renew it")
    yield f"{found.subject} until {found.valid_to:%Y-%m-%d}"
    yield f"SHA-256 {found.fingerprint[:16]}…"
    if settings.timestamp_url:
        yield "with time stamps"


def database() -> Iterator[Trouble | str]:
    """The database answers, holds the tables of this version, and is sound."""
    name = db.engine.dialect.name
    with db.engine.connect() as connection:
        version = ".".join(map(str, db.engine.dialect.server_version_info or ()))
        if name == "sqlite":
            said = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(3)"))]
            if said != ["ok"]:
                yield Trouble(f"The file is damaged: {said[0]}", "restore a backup")
        elif connection.scalar(text("SHOW server_encoding")) != "UTF8":
            yield Trouble("The database is not encoded in UTF-8", "make a new one with ENCODING 'UTF8'")
    found = instance.standing()
    if found is not Standing.CURRENT:
        cure = (
            "run “python -m app up --empty --once”" if found is Standing.BEHIND else "run the newer version"
        )
        raise Failed(f"The database is {found.label}", cure)
    seq, _ = chain.head(db.session)
    yield f"{name} {version}".strip()
    yield plural(seq, "entry of the trail", "entries of the trail")


def jobs() -> Iterator[Trouble | str]:
    """The queue answers."""
    try:
        yield f"{queue.of(_settings()).pending_count()} waiting"
    except Exception as error:  # of SQLite or of PostgreSQL, by way of the queue's library
        what = f"It does not answer: {_first_line(error)}"
        raise Failed(
            what, "see to the database first; the queue lies in it, or in a file beside it"
        ) from error


def post() -> Iterator[Trouble | str]:
    """Mail has an address that can be used, where it is set; the server is asked only when there is a message."""
    settings = _settings()
    if not mail.is_set(settings):
        yield "not set, so nobody is told of scheduled reports"
        return
    try:
        yield mail.check(settings)
    except mail.Undelivered as error:
        what, _, cure = error.sentence.rstrip(".").partition(": ")
        yield Trouble(what, cure or "correct CUSTODIA_MAIL_URL")
    if not settings.public_url:
        yield Trouble("Messages cannot say where reports are", "set CUSTODIA_PUBLIC_URL")


def disk() -> Iterator[Trouble | str]:
    """There is room for reports and a backup."""
    free = shutil.disk_usage(current_app.instance_path).free
    shown = f"{free / 1024**3:,.1f} GB free"
    if free < LEAST_FREE:
        yield Trouble(f"Only {shown} in {current_app.instance_path}", "make room")
    yield shown


def time() -> Iterator[Trouble | str]:
    """The clock is sane by itself and against everything recorded; the organisation's time zone is known."""
    now = clock.now()
    if now < MADE_IN:
        yield Trouble(f"The clock says {now:%Y-%m-%d %H:%M} UTC", "set the clock of this machine")
    yield f"{now:%Y-%m-%d %H:%M} UTC"
    try:
        known = instance.standing() is Standing.CURRENT
    except (OperationalError, InterfaceError):
        return  # the check of the database has said so
    if not known:
        return
    theirs = db.session.scalar(select(func.now()))
    if isinstance(theirs, dt.datetime) and abs(theirs.replace(tzinfo=dt.UTC) - now) > MOST_SKEW:
        yield Trouble("The clocks of this machine and of the database differ", "set both by a time server")
    newest = chain.last_instant(db.session)
    if newest is not None and newest > now + MOST_SKEW:
        what = f"The register was changed at {newest:%Y-%m-%d %H:%M} UTC, which is ahead of the clock"
        yield Trouble(what, "set the clock of this machine")
    zone = reading.time_zone(db.session)
    try:
        clock.zone(zone)
    except CustodiaError as error:
        raise Failed(error.sentence.rstrip("."), "choose one in the settings, or install tzdata") from error
    yield zone


CHECKS: dict[str, Check] = {
    "Libraries": libraries,
    "Fonts": typefaces,
    "Folders": folders,
    "Keys": keys,
    "Seal": seal,
    "Database": database,
    "Queue": jobs,
    "Mail": post,
    "Disk": disk,
    "Clock": time,
}
"""What is checked, in order."""

COMMANDS = [doctor]
