"""Writes of third parties: register, update, move through the lifecycle, archive, restore."""

from app.db.unit_of_work import Work, read_record
from app.domain.operation import operation
from app.domain.third_parties import queries
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import MOVES, Status
from app.kernel.errors import Invalid, Refused
from app.kernel.words import listing
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "third_party.register")
def register(work: Work, actor: Actor, data: ThirdParty) -> ThirdParty:
    """Add a third party and give it a reference; raises :class:`Invalid` where the name is taken."""
    _refuse_taken_name(work, data.name, None)
    record = data.model_copy(update={"ref": work.next_ref("third_party"), "archived": False})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "third_party.update")
def update(work: Work, actor: Actor, ref: str, data: ThirdParty, *, version: int | None = None) -> ThirdParty:
    """Replace the state of *ref* by *data*; *version* is the one that the person edited.

    Raises :class:`Refused` for a move that the lifecycle does not allow, :class:`Invalid` for a taken name and
    :class:`~app.kernel.errors.Conflict` where somebody else was faster.
    """
    stored = work.get(ThirdParty, ref)
    record = data.model_copy(update={"ref": ref, "archived": stored.archived})
    if record.name.casefold() != stored.name.casefold():
        _refuse_taken_name(work, record.name, ref)
    if record.parent == ref:
        raise Invalid.of("parent", "Part of: a third party cannot be part of itself: choose another.")
    _check_move(stored.status, record.status)
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "third_party.move")
def move(work: Work, actor: Actor, ref: str, status: Status, *, version: int | None = None) -> ThirdParty:
    """Bring *ref* into *status*; raises :class:`Refused` where the lifecycle does not allow it."""
    stored = work.get(ThirdParty, ref)
    _check_move(stored.status, status)
    record = stored.model_copy(update={"status": status})
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "third_party.archive")
def archive(work: Work, actor: Actor, ref: str) -> ThirdParty:
    """Take *ref* out of lists, rules and reports; its history stays."""
    return _set_archived(work, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "third_party.restore")
def restore(work: Work, actor: Actor, ref: str) -> ThirdParty:
    """Bring an archived third party back; raises :class:`Invalid` where its name has been taken meanwhile."""
    stored, _ = read_record(work.session, ThirdParty, ref)
    _refuse_taken_name(work, stored.name, ref)
    return _set_archived(work, ref, archived=False)


def _set_archived(work: Work, ref: str, *, archived: bool) -> ThirdParty:
    record = work.get(ThirdParty, ref).model_copy(update={"archived": archived})
    work.save(record)
    return record


def _refuse_taken_name(work: Work, name: str, ref: str | None) -> None:
    taken = queries.named(work.session, name, other_than=ref)
    if taken is not None:
        raise Invalid.of(
            "name", f"Name: “{name}” is already registered as {taken}: open that one or choose another name."
        )


def _check_move(before: Status, after: Status) -> None:
    if after == before or after in MOVES[before]:
        return
    allowed = listing([status.label for status in Status if status in MOVES[before]], "or")
    raise Refused(f"Status: {before.label} cannot become {after.label}: the next step is {allowed}.")
