"""Rows that are processing activities: the record of processing as companies keep it."""

import re
from collections.abc import Iterator
from typing import Any

from app.domain.flows import soundness
from app.domain.flows.records import Activity
from app.domain.imports.terms import ImportKind
from app.importing.desk import Desk, Draft, Row
from app.importing.indexes import folded
from app.importing.kinds.kind import Kind
from app.importing.kinds.targets import made, of_record

_OWN = (
    "ref name controller_entity joint purposes categories subjects recipients source_channels automated_decision toms"
    " lia_on external_id"
)
_PERIOD = re.compile(
    r"\b(\d{1,3})\s*(years?|yrs?|años?|ans?|années?|Jahre?n?|jaar|jaren|months?|mes(?:es)?|mois|Monate?n?|maand(?:en)?"
    r"|days?|días?|jours?|Tage?n?|dag(?:en)?|weeks?|semanas?|semaines?|Wochen?|weken|week)\b",
    re.I,
)

TARGETS = (
    *of_record(
        Activity,
        _OWN,
        words_from="activity",
        reads={"ref": "line", "controller_entity": "name"},
        gathers=("toms",),
    ),
    made(
        "retention_note",
        "Retention",
        "line",
        words_from="activity",
        explained="A period such as “3 years after the last order”, for each data category of the row.",
    ),
    made("dpia_needed", "Impact assessment needed", "yes", words_from="activity"),
    made("dpia_done_on", "Impact assessment done on", "day", words_from="activity"),
)


def build(desk: Desk, row: Row) -> None:
    """Make or change the activity that *row* describes."""
    values = row.values
    ref, number, name = values.get("ref"), values.get("external_id"), values.get("name") or ""
    key = row.merge or None
    if ref and not key:
        key = desk.find("activity", [("ref", ref.upper())])
        if key is None:
            row.problem("ref", f"{ref} is not in the register: leave the cell empty for a new one.")
            return
    elif not key:
        key = desk.find("activity", [*([("external_id", number)] if number else []), ("name", folded(name))])
    taken = desk.find("activity", [("name", folded(name))]) if name else None
    if key and taken and taken != key:
        row.problem("name", f"“{name}” is already registered as {taken}: choose another name.")
        return
    if key and desk.indexes.rows["activity"][key].get("archived"):
        row.problem("ref" if ref else "name", f"{key} is archived: restore it first.")
        return
    draft = desk.edit(row, "activity", key) if key else desk.make(row, "activity", {})
    row.main = ("activity", draft.key)
    _controller(desk, row)
    for path, value in values.items():
        if path not in ("ref", "retention_note", "dpia_needed", "dpia_done_on"):
            desk.give(row, draft, path, value, path)
    if "dpia_needed" in values or "dpia_done_on" in values:
        dpia = dict(draft.now.get("dpia") or {})
        done_on = values.get("dpia_done_on")
        draft.now["dpia"] = {
            "needed": values.get("dpia_needed", dpia.get("needed", False) or done_on is not None),
            "done_on": done_on or dpia.get("done_on"),
        }
    if values.get("retention_note"):
        _keep(row, draft, values["retention_note"])
    record = desk.validate(row, draft)
    if isinstance(record, Activity) and draft.now != draft.before:
        stored = Activity.restore(draft.before) if draft.before else None
        earlier = set(soundness.activity_problems(stored, desk.today)) if stored else set()
        for where, sentence in soundness.activity_problems(record, desk.today):
            if (where, sentence) not in earlier:
                row.problem(str(where[0]), sentence)


def _controller(desk: Desk, row: Row) -> None:
    word = row.values.pop("controller_entity", None)
    if word:
        key = desk.find("entity", [("ref", word.upper()), ("name", folded(word))])
        if key is None:
            row.problem(
                "controller_entity", f"“{word}” is not among the entities: add it under Entities first."
            )
        else:
            row.values["controller_entity"] = key


def _keep(row: Row, draft: Draft, said: str) -> None:
    """The retention periods: what the row says, for each of its data categories."""
    categories = draft.now.get("categories") or []
    if not categories:
        row.warn("retention_note", "No data category is named, so the period is left out.")
        return
    found = _PERIOD.search(said)
    kept = {one["category"]: one for one in draft.now.get("retention") or ()}
    if found is None:
        row.remark(
            "retention_note", "No number of days, months or years is said: the words are kept as the trigger."
        )
    amount, unit = (int(found[1]), _unit(found[2])) if found else (None, "years")
    if found and found[2].casefold().startswith(("week", "sem", "woch", "wek")):
        amount, unit = int(found[1]) * 7, "days"
    for category in categories:
        before = kept.get(category, {"category": category})
        kept[category] = {**before, "amount": amount, "unit": unit, "trigger": said[:200]}
    draft.now["retention"] = [kept[category] for category in categories if category in kept]


def _unit(word: str) -> str:
    start = word.casefold()
    if start.startswith(("mon", "mes", "moi", "maa")):
        return "months"
    return "days" if start.startswith(("da", "dí", "di", "jour", "ta")) else "years"


def find(desk: Desk, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The activity, where it is registered."""
    key = desk.find(
        "activity",
        [
            ("ref", str(values.get("ref") or "").upper()),
            ("external_id", str(values.get("external_id") or "")),
            ("name", folded(values.get("name") or "")),
        ],
    )
    if key is not None:
        yield "activity", key


KIND = Kind(
    ImportKind.ACTIVITIES,
    "activity",
    TARGETS,
    ("name", "ref"),
    build,
    find,
    (
        frozenset({"name", "purposes", "ref"}),
        frozenset(
            {"recipients", "retention_note", "toms", "subjects", "joint", "dpia_needed", "controller_entity"}
        ),
        frozenset({"categories", "subjects", "recipients"}),
    ),
    else_named=frozenset(
        {"purpose", "purpose processing", "processing purpose", "finalidad", "finalite", "zweck", "doel"}
    ),
)
