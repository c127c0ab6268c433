"""Writes of clause assessments: only a person's hand changes a state, and a second person confirms it."""

from collections.abc import Sequence

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.agreements import queries
from app.domain.agreements.clauses.catalogue import BY_KEY
from app.domain.agreements.records import Agreement, Clause
from app.domain.agreements.terms import ClauseState
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Denied, Invalid, Missing, Refused
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.CLAUSES_ASSESS, "agreement.assess_clause")
def assess_clause(
    work: Work, actor: Actor, ref: str, assessment: Clause, *, version: int | None = None
) -> Agreement:
    """Record what *actor* found on the clause ``assessment.key`` of *ref*, today.

    Who and when follow from the actor and the clock, whatever *assessment* says. A finding that changed loses
    its second reading.
    """
    return _assess(work, actor, ref, [assessment], version)


@operation(Permission.CLAUSES_ASSESS, "agreement.assess_clauses")
def assess_clauses(
    work: Work, actor: Actor, ref: str, assessments: Sequence[Clause], *, version: int | None = None
) -> Agreement:
    """Record several findings at once; see :func:`assess_clause`."""
    return _assess(work, actor, ref, assessments, version)


@operation(Permission.CLAUSES_ASSESS, "agreement.second_read")
def second_read(work: Work, actor: Actor, ref: str, key: str, *, version: int | None = None) -> Agreement:
    """Confirm the assessment of clause *key* of *ref* as a second person.

    Raises :class:`Refused` for one's own assessment or one that is not made yet, ``Denied`` for the system.
    """
    return _second_read(work, actor, ref, [key], version)


@operation(Permission.CLAUSES_ASSESS, "agreement.second_read_clauses")
def second_read_clauses(
    work: Work, actor: Actor, ref: str, keys: Sequence[str], *, version: int | None = None
) -> Agreement:
    """Confirm several assessments at once, all or none; see :func:`second_read`."""
    return _second_read(work, actor, ref, keys, version)


@operation(Permission.CLAUSES_ASSESS, "agreement.propose_clauses")
def propose(work: Work, actor: Actor, ref: str, *, version: int | None = None) -> Agreement:
    """Put beside the unread clauses of *ref* where the version that it replaces had them, as proposals.

    Reference, quote and value are copied to clauses that are not assessed and hold none of these yet; they stay *not
    assessed*, and their note says where the proposal comes from. Raises :class:`Refused` where *ref* replaces nothing
    or there is nothing to propose.
    """
    stored = checks.expect_present(work, Agreement, ref)
    earlier = [work.get(Agreement, one) for one in queries.predecessors(work.session, ref)]
    if not earlier:
        raise Refused(f"{ref} replaces no earlier version: there is nothing to propose from.")
    here = {clause.key: clause for clause in stored.clauses}
    proposed: dict[str, Clause] = {}
    for source in earlier:
        for clause in source.clauses:
            if clause.state is ClauseState.NOT_ASSESSED or not (clause.ref or clause.quote):
                continue
            own = here.get(clause.key, Clause(key=clause.key))
            if own.state is ClauseState.NOT_ASSESSED and not (own.ref or own.quote or own.value or own.note):
                note = f"Proposed from {source.ref}, where it was read as {clause.state.label.lower()}."
                proposed[clause.key] = Clause(
                    key=clause.key, ref=clause.ref, quote=clause.quote, value=clause.value, note=note
                )
    if not proposed:
        raise Refused(
            "Nothing to propose: what the earlier version holds stands here already, or was never read."
        )
    return _save(work, stored, proposed, version)


def _second_read(work: Work, actor: Actor, ref: str, keys: Sequence[str], version: int | None) -> Agreement:
    stored = checks.expect_present(work, Agreement, ref)
    known = {one.key: one for one in stored.clauses}
    reader = checks.by_person(actor)
    if reader is None:
        raise Denied("Second reader: only a person can second-read: sign in as one.")
    made = {"second_reader": reader, "second_on": organisation.today(work.session, work.at)}
    confirmed: dict[str, Clause] = {}
    for key in keys:
        clause = known.get(key)
        if clause is None:
            raise Missing(f"{ref} has no clause “{key}”: assess it first.")
        if clause.state is ClauseState.NOT_ASSESSED:
            raise Refused(f"“{key}” is not assessed yet: there is nothing to second-read.")
        if clause.assessed_by == reader:
            raise Refused(f"Second reader: you assessed “{key}” yourself: another person must read it.")
        confirmed[key] = clause.model_copy(update=made)
    return _save(work, stored, confirmed, version)


def _assess(
    work: Work, actor: Actor, ref: str, assessments: Sequence[Clause], version: int | None
) -> Agreement:
    stored = checks.expect_present(work, Agreement, ref)
    earlier = {clause.key: clause for clause in stored.clauses}
    today = organisation.today(work.session, work.at)
    changed: dict[str, Clause] = {}
    for assessment in assessments:
        if assessment.key not in BY_KEY and assessment.key not in earlier:
            raise Invalid.of("key", f"Clause: “{assessment.key}” is in no checklist: choose one that is.")
        said = {name: getattr(assessment, name) for name in ("key", "state", "ref", "quote", "note", "value")}
        before = earlier.get(assessment.key)
        if before is not None and all(getattr(before, name) == value for name, value in said.items()):
            continue
        made = assessment.state is not ClauseState.NOT_ASSESSED
        said["assessed_by"] = checks.by_person(actor) if made else None
        said["assessed_on"] = today if made else None
        changed[assessment.key] = Clause(**said)
    return _save(work, stored, changed, version)


def _save(work: Work, stored: Agreement, changed: dict[str, Clause], version: int | None) -> Agreement:
    """Put *changed* in the place of the clauses of the same key, new ones at the end."""
    kept = [changed.get(clause.key, clause) for clause in stored.clauses]
    known = {clause.key for clause in stored.clauses}
    added = [clause for key, clause in changed.items() if key not in known]
    record = stored.model_copy(update={"clauses": [*kept, *added]})
    work.save(record, version=version)
    return record
