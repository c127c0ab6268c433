"""The tables that the migrations make are those that the program maps, on both databases, there and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, text

from app.cli import instance
from app.cli.instance import Standing
from app.db.engine import open_gate
from app.extensions import db
from app.kernel.errors import Refused
from tests.importing.files import demo_register, dumped, load
from tests.instances import forget, make_app, postgres_database

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=DATABASES)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables yet, in its context."""
    if request.param == "sqlite":
        yield from in_context(make_app(tmp_path))
        return
    server = request.getfixturevalue("postgres_server")
    with postgres_database(server) as url:
        yield from in_context(make_app(tmp_path, url))


def in_context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
    forget(app)


def alembic(app: Flask) -> Config:
    config: Config = app.extensions["migrate"].migrate.get_config()
    return config


def schema(engine: Engine) -> dict[str, Any]:
    """Everything that the database knows of its tables, in a form that can be compared."""
    inspector = inspect(engine)
    return {
        table: described(inspector, table) for table in sorted(inspector.get_table_names()) if is_ours(table)
    }


def is_ours(table: str) -> bool:
    return table != "alembic_version" and not table.startswith(("search_", "huey_", "kv", "task", "schedule"))


def described(inspector: Any, table: str) -> dict[str, Any]:
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], getattr(column["type"], "collation", None))
        for column in inspector.get_columns(table)
    }
    return {
        "columns": columns,
        "key": sorted(inspector.get_pk_constraint(table)["constrained_columns"]),
        "foreign": sorted(map(repr_of, inspector.get_foreign_keys(table))),
        "unique": sorted(map(repr_of, inspector.get_unique_constraints(table))),
        "indexes": sorted(map(repr_of, inspector.get_indexes(table))),
    }


def repr_of(found: dict[str, Any]) -> str:
    said = {name: value for name, value in found.items() if name != "comment"}
    # The condition of a partial index is a clause, which says itself only when asked for its text.
    said["dialect_options"] = {name: str(value) for name, value in said.get("dialect_options", {}).items()}
    return repr(sorted(said.items()))


def test_the_migrations_make_the_tables_that_are_mapped(bare: Flask) -> None:
    command.upgrade(alembic(bare), "head")
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _object, name, kind, *_: kind != "table" or is_ours(name),
            },
        )
        assert compare_metadata(context, db.metadata) == []
    migrated = schema(db.engine)
    with open_gate("tests"):
        command.downgrade(alembic(bare), "base")
        db.create_all()
    assert schema(db.engine) == migrated


def test_the_way_back_leaves_nothing_and_the_way_forth_is_open_again(bare: Flask) -> None:
    command.upgrade(alembic(bare), "head")
    first = schema(db.engine)
    command.downgrade(alembic(bare), "base")
    assert schema(db.engine) == {}
    command.upgrade(alembic(bare), "head")
    assert schema(db.engine) == first


def test_each_step_can_be_taken_alone(bare: Flask) -> None:
    scripts = ScriptDirectory.from_config(alembic(bare))
    for script in reversed(list(scripts.walk_revisions())):
        command.upgrade(alembic(bare), script.revision)
    while instance.standing() is not Standing.BEHIND or schema(db.engine):
        command.downgrade(alembic(bare), "-1")


def test_a_register_lives_in_migrated_tables(bare: Flask) -> None:
    instance.prepare()
    load(demo_register())
    first = dumped()
    instance.prepare()
    assert dumped() == first


def test_a_register_with_issued_reports_outlives_every_step_back_and_forth(bare: Flask) -> None:
    instance.prepare()
    register = demo_register()
    for disclosure in register["disclosures"]:
        # Their columns are of a later step, with which they go.
        disclosure.update(decision=None, subjects_count=None)
    load(register)
    with open_gate("tests"), db.engine.begin() as connection:
        for table, values in ISSUED:
            columns = ", ".join(f'"{name}"' for name in values)
            blanks = ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({blanks})"), values)
    first = dumped()
    db.session.remove()
    command.downgrade(alembic(bare), "0003")
    command.upgrade(alembic(bare), "head")
    assert dumped() == first
    with db.engine.connect() as connection:
        counts = [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table, _ in ISSUED]
    assert counts == [1, 1]


