"""Writes of a deal itself: open, update, members, disclosures in diligence, archive, restore.

Nobody but a member changes a deal, and to others it is not there. Moves, segments and items have modules of
their own.
"""

import datetime as dt
from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.accounts import queries as accounts
from app.domain.checks import Problem
from app.domain.deals import queries
from app.domain.deals.course import Diligence, Member
from app.domain.deals.numbers import numbered
from app.domain.deals.records import Cohort, Deal
from app.domain.deals.terms import DealStage, HandingOn
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Missing, Refused
from app.security.actor import Actor
from app.security.permissions import Permission

_OWN = (
    "members",
    "segments",
    "items",
    "moves",
    "remarks",
    "scenarios",
    "papers",
    "certificates",
    "told",
    "register_moved_on",
)
"""The parts that have operations of their own."""


@operation(Permission.DEALS_WRITE, "deal.open")
def open_deal(work: Work, actor: Actor, data: Deal) -> Deal:
    """Open a deal with *actor* as its first member; segments and items without a number get one.

    Raises ``Invalid`` where dates and stage do not fit or the codename is that of another of the actor's
    deals.
    """
    ref = work.next_ref("deal")
    person = checks.by_person(actor)
    members = list(data.members)
    if person is not None and person not in {member.person for member in members}:
        members.insert(0, Member(person=person))
    record = data.model_copy(update={"ref": ref, "archived": False, "members": members})
    record = numbered(work, record)
    checks.require(Deal, problems(work, actor, record, None))
    work.save(record)
    return record


@operation(Permission.DEALS_WRITE, "deal.update")
def update(work: Work, actor: Actor, ref: str, data: Deal, *, version: int | None = None) -> Deal:
    """Replace the facts of *ref* by *data*; members, segments and items stay, as do disclosures left out.

    Raises ``Refused`` for a move that the lifecycle does not allow, ``Conflict`` where somebody else was
    faster.
    """
    stored = editable(work, actor, ref)
    kept = {field: getattr(stored, field) for field in _OWN}
    kept["diligence"] = data.diligence or stored.diligence
    record = data.model_copy(update={"ref": ref, "archived": stored.archived} | kept)
    checks.expect_version(work, record, version)
    checks.require(Deal, problems(work, actor, record, stored))
    if record.stage is not stored.stage:
        raise Refused("Stage: changes by a move, which asks for what the stage needs: move the deal instead.")
    work.save(record, version=version)
    return record


@operation(Permission.DEALS_WRITE, "deal.set_member")
def set_member(
    work: Work,
    actor: Actor,
    ref: str,
    person: str,
    until: dt.date | None = None,
    *,
    handing: HandingOn = HandingOn.PAPERS,
    version: int | None = None,
) -> Deal:
    """Let *person* see *ref*, until the end of a day where one is given, and hand on what *handing* says.

    Of somebody who is a member already the last day and the right change. Raises ``Invalid`` for a person whose only
    role is guest and who would have no last day.
    """
    stored = editable(work, actor, ref)
    member = Member.parse({"person": person, "until": until, "handing": handing})
    known = next((one for one in stored.members if one.person == member.person), None)
    if known is None:
        members = [*stored.members, member]
    else:
        changed = known.model_copy(update={"until": until, "handing": handing})
        members = [changed if one is known else one for one in stored.members]
    _keep_a_writer(work, stored, members)
    return save_part(work, actor, stored, {"members": members}, version)


@operation(Permission.DEALS_WRITE, "deal.remove_member")
def remove_member(work: Work, actor: Actor, ref: str, person: str, *, version: int | None = None) -> Deal:
    """Close *ref* to *person*; raises :class:`Refused` for the last member who may write it."""
    stored = editable(work, actor, ref)
    members = [member for member in stored.members if member.person != person]
    if len(members) == len(stored.members):
        raise Missing(f"{person} is no member of {ref}.")
    _keep_a_writer(work, stored, members)
    return save_part(work, actor, stored, {"members": members}, version)


def _keep_a_writer(work: Work, stored: Deal, members: list[Member]) -> None:
    """Refuse *members* where nobody among them could change the deal, although somebody could before."""
    today = organisation.today(work.session, work.at)
    writers = accounts.emails_with(work.session, Permission.DEALS_WRITE)

    def can_write(some: list[Member]) -> bool:
        return any(one.person in writers and (one.until is None or one.until >= today) for one in some)

    if can_write(stored.members) and not can_write(members):
        raise Refused("Members: nobody left could change the deal: add another counsel first.")


@operation(Permission.DEALS_WRITE, "deal.log_diligence")
def log_diligence(
    work: Work, actor: Actor, ref: str, disclosure: Diligence, *, version: int | None = None
) -> Deal:
    """Record a disclosure in the data room and how personal data were removed from it."""
    stored = editable(work, actor, ref)
    return save_part(work, actor, stored, {"diligence": [*stored.diligence, disclosure]}, version)


@operation(Permission.DEALS_WRITE, "deal.archive")
def archive(work: Work, actor: Actor, ref: str) -> Deal:
    """Take *ref* out of its members' lists."""
    queries.get(work.session, actor, ref)
    return checks.set_archived(work, Deal, ref, archived=True)


