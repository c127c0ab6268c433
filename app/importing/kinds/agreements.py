"""Rows that are agreements."""

from collections.abc import Iterator
from typing import Any

from app.domain.agreements import rulebook, soundness
from app.domain.agreements.operations import check_move
from app.domain.agreements.records import Agreement, Assignment
from app.domain.agreements.terms import AgreementKind
from app.domain.imports.terms import ImportKind
from app.importing.desk import Desk, Draft, Row, is_provisional
from app.importing.indexes import agreement_mark, folded
from app.importing.kinds import entities, parties
from app.importing.kinds.kind import Kind
from app.importing.kinds.targets import made, of_record
from app.kernel.errors import Refused

_OWN = (
    "ref title kind stage acceptance signed_us_on signed_them_on effective_on expires_on evergreen auto_renew"
    " notice_days renewal_decided_on terminated_on survival_months survival_indefinite governing_law governs_flows"
    " purposes categories affiliates_covered parent our_entity their_entity note external_id"
)

TARGETS = (
    made("third_party", "Third party", "name", words_from="agreement", required=True),
    *of_record(
        Agreement,
        _OWN,
        words_from="agreement",
        reads={
            "ref": "line",
            "parent": "name",
            "our_entity": "name",
            "their_entity": "name",
            "governs_flows": "lines",
        },
        gathers=("note",),
    ),
    made(
        "signed_on",
        "Signed by both on",
        "day",
        words_from="agreement",
        explained="One day for both signatures.",
    ),
    *of_record(Assignment, "rule coc", words_from="agreement", prefix="assignment.", group="On a sale"),
)


def build(desk: Desk, row: Row) -> None:
    """Make or change the agreement that *row* describes."""
    values = row.values
    if values.get("signed_on"):
        values.setdefault("signed_us_on", values["signed_on"])
        values.setdefault("signed_them_on", values["signed_on"])
    key = _by_number(desk, row)
    if row.problems:
        return
    party = _party(desk, row, key)
    if party is None:
        return
    state = desk.state("agreement", key) if key else None
    _untitle(values, state)
    kind = values.get("kind") or (state or {}).get("kind")
    if key is None:
        mark = agreement_mark({**values, "third_party": party, "kind": kind})
        key = desk.find("agreement", [("of", mark)])
    if key and desk.indexes.rows["agreement"][key].get("archived"):
        row.problem("ref", f"{key} is archived: restore it first.")
        return
    draft = desk.edit(row, "agreement", key) if key else desk.make(row, "agreement", {"third_party": party})
    row.main = ("agreement", draft.key)
    if draft.now.get("third_party") != party:
        row.problem(
            "third_party", f"{draft.key} is with {draft.now['third_party']}: an import does not change that."
        )
        return
    _links(desk, row, draft)
    for path, value in values.items():
        if path not in ("ref", "third_party", "signed_on") and "." not in path:
            desk.give(row, draft, path, value, path)
    terms = row.below("assignment.")
    if terms:
        draft.now["assignment"] = {**(draft.now.get("assignment") or {}), **terms}
    record = desk.validate(row, draft)
    if isinstance(record, Agreement) and draft.now != draft.before:
        _check(desk, row, draft, record)


def _by_number(desk: Desk, row: Row) -> str | None:
    ref, number = row.values.get("ref"), row.values.get("external_id")
    if row.merge:
        return row.merge
    if ref:
        key = desk.find("agreement", [("ref", ref.upper())])
        if key is None:
            row.problem("ref", f"{ref} is not in the register: leave the cell empty for a new one.")
        return key
    return desk.find("agreement", [("external_id", number)]) if number else None


def _party(desk: Desk, row: Row, key: str | None) -> str | None:
    if not row.values.get("third_party") and key is not None:
        return str((desk.state("agreement", key) or {})["third_party"])
    return parties.named(desk, row, "third_party", desk.decisions)


def _untitle(values: dict[str, Any], state: dict[str, Any] | None) -> None:
    """An agreement without a title is shown by its kind; that is no title."""
    kind = values.get("kind") or (state or {}).get("kind")
    if kind and folded(values.get("title") or "") == folded(AgreementKind(kind).label):
        del values["title"]


def _links(desk: Desk, row: Row, draft: Draft) -> None:
    """Put keys in the place of names."""
    values = row.values
    for path in ("our_entity", "their_entity"):
        word = values.pop(path, None)
        if not word:
            continue
        key = desk.find("entity", [("ref", word.upper()), ("name", folded(word))])
        if key is None and path == "their_entity":
            key = entities.make(desk, row, {"legal_name": word}, "their_entity").key
        if key is None:
            row.problem(path, f"“{word}” is not among the entities: add it under Entities first.")
        else:
            values[path] = key
    word = values.pop("parent", None)
    if word:
        key = desk.find("agreement", [("ref", word.upper()), ("external_id", word), ("name", folded(word))])
        if key is None or key == draft.key:
            row.problem("parent", f"“{word}” is no other agreement of the register: import it first.")
        else:
            values["parent"] = key
    flows = []
    for word in values.pop("governs_flows", None) or ():
        key = desk.find("flow", [("ref", word.upper()), ("of", f"{draft.now['third_party']}|{folded(word)}")])
        if key is None:
            row.problem("governs_flows", f"“{word}” is no flow to this third party: import the flows first.")
        else:
            flows.append(key)
    if flows:
        values["governs_flows"] = flows


def _check(desk: Desk, row: Row, draft: Draft, record: Agreement) -> None:
    stored = Agreement.restore(draft.before) if draft.before is not None else None
    refs = [record.third_party, record.parent or "", record.our_entity or "", record.their_entity or ""]
    try:
        if stored is not None:
            rulebook.refuse_rewriting(stored, record)
            check_move(stored.stage, record.stage)
    except Refused as error:
        row.problem("", error.sentence)
        return
    if any(map(is_provisional, refs)):
        earlier = set(soundness.problems(stored, desk.today)) if stored else set()
        found = [one for one in soundness.problems(record, desk.today) if one not in earlier]
    else:
        checked = record if stored is not None else record.model_copy(update={"ref": None})
        found = list(rulebook.problems(desk.reading, checked, stored))
    for path, sentence in found:
        row.problem(str(path[0]) if path else "", sentence)


def find(desk: Desk, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The agreement, where it is registered."""
    marks = [
        ("ref", str(values.get("ref") or "").upper()),
        ("external_id", str(values.get("external_id") or "")),
    ]
    party = parties.key_of(desk, values["third_party"]) if values.get("third_party") else None
    if party is not None:
        marks.append(("of", agreement_mark({**values, "third_party": party})))
    key = desk.find("agreement", marks)
    if key is not None:
        yield "agreement", key


_DAYS = frozenset({"effective_on", "expires_on", "signed_on", "signed_us_on", "signed_them_on"})

KIND = Kind(
    ImportKind.AGREEMENTS,
    "agreement",
    TARGETS,
    ("third_party", "ref", "external_id"),
    build,
    find,
    (
        frozenset({"third_party", "ref"}),
        frozenset({"kind", "title", "stage", "governing_law", "notice_days"}),
        _DAYS | {"governing_law", "notice_days", "acceptance"},
    ),
    keeps="note",
)
