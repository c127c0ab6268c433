"""Writes of third parties: register, update, move through the lifecycle, archive, restore."""

from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.accounts import queries as accounts
from app.domain.checks import Problem
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.domain.third_parties.archive import with_archive
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import MOVES, Status
from app.kernel.errors import Refused
from app.kernel.words import listing
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "third_party.register")
def register(work: Work, actor: Actor, data: ThirdParty) -> ThirdParty:
    """Add a third party and give it a reference; raises ``Invalid`` where the name is taken."""
    checks.require(ThirdParty, problems(work, data.model_copy(update={"ref": None}), None))
    record = data.model_copy(
        update={"ref": work.next_ref("third_party"), "archived": False, "archived_parts": []}
    )
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "third_party.update")
def update(work: Work, actor: Actor, ref: str, data: ThirdParty, *, version: int | None = None) -> ThirdParty:
    """Replace the state of *ref* by *data*; *version* is the one that the person edited.

    Contacts, evidence and other parts that *data* lacks go into its archive, which is never written otherwise.
    Raises :class:`Refused` for a move that the lifecycle does not allow, ``Invalid`` for a taken name and
    :class:`~app.kernel.errors.Conflict` where somebody else was faster.
    """
    stored = checks.expect_present(work, ThirdParty, ref)
    record = with_archive(
        stored,
        data.model_copy(update={"ref": ref, "archived": stored.archived}),
        organisation.today(work.session, work.at),
        checks.by_person(actor),
    )
    checks.expect_version(work, record, version)
    checks.require(ThirdParty, problems(work, record, stored))
    _check_move(stored.status, record.status)
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "third_party.move")
def move(work: Work, actor: Actor, ref: str, status: Status, *, version: int | None = None) -> ThirdParty:
    """Bring *ref* into *status*; raises :class:`Refused` where the lifecycle does not allow it."""
    stored = checks.expect_present(work, ThirdParty, ref)
    record = stored.model_copy(update={"status": status})
    checks.expect_version(work, record, version)
    _check_move(stored.status, status)
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "third_party.archive")
def archive(work: Work, actor: Actor, ref: str) -> ThirdParty:
    """Take *ref* out of lists, rules and reports; its history stays.

    Raises :class:`Refused` where agreements, flows or other third parties refer to it.
    """
    checks.refuse_used(work, "third_party", ref, cure="archive or change those first")
    return checks.set_archived(work, ThirdParty, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "third_party.restore")
def restore(work: Work, actor: Actor, ref: str) -> ThirdParty:
    """Bring an archived third party back; raises ``Invalid`` where its name has been taken meanwhile."""
    stored = work.get(ThirdParty, ref)
    checks.require(ThirdParty, checks.link_problems(work, stored, people=False))
    checks.require(ThirdParty, problems(work, stored, stored))
    return checks.set_archived(work, ThirdParty, ref, archived=False)


def problems(work: Work, record: ThirdParty, stored: ThirdParty | None) -> Iterator[Problem]:
    """What speaks against saving *record* in place of *stored*; its lifecycle is looked at elsewhere."""
    yield from checks.link_problems(work, record, stored)
    kept = stored.owner if stored is not None else None
    if record.owner not in {None, kept} and record.owner in accounts.guests(work.session):
        yield ("owner",), f"{record.owner} is a guest: choose somebody of the house."
    yield from checks.circle_problems(work, record, "parent")
    yield from checks.external_id_problems(work, record)
    yield from checks.repeat_problems(record, "aliases", "domains")
    if stored is None or checks.folded(record.name) != checks.folded(stored.name) or stored.archived:
        taken = checks.same_named(work.session, ThirdParty, "name", record.name, other_than=record.ref)
        if taken is not None:
            yield (
                ("name",),
                f"“{record.name}” is already registered as {taken}: open that one or choose another.",
            )
    seen: set[str] = set()
    for place, link in enumerate(record.sub_processors):
        path = ("sub_processors", place, "sub_third_party")
        if record.ref is not None and link.sub_third_party == record.ref:
            yield path, f"{record.ref} cannot work for itself: choose another."
        if link.sub_third_party in seen:
            yield path, f"{link.sub_third_party} stands twice: remove one."
        seen.add(link.sub_third_party)


def _check_move(before: Status, after: Status) -> None:
    if after == before or after in MOVES[before]:
        return
    allowed = listing([status.label for status in Status if status in MOVES[before]], "or")
    raise Refused(f"Status: {before.label} cannot become {after.label}: the next step is {allowed}.")
