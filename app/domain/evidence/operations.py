"""Writes of the ledgers: opt-outs with whom they were passed on to, and disclosures.

What third parties show and how they are overseen is written in :mod:`app.domain.evidence.oversight`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.accounts import queries as accounts
from app.domain.checks import Problem
from app.domain.evidence.records import Disclosure, Preference, Propagation
from app.domain.evidence.terms import DisclosureDecision, DisclosureGround
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Refused
from app.security.actor import Actor
from app.security.permissions import Permission
from app.security.roles import Role

HIGHER_APPROVERS = frozenset({Role.COUNSEL, Role.EXECUTIVE})
"""Who approves what is disclosed for an investigation alone, without an order: it is at our discretion (S21)."""


@operation(Permission.REGISTER_WRITE, "preference.record")
def record_preference(work: Work, actor: Actor, data: Preference) -> Preference:
    """Enter an opt-out, an objection or a withdrawal, received today unless said otherwise."""
    today = organisation.today(work.session, work.at)
    record = data.model_copy(
        update={"ref": None, "archived": False, "received_on": data.received_on or today}
    )
    checks.require(Preference, _preference_problems(work, record, None))
    record = record.model_copy(update={"ref": work.next_ref("preference")})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "preference.update")
def update_preference(
    work: Work, actor: Actor, ref: str, data: Preference, *, version: int | None = None
) -> Preference:
    """Replace the state of *ref* by *data*; raises ``Invalid`` for days out of order, and ``Conflict``."""
    stored = checks.expect_present(work, Preference, ref)
    return _save_preference(work, stored, data, version)


@operation(Permission.REGISTER_WRITE, "preference.honour")
def honour_preference(
    work: Work, actor: Actor, ref: str, on: dt.date | None = None, *, version: int | None = None
) -> Preference:
    """Record that *ref* was honoured in our own house *on* that day, today unless given."""
    stored = checks.expect_present(work, Preference, ref)
    day = on or organisation.today(work.session, work.at)
    return _save_preference(work, stored, stored.model_copy(update={"honoured_on": day}), version)


@operation(Permission.REGISTER_WRITE, "preference.tell")
def tell_third_party(
    work: Work,
    actor: Actor,
    ref: str,
    third_party: str,
    on: dt.date | None = None,
    *,
    version: int | None = None,
) -> Preference:
    """Record that *third_party* was told of *ref* on a day, today unless given; telling again starts anew."""
    stored = checks.expect_present(work, Preference, ref)
    day = on or organisation.today(work.session, work.at)
    told = Propagation.parse({"third_party": third_party, "sent_on": day})
    kept = [told if one.third_party == third_party else one for one in stored.propagation]
    if told not in kept:
        kept.append(told)
    return _save_preference(work, stored, stored.model_copy(update={"propagation": kept}), version)


@operation(Permission.REGISTER_WRITE, "preference.confirm")
def confirm_third_party(
    work: Work,
    actor: Actor,
    ref: str,
    third_party: str,
    on: dt.date | None = None,
    *,
    version: int | None = None,
) -> Preference:
    """Record that *third_party* confirmed *ref*; raises :class:`Refused` where it was not told."""
    stored = checks.expect_present(work, Preference, ref)
    told = next((one for one in stored.propagation if one.third_party == third_party), None)
    if told is None or told.sent_on is None:
        raise Refused(f"{third_party} was not told of {ref} yet: record that first.")
    day = on or organisation.today(work.session, work.at)
    confirmed = told.model_copy(update={"ack_on": day})
    kept = [confirmed if one is told else one for one in stored.propagation]
    return _save_preference(work, stored, stored.model_copy(update={"propagation": kept}), version)


@operation(Permission.REGISTER_WRITE, "preference.tell_several")
def tell_several(
    work: Work, actor: Actor, pairs: Iterable[tuple[str, str]], on: dt.date | None = None
) -> list[Preference]:
    """Record of several *pairs* of an opt-out and a third party that it was told on a day, today unless given.

    All or nothing, in one entry; who was told already is left as recorded.
    """
    day = on or organisation.today(work.session, work.at)

    def tell(one: Propagation) -> Propagation:
        return one if one.sent_on is not None else one.model_copy(update={"sent_on": day})

    return _pass_on(work, pairs, tell)


@operation(Permission.REGISTER_WRITE, "preference.confirm_several")
def confirm_several(
    work: Work, actor: Actor, pairs: Iterable[tuple[str, str]], on: dt.date | None = None
) -> list[Preference]:
    """Record of several *pairs* of an opt-out and a third party that it confirmed; who did already stays.

    Who confirms was told: where that day is not recorded, it is the same. All or nothing, in one entry.
    """
    day = on or organisation.today(work.session, work.at)

    def confirm(one: Propagation) -> Propagation:
        if one.ack_on is not None:
            return one
        return one.model_copy(update={"sent_on": one.sent_on or day, "ack_on": day})

    return _pass_on(work, pairs, confirm)


@operation(Permission.REGISTER_WRITE, "preference.archive")
def archive_preference(work: Work, actor: Actor, ref: str) -> Preference:
    """Take *ref* out of the ledger's lists and rules."""
    return checks.set_archived(work, Preference, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "preference.restore")
