"""Rows that are third parties, with what lists usually say beside the name: the legal entity, a contact, what flows."""

import functools
from collections.abc import Iterator
from typing import Any

from app.domain.flows import soundness
from app.domain.flows.records import Flow, Transfer
from app.domain.imports.terms import ImportKind
from app.domain.organisation.records import Entity
from app.domain.third_parties.likeness import spelling
from app.domain.third_parties.records import Contact, ThirdParty
from app.domain.third_parties.terms import EvidenceKind
from app.importing import contradictions, words
from app.importing.desk import Desk, Row
from app.importing.indexes import folded
from app.importing.kinds import entities, parties, parts
from app.importing.kinds.kind import Kind
from app.importing.kinds.targets import made, of_record
from app.kernel.places import EEA

OWN = (
    "ref name aliases domains description external_id affiliation role role_rationale trackers_found status risk_tier"
    " owner onboarded_on offboarded_on holds_data last_review_on next_review_on list_confirmed_on breach_contact"
    " dpf_status dpf_checked_on published_from parent"
)
_GIVEN = frozenset(OWN.split()) - {"ref"}
"""What a row may say of the third party itself."""
FLOW = (
    "name purposes categories subjects locations legal_basis status first_on ended_on channel volume_band"
    " opt_out_route own_use combines ai_training consideration cross_context_ads"
)
_FLOW_MARKS = {
    "purposes",
    "categories",
    "subjects",
    "locations",
    "legal_basis",
    "mechanism",
    "activity",
    "name",
}
"""What says that there is a flow; the rest only describes one."""

TARGETS = (
    *of_record(
        ThirdParty,
        OWN,
        words_from="third_party",
        reads={"parent": "name", "ref": "line"},
        gathers=("description",),
    ),
    *of_record(
        Entity, "legal_name country reg_no lei", words_from="entity", prefix="entity.", group="Legal entity"
    ),
    *of_record(
        Contact, "name function email phone", words_from="contact", prefix="contact.", group="Contact"
    ),
    *of_record(Flow, FLOW, words_from="flow", prefix="flow.", group="Flow"),
    made("flow.activity", "Flow: Activity", "name", words_from="flow"),
    made("flow.mechanism", "Flow: Transfer mechanism", "word", words_from="flow", lexicon="Mechanism"),
    made(
        "certifications",
        "Evidence: Certifications",
        "words",
        words_from="third_party",
        lexicon="EvidenceKind",
        vocabulary=EvidenceKind,
    ),
)


def build(desk: Desk, row: Row) -> None:
    """Make or change the third party that *row* describes, and what belongs to it."""
    values = row.values
    key = _found(desk, row)
    if row.problems:
        return
    party = desk.edit(row, "third_party", key) if key else desk.make(row, "third_party", {})
    row.main = ("third_party", party.key)
    if row.merge and values.get("name") and folded(values["name"]) != folded(party.now["name"]):
        other = values.pop("name")
        values["aliases"] = [*party.now.get("aliases", ()), *values.get("aliases", ()), other]
    for path, said in values.items():
        if path not in _GIVEN:
            continue
        value = said
        if path == "parent":
            above = parties.key_of(desk, value)
            if above is None or above == party.key:
                row.problem(path, f"“{value}” is no other third party of the register: import it first.")
                continue
            value = above
        if path == "aliases":
            value = [
                one for one in dict.fromkeys(value) if folded(one) != folded(party.now.get("name") or "")
            ]
        if key is None:
            party.now[path] = value  # nothing stood there, and no other row can have said anything of it
        else:
            desk.give(row, party, path, value, path)
    _entity(desk, row, party)
    contact = row.below("contact.")
    if contact:
        contact.setdefault("name", contact.get("function") or contact.get("email") or contact.get("phone"))
        if party.now.get("contacts"):
            parts.put_contact(desk, row, party, contact)
        else:
            party.now["contacts"] = [contact]
    for kind in values.get("certifications") or ():
        parts.put_evidence(desk, row, party, {"kind": kind}, "certifications.")
    desk.validate(row, party)
    if not row.problems:
        parties.check_move(row, party)
    flow = row.below("flow.")
    if _FLOW_MARKS & flow.keys():
        _flow(desk, row, party, flow)


def _found(desk: Desk, row: Row) -> str | None:
    """The third party that the row is about, if it is registered or an earlier row made it."""
    values = row.values
    if row.merge:
        return row.merge
    ref = values.get("ref")
    if ref:
        key = desk.find("third_party", [("ref", ref.upper())])
        if key is None:
            row.problem("ref", f"{ref} is not in the register: leave the cell empty for a new one.")
            return None
    else:
        number, name = values.get("external_id"), values.get("name") or ""
        marks = [("external_id", number)] if number else []
        key = desk.find("third_party", [*marks, ("name", folded(name)), ("alias", folded(name))])
        if key is None and name:
            key = _spelled_otherwise(desk, row, name)
    taken = desk.find("third_party", [("name", folded(values.get("name") or ""))])
    if key and taken and taken != key:
        row.problem("name", f"“{values['name']}” is already registered as {taken}: choose another name.")
    if key and desk.indexes.rows["third_party"][key].get("archived"):
        row.problem("ref" if ref else "name", f"{key} is archived: restore it first.")
    return key


def _spelled_otherwise(desk: Desk, row: Row, name: str) -> str | None:
    """The third party whose name differs from *name* in case, accents and punctuation alone; its own is kept."""
    spelled = spelling(name)
    key = desk.find("third_party", [("spelling", spelled)]) if spelled else None
    if key is not None:
        own = desk.indexes.rows["third_party"][key].get("name") or ""
        row.values.pop("name")
        row.remark("name", f"“{name}” is taken for another spelling of “{own}”, which is kept.")
    elif row.values.keys() == {"name"} and spelled in _sums():
        row.problem(
            "name", f"“{name}” alone in a row appears to sum the others up: name it otherwise if it is one."
        )
    return key


