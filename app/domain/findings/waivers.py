"""Writes of waivers: decisions to live with a finding until a day."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select

from app.db.aggregate import KINDS
from app.db.unit_of_work import Work, existing_keys
from app.domain import checks
from app.domain.checks import Problem
from app.domain.findings.models import Waiver as WaiverRow
from app.domain.findings.records import Waiver
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel import ids
from app.kernel.errors import Refused
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.FINDINGS_WRITE, "waiver.grant")
def grant(work: Work, actor: Actor, data: Waiver) -> Waiver:
    """Waive the findings of a rule on an object under a key until a day, as decided by *actor* today.

    Raises ``Invalid`` without a reason or with an end that is not ahead, :class:`Refused` where one runs
    already.
    """
    today = organisation.today(work.session, work.at)
    record = data.model_copy(
        update={"approver": data.approver or checks.by_person(actor), "granted_on": today, "archived": False}
    )
    checks.require(Waiver, _problems(work, record, None, today))
    _refuse_second(work, record, today)
    work.save(record)
    return record


@operation(Permission.FINDINGS_WRITE, "waiver.change")
def change(
    work: Work,
    actor: Actor,
    ref: str,
    *,
    reason: str,
    expires_on: dt.date,
    version: int | None = None,
) -> Waiver:
    """Give a waiver another reason or end; who changes it approves it."""
    stored = checks.expect_present(work, Waiver, ref)
    said = {"reason": reason, "expires_on": expires_on}
    record = Waiver.parse(stored.to_state() | said | {"approver": checks.by_person(actor) or stored.approver})
    checks.expect_version(work, record, version)
    checks.require(Waiver, _problems(work, record, stored, organisation.today(work.session, work.at)))
    work.save(record, version=version)
    return record


@operation(Permission.FINDINGS_WRITE, "waiver.withdraw")
def withdraw(work: Work, actor: Actor, ref: str) -> Waiver:
    """End a waiver at once: the finding opens again."""
    return checks.set_archived(work, Waiver, ref, archived=True)


def _problems(work: Work, record: Waiver, stored: Waiver | None, today: dt.date) -> Iterator[Problem]:
    yield from checks.link_problems(work, record, stored)
    if (stored is None or stored.expires_on != record.expires_on) and record.expires_on <= today:
        yield ("expires_on",), f"{record.expires_on} is not ahead: choose a later day."
    kind = _kind_of(record.object)
    if kind == "deal":
        yield ("object",), "findings on a deal are settled in the deal: open it there."
    elif kind is not None and not existing_keys(work.session, kind, [record.object]):
        yield ("object",), f"{record.object} is not in the register: choose one that is."


def _kind_of(ref: str) -> str | None:
    """The kind that the prefix of *ref* speaks for, if any."""
    prefix = ref.partition("-")[0]
    kind = next((name for name, known in ids.PREFIXES.items() if known == prefix), None)
    return kind if kind in KINDS else None


def _refuse_second(work: Work, record: Waiver, today: dt.date) -> None:
    query = select(WaiverRow.expires_on).where(
        WaiverRow.rule == record.rule,
        WaiverRow.object == record.object,
        WaiverRow.key == record.key,
        WaiverRow.archived.is_(False),
        WaiverRow.expires_on >= today,
    )
    until = work.session.scalar(query)
    if until is not None:
        raise Refused(f"This finding is waived until {until} already: change or withdraw that waiver.")
