"""Rows that are parts of a third party: contacts, sub-processors, evidence."""

from collections.abc import Iterator
from typing import Any

from app.domain.evidence.parts import soundness
from app.domain.imports.terms import ImportKind
from app.domain.third_parties.records import Contact, Evidence, SubProcessor, ThirdParty
from app.domain.third_parties.terms import Role
from app.importing import contradictions
from app.importing.decisions import ADD
from app.importing.desk import Desk, Draft, Row
from app.importing.indexes import folded
from app.importing.kinds import parties
from app.importing.kinds.kind import Kind
from app.importing.kinds.targets import made, of_record
from app.kernel.errors import Invalid

_NAMED = {"third_party": "name", "sub_third_party": "name"}

CONTACT_TARGETS = (
    made("third_party", "Third party", "name", words_from="contact_row", required=True),
    *of_record(Contact, "name", words_from="contact_row"),
    *of_record(Contact, "function email phone", words_from="contact"),
)
SUB_TARGETS = (
    made("third_party", "Third party", "name", words_from="sub_processor", required=True),
    *of_record(
        SubProcessor,
        "sub_third_party country mechanism authorisation in_use notified_on objection_due decision decided_on"
        " flowdown_state rank list_confirmed_on",
        words_from="sub_processor",
        reads=_NAMED,
    ),
    made("sub.description", "Sub-processor: Services", "prose", words_from="sub_processor", gathers=True),
    made("sub.domains", "Sub-processor: Domains", "domains", words_from="sub_processor"),
)
EVIDENCE_TARGETS = (
    made("third_party", "Third party", "name", words_from="evidence", required=True),
    *of_record(Evidence, "kind issued_on valid_until doc_sha256 note", words_from="evidence"),
)


def _put(
    desk: Desk,
    row: Row,
    party: Draft,
    field: str,
    record: type[Any],
    given: dict[str, Any],
    same: Any,
    prefix: str,
) -> None:
    """Put the part *given* into the list *field* of *party*: in the place of the *same* one, or at the end."""
    there = [dict(one) for one in party.now.get(field, ())]
    place = next((number for number, one in enumerate(there) if same(one)), None)
    if place is not None:
        given = _first_kept(row, party, field, record, there[place], given, same, prefix)
    state = {**(there[place] if place is not None else {}), **given}
    try:
        part = record.parse(state).to_state()
    except Invalid as error:
        for path, sentences in error.problems.items():
            for sentence in sentences:
                row.problem(f"{prefix}{path[0] if path else ''}", sentence)
        return
    if place is None:
        there.append(part)
        row.adds_part = row.adds_part or not prefix
    else:
        there[place] = part
    party.now[field] = there


def _first_kept(
    row: Row,
    party: Draft,
    field: str,
    record: type[Any],
    there: dict[str, Any],
    given: dict[str, Any],
    same: Any,
    prefix: str,
) -> dict[str, Any]:
    """*given* without what contradicts an earlier row of the file, which is kept and said."""
    before: dict[str, Any] = next((one for one in (party.before or {}).get(field, ()) if same(one)), {})
    left = dict(given)
    for name, value in given.items():
        now = there.get(name)
        unsaid = now in (None, "", [], record.model_fields[name].default, before.get(name))
        if unsaid or folded(str(now)) == folded(str(value)) or contradictions.is_graver(value, now):
            continue
        row.warn(f"{prefix}{name}", contradictions.kept(record, name, None, now, value))
        del left[name]
    return left


def put_contact(desk: Desk, row: Row, party: Draft, given: dict[str, Any], prefix: str = "contact.") -> None:
    """Put a contact into *party*: the one with the same address or name is changed."""

    def same(one: dict[str, Any]) -> bool:
        address = given.get("email")
        if address and one.get("email"):
            return bool(one["email"].casefold() == address.casefold())
        return folded(one["name"]) == folded(given.get("name") or "")

    _put(desk, row, party, "contacts", Contact, given, same, prefix)


