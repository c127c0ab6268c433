"""What objects are called, whatever their kind: by the field of their record that names them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.aggregate import KINDS

NAMED_BY: Mapping[str, str] = {
    "activity": "name",
    "agreement": "title",
    "category": "label",
    "deal": "codename",
    "document": "name",
    "entity": "legal_name",
    "flow": "name",
    "notice": "title",
    "person": "name",
    "purpose": "label",
    "subject": "label",
    "third_party": "name",
}
"""The field that names an object, by kind; kinds that are missing here are known by reference alone."""

KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "third_party": ("Third party", "Third parties"),
    "agreement": ("Agreement", "Agreements"),
    "flow": ("Flow", "Flows"),
    "activity": ("Activity", "Activities"),
    "notice": ("Notice", "Notices"),
    "finding": ("Finding", "Findings"),
    "waiver": ("Waiver", "Waivers"),
    "entity": ("Legal entity", "Legal entities"),
    "document": ("Document", "Documents"),
    "preference": ("Opt-out", "Opt-outs"),
    "disclosure": ("Disclosure", "Disclosures"),
    "category": ("Data category", "Data categories"),
    "subject": ("Group of people", "Groups of people"),
    "purpose": ("Purpose", "Purposes"),
    "organisation": ("Settings", "Settings"),
    "person": ("Person", "People"),
    "deal": ("Deal", "Deals"),
}
"""What a kind is called, one and many, in the order in which kinds are shown."""

Named = tuple[str, str]
"""Kind and key of an object."""

BATCH = 500


def name_in(kind: str, state: Mapping[str, Any]) -> str | None:
    """What the object of *kind* with *state* is called."""
    field = NAMED_BY.get(kind)
    found = state.get(field) if field else None
    return str(found) if found else None


def names(session: Session, wanted: Iterable[Named]) -> dict[Named, str]:
    """The names of the objects *wanted* that have one."""
    by_kind: dict[str, set[str]] = {}
    for kind, ref in wanted:
        if kind in NAMED_BY:
            by_kind.setdefault(kind, set()).add(ref)
    found: dict[Named, str] = {}
    for kind, some in by_kind.items():
        table = KINDS[kind].metadata.tables[KINDS[kind].__tablename__]
        key: Any = table.c[KINDS[kind].__key__]
        name: Any = table.c[NAMED_BY[kind]]
        ordered = sorted(some)
        for start in range(0, len(ordered), BATCH):
            query = select(key, name).where(key.in_(ordered[start : start + BATCH]))
            found.update({(kind, row[0]): row[1] for row in session.execute(query) if row[1]})
    return found
