"""The register file: the whole register as one JSON document, written by ``dump`` and read by ``load``.

Left out: credentials, roles, the trail, revisions, findings, reports and the bytes of documents. Objects are sorted by
key and keys by name, so that two dumps of the same register are the same bytes.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS
from app.db.states import State
from app.db.unit_of_work import BrokenLink, Work, key_of
from app.domain.accounts.records import Person
from app.domain.findings.reading import Source
from app.domain.operation import operation
from app.domain.organisation.records import Organisation
from app.kernel.errors import Invalid, Refused, pointer
from app.kernel.ids import PREFIXES
from app.kernel.records import Record
from app.security.actor import Actor
from app.security.permissions import Permission

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

_LEFT_OUT = {"organisation": ("ref",), "person": ("roles",), "waiver": ("ref",)}
_MAY_EXIST = {"person", "category", "subject", "purpose"}
"""Kinds that an otherwise empty register may hold: the first administrator and the shipped vocabulary."""

MOST_PROBLEMS = 100


def dump(source: Source) -> dict[str, Any]:
    """The register of *source* as the document of a register file."""
    organisation = next(source.states("organisation"), Organisation().to_state())
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "organisation": _without(organisation, "organisation"),
    }
    for name, kind in LISTS.items():
        document[name] = [_without(state, kind) for state in source.states(kind)]
    document["waivers"].sort(key=lambda w: (w["rule"], w["object"], w["key"], w["expires_on"], w["reason"]))
    return document


def text(document: Mapping[str, Any]) -> str:
    """*document* as the text of a register file."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _without(state: State, kind: str) -> State:
    return {name: value for name, value in state.items() if name not in _LEFT_OUT.get(kind, ())}