def restore_preference(work: Work, actor: Actor, ref: str) -> Preference:
    """Bring an archived entry back."""
    return checks.set_archived(work, Preference, ref, archived=False)


@operation(Permission.REGISTER_WRITE, "disclosure.record")
def record_disclosure(work: Work, actor: Actor, data: Disclosure) -> Disclosure:
    """Enter a compelled or investigative disclosure, received today unless said otherwise."""
    today = organisation.today(work.session, work.at)
    record = data.model_copy(
        update={"ref": None, "archived": False, "received_on": data.received_on or today}
    )
    checks.require(Disclosure, _disclosure_problems(work, record, None))
    record = record.model_copy(update={"ref": work.next_ref("disclosure")})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "disclosure.update")
def update_disclosure(
    work: Work, actor: Actor, ref: str, data: Disclosure, *, version: int | None = None
) -> Disclosure:
    """Replace the state of *ref* by *data*; raises ``Invalid`` for days out of order, and ``Conflict``."""
    stored = checks.expect_present(work, Disclosure, ref)
    record = data.model_copy(update={"ref": ref, "archived": stored.archived})
    checks.expect_version(work, record, version)
    checks.require(Disclosure, _disclosure_problems(work, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.DISCLOSURES_APPROVE, "disclosure.approve")
def approve_disclosure(
    work: Work, actor: Actor, ref: str, decision: DisclosureDecision, *, version: int | None = None
) -> Disclosure:
    """Decide *ref* today, as the person who acts.

    Raises :class:`Refused` without a ground, and where something is disclosed that no scope describes.
    """
    stored = checks.expect_present(work, Disclosure, ref)
    if stored.ground is None:
        raise Refused("Ground: record first on what ground the disclosure is asked for.")
    if stored.scope is None and decision is not DisclosureDecision.REFUSED:
        raise Refused("Scope: record first what is to be disclosed, without personal data.")
    changes = {
        "decision": decision,
        "approver": checks.by_person(actor),
        "decided_on": organisation.today(work.session, work.at),
    }
    record = stored.model_copy(update=changes)
    checks.expect_version(work, record, version)
    checks.require(Disclosure, _disclosure_problems(work, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "disclosure.archive")
def archive_disclosure(work: Work, actor: Actor, ref: str) -> Disclosure:
    """Take *ref* out of the ledger's lists and rules."""
    return checks.set_archived(work, Disclosure, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "disclosure.restore")
def restore_disclosure(work: Work, actor: Actor, ref: str) -> Disclosure:
    """Bring an archived entry back."""
    return checks.set_archived(work, Disclosure, ref, archived=False)


def _pass_on(
    work: Work, pairs: Iterable[tuple[str, str]], change: Callable[[Propagation], Propagation]
) -> list[Preference]:
    """*change* what is recorded of each pair, beginning an entry where there is none; the opt-outs that changed."""
    wanted: dict[str, dict[str, None]] = {}
    for ref, third_party in pairs:
        wanted.setdefault(ref, {})[third_party] = None
    changed = []
    for ref, third_parties in wanted.items():
        stored = checks.expect_present(work, Preference, ref)
        kept = [change(one) if one.third_party in third_parties else one for one in stored.propagation]
        known = {one.third_party for one in kept}
        kept += [change(Propagation(third_party=new)) for new in third_parties if new not in known]
        if kept != stored.propagation:
            record = stored.model_copy(update={"propagation": kept})
            changed.append(_save_preference(work, stored, record, None))
    return changed


def _save_preference(work: Work, stored: Preference, data: Preference, version: int | None) -> Preference:
    record = data.model_copy(update={"ref": stored.ref, "archived": stored.archived})
    checks.expect_version(work, record, version)
    checks.require(Preference, _preference_problems(work, record, stored))
    work.save(record, version=version)
    return record


def _preference_problems(work: Work, record: Preference, stored: Preference | None) -> Iterator[Problem]:
    today = organisation.today(work.session, work.at)
    yield from checks.link_problems(work, record, stored)
    yield from checks.repeat_problems(record, "scope")
    earlier = _preference_soundness(stored, today) if stored is not None else ()
    yield from checks.fresh(_preference_soundness(record, today), earlier)


def _preference_soundness(record: Preference, today: dt.date) -> Iterator[Problem]:
    yield from checks.past_problems((("received_on",), record.received_on), today=today)
    yield from checks.past_problems((("honoured_on",), record.honoured_on), today=today)
    yield from checks.order_problem(("honoured_on",), record.received_on, record.honoured_on, "the request")
    seen: set[str] = set()
    for place, told in enumerate(record.propagation):
        path = ("propagation", place)
        if told.third_party in seen:
            yield (*path, "third_party"), f"{told.third_party} stands twice: remove one."
        seen.add(told.third_party)
        days = (((*path, "sent_on"), told.sent_on), ((*path, "ack_on"), told.ack_on))
        yield from checks.past_problems(*days, today=today)
        yield from checks.order_problem((*path, "sent_on"), record.received_on, told.sent_on, "the request")
        yield from checks.order_problem((*path, "ack_on"), told.sent_on, told.ack_on, "the day of telling")


def _disclosure_problems(work: Work, record: Disclosure, stored: Disclosure | None) -> Iterator[Problem]:
    today = organisation.today(work.session, work.at)
    yield from checks.link_problems(work, record, stored)
    yield from checks.repeat_problems(record, "subject_refs")
    yield from _approval_problems(work, record, stored)
    earlier = _disclosure_soundness(stored, today) if stored is not None else ()
    yield from checks.fresh(_disclosure_soundness(record, today), earlier)


def _approval_problems(work: Work, record: Disclosure, stored: Disclosure | None) -> Iterator[Problem]:
    """That an investigation without an order was approved by somebody who may not; what is stored stays editable."""
    if record.ground is not DisclosureGround.SUSPECTED_CONDUCT or record.approver is None:
        return
    if stored is not None and (stored.ground, stored.approver) == (record.ground, record.approver):
        return
    roles = accounts.roles_of(work.session, record.approver)
    if roles.isdisjoint(HIGHER_APPROVERS):
        yield (
            ("approver",),
            "an investigation that no law compels is approved by counsel or an executive: choose one of them.",
        )


def _disclosure_soundness(record: Disclosure, today: dt.date) -> Iterator[Problem]:
    days = ((("received_on",), record.received_on), (("decided_on",), record.decided_on))
    yield from checks.past_problems(*days, today=today)
    yield from checks.order_problem(("decided_on",), record.received_on, record.decided_on, "the request")
