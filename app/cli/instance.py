"""Bringing an instance to life: folders, keys, migrations, the shipped vocabulary."""

import logging
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade

from app.db.unit_of_work import technical_writes
from app.domain.catalogue import installation
from app.extensions import db
from app.security.actor import SYSTEM

FOLDERS = ("blobs", "keys", "reports")


def prepare() -> None:
    """Make everything that the instance lacks; does little where it lacks nothing."""
    instance = Path(current_app.instance_path)
    for name in FOLDERS:
        (instance / name).mkdir(parents=True, exist_ok=True, mode=0o700 if name == "keys" else 0o755)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with technical_writes("migration"):
        db.session.remove()
    upgrade()
    installation.install(SYSTEM)
    db.session.remove()
