"""Writing a planned import: one transaction, one trail entry, all or nothing; and taking it back the same way.

What is written was validated when it was planned; here it is validated again, given its lasting references, and held
against what changed since.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pydantic_core
from sqlalchemy import select

from app.db import references, states
from app.db.aggregate import KINDS
from app.db.history import Revision
from app.db.references import Use
from app.db.unit_of_work import Work
from app.domain.audit import chain
from app.domain.audit.models import Entry
from app.domain.imports import staging
from app.domain.imports.terms import ImportState
from app.domain.operation import operation
from app.importing.desk import is_provisional
from app.infra.staging import REFERENCES
from app.kernel import ids
from app.kernel.errors import Refused
from app.kernel.records import Record
from app.kernel.words import plural
from app.security.actor import Actor
from app.security.permissions import Permission

LOT = 500
"""Objects written at a time."""
JUDGED_AT_ONCE = 300
"""Objects up to which findings are judged within the same transaction; beyond, after it."""

_PROVISIONAL = re.compile(rb'"[A-Z]{1,2}-9[0-9]{8}"')

Told = Callable[[int], None]


class Changed(Refused):
    """The register changed so that the rows of an import would no longer do what the person saw."""

    def __init__(self) -> None:
        """Say it in a sentence."""
        super().__init__(
            "The register changed since you looked at the rows, and they would now do something else: look again."
        )


def _nobody(done: int) -> None:
    """Nobody is told how far it is."""


@operation(Permission.REGISTER_WRITE, "import.commit")
def commit(
    work: Work,
    actor: Actor,
    batch: str,
    plan: Path,
    *,
    told: Told = _nobody,
    again: Callable[[], bool] = lambda: False,
) -> int:
    """Write the objects in *plan* as the import *batch*; returns how many.

    Findings of a long one are left to the caller (``judged_later``). Where the register changed since it was planned,
    *again* is asked, now that nobody else can write, whether the plan would be the same; raises :class:`Changed` where
    it would not, and :class:`Refused` where the import was written already.
    """
    found = staging.get(work.session, batch)
    if found.entry is not None or found.state == ImportState.COMMITTED:
        raise Refused("This import is in the register already.")
    if chain.head(work.session)[0] != found.head and not again():
        raise Changed
    told(0)
    refs = _references(work, plan)
    fresh = frozenset(refs.values())
    count = 0
    for lot in _lots(plan):
        by_kind: dict[str, list[Record]] = defaultdict(list)
        versions: dict[str, int] = {}
        for kind, key, version, state, linked in lot:
            if linked:
                state = _settled(state, refs)  # noqa: PLW2901 -- the same state with lasting references
            elif key in refs:
                state[KINDS[kind].__key__] = refs[key]
            record = KINDS[kind].__record__.parse(state)
            by_kind[kind].append(record)
            if version:
                versions[key] = version
        for records in by_kind.values():
            work.save_all(records, versions=versions, fresh=fresh)
        count += len(lot)
        told(count)
    work.judged_later = count > JUDGED_AT_ONCE
    work.notes["import"] = {
        "batch": batch,
        "file": found.name,
        "kind": found.kind,
        "rows": found.outcome.get("rows"),
    }
    found.state = ImportState.COMMITTED.value
    found.entry = chain.head(work.session)[0] + 1
    found.changed_at = work.at
    return count


def _lots(plan: Path) -> Iterator[list[list[Any]]]:
    lot: list[list[Any]] = []
    with plan.open("rb") as file:
        for line in file:
            said = pydantic_core.from_json(line)
            own = 2 if is_provisional(said[1]) else 0
            # A provisional reference beyond its own: the object refers to another new one.
            lot.append([*said, len(_PROVISIONAL.findall(line)) > own])
            if len(lot) >= LOT:
                yield lot
                lot = []
    if lot:
        yield lot


def _references(work: Work, plan: Path) -> dict[str, str]:
    """The lasting reference for each provisional one in *plan*."""
    fresh: dict[str, list[str]] = defaultdict(list)
    with plan.open(encoding="utf-8") as file:
        for line in file:
            kind, key, version = json.loads(line[: line.index(",{")] + "]")  # not the state, which is long
            if not version and kind in ids.PREFIXES and is_provisional(key):
                fresh[kind].append(key)
    found: dict[str, str] = {}
    for kind, keys in fresh.items():
        found.update(zip(keys, work.next_refs(kind, len(keys)), strict=True))
    plan.with_name(REFERENCES).write_text(json.dumps(found), encoding="utf-8")  # for the page of the rows
    return found


def _settled(value: Any, refs: dict[str, str]) -> Any:
    """*value* with lasting references in the place of provisional ones."""
    if isinstance(value, str):
        return refs.get(value, value) if len(value) == 12 else value
    if isinstance(value, dict):
        return {
            name: _settled(one, refs) if one.__class__ in (str, list, dict) else one
            for name, one in value.items()
        }
    return [_settled(one, refs) for one in value]


@operation(Permission.REGISTER_WRITE, "import.undo")
def undo(work: Work, actor: Actor, batch: str, *, told: Told = _nobody) -> int:
    """Take back what the import *batch* wrote: new objects go, changed ones are as they were; returns how many.

    Raises :class:`Refused` where something of it was changed since, or where something newer refers to it.
    """
    found = staging.get(work.session, batch)
    entry = work.session.get(Entry, found.entry or 0)
    if entry is None or found.state not in (ImportState.COMMITTED, ImportState.UNDOING):
        raise Refused("This import is not in the register: there is nothing to take back.")
    told(0)
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for change in entry.changes:
        by_kind[change["kind"]].append(change)
    _refuse_changed(work, by_kind)
    work.judged_later = len(entry.changes) > JUDGED_AT_ONCE
    made = {kind: [c["key"] for c in some if c["action"] == "created"] for kind, some in by_kind.items()}
    changed = {kind: [c for c in some if c["action"] == "changed"] for kind, some in by_kind.items()}
    count = 0
    for kind, some in changed.items():
        for start in range(0, len(some), LOT):
            work.save_all(_before(work, kind, some[start : start + LOT]))
            count += len(some[start : start + LOT])
            told(count)
    _refuse_used(work, made)
    for kind, keys in made.items():
        for start in range(0, len(keys), LOT):
            work.remove_all(KINDS[kind].__record__, keys[start : start + LOT])
            count += len(keys[start : start + LOT])
            told(count)
    work.notes["import"] = {"batch": batch, "file": found.name, "undoes": entry.seq}
    found.state = ImportState.UNDONE.value
    found.changed_at = work.at
    return count


def _refuse_changed(work: Work, by_kind: dict[str, list[dict[str, Any]]]) -> None:
    """Refuse where an object is no longer as the import left it."""
    for kind, some in by_kind.items():
        numbers = states.versions(work.session, KINDS[kind], [change["key"] for change in some])
        for change in some:
            key = change["key"]
            if numbers.get(key) != change["number"]:
                what = "was removed since" if key not in numbers else "was changed since"
                raise Refused(
                    f"{key} {what}, so the import can no longer be taken back as a whole: change what is wrong by hand."
                )


def _before(work: Work, kind: str, some: list[dict[str, Any]]) -> list[Record]:
    """The objects of *some* changes as they were before."""
    wanted = {change["key"]: change["number"] - 1 for change in some}
    query = select(Revision.key, Revision.number, Revision.state).where(
        Revision.kind == kind, Revision.key.in_(sorted(wanted))
    )
    record = KINDS[kind].__record__
    return [record.restore(row.state) for row in work.session.execute(query) if wanted[row.key] == row.number]


def _refuse_used(work: Work, made: dict[str, list[str]]) -> None:
    """Refuse where something that the import did not make refers to what it made."""
    own = {(kind, key) for kind, keys in made.items() for key in keys}
    for kind, keys in made.items():
        uses = references.users(work.session, kind, keys, archived=True, leaving_out=frozenset())
        later = [use for use in uses if (use.kind, use.key) not in own]
        if later:
            raise Refused(_in_use(later, [use for use in later if use.kind not in references.CONFIDENTIAL]))


def _in_use(later: list[Use], named: list[Use]) -> str:
    """A sentence on what stands in the way; what is confidential is not named."""
    if not named:
        return "Something newer refers to what was imported, so it cannot be taken back as a whole."
    return (
        f"{references.named(named)} came later and {'refers' if len(later) == 1 else 'refer'} to what was imported: "
        f"change {'that' if len(later) == 1 else plural(len(later), 'object')} first."
    )
