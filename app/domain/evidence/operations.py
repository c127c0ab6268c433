"""Writes of the ledgers: opt-outs with whom they were passed on to, and disclosures.

What third parties show and how they are overseen is written in :mod:`app.domain.evidence.oversight`.
"""

import datetime as dt
from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.checks import Problem
from app.domain.evidence.records import Disclosure, Preference, Propagation
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Refused
from app.security.actor import Actor
from app.security.permissions import Permission


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


@operation(Permission.REGISTER_WRITE, "disclosure.archive")
def archive_disclosure(work: Work, actor: Actor, ref: str) -> Disclosure:
    """Take *ref* out of the ledger's lists and rules."""
    return checks.set_archived(work, Disclosure, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "disclosure.restore")
def restore_disclosure(work: Work, actor: Actor, ref: str) -> Disclosure:
    """Bring an archived entry back."""
    return checks.set_archived(work, Disclosure, ref, archived=False)


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
    earlier = _disclosure_soundness(stored, today) if stored is not None else ()
    yield from checks.fresh(_disclosure_soundness(record, today), earlier)


def _disclosure_soundness(record: Disclosure, today: dt.date) -> Iterator[Problem]:
    days = ((("received_on",), record.received_on), (("decided_on",), record.decided_on))
    yield from checks.past_problems(*days, today=today)
    yield from checks.order_problem(("decided_on",), record.received_on, record.decided_on, "the request")
