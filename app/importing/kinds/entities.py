"""Legal entities that rows name beside something else: made, or checked as a page would check them."""

from collections.abc import Mapping
from typing import Any

from app.domain.organisation.operations import is_lei
from app.domain.organisation.terms import EntityKind
from app.importing.desk import Desk, Draft, Row
from app.importing.indexes import folded


def make(desk: Desk, row: Row, given: Mapping[str, Any], prefix: str) -> Draft:
    """A new external entity with the fields *given*; what is wrong is noted at the columns below *prefix*."""
    draft = desk.make(row, "entity", {"kind": EntityKind.EXTERNAL.value, **given})
    check(desk, row, draft, prefix)
    return draft


def check(desk: Desk, row: Row, draft: Draft, prefix: str) -> None:
    """Note what the register does not take: a name or number that another bears in the same country, a wrong LEI."""
    if desk.validate(row, draft, prefix) is None:
        return
    now, country = draft.now, draft.now.get("country") or ""
    if now.get("lei") and not is_lei(now["lei"]):
        row.problem(
            f"{prefix}lei",
            f"“{now['lei'][:40]}” is not an LEI: its 20 characters and check digits do not fit. Correct it.",
        )
    for name, mark in (("legal_name", "named in"), ("reg_no", "number in")):
        said = now.get(name)
        if not said or (draft.before is not None and draft.before.get(name) == said):
            continue
        other = desk.find("entity", [(mark, f"{folded(said)}|{country}")])
        if other is not None and other != draft.key:
            what = "the name" if name == "legal_name" else "the number"
            row.problem(
                f"{prefix}{name}", f"“{said[:60]}” is {what} of {other} in the same country: correct one."
            )