def read(data: bytes) -> dict[str, Any]:
    """The document in *data*; raises :class:`Invalid` where it is no JSON object in UTF-8."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Invalid.of("", f"The file is not UTF-8 text: byte {error.start} cannot be read.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = (
            f" at line {error.lineno}, column {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else ""
        )
        raise Invalid.of("", f"The file is not JSON{where}: correct it or dump it again.") from error
    if not isinstance(document, dict):
        raise Invalid.of("", "The file must hold one JSON object.")
    return document


def parse(document: Mapping[str, Any]) -> dict[str, list[Record]]:
    """The records of *document* by kind; raises :class:`Invalid` with every problem by its place in the file."""
    problems: dict[tuple[str | int, ...], list[str]] = {}
    _check_frame(document, problems)
    records: dict[str, list[Record]] = {"organisation": []}
    _parse_one(
        Organisation, document.get("organisation") or {}, ("organisation",), problems, records["organisation"]
    )
    for name, kind in LISTS.items():
        records[kind] = []
        rows = document.get(name) or []
        if not isinstance(rows, list):
            problems[(name,)] = [f"{name}: must be a list."]
            continue
        for place, row in enumerate(rows):
            _parse_one(_reader(kind), row, (name, place), problems, records[kind])
    _refuse_doubles(records, problems)
    if problems:
        raise Invalid(dict(list(problems.items())[:MOST_PROBLEMS]))
    return records


def _reader(kind: str) -> type[Record]:
    return KINDS[kind].__record__


def _check_frame(document: Mapping[str, Any], problems: dict[tuple[str | int, ...], list[str]]) -> None:
    if document.get("format") != FORMAT:
        problems[("format",)] = [f"format: this is not a register file: it must say “{FORMAT}”."]
    if document.get("version") != VERSION:
        problems[("version",)] = [f"version: must be {VERSION}, the only one that this program reads."]
    for name in document:
        if name not in {"format", "version", "organisation", *LISTS}:
            problems[(name,)] = [f"{name}: is not a known field: remove it or correct its name."]


def _parse_one(
    reader: type[Record],
    row: Any,
    path: tuple[str | int, ...],
    problems: dict[tuple[str | int, ...], list[str]],
    into: list[Record],
) -> None:
    if not isinstance(row, Mapping):
        problems[path] = [f"{_row(path)}: must be an object."]
        return
    try:
        record = reader.parse(row)
    except Invalid as error:
        for inner, sentences in error.problems.items():
            problems[path + inner] = [f"{_row(path, row)}: {sentence}" for sentence in sentences]
        return
    if "ref" in reader.model_fields and getattr(record, "ref", None) is None:
        problems[(*path, "ref")] = [f"{_row(path, row)}: Reference: is required: fill it in."]
        return
    into.append(record)


def _row(path: tuple[str | int, ...], row: Mapping[str, Any] | None = None) -> str:
    if len(path) == 1:
        return str(path[0])
    name = str(path[0]).replace("_", " ")
    known = next(
        (str((row or {})[key]) for key in ("ref", "key", "email", "sha256") if (row or {}).get(key)), ""
    )
    return f"{name}, row {int(path[1]) + 1}" + (f" ({known[:40]})" if known else "")


def _refuse_doubles(
    records: Mapping[str, list[Record]], problems: dict[tuple[str | int, ...], list[str]]
) -> None:
    for name, kind in LISTS.items():
        seen: dict[str, int] = {}
        for place, record in enumerate(records[kind]):
            key = key_of(record)
            if key in seen:
                sentence = (
                    f"{_row((name, place))}: {key} stands in row {seen[key] + 1} already: keep one of them."
                )
                problems.setdefault((name, place), []).append(sentence)
            seen[key] = place


@operation(Permission.SYSTEM, "register.load")
def load(work: Work, actor: Actor, document: Mapping[str, Any]) -> dict[str, int]:
    """Load *document* into an empty register, all or nothing; returns how many objects of each list came in.

    Raises :class:`Refused` where the register holds something, :class:`Invalid` naming row, field and cure.
    """
    filled = _filled(work.session)
    if filled:
        raise Refused(f"The register is not empty: it holds {', '.join(filled)}. Load into a new instance.")
    records = parse(document)
    for kind, some in records.items():
        if kind in PREFIXES:
            work.reserve(kind, [key_of(record) for record in some])
    _keep_roles(work, records)
    for some in records.values():
        work.save_all(some)
    counts = {name: len(records[kind]) for name, kind in LISTS.items()}
    work.notes["loaded"] = counts
    broken = work.broken_links()
    if broken:
        raise Invalid(dict(_by_place(broken, records)))
    return counts


def _keep_roles(work: Work, records: dict[str, list[Record]]) -> None:
    """The file knows no roles: whoever is registered already keeps theirs."""
    kept: list[Record] = []
    emails = [key_of(record) for record in records["person"]]
    stored = states.read_keys(work.session, KINDS["person"], emails)
    for record in records["person"]:
        roles = stored.get(key_of(record), {"roles": []})["roles"]
        kept.append(Person.restore(record.to_state() | {"roles": roles}))
    records["person"] = kept


def _by_place(
    broken: list[BrokenLink], records: Mapping[str, list[Record]]
) -> Iterator[tuple[tuple[str | int, ...], list[str]]]:
    places: dict[tuple[str, str], tuple[str, int]] = {}
    for name, kind in LISTS.items():
        places.update({(kind, key_of(record)): (name, place) for place, record in enumerate(records[kind])})
    by_path: dict[tuple[str | int, ...], list[str]] = defaultdict(list)
    for link in broken[:MOST_PROBLEMS]:
        where = places.get((link.kind, link.key))
        path: tuple[str | int, ...] = (*where, *link.path) if where else ("organisation", *link.path)
        row = _row(where, {"ref": link.key}) if where else "organisation"
        field = pointer(link.path).lstrip("/")
        by_path[path].append(
            f"{row}: {field}: {link.value} is not in the file: correct the reference or add it."
        )
    yield from by_path.items()


def _filled(session: Session) -> list[str]:
    """The lists that hold something although an empty register should not, with their counts."""
    found = []
    for name, kind in LISTS.items():
        if kind not in _MAY_EXIST:
            count = session.scalar(select(func.count()).select_from(KINDS[kind].__table__)) or 0
            if count:
                found.append(f"{count} {name.replace('_', ' ')}")
    return found