@operation(Permission.DEALS_WRITE, "deal.restore")
def restore(work: Work, actor: Actor, ref: str) -> Deal:
    """Bring an archived deal back to its members."""
    stored, _ = queries.get(work.session, actor, ref)
    checks.require(Deal, problems(work, actor, stored, stored))
    return checks.set_archived(work, Deal, ref, archived=False)


def editable(work: Work, actor: Actor, ref: str) -> Deal:
    """The deal *ref* for a member's change; raises ``Missing`` for others, ``Refused`` once archived."""
    stored, _ = queries.get(work.session, actor, ref)
    if stored.archived:
        raise Refused(f"{ref} is archived: restore it first.")
    return stored


def save_part(
    work: Work, actor: Actor, stored: Deal, changes: dict[str, object], version: int | None
) -> Deal:
    """Save *stored* with *changes* of its parts, once checked."""
    record = stored.model_copy(update=changes)
    checks.expect_version(work, record, version)
    checks.require(Deal, problems(work, actor, record, stored))
    work.save(record, version=version)
    return record


def problems(work: Work, actor: Actor, record: Deal, stored: Deal | None) -> Iterator[Problem]:
    """What speaks against saving *record* in place of *stored*; its lifecycle is looked at elsewhere."""
    today = organisation.today(work.session, work.at)
    yield from checks.link_problems(work, record, stored)
    yield from checks.repeat_problems(
        record,
        "regimes",
        "buyer_purposes",
        "perimeter_entities",
        "perimeter_activities",
        "perimeter_third_parties",
    )
    yield from _name_problems(work, actor, record, stored)
    yield from _guest_problems(work, record, stored)
    earlier = set(_soundness(stored, today)) if stored is not None else set()
    yield from checks.fresh(_soundness(record, today), earlier)


def _name_problems(work: Work, actor: Actor, record: Deal, stored: Deal | None) -> Iterator[Problem]:
    """That the actor already has a deal of this codename; others' deals are nobody's business."""
    if stored is not None and stored.codename == record.codename and not stored.archived:
        return
    wanted = checks.folded(record.codename)
    for row in queries.visible(work.session, actor):
        if row.ref != record.ref and checks.folded(row.codename) == wanted:
            yield ("codename",), f"“{record.codename}” is already the codename of {row.ref}: choose another."


def _guest_problems(work: Work, record: Deal, stored: Deal | None) -> Iterator[Problem]:
    """Guests let in for good, and gates given to guests, where *stored* has neither."""
    endless = {one.person for one in stored.members if one.until is None} if stored is not None else set()
    owned = {gate.owner for item in stored.items for gate in item.gates} if stored is not None else set()
    guests = accounts.guests(work.session)
    for place, member in enumerate(record.members):
        if member.person in guests - endless and member.until is None:
            yield (
                ("members", place, "until"),
                f"is required for {member.person}, a guest: enter the last day.",
            )
    for place, item in enumerate(record.items):
        for inner, gate in enumerate(item.gates):
            if gate.owner in guests - owned:
                path = ("items", place, "gates", inner, "owner")
                yield path, f"{gate.owner} is a guest, who sees no gate: choose somebody of the house."


def _soundness(record: Deal, today: dt.date) -> Iterator[Problem]:
    if not record.members:
        yield ("members",), "are required: without one nobody could open the deal."
    people: set[str] = set()
    for place, member in enumerate(record.members):
        if member.person in people:
            yield ("members", place, "person"), f"{member.person} stands twice: remove one."
        people.add(member.person)
        ended = record.stage is DealStage.ABANDONED
        if member.until is not None and member.until < today and not ended:
            yield ("members", place, "until"), f"{member.until} has passed: choose a later day or none."
    if (
        record.stage in {DealStage.SIGNED, DealStage.CLOSED, DealStage.INTEGRATED}
        and record.signing_on is None
    ):
        yield ("signing_on",), f"is required at the stage “{record.stage.label}”: enter the day."
    if record.stage in {DealStage.CLOSED, DealStage.INTEGRATED} and record.closing_on is None:
        yield ("closing_on",), f"is required at the stage “{record.stage.label}”: enter the day."
    for place, segment in enumerate(record.segments):
        yield from _share_problems(place, segment.notices)
    yield from _paper_problems(record)


def _paper_problems(record: Deal) -> Iterator[Problem]:
    """Documents that are no papers of the deal."""
    known = {paper.sha256 for paper in record.papers}
    pointers: list[tuple[tuple[str | int, ...], str | None]] = []
    for place, item in enumerate(record.items):
        pointers.append((("items", place, "consent_document"), item.consent_document))
        pointers += [
            (("items", place, "gates", inner, "document"), gate.document)
            for inner, gate in enumerate(item.gates)
        ]
    for name in ("certificates", "told"):
        pointers += [
            ((name, place, "document"), one.document) for place, one in enumerate(getattr(record, name))
        ]
    for path, sha in pointers:
        if sha is not None and sha not in known:
            yield path, f"{sha[:12]}… is no paper of the deal: file it there first."


def _share_problems(place: int, cohorts: list[Cohort]) -> Iterator[Problem]:
    total = sum(cohort.share for cohort in cohorts)
    if total > 100:
        yield (
            ("segments", place, "notices"),
            f"the shares add up to {total} per cent: correct them to 100 at most.",
        )
    versions = [cohort.notice for cohort in cohorts]
    for inner, notice in enumerate(versions):
        if notice in versions[:inner]:
            yield ("segments", place, "notices", inner, "notice"), f"{notice} stands twice: remove one."
