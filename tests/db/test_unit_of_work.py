"""The unit of work: all or nothing, one revision an object, growing instants, writers in line."""

import datetime as dt
import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, insert, select, text

from app.db import engine
from app.db.engine import Busy
from app.db.history import Revision
from app.db.ledgers import Superseded
from app.db.unit_of_work import MANY, MANY_ROWS, Counter, Work, read_record
from app.domain.audit import chain
from app.domain.audit.models import Entry
from app.domain.audit.verification import verify
from app.domain.catalogue.records import Category
from app.domain.operation import BEFORE_FILING, BrokenLinksError, operation
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.models import ThirdParty as ThirdPartyRow
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.kernel.errors import Conflict, Denied, Missing
from app.security.actor import ANONYMOUS, SYSTEM, Actor
from app.security.permissions import Permission
from tests.importing.files import fingerprint


@operation(Permission.SYSTEM, "tests.save")
def save(work: Work, actor: Actor, *records: ThirdParty | Category) -> None:
    for record in records:
        work.save(record)


@operation(Permission.SYSTEM, "tests.remove")
def remove(work: Work, actor: Actor, record: type[Category], key: str) -> None:
    work.remove(record, key)


@operation(Permission.SYSTEM, "tests.save_and_fail")
def save_and_fail(work: Work, actor: Actor, after_commit: list[str]) -> None:
    work.after_commit.append(lambda: after_commit.append("done"))
    third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    work.session.flush()
    raise ZeroDivisionError


@operation(Permission.SYSTEM, "tests.save_twice")
def save_twice(work: Work, actor: Actor, *states: Category | None) -> None:
    for state in states:
        if state is None:
            work.remove(Category, "ring")
        else:
            work.save(state)


@pytest.fixture
def context(either: Flask) -> Iterator[Flask]:
    with either.app_context():
        yield either
        db.session.remove()


def ring(**fields: Any) -> Category:
    return Category.parse({"key": "ring"} | fields)


def revisions(key: str) -> list[tuple[int, bool]]:
    """Number of each revision, and whether it is the current one."""
    rows = db.session.execute(select(Revision).where(Revision.key == key).order_by(Revision.number)).scalars()
    return [(row.number, row.valid_to is None) for row in rows]


def test_a_crash_in_the_middle_leaves_nothing(context: Flask) -> None:
    before, told = fingerprint(context), []
    with pytest.raises(ZeroDivisionError):
        save_and_fail(SYSTEM, told)
    assert told == []
    assert fingerprint(context) == before
    assert third_parties.register(SYSTEM, ThirdParty(name="Correo")).ref == "TP-0001"


