"""The rows of a register file as records, each known by its place; everything wrong with them, by JSON Pointer."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.db.aggregate import KINDS
from app.db.unit_of_work import key_of
from app.domain.organisation.records import Organisation
from app.kernel.errors import Invalid
from app.kernel.records import Record, is_list, label_of, link_of

FORMAT = "custodia-register"
VERSION = 1

LISTS = {
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
    "waivers": "waiver",
    "deals": "deal",
}
"""The lists of the file and the kind of object in each, in the order in which they are written."""

LEFT_OUT = {"organisation": ("ref",), "person": ("roles",), "waiver": ("ref",)}
"""Fields of a record that are not in the file."""

MOST_PROBLEMS = 100
"""Problems said at a time; how many more there are is said after them."""

Path = tuple[str | int, ...]
Problems = dict[Path, list[str]]


@dataclass
class Rows:
    """What a file holds: its records by kind, each after the place where it stands, and what is wrong."""

    records: dict[str, list[tuple[Path, Record]]] = field(default_factory=dict)
    problems: Problems = field(default_factory=dict)

    def of(self, kind: str) -> list[Record]:
        """The records of *kind*."""
        return [record for _, record in self.records.get(kind, [])]

    def add(self, path: Path, sentence: str) -> None:
        """Note what is wrong at *path*."""
        self.problems.setdefault(path, []).append(sentence)

    def settle(self) -> None:
        """Raise :class:`Invalid` where anything is wrong, with the first problems and the number of the others."""
        if not self.problems:
            return
        shown = dict(list(self.problems.items())[:MOST_PROBLEMS])
        more = len(self.problems) - len(shown)
        if more:
            shown[()] = [f"The file has {more:,} more problems like these."]
        raise Invalid(shown)


def parse(document: Mapping[str, Any], *, whole: bool = True) -> Rows:
    """The records of *document*; raises :class:`Invalid` with every problem by its place in the file.

    Without *whole* it is a part of a register, which may leave out the organisation's settings.
    """
    rows = Rows()
    _check_frame(document, rows)
    rows.settle()
    for name in document:
        if name not in {"format", "version", "organisation", *LISTS}:
            rows.add((name,), f"{name}: is not a known field: remove it or correct its name.")
    if whole or document.get("organisation"):
        _parse(Organisation, "organisation", document.get("organisation") or {}, ("organisation",), rows)
    for name, kind in LISTS.items():
        listed = document.get(name)
        if listed is None or listed is False:
            continue
        if not isinstance(listed, list):
            rows.add((name,), f"{name}: must be a list.")
            continue
        for place, row in enumerate(listed):
            _parse(KINDS[kind].__record__, kind, row, (name, place), rows)
    for kind in LISTS.values():
        _refuse_doubles(kind, rows)
        _refuse_circles(kind, rows)
    rows.settle()
    return rows


def _check_frame(document: Mapping[str, Any], rows: Rows) -> None:
    if document.get("format") != FORMAT:
        rows.add(("format",), f"format: this is not a register file: it must say “{FORMAT}”.")
    elif document.get("version") != VERSION or isinstance(document["version"], bool):
        rows.add(("version",), f"version: must be {VERSION}, the only one that this program reads.")


def _parse(reader: type[Record], kind: str, row: Any, path: Path, rows: Rows) -> None:
    if not isinstance(row, Mapping):
        rows.add(path, f"{name_of(path)}: must be an object.")
        return
    name = name_of(path, row)
    outside = [field for field in LEFT_OUT.get(kind, ()) if field in row]
    for unknown in outside:
        rows.add((*path, unknown), f"{name}: {unknown}: is not a field of the register file: remove it.")
    try:
        record = reader.parse({field: value for field, value in row.items() if field not in outside})
    except Invalid as error:
        for inner, sentences in error.problems.items():
            rows.problems[path + inner] = [f"{name}: {sentence}" for sentence in sentences]
        return
    if "ref" in reader.model_fields and getattr(record, "ref", None) is None:
        rows.add((*path, "ref"), f"{name}: Reference: is required: fill it in.")
        return
    rows.records.setdefault(kind, []).append((path, record))


def name_of(path: Path, row: Mapping[str, Any] | None = None) -> str:
    """What to call the row at *path*: ``third parties, row 3 (TP-0003)``."""
    if len(path) == 1:
        return str(path[0])
    name = str(path[0]).replace("_", " ")
    known = next((row[key] for key in ("ref", "key", "email", "sha256") if row and row.get(key)), "")
    shown = f" ({known[:40]})" if isinstance(known, str) and known else ""
    return f"{name}, row {int(path[1]) + 1}{shown}"


def _refuse_doubles(kind: str, rows: Rows) -> None:
    """The key and whatever else must be unique among the objects of a kind, such as the number in another system."""
    model = KINDS[kind]
    unique = [column.name for column in model.__table__.columns if column.unique]
    for name in (model.__key__, *unique):
        seen: dict[str, Path] = {}
        for path, record in rows.records.get(kind, []):
            value = getattr(record, name)
            if value is None:
                continue
            if value in seen:
                row, label = name_of(path, {"ref": key_of(record)}), label_of(type(record), (name,))
                first = int(seen[value][1]) + 1
                rows.add(
                    (*path, name), f"{row}: {label}: {value} stands in row {first} already: keep one of them."
                )
            seen.setdefault(value, path)


def _refuse_circles(kind: str, rows: Rows) -> None:
    """Objects that stand above themselves by way of a field that names the one above."""
    record_type = KINDS[kind].__record__
    for name, info in record_type.model_fields.items():
        if link_of(info) != kind or is_list(info) or name == KINDS[kind].__key__:
            continue
        above = {key_of(record): getattr(record, name) for _, record in rows.records.get(kind, [])}
        for path, record in rows.records.get(kind, []):
            if _leads_back(key_of(record), above):
                row, label = name_of(path, {"ref": key_of(record)}), label_of(record_type, (name,))
                way = above[key_of(record)]
                rows.add(
                    (*path, name), f"{row}: {label}: {way} leads back to this row: choose another or none."
                )


def _leads_back(start: str, above: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    current = above.get(start)
    while current is not None and current not in seen:
        if current == start:
            return True
        seen.add(current)
        current = above.get(current)
    return False


def broken_links(found: list[tuple[str, str, Path, str]], rows: Rows) -> None:
    """Note links that lead nowhere: kind and key of the object, the path in it, and the value."""
    places: dict[tuple[str, str], Path] = {
        (kind, key_of(record)): path for kind, some in rows.records.items() for path, record in some
    }
    for kind, key, inner, value in found:
        path = places[kind, key]
        row, label = name_of(path, {"ref": key}), label_of(KINDS[kind].__record__, inner)
        cure = "is not in the file: correct the reference or add what it names"
        rows.add((*path, *inner), f"{row}: {label}: {value} {cure}.")


def by_kind(rows: Rows) -> Iterator[tuple[str, list[Record]]]:
    """The records kind by kind, the organisation first."""
    found: dict[str, list[Record]] = defaultdict(list)
    for kind in ("organisation", *LISTS.values()):
        found[kind] = rows.of(kind)
    yield from found.items()
