"""What SQLite knows of the size of its tables, in all connections that are open, while tables grow."""

import sqlite3
from pathlib import Path

from flask import Flask

from app.db.unit_of_work import count_rows
from app.domain.findings import operations as findings
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM

LIST = """EXPLAIN QUERY PLAN SELECT third_party.name, third_party_summary.worst FROM third_party
LEFT JOIN third_party_summary ON third_party_summary.third_party = third_party.ref
WHERE third_party.archived IS 0 ORDER BY third_party.name LIMIT 25"""


def plan(connection: sqlite3.Connection) -> str:
    return "; ".join(row[3] for row in connection.execute(LIST))


def test_a_table_that_was_small_when_rows_were_counted_is_not_scanned_for_each_row_of_another(
    empty: Flask,
) -> None:
    database = Path(empty.instance_path) / "custodia.sqlite3"
    open_before = sqlite3.connect(database)
    try:
        version = open_before.execute("PRAGMA schema_version").fetchone()
        with empty.app_context():
            third_parties.register(SYSTEM, ThirdParty(name="The first"))
            findings.evaluate(SYSTEM)
            count_rows()
        for connection in (open_before, sqlite3.connect(database)):
            assert "SEARCH third_party_summary USING INDEX" in plan(connection)
        assert open_before.execute("PRAGMA schema_version").fetchone() > version
    finally:
        open_before.close()
