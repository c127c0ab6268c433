"""Histories that tests let a register live through: everything in it changed, and its findings decided on."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS
from app.db.unit_of_work import Work
from app.domain.findings import operations as findings
from app.domain.findings import queries, waivers
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus
from app.domain.operation import operation
from app.kernel import clock
from app.kernel.records import Record
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission
from tests.domain import objects

WORDS = ("name", "legal_name", "title", "label", "codename", "description", "purpose", "recipient_name")
"""Fields that are rewritten where a kind has them."""


@operation(Permission.SYSTEM, "tests.rewrite")
def rewrite(work: Work, actor: Actor, kind: str, said: str) -> None:
    """Rename every object of *kind*, take the last of each of its lists of parts, archive each fifth."""
    model = KINDS[kind]
    record = model.__record__
    for number, state in enumerate(states.read(work.session, model)):
        changed = dict(state)
        for name in WORDS:
            if isinstance(state.get(name), str) and name != model.__key__:
                changed[name] = f"{said} {state[name]}"[:200]
        for name in model.__parts__:
            if not (kind == "deal" and name == "members"):
                changed[name] = state[name][:-1]
        if "archived" in state and number % 5 == 4:
            changed["archived"] = not state["archived"]
        if kind == "notice" and state["provisions"]:
            changed["provisions"] = state["provisions"]
        work.save(record.restore(changed))


@operation(Permission.SYSTEM, "tests.settings")
def settings(work: Work, actor: Actor, **fields: Any) -> None:
    """Change the organisation's settings."""
    record = KINDS["organisation"].__record__
    stored = next(iter(states.read(work.session, KINDS["organisation"])))
    work.save(record.restore(stored | fields))


@operation(Permission.SYSTEM, "tests.take_away")
def remove(work: Work, actor: Actor, kind: str, key: str) -> None:
    """Remove an object, as the undo of an import does."""
    work.remove(KINDS[kind].__record__, key)


@operation(Permission.SYSTEM, "tests.bring_back")
def bring_back(work: Work, actor: Actor, record: Record) -> None:
    """Store *record* again after its removal."""
    work.save(record)


def decide(session: Session, actor: Actor, counsel: Actor, expires_on: dt.date) -> None:
    """Give findings another owner and due day, comment on some, waive some with a second person, withdraw a waiver."""
    query = select(Finding.id).where(Finding.status == FindingStatus.OPEN).order_by(Finding.id)
    some = list(session.scalars(query))[::3][:12]
    session.rollback()
    if not some:
        return
    findings.assign(actor, some, actor.email)
    findings.set_due(actor, some[1:3] or some, clock.now().date() + dt.timedelta(days=50))
    findings.comment(actor, some, "Asked the vendor.")
    asked = {one.id for one in queries.chosen(session, some) if queries.waiver_request(session, one)}
    session.rollback()
    waived = [number for number in some[::2] if number not in asked]
    if not waived:
        return
    waivers.waive(actor, waived, "Accepted for now.", expires_on)
    waiting = [one.id for one in queries.chosen(session, waived) if queries.waiver_request(session, one)]
    session.rollback()
    if waiting[1:]:
        waivers.approve(counsel, waiting[1:])
    done = [one.id for one in queries.chosen(session, waived) if one.status == FindingStatus.WAIVED]
    session.rollback()
    if done:
        waivers.withdraw(actor, done[0])


def change_everything(session: Session, actor: Actor, counsel: Actor, said: str = "Later") -> None:
    """Change every kind of object, add some, remove one, decide on findings, switch regimes off."""
    for kind in KINDS:
        if kind not in {"organisation", "waiver"}:
            session.rollback()
            rewrite(SYSTEM, kind, said)
    added = objects.third_party(f"{said} newcomer")
    objects.active_flow(added.ref or "")
    brief = objects.third_party(f"{said} mistake")
    remove(SYSTEM, "third_party", brief.ref or "")
    decide(session, actor, counsel, clock.now().date() + dt.timedelta(days=40))
    settings(SYSTEM, regimes=["GDPR"], time_zone="America/Los_Angeles")
    findings.evaluate(SYSTEM)
    session.rollback()
