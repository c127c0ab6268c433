"""As of a past instant everything is what it was then: tables, ledgers, dossiers, findings, figures, every report."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.db import past, views
from app.db.ledgers import Kept
from app.domain.audit import chain
from app.domain.audit.verification import verify
from app.domain.deals import queries as deals
from app.domain.findings import checking, figures, reading
from app.domain.findings import operations as findings
from app.domain.reports.catalogue import OFFERED
from app.domain.reports.terms import ReportKind
from app.extensions import Base, db
from app.infra.blobs import Blobs, open_blobs
from app.kernel.canonical import digest
from app.reporting import issue
from app.reporting.collect import collect
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests import histories
from tests.conftest import EMAILS
from tests.domain import objects
from tests.importing.registers import registers
from tests.importing.test_as_of import change
from tests.instances import reset

BEGIN = dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)
EVERY = dt.timedelta(days=17, hours=5)


def tables() -> dict[str, Table]:
    """Every table that has a past."""
    return {name: Base.metadata.tables[name] for name in views.views()}


def passing() -> dict[str, frozenset[str]]:
    """By ledger, the columns that say when it was last looked at, which may have moved on alone."""
    mapped = [mapper.class_ for mapper in Base.registry.mappers]
    return {one.__tablename__: one.__passing__ for one in mapped if issubclass(one, Kept)}


def rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """What every table says, by the queries that every page uses."""
    said = {}
    for name, table in tables().items():
        skipped = passing().get(name, frozenset())
        columns = [column for column in table.columns if column.name not in skipped]
        found = session.execute(select(*columns)).all()
        said[name] = sorted((tuple(row) for row in found), key=repr)
    session.rollback()
    return said


def judged(session: Session, at: dt.datetime | None = None) -> dict[str, Any]:
    """Dossiers, findings and figures, read and judged anew, and the figures as they are kept."""
    source = reading.Source(session, at)
    result = checking.check(source)
    assert result.failures == []
    with reading.standing(source):
        kept = figures.read(session)
    said = result.as_json() | {
        "dossiers": list(reading.dossiers(source)),
        "waived": [one.as_json() for one in result.waived],
        "kept": [] if kept is None else [kpi.as_json() for kpi in kept.kpis],
    }
    session.rollback()
    return said


def snapshots(session: Session, blobs: Blobs, at: dt.datetime | None = None) -> dict[str, tuple[str, str]]:
    """Instant and SHA-256 of the snapshot of every kind of report that can be ordered without naming anything."""
    made = {}
    for one in OFFERED:
        if one.kind not in NAMED:
            snapshot = collect(session, blobs, SYSTEM, Order(one.kind.value, as_of=at))
            made[one.kind.value] = (snapshot["as_of"], digest(snapshot))
            session.rollback()
    return made


NAMED = frozenset({ReportKind.INVENTORY, ReportKind.VENDOR, ReportKind.COMPARISON})
"""Kinds that are on something that has to be named."""


def last_instant(session: Session) -> dt.datetime:
    found = chain.last_instant(session)
    assert found is not None
    session.rollback()
    return found


@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_as_of_each_instant_of_any_history_all_is_what_it_was(either: Flask, data: st.DataObject) -> None:
    reset(either)
    with time_machine.travel(BEGIN) as clock, either.app_context():
        session: Session = db.session  # type: ignore[assignment]
        blobs = open_blobs(either.config["SETTINGS"])
        said: dict[dt.datetime, Any] = {}
        for _ in range(data.draw(st.integers(2, 4))):
            clock.shift(EVERY)
            there = [
                (kind, str(state["ref"]))
                for kind in ("waiver", "disclosure")
                for state in reading.Source(session).states(kind)
            ]
            session.rollback()
            gone = data.draw(st.lists(st.sampled_from(there), unique=True, max_size=2)) if there else []
            change(SYSTEM, data.draw(registers()), gone)
            if data.draw(st.booleans()):
                findings.evaluate(SYSTEM)
            clock.shift(1)
            at = dt.datetime.now(dt.UTC)
            clock.move_to(at, tick=False)
            said[at] = rows(session), judged(session, at), snapshots(session, blobs)
            clock.move_to(at, tick=True)
        for at, (then, judged_then, issued) in said.items():
            with past.reading(past.Past(at, at.date())):
                assert rows(session) == then
            assert judged(session, at) == judged_then
            instants = {dt.datetime.fromisoformat(instant) for instant, _ in issued.values()}
            assert [snapshots(session, blobs, instant) for instant in instants] == [issued]
        assert list(verify(session)) == []


@pytest.fixture
def year(demo: None, app: Flask, session: Session) -> Iterator[time_machine.Traveller]:
    """The demo at the beginning of a year, the clock of the test standing there."""
    with time_machine.travel(BEGIN, tick=False) as clock:
        findings.evaluate(SYSTEM)
        yield clock


def orders(at: dt.datetime | None = None) -> list[Order]:
    """An order for every kind of report that is offered."""
    named = {
        ReportKind.INVENTORY: {"deal": "D-001"},
        ReportKind.VENDOR: {"third_party": "TP-0004"},
    }
    return [
        Order(one.kind.value, as_of=at, **named.get(one.kind, {}))
        for one in OFFERED
        if one.kind is not ReportKind.COMPARISON
    ]


def test_every_report_as_of_last_month_equals_the_one_issued_then(
    year: time_machine.Traveller,
    app: Flask,
    session: Session,
    officer: Actor,
    counsel: Actor,
) -> None:
    blobs = open_blobs(app.config["SETTINGS"])
    histories.decide(session, officer, counsel, BEGIN.date() + dt.timedelta(days=40))
    year.shift(dt.timedelta(days=1))
    issued = {}
    for order in orders():
        snapshot = collect(session, blobs, SYSTEM, order)
        session.rollback()
        issued[order.kind] = (dt.datetime.fromisoformat(snapshot["as_of"]), digest(snapshot))
    issue.issue(session, blobs, SYSTEM, Order("board"))
    rows_then, at = rows(session), last_instant(session)

    for month in range(12):
        year.shift(dt.timedelta(days=30))
        if month % 3 == 0:
            histories.change_everything(session, officer, counsel, f"Month {month}")
        objects.third_party(f"Vendor of month {month}")
        findings.evaluate(SYSTEM)
    issue.issue(session, blobs, SYSTEM, Order("board"))

    assert {
        order.kind: digest(collect(session, blobs, SYSTEM, order))
        for kind, (then, _) in issued.items()
        for order in orders(then)
        if order.kind == kind
    } == {kind: found for kind, (_, found) in issued.items()}
    with past.reading(deals.past(session, SYSTEM, at)):
        assert rows(session) == rows_then


def test_what_people_were_called_and_whose_findings_were_is_told_as_then(
    year: time_machine.Traveller, session: Session, app: Flask, officer: Actor
) -> None:
    blobs = open_blobs(app.config["SETTINGS"])
    numbers = [row[0] for row in session.execute(select(tables()["finding"].c.id).limit(3))]
    session.rollback()
    findings.assign(officer, numbers, EMAILS[Role.COUNSEL])
    before = collect(session, blobs, SYSTEM, Order("board"))
    session.rollback()
    at = dt.datetime.fromisoformat(before["as_of"])

    year.shift(dt.timedelta(days=3))
    findings.assign(officer, numbers, EMAILS[Role.ADMIN])
    histories.rewrite(SYSTEM, "person", "Renamed")
    after = collect(session, blobs, SYSTEM, Order("board", as_of=at))

    assert after == before
    assert "Renamed" not in str(after["labels"].get("person"))


def test_a_removed_third_party_keeps_the_findings_that_it_had(
    year: time_machine.Traveller, session: Session
) -> None:
    added = objects.third_party("By mistake", status="active")
    year.shift(dt.timedelta(minutes=1))
    findings.evaluate(SYSTEM)
    at, then = last_instant(session), rows(session)
    finding = tables()["finding"]
    assert [row for row in then["finding"] if added.ref in row] != []

    year.shift(dt.timedelta(days=1))
    histories.remove(SYSTEM, "third_party", added.ref or "")
    assert session.scalars(select(finding.c.id).where(finding.c.third_party == added.ref)).all() == []
    session.rollback()

    with past.reading(past.Past(at, at.date())):
        then_again = rows(session)
    events = "finding_event"
    assert {k: v for k, v in then_again.items() if k != events} == {
        k: v for k, v in then.items() if k != events
    }