def test_a_listener_that_fails_takes_everything_with_it(context: Flask) -> None:
    def fail(work: Work) -> None:
        raise ZeroDivisionError

    before = fingerprint(context)
    BEFORE_FILING.append(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    finally:
        BEFORE_FILING.remove(fail)
    assert fingerprint(context) == before


def test_a_reference_that_leads_nowhere_takes_everything_with_it(context: Flask) -> None:
    before = fingerprint(context)
    with pytest.raises(BrokenLinksError) as raised:
        save(SYSTEM, ring(parent="gold"))
    said = "Parent: gold is not in the register: choose one that is."
    assert raised.value.pointers() == {"/parent": [said]}
    assert fingerprint(context) == before


def test_without_the_permission_nothing_begins(context: Flask) -> None:
    before = fingerprint(context)
    with pytest.raises(Denied):
        save(ANONYMOUS, ring())
    assert fingerprint(context) == before


def test_an_unchanged_object_leaves_no_trace(context: Flask) -> None:
    save(SYSTEM, ring())
    head = chain.head(db.session)
    save(SYSTEM, ring())
    assert (chain.head(db.session), revisions("ring")) == (head, [(1, True)])


def test_two_changes_in_one_operation_are_one_revision(context: Flask) -> None:
    save_twice(SYSTEM, ring(label="Ring"), ring(label="Rings"))
    assert revisions("ring") == [(1, True)]
    save_twice(SYSTEM, ring(label="A ring"), ring(label="Wedding rings"))
    assert revisions("ring") == [(1, False), (2, True)]
    record, version = read_record(db.session, Category, "ring")
    assert (record.label, version) == ("Wedding rings", 2)
    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert entry is not None
    assert [change["diff"] for change in entry.changes] == [{"label": ["Rings", "Wedding rings"]}]
    assert list(verify(db.session)) == []


def test_what_is_removed_and_comes_back_goes_on_counting(context: Flask) -> None:
    save(SYSTEM, ring())
    save(SYSTEM, ring(label="Ring"))
    remove(SYSTEM, Category, "ring")
    with pytest.raises(Missing):
        read_record(db.session, Category, "ring")
    assert revisions("ring") == [(1, False), (2, False)]

    save(SYSTEM, ring(label="Ring again"))
    save(SYSTEM, ring(label="Rings again"))
    assert revisions("ring") == [(1, False), (2, False), (4, False), (5, True)]
    assert read_record(db.session, Category, "ring")[1] == 5
    assert list(verify(db.session)) == []


@pytest.mark.parametrize("stored", [False, True])
def test_what_comes_and_goes_in_one_operation_was_never_there(context: Flask, stored: bool) -> None:
    if stored:
        save(SYSTEM, ring())
    save_twice(SYSTEM, ring(label="Ring"), None)
    assert revisions("ring") == ([(1, False)] if stored else [])
    assert list(verify(db.session)) == []


def test_what_goes_and_comes_in_one_operation_was_changed(context: Flask) -> None:
    save(SYSTEM, ring())
    save_twice(SYSTEM, None, ring(label="Ring"))
    assert revisions("ring") == [(1, False), (2, True)]
    save(SYSTEM, ring(label="Rings"))
    assert revisions("ring") == [(1, False), (2, False), (3, True)]
    assert list(verify(db.session)) == []


def test_who_changes_an_older_version_is_shown_both(context: Flask) -> None:
    party = third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    ref = party.ref or ""
    third_parties.update(SYSTEM, ref, party.model_copy(update={"description": "Parcels"}), version=1)
    before = fingerprint(context)
    with pytest.raises(Conflict) as raised:
        third_parties.update(SYSTEM, ref, party.model_copy(update={"description": "Letters"}), version=1)
    conflict = raised.value
    assert (conflict.mine["description"], conflict.theirs["description"]) == ("Letters", "Parcels")
    assert (conflict.ref, conflict.version, conflict.status) == (ref, 2, 409)
    assert fingerprint(context) == before


def test_who_wants_what_another_did_already_is_not_bothered(context: Flask) -> None:
    party = third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    changed = party.model_copy(update={"description": "Parcels"})
    third_parties.update(SYSTEM, party.ref or "", changed, version=1)
    third_parties.update(SYSTEM, party.ref or "", changed, version=1)
    assert len(revisions("TP-0001")) == 2


def test_instants_grow_even_when_the_clock_does_not(context: Flask) -> None:
    with time_machine.travel(dt.datetime(2099, 1, 1, tzinfo=dt.UTC), tick=False) as clock:
        for number in range(3):
            save(SYSTEM, ring(label=str(number)))
        clock.shift(dt.timedelta(days=-1))
        save(SYSTEM, ring(label="back"))
    instants = list(db.session.scalars(select(Entry.at).order_by(Entry.seq)))
    assert all(earlier < later for earlier, later in itertools.pairwise(instants))
    assert list(verify(db.session)) == []


def test_numbers_are_never_given_out_twice(context: Flask) -> None:
    refs = [third_parties.register(SYSTEM, ThirdParty(name=f"Party {n}")).ref for n in range(3)]
    assert refs == ["TP-0001", "TP-0002", "TP-0003"]
    third_parties.archive(SYSTEM, "TP-0003")
    assert third_parties.register(SYSTEM, ThirdParty(name="Party 4")).ref == "TP-0004"


def test_writers_at_the_same_time_stand_in_line_and_lose_nothing(context: Flask) -> None:
    start = threading.Barrier(6)

    def write(writer: int) -> list[str | None]:
        with context.app_context():
            start.wait()
            made = [
                third_parties.register(SYSTEM, ThirdParty(name=f"Party {writer} {n}")).ref for n in range(5)
            ]
            db.session.remove()
            return made

    with ThreadPoolExecutor(6) as pool:
        refs = [ref for made in pool.map(write, range(6)) for ref in made]
    assert sorted(str(ref) for ref in refs) == [f"TP-{n:04d}" for n in range(1, 31)]
    assert db.session.scalar(select(func.count()).select_from(ThirdPartyRow)) == 30
    assert db.session.get_one(Counter, "third_party").last == 30
    assert list(verify(db.session)) == []


def test_of_two_who_change_the_same_version_at_the_same_time_one_is_told(context: Flask) -> None:
    party = third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    start = threading.Barrier(2)

    def change(description: str) -> str:
        with context.app_context():
            start.wait()
            try:
                changed = party.model_copy(update={"description": description})
                third_parties.update(SYSTEM, party.ref or "", changed, version=1)
            except Conflict:
                return "told"
            finally:
                db.session.remove()
            return "saved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, ["Parcels", "Letters"])) == ["saved", "told"]
    assert revisions("TP-0001") == [(1, False), (2, True)]


def test_who_waits_too_long_for_another_writer_is_told(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.remove()
    db.engine.dispose()
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.3)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with context.app_context():
            hold_open(SYSTEM, holding, done)
            db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        assert holding.wait(20)
        try:
            with pytest.raises(Busy) as raised:
                save(SYSTEM, ring())
        finally:
            done.set()
        held.result()
    assert raised.value.status == 503
    save(SYSTEM, ring())
    assert revisions("ring") == [(1, True)]
    db.session.remove()
    db.engine.dispose()


@operation(Permission.SYSTEM, "tests.hold_open")
def hold_open(work: Work, actor: Actor, holding: threading.Event, done: threading.Event) -> None:
    holding.set()
    done.wait(20)


WRITER = """
import sys
from pathlib import Path
from tests.instances import make_app
from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM

app = make_app(Path(sys.argv[1]), sys.argv[2])
with app.app_context():
    for number in range(5):
        operations.register(SYSTEM, ThirdParty(name=f"Party {sys.argv[3]} {number}"))
"""


def test_processes_that_write_at_the_same_time_lose_nothing(context: Flask) -> None:
    settings = context.config["SETTINGS"]
    root = Path(__file__).resolve().parents[2]
    arguments = [str(settings.instance), settings.database_url]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, *arguments, str(number)], cwd=root, stderr=subprocess.PIPE
        )
        for number in range(3)
    ]
    failures = [child.communicate(timeout=120)[1].decode() for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], failures
    refs = list(db.session.scalars(select(ThirdPartyRow.ref).order_by(ThirdPartyRow.ref)))
    assert refs == [f"TP-{n:04d}" for n in range(1, 16)]
    assert list(verify(db.session)) == []


def test_after_many_changes_the_database_knows_how_many_rows_its_tables_have(app: Flask) -> None:
    with app.app_context():
        save(SYSTEM, *(Category.parse({"key": f"c{number}"}) for number in range(MANY)))
        counted = db.session.scalar(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'category' LIMIT 1"))
    assert int(str(counted).split()[0]) >= MANY


@operation(Permission.SYSTEM, "tests.keep_many")
def keep_many(work: Work, actor: Actor, count: int) -> None:
    """Write many rows beside the register, as the rules do with findings, and change no object."""
    work.session.execute(
        insert(Superseded),
        [
            {"ledger": "finding", "valid_from": work.at, "valid_to": work.at, "state": {}}
            for _ in range(count)
        ],
    )


def test_after_many_rows_beside_the_register_it_knows_so_too(app: Flask) -> None:
    with app.app_context():
        keep_many(SYSTEM, MANY_ROWS)
        counted = db.session.scalar(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'superseded' LIMIT 1"))
    assert int(str(counted).split()[0]) >= 1000
