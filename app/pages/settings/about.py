"""Facts about this installation that help whoever runs it; nothing here is a secret."""

import importlib.metadata
import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select, text

from app.db.aggregate import KINDS
from app.domain.audit import chain
from app.extensions import db
from app.infra import queue
from app.kernel import adequacy
from app.kernel.version import VERSION
from app.kernel.words import plural
from app.pages.kit import formats

LIBRARIES = (
    "flask",
    "sqlalchemy",
    "alembic",
    "pydantic",
    "wtforms",
    "argon2-cffi",
    "weasyprint",
    "pikepdf",
    "xlsxwriter",
    "huey",
    "gunicorn",
    "psycopg",
    "tzdata",
)
"""The libraries whose versions one is asked for when something goes wrong."""

COUNTED = {
    "third_party": "Third parties",
    "agreement": "Agreements",
    "flow": "Flows",
    "activity": "Activities",
    "notice": "Notices",
    "document": "Documents",
    "person": "People",
}
"""Kinds whose numbers say how large the register is; deals are nobody's business here."""

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class About:
    """Groups of facts, each a label with its value."""

    product: Facts
    instance: Facts
    register: Facts
    libraries: Facts


def about() -> About:
    """The facts as they are now."""
    return About(_product(), _instance(), _register(), _libraries())


def _product() -> Facts:
    return [
        ("Custodia", VERSION),
        ("Python", platform.python_version()),
        ("Operating system", f"{platform.system()} {platform.release()} ({platform.machine()})"),
        ("Law tables checked on", formats.day(adequacy.CHECKED)),
    ]


def _instance() -> Facts:
    settings = current_app.config["SETTINGS"]
    dialect = db.engine.dialect
    version = ".".join(str(part) for part in dialect.server_version_info or ())
    disk = shutil.disk_usage(settings.instance)
    return [
        ("Public address", settings.public_url or "not set"),
        ("Database", f"{'SQLite' if settings.on_sqlite else 'PostgreSQL'} {version}"),
        ("Revision of the tables", _revision()),
        ("Documents", settings.blobs_url or "files in the instance's folder"),
        ("Free on the disk", f"{_size(disk.free)} of {_size(disk.total)}"),
        ("Jobs waiting", str(queue.of(settings).pending_count())),
        ("Largest upload", _size(settings.upload_limit)),
        ("Sessions end", f"after {plural(settings.session_idle_minutes, 'idle minute')}"),
        ("Sessions last", f"at most {plural(settings.session_absolute_minutes // 60, 'hour')}"),
        ("Proxies trusted", str(settings.trusted_proxies)),
    ]


def _revision() -> str:
    connection = db.session.connection()
    if not db.inspect(connection).has_table("alembic_version"):
        return "without migrations"
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _register() -> Facts:
    counts = [
        (label, f"{db.session.scalar(select(func.count()).select_from(KINDS[kind].__table__)) or 0:,}")
        for kind, label in COUNTED.items()
    ]
    seq, head = chain.head(db.session)
    return [*counts, ("Entries of the trail", f"{seq:,}"), ("Head of the trail", head)]


def _libraries() -> Facts:
    return [(name, _version(name)) for name in LIBRARIES]


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _size(count: int) -> str:
    for unit, size in (("GB", 1024**3), ("MB", 1024**2)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count:,} bytes"
