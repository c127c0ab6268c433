"""Third parties as rows name them: found by reference, number or name; new ones where the person wants them."""

from typing import Any

from app.domain.third_parties.terms import MOVES, Role, Status
from app.importing.decisions import ADD, LEAVE_OUT, Decisions
from app.importing.desk import Desk, Draft, Row
from app.importing.indexes import folded
from app.kernel.spelling import shortened
from app.kernel.words import listing


def key_of(desk: Desk, name: str) -> str | None:
    """The third party that *name* names: by reference, name or another name of it."""
    word = name.strip()
    marks = [("ref", word.upper()), ("name", folded(word)), ("alias", folded(word)), ("external_id", word)]
    return desk.find("third_party", marks)


def named(
    desk: Desk, row: Row, path: str, decisions: Decisions, *, role: Role | None = None, otherwise: str = ""
) -> str | None:
    """The key of the third party that the cell at *path* names, made where the person said so; notes what is wrong."""
    word = row.values.get(path)
    if not word:
        row.problem(path, "names no third party: fill it in.")
        return None
    key = key_of(desk, word)
    if key is not None:
        return key if _usable(desk, row, path, key) else None
    said = (
        decisions.words.get("third_party", {}).get(folded(word))
        or decisions.otherwise.get("third_party")
        or otherwise
    )
    row.unknown.append(("third_party", word))
    if said.startswith("="):
        return said[1:]
    if said == ADD:
        return make(desk, row, word, path, role=role)
    cure = "import it as a third party first, correct the name, or say for the import that it is new"
    if said == LEAVE_OUT:
        cure = "it was left out"
    row.problem(path, f"“{shortened(word)}” is not in the register: {cure}.")
    return None


def make(desk: Desk, row: Row, name: str, path: str, *, role: Role | None = None) -> str | None:
    """A new third party called *name*."""
    given: dict[str, Any] = {"name": name}
    if role is not None:
        given["role"] = role.value
    draft = desk.make(row, "third_party", given)
    before = len(row.problems)
    desk.validate(row, draft)
    if len(row.problems) > before:
        row.problems[before:] = [(row.heads.get(path, ""), sentence) for _, sentence in row.problems[before:]]
        return None
    return draft.key


def _usable(desk: Desk, row: Row, path: str, key: str) -> bool:
    found = desk.indexes.rows["third_party"].get(key)
    if found is not None and found.get("archived"):
        row.problem(path, f"{key} is archived: restore it first.")
        return False
    return True


def check_move(row: Row, draft: Draft, path: str = "status") -> None:
    """Refuse what the lifecycle of a third party does not allow."""
    if draft.before is None:
        return
    before, after = Status(draft.before["status"]), Status(draft.now["status"])
    if after != before and after not in MOVES[before]:
        allowed = listing([status.label for status in Status if status in MOVES[before]], "or")
        row.problem(path, f"Status: {before.label} cannot become {after.label}: the next step is {allowed}.")
