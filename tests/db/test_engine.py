"""No write outside an operation, by whatever way it comes; readers see one state from first to last."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.db.engine import WriteOutsideOperationError, gate_is_open
from app.db.unit_of_work import Counter, Work, technical_writes
from app.domain.catalogue.models import Category
from app.domain.operation import operation
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.models import ThirdParty as ThirdPartyRow
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission

REFUSED = (
    WriteOutsideOperationError,
    DBAPIError,
    sqlite3.OperationalError,
    psycopg.errors.ReadOnlySqlTransaction,
)
"""By the gate at the cursor, or by the database through SQLAlchemy or through its driver."""


def by_orm() -> None:
    db.session.add(Counter(kind="stray", last=1))
    db.session.flush()


def by_orm_change() -> None:
    category = db.session.scalars(select(Category).limit(1)).one()
    category.label = "stray"
    db.session.commit()


def by_driver() -> None:
    connection = db.session.connection().connection
    connection.cursor().execute("DELETE FROM category")


def by_own_connection() -> None:
    with db.engine.begin() as connection:
        connection.execute(delete(Category))


STRAYS: dict[str, Callable[[], Any]] = {
    "the ORM": by_orm,
    "a change of a mapped object": by_orm_change,
    "Core": lambda: db.session.execute(insert(Counter).values(kind="stray", last=1)),
    "a bulk update": lambda: db.session.execute(update(Category).values(label="stray")),
    "a bulk delete": lambda: db.session.execute(delete(Category)),
    "text": lambda: db.session.execute(text("UPDATE category SET label = 'stray'")),
    "text in small letters": lambda: db.session.execute(text("  delete from category")),
    "text behind a comment": lambda: db.session.execute(text("/* select */ DELETE FROM category")),
    "a common table expression": lambda: db.session.execute(
        text("WITH few AS (SELECT 'stray' AS kind) INSERT INTO counter (kind, last) SELECT kind, 1 FROM few")
    ),
    "a new table": lambda: db.session.execute(text("CREATE TABLE stray (x INTEGER)")),
    "a dropped table": lambda: db.session.execute(text("DROP TABLE counter")),
    "a changed table": lambda: db.session.execute(text("ALTER TABLE counter ADD COLUMN x INTEGER")),
    "a connection of its own": by_own_connection,
    "the driver's own cursor": by_driver,
}


@operation(Permission.SYSTEM, "tests.look_at_gate")
def look_at_gate(work: Work, actor: Actor, inside: Callable[[], Any]) -> Any:
    """What *inside* says while an operation is under way."""
    return inside()


@pytest.fixture
def context(either: Flask) -> Iterator[Flask]:
    with either.app_context():
        yield either
        db.session.remove()


@pytest.mark.parametrize("way", STRAYS)
def test_a_write_outside_an_operation_is_refused(context: Flask, way: str) -> None:
    before = content()
    with pytest.raises(REFUSED):
        STRAYS[way]()
    db.session.rollback()
    assert content() == before


def content() -> tuple[Any, ...]:
    found = (
        db.session.execute(select(Counter.kind, Counter.last).order_by(Counter.kind)).all(),
        db.session.execute(select(Category.key, Category.label).order_by(Category.key)).all(),
    )
    db.session.rollback()
    return found


def test_the_gate_closes_behind_an_operation(context: Flask) -> None:
    assert look_at_gate(SYSTEM, gate_is_open) is True
    assert gate_is_open() is False
    third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    for way in ("Core", "the driver's own cursor", "a common table expression"):
        with pytest.raises(REFUSED):
            STRAYS[way]()
        db.session.rollback()


def test_the_gate_closes_behind_an_operation_that_failed(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        look_at_gate(SYSTEM, lambda: 1 / 0)
    assert gate_is_open() is False
    with pytest.raises(REFUSED):
        STRAYS["the driver's own cursor"]()


def test_the_gate_is_open_to_whoever_opened_it_alone(context: Flask) -> None:
    def elsewhere() -> bool:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(gate_is_open).result()

    assert look_at_gate(SYSTEM, elsewhere) is False


def test_technical_writes_close_the_gate_behind_them(context: Flask) -> None:
    with technical_writes("tests") as session:
        session.add(Counter(kind="tests", last=1))
    with pytest.raises(REFUSED):
        STRAYS["the driver's own cursor"]()
    db.session.rollback()
    assert db.session.get_one(Counter, "tests").last == 1


def test_technical_writes_are_undone_when_they_fail(context: Flask) -> None:
    def fail() -> None:
        with technical_writes("tests") as session:
            session.add(Counter(kind="tests", last=1))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert db.session.get(Counter, "tests") is None


def test_a_reader_sees_one_state_from_first_to_last(context: Flask) -> None:
    def write() -> None:
        with context.app_context():
            third_parties.register(SYSTEM, ThirdParty(name="Correo"))
            db.session.remove()

    count = select(func.count()).select_from(ThirdPartyRow)
    assert db.session.scalar(count) == 0
    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result()
    assert db.session.scalar(count) == 0
    db.session.rollback()
    assert db.session.scalar(count) == 1
