"""Writes of agreements: register, update, move, replace, set the flows governed, archive, restore.

What is executed is evidence: its paper and its parties never change, a new version replaces it.
"""

import datetime as dt
from collections.abc import Sequence

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.agreements import predicates, queries, rulebook
from app.domain.agreements.records import Agreement, Clause
from app.domain.agreements.terms import MOVES, UNSIGNED, Stage
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Refused
from app.kernel.words import listing
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "agreement.register")
def register(work: Work, actor: Actor, data: Agreement) -> Agreement:
    """Add an agreement and give it a reference; its clauses are assessed afterwards.

    Raises ``Invalid`` where stage and dates do not fit, a flow goes to somebody else, or it is registered
    already.
    """
    record = data.model_copy(update={"ref": None, "archived": False})
    found = list(rulebook.problems(work, record, None))
    if record.clauses:
        found.append(
            (("clauses",), "are assessed one by one once the agreement is registered: leave them out.")
        )
    checks.require(Agreement, found)
    record = record.model_copy(update={"ref": work.next_ref("agreement")})
    work.save(record)
    _retire_predecessors(work, record)
    return record


@operation(Permission.REGISTER_WRITE, "agreement.update")
def update(work: Work, actor: Actor, ref: str, data: Agreement, *, version: int | None = None) -> Agreement:
    """Replace the state of *ref* by *data*, its clauses excepted.

    Raises ``Refused`` for a move that the lifecycle does not allow or where an executed agreement would get
    another paper, kind or party; ``Conflict`` where somebody else was faster.
    """
    stored = checks.expect_present(work, Agreement, ref)
    record = data.model_copy(update={"ref": ref, "archived": stored.archived, "clauses": stored.clauses})
    checks.expect_version(work, record, version)
    rulebook.refuse_rewriting(stored, record)
    checks.require(Agreement, rulebook.problems(work, record, stored))
    check_move(stored.stage, record.stage)
    work.save(record, version=version)
    _retire_predecessors(work, record)
    return record


@operation(Permission.REGISTER_WRITE, "agreement.move")
def move(
    work: Work, actor: Actor, ref: str, stage: Stage, *, on: dt.date | None = None, version: int | None = None
) -> Agreement:
    """Bring *ref* to *stage*; *on* is the day that the stage needs, where the record lacks it.

    That is the first day in force, the first day no longer in force, or the day on which renewal was decided.
    """
    stored = checks.expect_present(work, Agreement, ref)
    days = {
        Stage.IN_FORCE: "effective_on",
        Stage.TERMINATED: "terminated_on",
        Stage.RENEWED: "renewal_decided_on",
    }
    changes: dict[str, object] = {"stage": stage}
    field = days.get(stage)
    if (
        field is not None
        and on is not None
        and (field == "renewal_decided_on" or getattr(stored, field) is None)
    ):
        changes[field] = on
    record = Agreement.parse(stored.to_state() | changes)
    checks.expect_version(work, record, version)
    check_move(stored.stage, stage)
    checks.require(Agreement, rulebook.problems(work, record, stored))
    work.save(record, version=version)
    _retire_predecessors(work, record)
    return record


@operation(Permission.REGISTER_WRITE, "agreement.sign")
def sign(work: Work, actor: Actor, ref: str, data: Agreement, *, version: int | None = None) -> Agreement:
    """Record who has signed *ref*, how and when, from the signatures, acceptance and first day of *data*.

    The stage follows: partly signed with one signature, executed with both (or accepted by click or order), in force
    once it has begun. Raises ``Refused`` for one that is concluded already.
    """
    stored = checks.expect_present(work, Agreement, ref)
    if stored.stage not in UNSIGNED:
        raise Refused(f"{ref} is concluded already: a change of it is a new version or an amendment.")
    today = organisation.today(work.session, work.at)
    signed = {
        name: getattr(data, name) for name in ("acceptance", "signed_us_on", "signed_them_on", "effective_on")
    }
    record = stored.model_copy(update=signed)
    record = Agreement.parse(record.to_state() | {"stage": _stage_by_signatures(record, today)})
    checks.expect_version(work, record, version)
    checks.require(Agreement, rulebook.problems(work, record, stored))
    work.save(record, version=version)
    _retire_predecessors(work, record)
    return record


