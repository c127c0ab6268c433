"""The instance that the sections on the register and on pages measure: as ``synth`` makes it, once in a run.

A tenth of its third parties, each with a flow, was changed after an instant that is remembered, so that the past
differs from the present. ``--size`` says how many third parties; what writes has a copy of its own.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

import app.wiring  # noqa: F401 -- makes every kind known
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.flows import operations as flows
from app.domain.flows import queries as flow_queries
from app.domain.flows.models import Flow
from app.domain.third_parties import operations, queries
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.infra import collector
from app.kernel import clock
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.benchmarks.measuring import SIZE, WORK
from tests.instances import forget, make_app

CHANGED = 10
"""One third party in so many was changed since."""


def size() -> int:
    """Third parties in the register."""
    return int(os.environ.get(SIZE, "1000"))


def folder() -> Path:
    """The instance, made where it is not there yet."""
    home = Path(os.environ[WORK], f"grown-{size()}")
    if not (home / "then.json").exists():
        command = [sys.executable, "-m", "app", "synth", "--third-parties", str(size())]
        subprocess.run(command, env=environment(home), check=True, capture_output=True)
        then = clock.format_instant(clock.now())
        made = make_app(home)
        with made.app_context():
            _change()
        forget(made)
        (home / "then.json").write_text(json.dumps(then))
    return home


def environment(home: Path) -> dict[str, str]:
    """The environment of a command on the instance in *home*."""
    return {**os.environ, "CUSTODIA_INSTANCE": str(home), "CUSTODIA_LOG_LEVEL": "ERROR"}


def then() -> str:
    """The instant before which nothing of what was changed since had been."""
    return str(json.loads((folder() / "then.json").read_text()))


def database(home: Path) -> Path:
    """The file of the database of the instance in *home*."""
    return home / "custodia.sqlite3"


def driver(home: Path) -> sqlite3.Connection:
    """The driver and nothing else."""
    return sqlite3.connect(database(home), isolation_level=None)


def opened(*, copied: bool = False) -> Flask:
    """The application on the instance, on a copy of it where that will be written to, its context entered."""
    home = folder()
    if copied:
        home = Path(tempfile.mkdtemp(prefix="copy-", dir=os.environ[WORK]))
        shutil.copytree(folder(), home, dirs_exist_ok=True)
    made = make_app(home)
    made.app_context().push()
    collector.relax()  # as the processes that serve do
    return made


def person(role: Role) -> str:
    """Who holds *role* alone."""
    return f"{role.value}@measured.example"


def _change() -> None:
    for role in Role:
        accounts.add(SYSTEM, Person(email=person(role), name=role.label, roles=[role]))
    refs = list(db.session.scalars(select(ThirdParty.ref).order_by(ThirdParty.ref)))[::CHANGED]
    for ref in refs:
        party, version = queries.get(db.session, ref)
        operations.update(
            SYSTEM, ref, party.model_copy(update={"description": "Changed since."}), version=version
        )
        flow = db.session.scalar(select(Flow.ref).where(Flow.third_party == ref).limit(1))
        if flow is not None:
            record, seen = flow_queries.get(db.session, flow)
            flows.update(SYSTEM, flow, _renamed(record), version=seen)


def _renamed(record: Any) -> Any:
    return record.model_copy(update={"name": f"{record.name or 'Flow'} since"})
