"""Rows that are flows."""

from collections.abc import Iterator
from typing import Any

from app.domain.flows import soundness
from app.domain.flows.records import Flow
from app.domain.imports.terms import ImportKind
from app.importing.desk import Desk, Row
from app.importing.indexes import folded
from app.importing.kinds import parties
from app.importing.kinds.kind import Kind
from app.importing.kinds.targets import made, of_record
from app.importing.kinds.third_parties import put_mechanism

_OWN = (
    "ref name purposes categories subjects locations legal_basis status first_on ended_on channel volume_band"
    " declared_class consent_evidence opt_out_route own_use combines ai_training consideration cross_context_ads"
    " external_id"
)

TARGETS = (
    made("third_party", "Third party", "name", words_from="third_party_of_flow", required=True),
    *of_record(Flow, _OWN, words_from="flow", reads={"ref": "line"}),
    made("activity", "Activity", "name", words_from="flow"),
    made("mechanism", "Transfer mechanism", "word", words_from="flow", lexicon="Mechanism"),
)


def build(desk: Desk, row: Row) -> None:
    """Make or change the flow that *row* describes."""
    values = row.values
    key = _by_number(desk, row)
    if row.problems:
        return
    if not values.get("third_party") and key is not None:
        party: str | None = str((desk.state("flow", key) or {})["third_party"])
    else:
        party = parties.named(desk, row, "third_party", desk.decisions)
    if party is None:
        return
    name = values.get("name") or ""
    if key is None and name:
        key = desk.find("flow", [("of", f"{party}|{folded(name)}")])
    if key and desk.indexes.rows["flow"][key].get("archived"):
        row.problem("ref", f"{key} is archived: restore it first.")
        return
    draft = desk.edit(row, "flow", key) if key else desk.make(row, "flow", {"third_party": party})
    row.main = ("flow", draft.key)
    if draft.now.get("third_party") != party:
        row.problem(
            "third_party", f"{draft.key} goes to {draft.now['third_party']}: an import does not change that."
        )
        return
    if name.upper() == draft.key:
        values.pop("name")  # a flow without a name is shown by its reference
    elif not name and draft.before is None:
        values["name"] = f"Data for {desk.indexes.rows['third_party'][party]['name']}"[:200]
        twin = desk.find("flow", [("of", f"{party}|{folded(values['name'])}")])
        if twin is not None:
            row.problem("name", "is required where a third party receives several flows: fill it in.")
            return
    activity = values.pop("activity", None)
    if activity:
        found = desk.find("activity", [("ref", activity.upper()), ("name", folded(activity))])
        if found is None:
            row.problem("activity", f"“{activity}” is not in the register: import the activities first.")
        else:
            desk.give(row, draft, "activity", found, "activity")
    codes = values.pop("locations", None)
    if codes and set(codes) != {place["country"] for place in draft.now.get("locations", ())}:
        known = {place["country"]: place for place in draft.now.get("locations", ())}
        places = [known.get(code, {"country": code, "kind": "storage"}) for code in codes]
        desk.give(row, draft, "locations", places, "locations")
    if values.get("first_on") and not values.get("status") and draft.before is None:
        values["status"] = "active" if values["first_on"] <= desk.today.isoformat() else "planned"
    for path, value in values.items():
        if path not in ("ref", "third_party", "mechanism"):
            desk.give(row, draft, path, value, path)
    if values.get("mechanism"):
        put_mechanism(desk, row, draft, values["mechanism"])
    record = desk.validate(row, draft)
    if isinstance(record, Flow) and draft.now != draft.before:
        earlier = set(soundness.problems(Flow.restore(draft.before), desk.today)) if draft.before else set()
        for where, sentence in soundness.problems(record, desk.today):
            if (where, sentence) not in earlier:
                row.problem(str(where[0]), sentence)


def _by_number(desk: Desk, row: Row) -> str | None:
    ref, number = row.values.get("ref"), row.values.get("external_id")
    if row.merge:
        return row.merge
    if ref:
        key = desk.find("flow", [("ref", ref.upper())])
        if key is None:
            row.problem("ref", f"{ref} is not in the register: leave the cell empty for a new one.")
        return key
    return desk.find("flow", [("external_id", number)]) if number else None


def find(desk: Desk, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The flow, where it is registered."""
    marks = [
        ("ref", str(values.get("ref") or "").upper()),
        ("external_id", str(values.get("external_id") or "")),
    ]
    party = parties.key_of(desk, values["third_party"]) if values.get("third_party") else None
    if party is not None:
        marks.append(("of", f"{party}|{folded(values.get('name') or '')}"))
    key = desk.find("flow", marks)
    if key is not None:
        yield "flow", key


KIND = Kind(
    ImportKind.FLOWS,
    "flow",
    TARGETS,
    ("third_party", "ref", "external_id"),
    build,
    find,
    (
        frozenset({"third_party"}),
        frozenset({"name", "ref"}),
        frozenset({"categories", "purposes", "locations", "activity"}),
    ),
)
