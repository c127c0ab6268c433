"""The register file: the whole register as one JSON document, written by ``dump`` and read by ``load``.

Left out: credentials, roles, the trail, revisions, findings, reports and the bytes of documents. Objects are sorted by
key and keys by name, so that two dumps of the same register are the same bytes.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS
from app.db.states import State
from app.db.unit_of_work import Work, key_of
from app.domain.accounts.records import Person
from app.domain.findings.reading import Source
from app.domain.operation import operation
from app.domain.organisation.records import Organisation
from app.importing import register_rows
from app.importing.json_text import read_object
from app.importing.register_rows import FORMAT, LEFT_OUT, LISTS, VERSION, Rows
from app.kernel.errors import Refused
from app.kernel.ids import PREFIXES
from app.security.actor import Actor
from app.security.permissions import Permission
from app.security.roles import Role

_MAY_EXIST = {"person", "category", "subject", "purpose"}
"""Kinds that an otherwise empty register may hold: the first administrator and the shipped vocabulary."""


def dump(source: Source) -> dict[str, Any]:
    """The register of *source* as the document of a register file."""
    organisation = next(source.states("organisation"), Organisation().to_state())
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "organisation": _without(organisation, "organisation"),
    }
    for name, kind in LISTS.items():
        found = source.states(kind)
        if source.as_of is not None:
            found = (states.completed(KINDS[kind], state) for state in found)
        document[name] = [_without(state, kind) for state in found]
    document["waivers"].sort(key=lambda waiver: json.dumps(waiver, sort_keys=True))
    return document


def text(document: Mapping[str, Any]) -> str:
    """*document* as the text of a register file."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _without(state: State, kind: str) -> State:
    return {name: value for name, value in state.items() if name not in LEFT_OUT.get(kind, ())}


def read(data: bytes) -> dict[str, Any]:
    """The document in *data*; raises :class:`~app.kernel.errors.Invalid` where it is no JSON object in UTF-8."""
    return read_object(data)


@operation(Permission.SYSTEM, "register.load")
def load(work: Work, actor: Actor, document: Mapping[str, Any]) -> dict[str, int]:
    """Load *document* into an empty register, all or nothing; returns how many objects of each list came in.

    Raises :class:`Refused` where the register holds something, :class:`~app.kernel.errors.Invalid` naming row, field
    and cure.
    """
    filled = _filled(work.session)
    if filled:
        raise Refused(f"The register is not empty: it holds {', '.join(filled)}. Load into a new instance.")
    rows = register_rows.parse(document)
    for kind, records in register_rows.by_kind(rows):
        if kind in PREFIXES:
            work.reserve(kind, [key_of(record) for record in records])
        work.save_all(_with_roles(work, rows) if kind == "person" else records)
    broken = [(link.kind, link.key, link.path, link.value) for link in work.broken_links()]
    register_rows.broken_links(broken, rows)
    rows.settle()
    counts = {name: len(rows.of(kind)) for name, kind in LISTS.items()}
    # Whoever reads the trail need not know whether there are deals.
    work.notes["loaded"] = {name: count for name, count in counts.items() if name != "deals"}
    return counts


@operation(Permission.SYSTEM, "register.extend")
def extend(work: Work, actor: Actor, document: Mapping[str, Any]) -> None:
    """Add the objects of *document* to the register, or bring those that it holds to the state given.

    For registers that come in parts: the caller has findings evaluated after the last. Raises
    :class:`~app.kernel.errors.Invalid` naming row, field and cure.
    """
    work.judged_later = True
    rows = register_rows.parse(document, whole=False)
    for kind, records in register_rows.by_kind(rows):
        if kind in PREFIXES:
            work.reserve(kind, [key_of(record) for record in records])
        work.save_all(records)
    broken = [(link.kind, link.key, link.path, link.value) for link in work.broken_links()]
    register_rows.broken_links(broken, rows)
    rows.settle()


def _with_roles(work: Work, rows: Rows) -> list[Person]:
    """The file knows no roles: whoever is registered already keeps theirs, and the last administrator stays active."""
    people = [(path, record) for path, record in rows.records.get("person", []) if isinstance(record, Person)]
    stored = states.read_keys(work.session, KINDS["person"], [record.email for _, record in people])
    kept = []
    for path, record in people:
        roles = stored.get(record.email, {"roles": []})["roles"]
        kept.append(record.model_copy(update={"roles": [Role(role) for role in roles]}))
        if Role.ADMIN in roles and not record.active:
            name = register_rows.name_of(path, {"email": record.email})
            rows.add(
                (*path, "active"), f"{name}: Active: an administrator of this instance must stay active."
            )
    return kept


def _filled(session: Session) -> list[str]:
    """The lists that hold something although an empty register should not, with their counts."""
    found = []
    for name, kind in LISTS.items():
        if kind not in _MAY_EXIST:
            count = session.scalar(select(func.count()).select_from(KINDS[kind].__table__)) or 0
            if count:
                found.append(f"{count} {name.replace('_', ' ')}")
    return found
