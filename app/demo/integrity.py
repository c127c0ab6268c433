"""Whether a register file holds together: each object valid by its record, every link resolved."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.demo.schema import LISTS
from app.domain.catalogue import builtin
from app.domain.organisation.records import Organisation
from app.kernel.errors import Invalid, pointer
from app.kernel.records import Record, link_of

FRAME = {"format": "custodia-register", "version": 1}
"""What a register file says of itself."""

_KINDS = {
    "people": "person",
    "entities": "entity",
    "categories": "category",
    "subjects": "subject",
    "purposes": "purpose",
    "activities": "activity",
    "notices": "notice",
    "documents": "document",
    "third_parties": "third_party",
    "agreements": "agreement",
    "flows": "flow",
    "preferences": "preference",
    "disclosures": "disclosure",
    "deals": "deal",
}
_CITED = ("third_party", "agreement", "flow", "activity", "notice", "preference", "disclosure", "deal")
"""The kinds that a waiver may be about."""

Path = tuple[str | int, ...]


def problems(register: Mapping[str, Any]) -> list[str]:
    """A sentence for everything wrong with *register*, each after its JSON Pointer; none if all is well."""
    found = [
        f"/{name}: must be {wanted!r}." for name, wanted in FRAME.items() if register.get(name) != wanted
    ]
    known_names = {*FRAME, "organisation", *LISTS}
    found += [f"/{name}: is not a known field." for name in register if name not in known_names]
    records: dict[Path, Record] = {}
    for path, record, row in _rows(register):
        try:
            records[path] = record.parse(row)
        except Invalid as error:
            prefix = pointer(path)
            found += [f"{at}: {text}" for at, texts in error.pointers(prefix).items() for text in texts]
    keys, doubles = _keys(records)
    found += doubles
    for path, parsed in records.items():
        for at, kind, value in _links(parsed, path):
            if value not in keys.get(kind, set()):
                found.append(f"{pointer(at)}: there is no {kind.replace('_', ' ')} {value}.")
    cited = set().union(*(keys[kind] for kind in _CITED))
    for place, waiver in enumerate(register.get("waivers", [])):
        if waiver["object"] not in cited:
            found.append(f"/waivers/{place}/object: there is no {waiver['object']}.")
    return found


def _rows(register: Mapping[str, Any]) -> Iterator[tuple[Path, type[Record], Mapping[str, Any]]]:
    yield ("organisation",), Organisation, register["organisation"]
    for name, record in LISTS.items():
        for place, row in enumerate(register.get(name, [])):
            yield (name, place), record, row


def _keys(records: Mapping[Path, Record]) -> tuple[dict[str, set[str]], list[str]]:
    """What each kind of link may point at, the shipped vocabulary included; and the keys given twice."""
    keys: dict[str, set[str]] = {kind: set() for kind in (*_KINDS.values(), "provision")}
    doubles = []
    for path, record in records.items():
        kind = _KINDS.get(str(path[0]))
        if kind is None:
            continue
        state = record.to_state()
        key = next(state[name] for name in ("ref", "key", "email", "sha256") if state.get(name))
        if key in keys[kind]:
            doubles.append(f"{pointer(path)}: {key} is given twice.")
        keys[kind].add(key)
        if kind == "notice":
            keys["provision"] |= {f"{key}/{provision['code']}" for provision in state["provisions"]}
    keys["category"] |= {entry.key for entry in builtin.categories()}
    keys["subject"] |= {entry.key for entry in builtin.subjects()}
    keys["purpose"] |= {entry.key for entry in builtin.purposes()}
    return keys, doubles


def _links(record: Record, path: Path) -> Iterator[tuple[Path, str, str]]:
    """Every link inside *record* and its parts: where it stands, what kind it points at, and the value."""
    for name, info in type(record).model_fields.items():
        value, kind, at = getattr(record, name), link_of(info), (*path, name)
        values = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for place, one in values:
            where = at if place is None else (*at, place)
            if isinstance(one, Record):
                yield from _links(one, where)
            elif kind is not None and one is not None:
                yield where, kind, str(one)