def test_the_parts_of_a_deal_outlive_the_step_to_its_course_and_back(bare: Flask) -> None:
    command.upgrade(alembic(bare), "0002")
    with open_gate("tests"), db.engine.begin() as connection:
        for table, values in OLD_DEAL:
            columns = ", ".join(f'"{name}"' for name in values)
            blanks = ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({blanks})"), values)
    command.upgrade(alembic(bare), "0003")
    with db.engine.connect() as connection:
        read = connection.execute(text("SELECT handing FROM deal_member")).scalars().all()
        four_eyes = connection.execute(text("SELECT four_eyes FROM deal")).scalar()
        lines = connection.execute(text("SELECT number, decided_by FROM deal_item")).all()
    assert (read, bool(four_eyes), [tuple(line) for line in lines]) == (["papers"], False, [("A-001", None)])
    command.downgrade(alembic(bare), "0002")
    with db.engine.connect() as connection:
        counts = [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table, _ in OLD_DEAL]
    assert counts == [1, 1, 1, 1, 1]


ISSUED: list[tuple[str, dict[str, Any]]] = [
    (
        "report",
        {
            "number": "R-2026-0001",
            "place": 1,
            "kind": "board",
            "title": "Board report",
            "as_of": "2026-01-01 00:00:00",
            "on_day": "2026-01-01",
            "parameters": "{}",
            "snapshot_sha256": "a" * 64,
            "seal": "{}",
            "issued_at": "2026-01-01 00:00:00",
            "issued_by": "system",
            "paper": "A4",
        },
    ),
    ("rendering", {"report": "R-2026-0001", "format": "pdf", "sha256": "b" * 64, "size": 1}),
]
"""A report that was issued, table by table."""

OLD_DEAL: list[tuple[str, dict[str, Any]]] = [
    (
        "person",
        {
            "email": "ana@lumen.example",
            "name": "Ana Ruiz",
            "roles": "[]",
            "active": True,
            "version": 1,
            "changed_at": "2026-01-01 00:00:00",
        },
    ),
    (
        "deal",
        {
            "ref": "D-001",
            "codename": "Perla",
            "kind": "asset_all",
            "side": "seller",
            "perimeter": "all",
            "stage": "prepare",
            "regimes": "[]",
            "buyer_same_business": False,
            "buyer_adopts_notice": "unknown",
            "buyer_purposes": "[]",
            "data_standalone": False,
            "cpo": "not_needed",
            "archived": False,
            "version": 1,
            "changed_at": "2026-01-01 00:00:00",
        },
    ),
    ("deal_member", {"deal": "D-001", "position": 0, "person": "ana@lumen.example"}),
    ("deal_diligence", {"deal": "D-001", "position": 0, "on": "2026-01-01"}),
    (
        "deal_item",
        {
            "deal": "D-001",
            "position": 0,
            "number": "A-001",
            "type": "segment",
            "ref": "S-001",
            "gates": "[]",
            "rule_ids": "[]",
        },
    ),
]
"""A deal as it was before its course was recorded, table by table."""


def test_there_is_one_way_forth_and_every_step_says_what_it_does(bare: Flask) -> None:
    scripts = ScriptDirectory.from_config(alembic(bare))
    assert len(scripts.get_heads()) == 1
    revisions = list(scripts.walk_revisions())
    assert [script.revision for script in reversed(revisions)] == [
        f"{n:04d}" for n in range(1, len(revisions) + 1)
    ]
    assert all(script.doc and script.doc.strip().endswith(".") for script in revisions)


def test_where_the_database_stands_is_known(bare: Flask) -> None:
    assert instance.standing() is Standing.BEHIND
    with pytest.raises(Refused) as raised:
        instance.expect_current()
    said = "The database is not up to date: run “python -m app up --empty --once” first."
    assert raised.value.sentence == said
    instance.prepare()
    instance.expect_current()


def test_a_database_of_a_newer_version_is_left_alone(bare: Flask) -> None:
    instance.prepare()
    with open_gate("tests"), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = schema(db.engine)
    with pytest.raises(Refused) as raised:
        instance.prepare()
    assert raised.value.sentence.startswith("The database was made by a newer version of Custodia: ")
    assert (schema(db.engine), instance.standing()) == (before, Standing.AHEAD)


def test_tables_of_others_are_left_alone(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'custodia.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE song (name TEXT)"))
    engine.dispose()
    app = make_app(tmp_path)
    with app.app_context():
        assert instance.standing() is Standing.BEHIND
        instance.prepare()
        assert "song" in inspect(db.engine).get_table_names()
    forget(app)
