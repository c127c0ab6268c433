"""Whatever a register holds: it comes out as it went in, and its past is what it was."""

import json
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from app.db.aggregate import KINDS
from app.domain.audit.verification import verify
from app.domain.findings import checking
from app.domain.findings.ledger import Finding
from app.domain.findings.reading import Source
from app.extensions import db
from app.importing.register_rows import LEFT_OUT, LISTS
from tests.importing.files import dumped, load
from tests.importing.registers import registers
from tests.instances import reset

ANY = settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
"""Each example fills a database; it is emptied by the test itself."""


@ANY
@given(document=registers())
def test_any_register_comes_out_as_it_went_in(empty: Flask, document: dict[str, Any]) -> None:
    reset(empty)
    with empty.app_context():
        load(document)
        first = dumped()
        assert list(verify(db.session)) == []
    for name, kind in LISTS.items():
        assert _known_from(document, name, kind) == _known_from(json.loads(first), name, kind)
    reset(empty)
    with empty.app_context():
        load(json.loads(first))
        assert dumped() == first


def _known_from(document: dict[str, Any], name: str, kind: str) -> list[dict[str, Any]]:
    """The rows of one list as its record reads them, without the shipped vocabulary."""
    record = KINDS[kind].__record__
    rows = [row for row in document[name] if not row.get("builtin") or str(row.get("key")).startswith("own_")]
    states = [record.parse(row).to_state() for row in rows]
    for state in states:
        for field in LEFT_OUT.get(kind, ()):
            del state[field]
    return sorted(states, key=json.dumps)


@ANY
@given(document=registers())
def test_the_rules_judge_any_register_and_what_is_stored_is_what_they_find(
    empty: Flask, document: dict[str, Any]
) -> None:
    reset(empty)
    with empty.app_context():
        load(document)
        result = checking.check(Source(db.session))
        assert result.failures == []
        found = {one.identity: "open" for one in result.findings} | {
            one.identity: "waived" for one in result.waived
        }
        still = db.session.query(Finding).where(Finding.status != "closed")
        stored = {(f.rule, f.object, f.key): f.status for f in still}
        assert stored == found
