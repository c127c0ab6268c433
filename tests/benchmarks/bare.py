"""What pages are measured against: a Flask application that asks the driver for the same rows, with a bare template.

Served by gunicorn as ``serve`` serves the product, on the database that ``CUSTODIA_BENCHMARK_DATABASE`` names, in which
``prepare`` has made an index of trigrams.
"""

import importlib
import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string, request

DATABASE = "CUSTODIA_BENCHMARK_DATABASE"
LIBRARIES = (
    "alembic",
    "argon2",
    "babel",
    "cryptography.x509",
    "flask_babel",
    "flask_bootstrap",
    "flask_migrate",
    "flask_sqlalchemy",
    "flask_wtf",
    "huey",
    "limits",
    "psycopg",
    "pydantic",
    "rapidfuzz",
    "rfc8785",
    "sqlalchemy.orm",
    "structlog",
)
"""What a process of the product has loaded as well."""

app = Flask(__name__)
_local = threading.local()

ROWS = """<!DOCTYPE html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for rows in tables %}<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}</body></html>"""

LIST = """SELECT t.ref, t.name, t.role, t.affiliation, t.status, t.risk_tier, t.next_review_on, p.name,
s.agreement_state, s.active_flows, s.open_findings, s.worst, s.countries
FROM third_party t LEFT JOIN third_party_summary s ON s.third_party = t.ref LEFT JOIN person p ON p.email = t.owner
WHERE t.archived = 0 AND t.status = 'active' ORDER BY s.open_findings DESC, t.ref LIMIT 50"""

COUNT = "SELECT count(*) FROM third_party WHERE archived = 0 AND status = 'active'"

OF_ONE = (
    "SELECT * FROM third_party WHERE ref = :ref",
    "SELECT * FROM third_party_contact WHERE third_party = :ref",
    "SELECT * FROM third_party_sub_processor WHERE third_party = :ref",
    "SELECT * FROM third_party_evidence WHERE third_party = :ref",
    "SELECT * FROM third_party_incident WHERE third_party = :ref",
    "SELECT * FROM third_party_review WHERE third_party = :ref",
    "SELECT * FROM agreement WHERE third_party = :ref",
    "SELECT c.* FROM agreement_clause c JOIN agreement a ON a.ref = c.agreement WHERE a.third_party = :ref",
    "SELECT * FROM flow WHERE third_party = :ref",
    "SELECT l.* FROM flow_location l JOIN flow f ON f.ref = l.flow WHERE f.third_party = :ref",
    "SELECT x.* FROM flow_transfer x JOIN flow f ON f.ref = x.flow WHERE f.third_party = :ref",
    "SELECT n.* FROM flow_notice_link n JOIN flow f ON f.ref = n.flow WHERE f.third_party = :ref",
    "SELECT * FROM finding WHERE third_party = :ref AND status <> 'closed' ORDER BY severity_rank",
    """SELECT e.seq, e.at, e.actor, e.operation FROM revision r JOIN entry e ON e.seq = r.entry
    WHERE r.kind = 'third_party' AND r.key = :ref ORDER BY e.seq DESC LIMIT 50""",
)
"""Everything about a third party, each table in one statement."""


def loaded() -> Flask:
    """The application, in a process that has loaded what one of the product has."""
    for name in LIBRARIES:
        importlib.import_module(name)
    return app


def prepare(database: Path) -> None:
    """Make the index of trigrams in *database*, over names and descriptions."""
    with sqlite3.connect(database) as writing:
        writing.execute("CREATE VIRTUAL TABLE trigrams USING fts5(key UNINDEXED, said, tokenize = 'trigram')")
        for key, table, columns in (
            ("ref", "third_party", "name || ' ' || coalesce(description, '')"),
            ("ref", "agreement", "coalesce(title, '')"),
            ("ref", "flow", "coalesce(name, '')"),
            ("id", "finding", "title || ' ' || message"),
        ):
            writing.execute(f"INSERT INTO trigrams SELECT {key}, {columns} FROM {table}")


def _ask(statement: str, **values: Any) -> list[Any]:
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(os.environ[DATABASE])
    return list(_local.connection.execute(statement, values).fetchall())


@app.get("/empty")
def empty() -> str:
    """A page without anything."""
    return render_template_string(ROWS, title="Empty", tables=[])


@app.get("/list")
def listed() -> str:
    """Fifty third parties, and how many there are."""
    return render_template_string(ROWS, title="Third parties", tables=[_ask(LIST), _ask(COUNT)])


@app.get("/search")
def search() -> str:
    """The best that the index finds."""
    asked = "SELECT key, said FROM trigrams WHERE trigrams MATCH :said ORDER BY rank LIMIT 40"
    return render_template_string(
        ROWS, title="Search", tables=[_ask(asked, said='"' + request.args["q"] + '"')]
    )


@app.get("/third-party/<ref>")
def third_party(ref: str) -> str:
    """Everything about a third party."""
    return render_template_string(ROWS, title=ref, tables=[_ask(statement, ref=ref) for statement in OF_ONE])
