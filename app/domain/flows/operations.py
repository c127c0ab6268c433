"""Writes of flows: register, update, end, link to the notice, archive, restore."""

import datetime as dt
from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.agreements import queries as agreements
from app.domain.checks import Problem
from app.domain.flows import soundness
from app.domain.flows.models import Flow as FlowRow
from app.domain.flows.records import Flow, NoticeLink
from app.domain.flows.terms import FlowStatus
from app.domain.notices.terms import Strength
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.domain.third_parties import queries as third_parties
from app.kernel.errors import Missing, Refused
from app.kernel.words import listing
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "flow.register")
def register(work: Work, actor: Actor, data: Flow) -> Flow:
    """Add a flow and give it a reference; links to the notice are signed with the actor and today.

    Raises ``Invalid`` where status, dates or transfers do not fit, or a link is marked express by other than
    counsel.
    """
    record = data.model_copy(update={"ref": None, "archived": False})
    record = _signed(work, actor, record, None)
    checks.require(Flow, _problems(work, actor, record, None))
    record = record.model_copy(update={"ref": work.next_ref("flow")})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "flow.update")
def update(work: Work, actor: Actor, ref: str, data: Flow, *, version: int | None = None) -> Flow:
    """Replace the state of *ref* by *data*; raises as :func:`register` does, and ``Conflict``."""
    stored = checks.expect_present(work, Flow, ref)
    record = data.model_copy(update={"ref": ref, "archived": stored.archived})
    record = _signed(work, actor, record, stored)
    checks.expect_version(work, record, version)
    checks.require(Flow, _problems(work, actor, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "flow.end")
def end(work: Work, actor: Actor, ref: str, on: dt.date, *, version: int | None = None) -> Flow:
    """Record that *on* was the last day of *ref*."""
    stored = checks.expect_present(work, Flow, ref)
    record = Flow.parse(stored.to_state() | {"status": FlowStatus.ENDED, "ended_on": on})
    checks.expect_version(work, record, version)
    checks.require(Flow, _problems(work, actor, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.NOTICES_CODE, "flow.mark_provision")
def mark_provision(
    work: Work,
    actor: Actor,
    ref: str,
    provision: str,
    strength: Strength,
    reason: str | None = None,
    *,
    version: int | None = None,
) -> Flow:
    """Say as counsel how clearly *provision* sets *ref* forth, linking the two where they are not linked yet.

    An open-ended provision is express for a *reason* only.
    """
    stored = checks.expect_present(work, Flow, ref)
    mark = NoticeLink.parse({"provision": provision, "strength": strength, "reason": reason})
    others = [link for link in stored.notice_links if link.provision != provision]
    places = [link.provision for link in stored.notice_links]
    others.insert(places.index(provision) if provision in places else len(others), mark)
    record = _signed(work, actor, stored.model_copy(update={"notice_links": others}), stored)
    checks.expect_version(work, record, version)
    checks.require(Flow, _problems(work, actor, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "flow.unlink_provision")
def unlink_provision(
    work: Work, actor: Actor, ref: str, provision: str, *, version: int | None = None
) -> Flow:
    """Take the link of *ref* to *provision* away; raises ``Missing`` where there is none."""
    stored = checks.expect_present(work, Flow, ref)
    kept = [link for link in stored.notice_links if link.provision != provision]
    if len(kept) == len(stored.notice_links):
        raise Missing(f"{ref} is not linked to {provision}.")
    record = stored.model_copy(update={"notice_links": kept})
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "flow.archive")
def archive(work: Work, actor: Actor, ref: str) -> Flow:
    """Take *ref* out of lists, rules and reports; raises :class:`Refused` while data flow."""
    stored = work.get(Flow, ref)
    if stored.status is FlowStatus.ACTIVE:
        raise Refused(f"Status: data flow in {ref}: record their end before archiving it.")
    checks.refuse_used(work, "flow", ref, cure="take it out there first")
    return checks.set_archived(work, Flow, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "flow.restore")
def restore(work: Work, actor: Actor, ref: str) -> Flow:
    """Bring an archived flow back; raises ``Invalid`` where its third party is still archived."""
    stored = work.get(Flow, ref)
    checks.require(Flow, checks.link_problems(work, stored, people=False))
    checks.require(Flow, _problems(work, actor, stored, stored))
    return checks.set_archived(work, Flow, ref, archived=False)


def _signed(work: Work, actor: Actor, record: Flow, stored: Flow | None) -> Flow:
    """*record* with each new or changed link signed by *actor* today; the others as they were."""
    earlier = {link.provision: link for link in stored.notice_links} if stored is not None else {}
    today = organisation.today(work.session, work.at)
    signed = []
    for link in record.notice_links:
        before = earlier.get(link.provision)
        same = before is not None and (before.strength, before.reason) == (link.strength, link.reason)
        made = {"linked_by": checks.by_person(actor), "linked_on": today}
        signed.append(before if before is not None and same else link.model_copy(update=made))
    return record.model_copy(update={"notice_links": signed})


def _problems(work: Work, actor: Actor, record: Flow, stored: Flow | None) -> Iterator[Problem]:
    today = organisation.today(work.session, work.at)
    yield from checks.link_problems(work, record, stored)
    yield from checks.external_id_problems(work, record)
    yield from checks.repeat_problems(record, "purposes", "categories", "subjects")
    yield from _name_problems(work, record, stored)
    yield from _strength_problems(work, actor, record, stored)
    yield from _agreement_problems(work, record, stored)
    earlier = soundness.problems(stored, today) if stored is not None else ()
    yield from checks.fresh(soundness.problems(record, today), earlier)


def _name_problems(work: Work, record: Flow, stored: Flow | None) -> Iterator[Problem]:
    same = (
        stored is not None
        and not stored.archived
        and (stored.name, stored.third_party)
        == (
            record.name,
            record.third_party,
        )
    )
    if record.name is None or same:
        return
    to_them = FlowRow.third_party == record.third_party
    taken = checks.same_named(work.session, Flow, "name", record.name, to_them, other_than=record.ref)
    if taken is not None:
        yield (
            ("name",),
            f"“{record.name}” to this third party is already registered as {taken}: choose another.",
        )


def _strength_problems(work: Work, actor: Actor, record: Flow, stored: Flow | None) -> Iterator[Problem]:
    """That a link is newly marked express by other than counsel, or without the reason that it needs."""
    known = (
        {(link.provision, link.strength, link.reason) for link in stored.notice_links} if stored else set()
    )
    for place, link in enumerate(record.notice_links):
        if link.strength is not Strength.EXPRESS or (link.provision, link.strength, link.reason) in known:
            continue
        path = ("notice_links", place, "strength")
        if not actor.may(Permission.NOTICES_CODE):
            yield (
                path,
                f"only counsel marks a provision express: keep “{Strength.ARGUABLE.label}” and ask them.",
            )
        elif link.reason is None and _is_unclear(work, link.provision):
            yield (
                ("notice_links", place, "reason"),
                f"is required, since {link.provision} is worded open-ended: say why it is express.",
            )


def _is_unclear(work: Work, provision: str) -> bool:
    ref, _, code = provision.partition("/")
    notice = checks.find(work, "notice", ref)
    return notice is not None and any(one["unclear"] for one in notice["provisions"] if one["code"] == code)


def _agreement_problems(work: Work, record: Flow, stored: Flow | None) -> Iterator[Problem]:
    """That agreements of another third party govern it or are to document its transfers."""
    if stored is not None and stored.third_party != record.third_party:
        governing = [row.ref for row in agreements.listing_flow(work.session, record.ref or "")]
        if governing:
            yield (
                ("third_party",),
                f"{listing(governing)} with {stored.third_party} govern it: take the flow out there first.",
            )
    known = {transfer.doc_agreement for transfer in stored.transfers} if stored is not None else set()
    for place, transfer in enumerate(record.transfers):
        if transfer.doc_agreement is None or transfer.doc_agreement in known:
            continue
        state = checks.find(work, "agreement", transfer.doc_agreement)
        if state is not None and record.third_party not in third_parties.chain(
            work.session, state["third_party"]
        ):
            yield (
                ("transfers", place, "doc_agreement"),
                f"{transfer.doc_agreement} is with {state['third_party']}: choose one of its own.",
            )
