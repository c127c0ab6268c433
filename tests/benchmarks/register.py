"""Section 3 of the benchmarks and the end of section 4: rules, as of, trail; the register as a file; ``up``.

``python -m tests.benchmarks register [--size 1000]``: on SQLite, at the size given. References read and write the same
rows through the driver, and nothing else.
"""

import functools
import hashlib
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from app.db import history
from app.db.aggregate import KINDS
from app.db.unit_of_work import Work
from app.domain.audit import verification
from app.domain.findings import close_up, engine, reading
from app.domain.operation import operation
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.infra.blobs import Blobs
from app.kernel import clock
from app.reporting.collect import collect
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission
from tests.benchmarks import grown
from tests.benchmarks.measuring import Line

Action = Callable[[], object]
SEEN = 20
"""Dossiers read one after another, each of another third party, of which some were changed since."""
DOSSIER = ("third_party", "agreement", "flow")
"""The kinds of which dossiers are made."""


def _released(action: Callable[..., object]) -> Action:
    """*action*, with what its transaction holds given back, as at the end of a request."""

    @functools.wraps(action)
    def run() -> None:
        action()
        db.session.rollback()
        db.session.expunge_all()

    return run


def dossiers(when: str) -> Action:
    """The dossiers of :data:`SEEN` third parties, one by one; *when* is ``now`` or ``then``."""
    grown.opened()
    refs = [f"TP-{number * 7 + 1:04d}" for number in range(SEEN)]
    at = clock.parse_instant(grown.then(), "UTC") if when == "then" else None

    def action() -> None:
        source = reading.Source(db.session, at)
        for ref in refs:
            (found,) = reading.dossiers(source, [ref])
            assert found.third_party.ref == ref

    return _released(action)


def collected(when: str) -> Action:
    """The snapshot of the register report; *when* is ``now`` or ``then``."""
    app = grown.opened()
    at = clock.parse_instant(grown.then(), "UTC") if when == "then" else None
    blobs = Blobs(app.config["SETTINGS"].instance / "blobs")
    return _released(lambda: collect(db.session, blobs, SYSTEM, Order("register", as_of=at)))


@operation(Permission.SYSTEM, "benchmarks.write")
def write(work: Work, actor: Actor, record: ThirdParty) -> None:
    """Store *record* with its trail entry and its revision; nothing is judged."""
    work.judged_later = True
    work.save(record)


def _parties() -> Iterator[ThirdParty]:
    """New third parties, one after another, each like one of the register."""
    for number in itertools.count(1):
        stored, _ = queries.get(db.session, f"TP-{number % 50 + 1:04d}")
        renamed = {"ref": f"TP-{900_000 + number}", "name": f"{stored.name} {number}", "external_id": None}
        yield stored.model_copy(update={**renamed, "archived_parts": []})


def written(_: str) -> Action:
    """A third party stored by an operation: trail entry, revision, commit."""
    grown.opened(copied=True)
    wanted = list(itertools.islice(_parties(), 50))
    return lambda: write(SYSTEM, wanted.pop())


def judged(_: str) -> Action:
    """A third party changed, and its dossier judged anew before the commit."""
    grown.opened(copied=True)
    numbers = itertools.count(1)

    def action() -> None:
        ref = f"TP-{next(numbers) * 3:04d}"
        stored, version = queries.get(db.session, ref)
        changed = stored.model_copy(update={"description": f"Changed, {stored.name}"})
        operations.update(SYSTEM, ref, changed, version=version)

    return action


def unjudged(_: str) -> Action:
    """The same change, stored by an operation that judges nothing."""
    grown.opened(copied=True)
    numbers = itertools.count(1)

    def action() -> None:
        stored, _ = queries.get(db.session, f"TP-{next(numbers) * 3:04d}")
        write(SYSTEM, stored.model_copy(update={"description": f"Changed, {stored.name}"}))

    return action


def bare_insert(_: str) -> Action:
    """The row of a third party inserted by the driver, as durably, and the commit."""
    app = grown.opened(copied=True)
    connection = grown.driver(app.config["SETTINGS"].instance)
    connection.execute("PRAGMA synchronous = FULL" if _synchronous() == 2 else "PRAGMA synchronous = NORMAL")
    names = [row[1] for row in connection.execute("PRAGMA table_info(third_party)")]
    rows = connection.execute("SELECT * FROM third_party LIMIT 50").fetchall()
    marks = ", ".join("?" * len(names))
    place = names.index("ref")
    wanted = [(*row[:place], f"TP-{900_000 + number}", *row[place + 1 :]) for number, row in enumerate(rows)]
    external = names.index("external_id")
    wanted = [(*row[:external], None, *row[external + 1 :]) for row in wanted]

    def action() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO third_party VALUES ({marks})", wanted.pop())
        connection.execute("COMMIT")

    return action


