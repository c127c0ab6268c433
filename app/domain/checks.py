"""Checks that several rooms make before they save, each with a sentence that names the field and the cure.

A room says what is wrong with a record as *problems*, pairs of a path and a sentence without its label;
:func:`require` adds the labels and raises them all at once.
"""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.db import references, states
from app.db.aggregate import KINDS
from app.db.unit_of_work import Work, existing_keys, key_of, model_of, read_record
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.links import Path, links
from app.kernel.records import Record, label_of
from app.security.actor import Actor

R = TypeVar("R", bound=Record)
Problem = tuple[Path, str]


def require(record: type[Record], problems: Iterable[Problem]) -> None:
    """Raise :class:`~app.kernel.errors.Invalid` with all *problems*, each led by its field's label."""
    found: dict[Path, list[str]] = {}
    for path, sentence in problems:
        label = label_of(record, path)
        text = f"{label}: {sentence}" if label else sentence[:1].upper() + sentence[1:]
        found.setdefault(path, []).append(text)
    if found:
        raise Invalid(found)


def fresh(problems: Iterable[Problem], earlier: Iterable[Problem]) -> Iterator[Problem]:
    """Those of *problems* that are not among *earlier*: what was loaded with a flaw stays editable."""
    known = set(earlier)
    return (problem for problem in problems if problem not in known)


def by_person(actor: Actor) -> str | None:
    """The e-mail address to record as the one who did it; none for the system, which is no person."""
    return None if actor.everything or not actor.email else actor.email


def expect_version(work: Work, record: Record, version: int | None) -> None:
    """Raise ``Conflict`` where *record* was made from another version than the stored one.

    Called before the checks of an update, so that two people at one record see the difference rather than a
    refusal that only the other's change explains.
    """
    if version is None:
        return
    model = model_of(type(record))
    if states.versions(work.session, model, [key_of(record)]).get(key_of(record)) == version:
        return
    stored, number = read_record(work.session, type(record), key_of(record))
    if number != version and stored != record:
        raise Conflict(key_of(record), mine=record.to_state(), theirs=stored.to_state(), version=number)


def link_problems(
    work: Work, record: Record, before: Record | None = None, *, people: bool = True
) -> Iterator[Problem]:
    """References in *record*, new against *before*, that lead nowhere, to the archive or to one who left.

    Without *people* it does not matter whether a person is still active.
    """
    known = {(kind, key) for _, kind, key in links(before)} if before is not None else set()
    own = (model_of(type(record)).__key__,)
    fresh = [link for link in links(record) if link[1:] not in known and link[0] != own]
    keys: dict[str, set[str]] = defaultdict(set)
    for _, kind, key in fresh:
        keys[kind].add(key)
    existing = {kind: existing_keys(work.session, kind, sorted(some)) for kind, some in keys.items()}
    unfit = {kind: _unfit(work.session, kind, some) for kind, some in existing.items()}
    for path, kind, key in fresh:
        if key not in existing[kind]:
            yield path, f"{key} is not in the register: choose one that is."
        elif key in unfit[kind] and kind == "person":
            if people:
                yield path, f"{key} is no longer active: choose somebody who is."
        elif key in unfit[kind]:
            yield path, f"{key} is archived: restore it or choose another."


def _unfit(session: Session, kind: str, keys: set[str]) -> set[str]:
    """Those of *keys* that are archived or, of people, inactive."""
    if kind == "provision":
        archived = _unfit(session, "notice", {key.partition("/")[0] for key in keys})
        return {key for key in keys if key.partition("/")[0] in archived}
    table = KINDS[kind].metadata.tables[KINDS[kind].__tablename__]
    name = KINDS[kind].__key__
    if "active" in table.c:
        unfit: ColumnElement[bool] = table.c.active.is_(False)
    elif "archived" in table.c:
        unfit = table.c.archived.is_(True)
    else:
        return set()
    return set(session.scalars(select(table.c[name]).where(table.c[name].in_(sorted(keys)), unfit)))


def circle_problems(work: Work, record: Record, field: str) -> Iterator[Problem]:
    """That *record* would stand above itself by way of *field*, which names the object above it."""
    model = model_of(type(record))
    table, own = model.metadata.tables[model.__tablename__], getattr(record, model.__key__)
    above, seen = getattr(record, field), set()
    while above is not None and above not in seen:
        if above == own:
            through = " by way of " + getattr(record, field) if getattr(record, field) != own else ""
            yield (field,), f"{own} would stand above itself{through}: choose another or none."
            return
        seen.add(above)
        above = work.session.scalar(select(table.c[field]).where(table.c[model.__key__] == above))