def put_evidence(desk: Desk, row: Row, party: Draft, given: dict[str, Any], prefix: str = "") -> None:
    """Put a piece of evidence into *party*: the one of the same kind and day is changed."""

    def same(one: dict[str, Any]) -> bool:
        if one["kind"] != given.get("kind"):
            return False
        return "issued_on" not in given or one.get("issued_on") in (None, given["issued_on"])

    _put(desk, row, party, "evidence", Evidence, given, same, prefix)


def _finish(desk: Desk, row: Row, party: Draft) -> None:
    record = desk.validate(row, party)
    if isinstance(record, ThirdParty) and not row.problems:
        before = set(soundness(ThirdParty.restore(party.before), desk.today)) if party.before else set()
        for path, sentence in soundness(record, desk.today):
            if (path, sentence) not in before:
                row.problem(str(path[-1]), sentence)


def build_contact(desk: Desk, row: Row) -> None:
    """Make or change the contact that *row* describes."""
    key = parties.named(desk, row, "third_party", desk.decisions)
    if key is None:
        return
    party = desk.edit(row, "third_party", key)
    row.main = ("third_party", key)
    given = {name: value for name, value in row.values.items() if name != "third_party"}
    if not given.get("name") and given.get("email"):
        given["name"] = given.get("function") or given["email"]
    put_contact(desk, row, party, given, "")
    _finish(desk, row, party)


def build_evidence(desk: Desk, row: Row) -> None:
    """Make or change the piece of evidence that *row* describes."""
    key = parties.named(desk, row, "third_party", desk.decisions)
    if key is None:
        return
    party = desk.edit(row, "third_party", key)
    row.main = ("third_party", key)
    put_evidence(
        desk, row, party, {name: value for name, value in row.values.items() if name != "third_party"}
    )
    _finish(desk, row, party)


def build_sub_processor(desk: Desk, row: Row) -> None:
    """Make or change the link to the sub-processor that *row* describes, and the sub-processor where it is new."""
    key = parties.named(desk, row, "third_party", desk.decisions, otherwise=ADD)
    sub = parties.named(desk, row, "sub_third_party", desk.decisions, role=Role.SUB_PROCESSOR, otherwise=ADD)
    if key is None or sub is None:
        return
    if key == sub:
        row.problem("sub_third_party", "cannot work for itself: choose another.")
        return
    party = desk.edit(row, "third_party", key)
    row.main = ("third_party", key)
    given = {name: value for name, value in row.values.items() if "." not in name and name != "third_party"}
    given["sub_third_party"] = sub

    def same(one: dict[str, Any]) -> bool:
        return bool(one["sub_third_party"] == sub)

    _put(desk, row, party, "sub_processors", SubProcessor, given, same, "")
    more = row.below("sub.")
    if more:
        below = desk.edit(row, "third_party", sub)
        for name, value in more.items():
            if below.first == row.place or not below.now.get(name) or below.giver(name):
                desk.give(row, below, name, value, f"sub.{name}")
        desk.validate(row, below, "sub.")
    _finish(desk, row, party)


def find(desk: Desk, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The third parties that the row names."""
    for path in ("third_party", "sub_third_party"):
        key = parties.key_of(desk, values[path]) if values.get(path) else None
        if key is not None:
            yield "third_party", key


CONTACTS = Kind(
    ImportKind.CONTACTS,
    "third_party",
    CONTACT_TARGETS,
    ("name", "email"),
    build_contact,
    find,
    (frozenset({"third_party"}), frozenset({"name"}), frozenset({"email", "phone"})),
)
SUB_PROCESSORS = Kind(
    ImportKind.SUB_PROCESSORS,
    "third_party",
    SUB_TARGETS,
    ("sub_third_party",),
    build_sub_processor,
    find,
    (frozenset({"third_party"}), frozenset({"sub_third_party"})),
)
EVIDENCE = Kind(
    ImportKind.EVIDENCE,
    "third_party",
    EVIDENCE_TARGETS,
    ("kind",),
    build_evidence,
    find,
    (frozenset({"third_party"}), frozenset({"kind"}), frozenset({"issued_on", "valid_until"})),
)
