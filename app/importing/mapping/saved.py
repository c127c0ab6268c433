"""A mapping: what the columns of a file mean and what was decided on its values; and keeping it by name."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.db.unit_of_work import Work
from app.domain.imports import staging
from app.domain.imports.models import ImportMapping
from app.domain.imports.terms import ImportKind
from app.domain.operation import operation
from app.importing.decisions import Decisions
from app.importing.kinds.registry import KINDS
from app.importing.mapping.headings import normal
from app.kernel.errors import Invalid
from app.kernel.records import LINE
from app.security.actor import Actor
from app.security.permissions import Permission


@dataclass(frozen=True)
class Mapping:
    """The *kind*; the field of each column by heading; values for fields without a column; decisions; how days read."""

    kind: ImportKind
    columns: AnyMapping[str, str | None]
    constants: AnyMapping[str, str] = field(default_factory=dict)
    words: AnyMapping[str, AnyMapping[str, str]] = field(default_factory=dict)
    otherwise: AnyMapping[str, str] = field(default_factory=dict)
    order: str = ""

    def decisions(self) -> Decisions:
        """What was decided on values."""
        return Decisions(self.words, self.otherwise)

    def to_json(self) -> dict[str, Any]:
        """The mapping in JSON types."""
        return {
            "kind": self.kind.value,
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "words": {name: dict(some) for name, some in self.words.items()},
            "otherwise": dict(self.otherwise),
            "order": self.order,
        }

    @classmethod
    def from_json(cls, kept: AnyMapping[str, Any]) -> "Mapping":
        """The mapping that :meth:`to_json` made."""
        kind = ImportKind(kept["kind"])
        columns = {
            head: path if path and KINDS[kind].target(path) else None
            for head, path in kept["columns"].items()
        }
        return cls(kind, columns, kept["constants"], kept["words"], kept["otherwise"], kept["order"])

    def onto(self, headings: Sequence[str], recognised: AnyMapping[str, str | None]) -> "Mapping":
        """This mapping for a file with *headings*: columns that it knows as it says, others as *recognised*."""
        known = {normal(head): path for head, path in self.columns.items()}
        columns: dict[str, str | None] = {}
        taken: set[str] = set()
        for head in headings:
            if normal(head) in known:
                columns[head] = known[normal(head)]
                taken.add(columns[head] or "")
        for head in headings:
            if head not in columns:
                path = recognised.get(head)
                columns[head] = None if path in taken else path
        ordered = {head: columns[head] for head in headings}
        return Mapping(self.kind, ordered, self.constants, self.words, self.otherwise, self.order)


@operation(Permission.REGISTER_WRITE, "import.save_mapping")
def save(work: Work, actor: Actor, name: str, mapping: Mapping) -> None:
    """Keep *mapping* under *name*, in place of one that was kept there; raises :class:`Invalid` for no name."""
    name = " ".join(name.split())
    if not name or len(name) > LINE or not name.isprintable():
        raise Invalid.of("mapping_name", f"Name: give the mapping a name of at most {LINE} characters.")
    found = work.session.get(ImportMapping, name)
    if found is None:
        found = ImportMapping(name=name)
        work.session.add(found)
    found.kind, found.content = mapping.kind.value, mapping.to_json()
    found.saved_by, found.saved_at = actor.email, work.at
    work.notes["mapping"] = {"name": name, "kind": mapping.kind.value}


@operation(Permission.REGISTER_WRITE, "import.forget_mapping")
def forget(work: Work, actor: Actor, name: str) -> None:
    """Remove the mapping that is kept under *name*."""
    work.session.delete(staging.mapping(work.session, name))
    work.notes["mapping"] = {"name": name, "forgotten": True}