def repeat_problems(record: Record, *fields: str) -> Iterator[Problem]:
    """Entries that stand twice in one of the plain lists *fields*."""
    for field in fields:
        seen: set[Any] = set()
        for place, value in enumerate(getattr(record, field)):
            if value in seen:
                yield (field, place), f"“{value}” stands twice: remove one."
            seen.add(value)


def external_id_problems(work: Work, record: Record) -> Iterator[Problem]:
    """That the number in another system belongs to another object of the kind already, archived or not."""
    model = model_of(type(record))
    table = model.metadata.tables[model.__tablename__]
    value, own = record.__dict__["external_id"], getattr(record, model.__key__)
    query = select(table.c[model.__key__]).where(table.c.external_id == value)
    taken = next((key for key in work.session.scalars(query) if key != own), None) if value else None
    if taken is not None:
        yield ("external_id",), f"“{value}” already belongs to {taken}: open that one or correct the number."


def folded(name: str) -> str:
    """*name* as two people would find it the same: without case, width and runs of spaces."""
    return " ".join((name if name.isascii() else unicodedata.normalize("NFKC", name)).casefold().split())


def same_named(
    session: Session,
    record: type[Record],
    field: str,
    name: str,
    *where: ColumnElement[bool],
    other_than: str | None,
) -> str | None:
    """The key of another object, not archived, whose *field* reads like *name*, if there is one."""
    model = model_of(record)
    table = model.metadata.tables[model.__tablename__]
    key, column = table.c[model.__key__], table.c[field]
    # The database folds case for plain ASCII only, so it finds what is about as long; the rest is done here.
    near = func.length(column).between(len(name) - 3, len(name) + 3)
    query = select(key, column).where(near, table.c.archived.is_(False), *where)
    wanted = folded(name)
    rows = session.execute(query.order_by(key))
    return next((found for found, said in rows if found != other_than and folded(said) == wanted), None)


def set_archived(work: Work, record: type[R], key: str, *, archived: bool) -> R:
    """Archive or restore *key* once the room has agreed; doing it twice leaves no trace."""
    changed = work.get(record, key).model_copy(update={"archived": archived})
    work.save(changed)
    return changed


def refuse_used(
    work: Work,
    kind: str,
    key: str,
    *,
    name: str = "",
    cure: str = "change those first",
    also_left_out: Iterable[str] = (),
) -> None:
    """Raise :class:`~app.kernel.errors.Refused` where live objects refer to *key*, naming them.

    *name* is how to call it, where not by its key. Deals never count, since naming one would give it away;
    ledgers neither, since they tell the past.
    """
    leaving_out = references.CONFIDENTIAL | references.LEDGERS | set(also_left_out)
    uses = references.users(work.session, kind, key, leaving_out=leaving_out)
    if uses:
        raise Refused(f"{name or key} is in use by {references.named(uses)}: {cure}.")


def expect_present(work: Work, record: type[R], key: str) -> R:
    """The record of *key*, where it is not archived; raises :class:`Refused` where it is."""
    stored = work.get(record, key)
    if stored.__dict__["archived"]:
        raise Refused(f"{key} is archived: restore it first.")
    return stored


def find(work: Work, kind: str, key: str | None) -> dict[str, Any] | None:
    """The state of an object of a room uphill, or ``None``; what is wrong with a link is said elsewhere."""
    return None if key is None else states.read_keys(work.session, KINDS[kind], [key]).get(key)


def past_problems(*days: tuple[Path, dt.date | None], today: dt.date) -> Iterator[Problem]:
    """Days of what has happened that lie in the future."""
    for path, day in days:
        if day is not None and day > today:
            yield path, f"{day} is in the future: enter it once it has happened."


def order_problem(path: Path, earlier: dt.date | None, later: dt.date | None, what: str) -> Iterator[Problem]:
    """That the day *later*, at *path*, comes before *what* happened on *earlier*."""
    if earlier is not None and later is not None and later < earlier:
        yield path, f"{later} comes before {what} on {earlier}: correct one of the two."
