"""The past: what a register file or a check says as of an instant is what it said then."""

import datetime as dt
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.db.aggregate import KINDS
from app.db.unit_of_work import Work
from app.domain.audit import chain
from app.domain.audit.verification import verify
from app.domain.findings import checking
from app.domain.findings.ledger import Finding
from app.domain.findings.reading import Source
from app.domain.operation import operation
from app.extensions import db
from app.importing import register_file
from app.importing.register_rows import LISTS
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission
from tests.importing.files import dumped, load
from tests.importing.registers import registers
from tests.instances import reset

TODAY = dt.date(2027, 3, 15)
MICROSECOND = dt.timedelta(microseconds=1)
REMOVABLE = ("deal", "waiver", "disclosure")
"""Kinds that nothing refers to."""


@operation(Permission.SYSTEM, "tests.change")
def change(work: Work, actor: Actor, document: dict[str, Any], removed: list[tuple[str, str]]) -> None:
    """Save every row of *document*, then remove objects."""
    for name, kind in LISTS.items():
        work.save_all([KINDS[kind].__record__.parse(row) for row in document[name]])
    for kind, key in removed:
        work.remove(KINDS[kind].__record__, key)


def findings(at: dt.datetime | None = None) -> list[dict[str, Any]]:
    result = checking.check(Source(db.session, at), today=TODAY)
    assert result.failures == []
    return [found.as_json() for found in result.findings]


def dumped_at(instant: dt.datetime) -> str:
    return register_file.text(register_file.dump(Source(db.session, instant)))


def stored_findings() -> set[tuple[str, str, str]]:
    still = db.session.query(Finding).where(Finding.status == "open")
    return {(found.rule, found.object, found.key) for found in still}


def last_instant() -> dt.datetime:
    found = chain.last_instant(db.session)
    assert found is not None
    return found


@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_as_of_each_instant_the_register_is_what_it_was_then(empty: Flask, data: st.DataObject) -> None:
    reset(empty)
    with empty.app_context():
        said = {last_instant(): (dumped(), findings())}
        load(data.draw(registers()))
        said[last_instant()] = dumped(), findings()
        for _ in range(data.draw(st.integers(1, 3))):
            document = data.draw(registers())
            there = [
                (kind, str(state[KINDS[kind].__key__]))
                for kind in REMOVABLE
                for state in Source(db.session).states(kind)
            ]
            removed = data.draw(st.lists(st.sampled_from(there), unique=True, max_size=2)) if there else []
            change(SYSTEM, document, removed)
            said[last_instant()] = dumped(), findings()
            now = checking.check(Source(db.session))
            assert stored_findings() == {found.identity for found in now.findings}
        instants = sorted(said)
        ends = [later - MICROSECOND for later in instants[1:]] + [instants[-1] + dt.timedelta(days=9)]
        for at, until in zip(instants, ends, strict=True):
            assert at <= until
            assert (dumped_at(at), findings(at)) == said[at]
            assert dumped_at(until) == said[at][0]
        assert list(verify(db.session)) == []