def _synchronous() -> int:
    """How durably the product commits: 1 normal, 2 full."""
    from sqlalchemy import text

    return int(db.session.scalar(text("PRAGMA synchronous")) or 0)


def ruled(_: str) -> Action:
    """Every rule over every dossier."""
    grown.opened()

    def action() -> int:
        source = reading.Source(db.session)
        context = reading.context(source)
        found = sum(1 for dossier in reading.dossiers(source) for _ in engine.on_dossier(dossier, context))
        return found + sum(1 for _ in engine.on_register(context))

    return _released(action)


def bare_rows(_: str) -> Action:
    """The rows of the same dossiers, read by the driver."""
    connection = grown.driver(grown.folder())
    tables = [name for kind in DOSSIER for name in tables_of(kind)]

    def action() -> int:
        return sum(len(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in tables)

    return action


def tables_of(kind: str) -> list[str]:
    """The tables that hold *kind* and its parts."""
    model = KINDS[kind]
    return [model.__tablename__, *(part.__tablename__ for part in model.__parts__.values())]


def verified(_: str) -> Action:
    """``verify --trail``."""
    grown.opened()

    def action() -> None:
        assert not list(verification.verify(db.session))

    return _released(action)


def hashed(_: str) -> Action:
    """SHA-256 of the bytes of the trail, of the revisions and of the register, read by the driver."""
    connection = grown.driver(grown.folder())
    connection.row_factory = sqlite3.Row
    tables = ["entry", history.Revision.__tablename__]
    tables += [name for kind in KINDS for name in tables_of(kind)]

    def action() -> str:
        digest = hashlib.sha256()
        for name in tables:
            for row in connection.execute(f"SELECT * FROM {name}"):
                digest.update("\x00".join(map(str, tuple(row))).encode())
        return digest.hexdigest()

    return action


def close_ups(when: str) -> Action:
    """What the pages of :data:`SEEN` third parties are made from; *when* is ``now`` or ``then``."""
    from app.db import past
    from app.domain.deals import queries as deals

    grown.opened()
    refs = [f"TP-{number * 7 + 1:04d}" for number in range(SEEN)]
    at = clock.parse_instant(grown.then(), "UTC")

    def action() -> None:
        for ref in refs:
            if when == "then":
                with past.reading(deals.past(db.session, SYSTEM, at)):
                    close_up.read(db.session, ref)
            else:
                close_up.read(db.session, ref)

    return _released(action)


def _line(title: str, task: str, against: str, reference: str, target: float, **more: Any) -> Line:
    def named(name: str) -> str:
        return name if "." in name else f"tests.benchmarks.register:{name}"

    return Line(title, named(task), against, named(reference), target, **more)


_THEN = {"argument": "then", "reference_argument": "now"}

LINES = (
    _line("dossier as of a past instant", "dossiers", "the same now", "dossiers", 2, each=5, **_THEN),
    _line("what a page shows of a third party, as of", "close_ups", "the same now", "close_ups", 2, each=5, **_THEN),
    _line("whole register as of a past instant, collected", "collected", "the same now", "collected", 1.5, **_THEN),
    _line("a write with trail entry and revision", "written", "a bare INSERT and commit", "bare_insert", 3, each=40),
    _line("one change, its dossier judged anew", "judged", "the same change, not judged", "unjudged", 2, each=40),
    _line("all rules over all dossiers", "ruled", "reading the same rows", "bare_rows", 4),
    _line("verify --trail", "verified", "SHA-256 of the same bytes", "hashed", 3),
    _line("dump", "tests.benchmarks.files:dumped", "json and bare SELECT", "tests.benchmarks.files:bare_dump", 3),
    _line("load", "tests.benchmarks.files:loaded", "json and bare INSERT", "tests.benchmarks.files:bare_load", 3),
    _line("up --empty, from nothing to serving", "tests.benchmarks.files:brought_up", "import of three libraries",
          "tests.benchmarks.files:imported", 6, argument="--empty"),
    _line("up, with the demo and its reports", "tests.benchmarks.files:brought_up", "import of three libraries",
          "tests.benchmarks.files:imported", 6, argument=""),
)  # fmt: skip