def _stage_by_signatures(record: Agreement, today: dt.date) -> Stage:
    if predicates.is_executed(record, today):
        begun = record.effective_on is not None and record.effective_on <= today
        return Stage.IN_FORCE if begun else Stage.EXECUTED
    if (record.signed_us_on is None) != (record.signed_them_on is None):
        return Stage.PARTLY_SIGNED
    return Stage.OUT_FOR_SIGNATURE if record.stage is Stage.PARTLY_SIGNED else record.stage


@operation(Permission.REGISTER_WRITE, "agreement.supersede")
def supersede(
    work: Work, actor: Actor, ref: str, data: Agreement, *, version: int | None = None
) -> Agreement:
    """Register *data* as the version that replaces the executed agreement *ref*, and return it.

    Its clauses are those of *ref*, all to be assessed again. *ref* keeps its stage until the new version is
    executed and has begun. :func:`successor_of` makes a draft to start from.
    """
    stored = checks.expect_present(work, Agreement, ref)
    rulebook.refuse_superseding(stored, data)
    clauses = [Clause(key=clause.key) for clause in stored.clauses]
    record = data.model_copy(
        update={"ref": None, "archived": False, "superseded_by": None, "clauses": clauses}
    )
    checks.require(Agreement, rulebook.problems(work, record, None))
    record = record.model_copy(update={"ref": work.next_ref("agreement")})
    work.save(record)
    work.save(stored.model_copy(update={"superseded_by": record.ref}), version=version)
    _retire_predecessors(work, record)
    return record


@operation(Permission.REGISTER_WRITE, "agreement.set_governed_flows")
def set_governed_flows(
    work: Work, actor: Actor, ref: str, flows: Sequence[str], *, version: int | None = None
) -> Agreement:
    """Say which flows *ref* covers; raises ``Invalid`` for one to somebody it cannot bind."""
    stored = checks.expect_present(work, Agreement, ref)
    record = Agreement.parse(stored.to_state() | {"governs_flows": list(flows)})
    checks.expect_version(work, record, version)
    checks.require(Agreement, rulebook.problems(work, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "agreement.archive")
def archive(work: Work, actor: Actor, ref: str) -> Agreement:
    """Take *ref* out of lists, rules and reports.

    Raises :class:`Refused` where other objects refer to it or an active flow rests on it.
    """
    stored = work.get(Agreement, ref)
    checks.refuse_used(work, "agreement", ref)
    active = rulebook.active_flows(work, stored)
    if active:
        raise Refused(
            f"{ref} governs {listing(active)}, where data flow: end those or take them out of it first."
        )
    return checks.set_archived(work, Agreement, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "agreement.restore")
def restore(work: Work, actor: Actor, ref: str) -> Agreement:
    """Bring an archived agreement back; raises ``Invalid`` where its third party is still archived."""
    stored = work.get(Agreement, ref)
    checks.require(Agreement, checks.link_problems(work, stored, people=False))
    checks.require(Agreement, rulebook.problems(work, stored, stored))
    return checks.set_archived(work, Agreement, ref, archived=False)


def successor_of(stored: Agreement) -> Agreement:
    """A draft of the version after *stored*: the same parties, terms and flows, to be signed anew."""
    fresh = {"acceptance", "signed_us_on", "signed_them_on", "effective_on", "expires_on", "terminated_on"}
    fresh |= {"renewal_decided_on", "superseded_by", "doc_sha256", "external_id", "ref", "stage", "clauses"}
    kept = {name: value for name, value in stored.to_state().items() if name not in fresh}
    return Agreement.parse(kept)


def _retire_predecessors(work: Work, record: Agreement) -> None:
    """Move what *record* replaces to “superseded” once *record* is executed and has begun."""
    today = organisation.today(work.session, work.at)
    if record.stage in UNSIGNED or record.effective_on is None or record.effective_on > today:
        return
    for ref in queries.predecessors(work.session, record.ref or ""):
        stored = work.get(Agreement, ref)
        if Stage.SUPERSEDED in MOVES[stored.stage]:
            work.save(stored.model_copy(update={"stage": Stage.SUPERSEDED}))


def check_move(before: Stage, after: Stage) -> None:
    """Raise :class:`Refused` where the lifecycle does not lead from *before* to *after*."""
    if after == before or after in MOVES[before]:
        return
    allowed = listing([stage.label for stage in Stage if stage in MOVES[before]], "or")
    cure = f"the next step is {allowed}" if allowed else "it stays there"
    raise Refused(f"Stage: {before.label} cannot become {after.label}: {cure}.")