@functools.cache
def _sums() -> frozenset[str]:
    return frozenset(map(spelling, words.read("terms")["sums"]["words"]))


def _entity(desk: Desk, row: Row, party: Any) -> None:
    given = row.below("entity.")
    if not given:
        return
    key = party.now.get("entity")
    if key is None:
        name = given.get("legal_name") or party.now.get("name") or ""
        key = desk.find("entity", [("name", folded(name))])
        known = desk.indexes.rows["entity"].get(key or "")
        if known and given.get("country") and known.get("country") not in (None, given["country"]):
            key = desk.find("entity", [("named in", f"{folded(name)}|{given['country']}")])
        if key is None:
            entity = entities.make(desk, row, {"legal_name": name, **given}, "entity.")
            desk.give(row, party, "entity", entity.key, "entity.legal_name")
            return
        desk.give(row, party, "entity", key, "entity.legal_name")
    entity = desk.edit(row, "entity", key)
    for name, value in given.items():
        desk.give(row, entity, name, value, f"entity.{name}")
    entities.check(desk, row, entity, "entity.")


def _flow(desk: Desk, row: Row, party: Any, given: dict[str, Any]) -> None:
    """The flow that the row describes, known by its name; a row without one calls it by its service."""
    mechanism = given.pop("mechanism", None)
    activity = given.pop("activity", None)
    name = given.pop("name", None) or _flow_name(row)
    key = desk.find("flow", [("of", f"{party.key}|{folded(name)}")])
    flow = (
        desk.edit(row, "flow", key)
        if key
        else desk.make(row, "flow", {"third_party": party.key, "name": name})
    )
    if activity:
        found = desk.find("activity", [("ref", activity.upper()), ("name", folded(activity))])
        if found is None:
            row.problem("flow.activity", f"“{activity}” is not in the register: import the activities first.")
        else:
            desk.give(row, flow, "activity", found, "flow.activity")
    codes = given.pop("locations", None)
    known = {place["country"]: place for place in flow.now.get("locations", ())}
    if codes and (set(codes) - known.keys() if row.of_several else set(codes) != known.keys()):
        places = [known.get(code, {"country": code, "kind": "storage"}) for code in codes]
        desk.give(row, flow, "locations", places, "flow.locations")
    if given.get("first_on") and "status" not in given and flow.before is None:
        given["status"] = "active" if given["first_on"] <= desk.today.isoformat() else "planned"
    for field, value in given.items():
        desk.give(row, flow, field, value, f"flow.{field}")
    if mechanism:
        put_mechanism(desk, row, flow, mechanism)
    record = desk.validate(row, flow, "flow.")
    if isinstance(record, Flow) and flow.now != flow.before:
        for path, sentence in soundness.problems(record, desk.today):
            row.problem(f"flow.{path[0]}", sentence)


def put_mechanism(desk: Desk, row: Row, flow: Any, mechanism: str) -> None:
    """Let the flow's data go to each of its countries outside the EEA by *mechanism*."""
    outside = [place["country"] for place in flow.now.get("locations", ()) if place["country"] not in EEA]
    if not outside:
        row.warn("flow.mechanism", "No country outside the EEA is named, so no transfer is recorded.")
        return
    transfers = [dict(one) for one in flow.now.get("transfers", ())]
    known = {(one["from_regime"], one["to_country"]): one for one in transfers}
    earlier = flow.giver("transfers")
    for country in outside:
        there = known.get(("GDPR", country))
        if there is None:
            transfers.append({"from_regime": "GDPR", "to_country": country, "mechanism": mechanism})
        elif there.get("mechanism") and earlier not in (None, row.place) and there["mechanism"] != mechanism:
            said = contradictions.kept(Transfer, "mechanism", earlier, there["mechanism"], mechanism)
            if desk.keeps_first:
                row.warn("flow.mechanism", said)
            else:
                first = contradictions.words(Transfer, "mechanism", there["mechanism"])
                row.problem("mechanism", f"row {earlier} says “{first}” of the same: keep one of the two.")
        else:
            there["mechanism"] = mechanism
    desk.give(row, flow, "transfers", transfers, "flow.mechanism")


def _flow_name(row: Row) -> str:
    first = (row.values.get("description") or "").partition("\n")[0]
    first = "" if first in row.kept else first
    name = str(row.values.get("name") or "")
    return first if 0 < len(first) <= 120 else f"Data for {name}"[:200]


def find(desk: Desk, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The third party, its entity and its flow, where they are registered."""
    name = folded(values.get("name") or "")
    marks = [("ref", str(values.get("ref") or "")), ("external_id", str(values.get("external_id") or ""))]
    key = desk.find("third_party", [*marks, ("name", name), ("alias", name)])
    if key is None:
        return
    yield "third_party", key
    entity = desk.indexes.rows["third_party"][key].get("entity")
    if entity and any(path.startswith("entity.") for path in values):
        yield "entity", entity
    if any(path.startswith("flow.") for path in values):
        called = values.get("flow.name") or (values.get("description") or "").partition("\n")[0]
        for one in (called, f"Data for {values.get('name')}"):
            flow = desk.find("flow", [("of", f"{key}|{folded(one[:200])}")])
            if flow:
                yield "flow", flow


KIND = Kind(
    ImportKind.THIRD_PARTIES,
    "third_party",
    TARGETS,
    ("name", "ref"),
    build,
    find,
    (frozenset({"name", "ref"}),),
    keeps="description",
    keeps_first=True,
)
