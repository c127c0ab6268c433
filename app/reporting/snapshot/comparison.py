"""R11, the comparison: what came, went and changed between two instants of the register, or two sealed reports."""

from collections.abc import Iterable, Mapping, Sequence

from app.db.aggregate import KINDS
from app.db.changes import Path
from app.domain.audit import comparing
from app.domain.audit.comparing import Deed, ObjectChange
from app.domain.audit.naming import KIND_NAMES, Named, name_in
from app.domain.findings.dossier import Context
from app.domain.reports.terms import ReportKind
from app.kernel import clock
from app.kernel.records import group_of
from app.reporting.snapshot.frame import People, Vocabulary, frame
from app.reporting.snapshot.schema.comparison import (
    ChangedField,
    ChangedObject,
    ComparedFigure,
    ComparisonData,
    PartTally,
    PartyTally,
    Side,
)
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.wording import Wording, info_at, mentioned

REGISTER = "register"
"""What is compared where it is not two reports."""

_UNTOLD = frozenset({"ref", "key", "archived", "third_party", "email", "sha256"})
"""Fields that say nothing more of an object that was added or removed."""


def collect_comparison(
    context: Context,
    earlier: Side,
    later: Side,
    objects: Sequence[ChangedObject],
    *,
    compared: str = REGISTER,
    figures: Sequence[ComparedFigure] = (),
    people: People | None = None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> Snapshot:
    """The snapshot of R11.

    *compared* is :data:`REGISTER` or the kind of the two reports, whose *labels* name their parts and fields.
    """
    vocabulary = Vocabulary(context, people)
    for one in objects:
        for said in (one, *one["fields"]):
            vocabulary.person(said["by"])
    ordered = sorted(objects, key=_in_order)
    data: ComparisonData = {
        "earlier": earlier,
        "later": later,
        "compared": compared,
        "tallies": tallies(ordered),
        "third_parties": party_tallies(ordered),
        "figures": list(figures),
        "objects": ordered,
    }
    made = frame(
        ReportKind.COMPARISON.value,
        "Comparison of the register" if compared == REGISTER else "Comparison of two reports",
        context,
        vocabulary,
        counts={"shown": len(ordered), "total": len(ordered), "of": "objects that differ"},
        data=data,
        parameters=_parameters(earlier, later),
    )
    parts = {kind: many for kind, (_, many) in KIND_NAMES.items()} if compared == REGISTER else {}
    named = {one["part"]: parts.get(one["part"], one["part"]) for one in ordered}
    made["labels"] |= {name: dict(words) for name, words in (labels or {}).items()}
    made["labels"]["part"] = dict(sorted((named | dict(made["labels"].get("part", {}))).items()))
    return made


def _parameters(earlier: Side, later: Side) -> dict[str, str]:
    return {"from": earlier["report"] or earlier["as_of"], "to": later["report"] or later["as_of"]}


def _in_order(one: ChangedObject) -> tuple[int, str, str, str, str]:
    """By part, then third party, then reference."""
    order = list(KIND_NAMES)
    place = order.index(one["part"]) if one["part"] in order else len(order)
    return (place, one["part"], one["third_party"] or one["key"], one["key"], one["what"])


def tallies(objects: Iterable[ChangedObject]) -> list[PartTally]:
    """How much differs, by part in the order of the objects."""
    found: dict[str, PartTally] = {}
    for one in objects:
        part = found.setdefault(one["part"], {"part": one["part"], "added": 0, "removed": 0, "changed": 0})
        part[one["what"]] += 1  # type: ignore[literal-required]
    return list(found.values())


def party_tallies(objects: Iterable[ChangedObject]) -> list[PartyTally]:
    """How much differs of each third party, most first."""
    found: dict[str, PartyTally] = {}
    for one in objects:
        ref = one["third_party"]
        if ref is not None:
            party = found.setdefault(
                ref, {"ref": ref, "name": one["third_party_name"], "added": 0, "removed": 0, "changed": 0}
            )
            party[one["what"]] += 1  # type: ignore[literal-required]
    return sorted(
        found.values(), key=lambda one: (-one["added"] - one["removed"] - one["changed"], one["ref"])
    )


def mentioned_in(changes: Iterable[ObjectChange]) -> set[Named]:
    """The objects whose names are wanted to say *changes* in words."""
    wanted: set[Named] = set()
    for change in changes:
        record = KINDS[change.kind].__record__
        wanted.add((change.kind, change.key))
        party = change.state.get("third_party")
        if party:
            wanted.add(("third_party", str(party)))
        if change.fields:
            for field in change.fields:
                for value in (field.before, field.after):
                    wanted.update(mentioned(info_at(record, field.path), value))
                # What a part is known by may lead to another object.
                wanted.update((kind, step) for step in field.path[1:] for kind in ("flow", "third_party"))
        else:
            for name, value in change.state.items():
                wanted.update(mentioned(record.model_fields.get(name), value))
    return wanted


def row_of(
    change: ObjectChange, deeds: Mapping[int, Deed], wording: Wording, names: Mapping[Named, str]
) -> ChangedObject:
    """*change* as the report shows it."""
    record = KINDS[change.kind].__record__
    party = change.key if change.kind == "third_party" else change.state.get("third_party")
    last = deeds.get(change.entries[-1]) if change.entries else None
    fields = [
        _field(
            field.path,
            wording.label(record, field.path),
            wording.value(record, field.path, field.before),
            wording.value(record, field.path, field.after),
            deeds.get(field.entry or 0),
        )
        for field in change.fields
    ]
    if change.what != comparing.CHANGED:
        fields = list(_recorded(change, wording, last))
    own = name_in(change.kind, change.state)
    return {
        "part": change.kind,
        "key": change.key,
        "name": own,
        "third_party": str(party) if party else None,
        "third_party_name": (own if change.kind == "third_party" else names.get(("third_party", str(party))))
        if party
        else None,
        "what": change.what,
        "fields": fields,
        **_told(last),  # type: ignore[typeddict-item]
    }


def _recorded(change: ObjectChange, wording: Wording, last: Deed | None) -> Iterable[ChangedField]:
    """Every field of an object that came or went, in words."""
    record = KINDS[change.kind].__record__
    for name, info in record.model_fields.items():
        value = change.state.get(name)
        if name in _UNTOLD or value in (None, "", [], False, {}) or not (group_of(info) or info.title):
            continue
        said = wording.value(record, (name,), value)
        before, after = (None, said) if change.what == comparing.ADDED else (said, None)
        yield _field((name,), wording.label(record, (name,)), before, after, last)


def _field(path: Path, label: str, before: str | None, after: str | None, deed: Deed | None) -> ChangedField:
    return {
        "path": list(path),
        "label": label,
        "before": before,
        "after": after,
        **_told(deed),  # type: ignore[typeddict-item]
    }


def _told(deed: Deed | None) -> dict[str, str | int | None]:
    """What the trail tells of a change."""
    if deed is None:
        return {"at": None, "by": None, "operation": None, "reason": None, "entry": None}
    return {
        "at": clock.format_instant(deed.at),
        "by": deed.actor,
        "operation": deed.operation,
        "reason": deed.reason,
        "entry": deed.seq,
    }
