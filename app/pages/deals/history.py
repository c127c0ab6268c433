"""The history of a deal: what was done to it and its lines, each line, segment and member told apart."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.accounts import queries as accounts
from app.domain.audit import queries as audit
from app.domain.audit.queries import Event
from app.domain.deals.course import (
    Certificate,
    Diligence,
    Member,
    Move,
    Paper,
    Remark,
    Scenario,
    Told,
)
from app.domain.deals.records import Deal, Item, Segment
from app.domain.deals.terms import ContractDisposition, Disposition, Gate, GatePhase
from app.extensions import db
from app.kernel.records import Record, label_of, term_type
from app.kernel.words import listing, plural
from app.pages.kit.editing import in_words
from app.pages.kit.formats import day

MOST = 50

DONE = {
    "deal.open": "opened the deal",
    "deal.update": "changed the facts",
    "deal.move": "moved the deal",
    "deal.set_member": "changed the members",
    "deal.remove_member": "removed a member",
    "deal.log_diligence": "logged a disclosure",
    "deal.archive": "archived the deal",
    "deal.restore": "restored the deal",
    "deal.add_segment": "added a segment",
    "deal.change_segment": "changed a segment",
    "deal.remove_segment": "removed a segment",
    "deal.number_lines": "numbered the lines of the inventory",
    "deal.add_item": "added a line",
    "deal.remove_item": "struck a line",
    "deal.decide_item": "decided a line",
    "deal.approve_item": "approved a line",
    "deal.set_gate": "recorded a gate",
    "deal.set_consent": "recorded a counterparty's consent",
    "deal.note_item": "changed a note",
    "deal.decide_items": "decided several lines",
    "deal.approve_items": "approved several lines",
    "deal.set_gates": "recorded a gate on several lines",
    "deal.set_consents": "recorded several counterparties' consents",
    "deal.file_paper": "filed a paper",
    "deal.release_paper": "changed who sees a paper",
    "deal.remove_paper": "took a paper out",
    "deal.remark": "wrote a remark",
    "deal.settle_remark": "settled a remark",
    "deal.reopen_remark": "opened a remark again",
    "deal.keep_scenario": "kept a scenario",
    "deal.drop_scenario": "dropped a scenario",
    "deal.apply_scenario": "applied other facts",
    "deal.set_certificate": "recorded a certificate of deletion",
    "deal.set_told": "recorded that a third party was told",
    "deal.accept_terms": "accepted the terms of access",
    "deal.integrate": "moved the perimeter in the register",
}
"""What a person did, by operation, as the end of a sentence."""

PARTS: Mapping[str, tuple[str, str, type[Record]]] = {
    "items": ("Line", "number", Item),
    "segments": ("Segment", "ref", Segment),
    "members": ("Member", "person", Member),
    "diligence": ("Disclosure of", "on", Diligence),
    "papers": ("Paper", "name", Paper),
    "remarks": ("Remark", "number", Remark),
    "scenarios": ("Scenario", "name", Scenario),
    "certificates": ("Certificate of", "recipient", Certificate),
    "told": ("Third party", "third_party", Told),
}
"""The lists of a deal: what an entry is called, what it is known by, and its record."""

_CALLED = ("text", "recipient", "name", "redaction_note", "ref")
"""The fields by which an entry of a list is called, the first that it has."""

MANY = 6
"""From so many entries on that came or went at once, they are named in one row."""

Row = dict[str, str]


def timeline(ref: str) -> list[dict[str, Any]]:
    """The newest changes of the deal *ref*, as the ``timeline`` macro takes them."""
    names = accounts.names(db.session)
    return [_entry(event, names) for event in audit.history(db.session, [("deal", ref)], most=MOST)]


def _entry(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "at": event.at,
        "who": names.get(event.actor, event.actor.capitalize()),
        "what": DONE.get(
            event.operation, "recorded the deal" if event.action == "created" else "changed the deal"
        ),
        "hash": event.hash,
        "changes": [row for name, (was, now) in event.diff.items() for row in _rows(name, was, now, names)],
    }


def _rows(name: str, was: Any, now: Any, names: Mapping[str, str]) -> Iterator[Row]:
    if name == "moves":
        for move in (now or [])[len(was or []) :]:
            for field in ("reason", "left_open"):
                if move[field]:
                    yield _row(label_of(Move, (field,)), "", in_words(move[field]))
        return
    if name not in PARTS:
        if name != "archived" or was is not None:
            yield _row(label_of(Deal, (name,)), said(Deal, name, was, names), said(Deal, name, now, names))
        return
    title, key, record = PARTS[name]
    before = {str(one[key]): one for one in was or []}
    after = {str(one[key]): one for one in now or []}
    yield from _came_or_went(title, [k for k in after if k not in before], after, names, came=True)
    yield from _came_or_went(title, [k for k in before if k not in after], before, names, came=False)
    for one, part in after.items():
        if one in before and before[one] != part:
            yield from _changed(f"{title} {names.get(one, one)}", record, before[one], part, names)


def _came_or_went(
    title: str, keys: list[str], parts: Mapping[str, Any], names: Mapping[str, str], *, came: bool
) -> Iterator[Row]:
    if len(keys) >= MANY:
        named = f"{listing([keys[0], keys[-1]], 'to')} ({plural(len(keys), 'entry', 'entries')})"
        yield _row(f"{title}s", "" if came else named, named if came else "")
        return
    for key in keys:
        part = parts[key]
        called = next((part[name] for name in _CALLED if part.get(name)), names.get(key, key))
        until = part.get("until")
        text = f"{called}, until {day(until)}" if until else str(called)
        yield _row(f"{title} {names.get(key, key)}", "" if came else text, text if came else "")


def _changed(
    title: str,
    record: type[Record],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    names: Mapping[str, str],
) -> Iterator[Row]:
    for name, now in after.items():
        was = before.get(name)
        if was == now or name == "rule_ids":
            continue
        if name == "gates":
            yield from _gates(title, was or [], now or [], names)
        else:
            label = f"{title}: {label_of(record, (name,))}"
            yield _row(label, said(record, name, was, names), said(record, name, now, names))


def _gates(title: str, was: list[Any], now: list[Any], names: Mapping[str, str]) -> Iterator[Row]:
    before = {(one["gate"], one["phase"]): one for one in was}
    for one in now:
        earlier = before.get((one["gate"], one["phase"]))
        if earlier != one:
            label = f"{title}: {Gate(one['gate']).label} ({GatePhase(one['phase']).label.lower()})"
            yield _row(label, _gate(earlier, names) if earlier else "", _gate(one, names))


def _gate(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    words = [
        f"met on {day(one['met_on'])}" if one["met_on"] else "open",
        f"due on {day(one['due_on'])}" if one["due_on"] else "",
        f"owner {names.get(one['owner'], one['owner'])}" if one["owner"] else "",
        str(one["evidence"] or ""),
    ]
    return ", ".join(word for word in words if word)


def said(record: type[Record], name: str, value: Any, names: Mapping[str, str]) -> str:
    """A value in the words of its field."""
    if name == "disposition" and value:
        return (Disposition(value) if value in set(Disposition) else ContractDisposition(value)).label
    if name == "override" and value:
        return f"by {names.get(value['by'], value['by'])}: {value['reason']}"
    info = record.model_fields.get(name)
    terms = term_type(info) if info is not None else None
    if terms is not None and isinstance(value, str) and value:
        return terms(value).label
    if terms is not None and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(terms(one).label for one in value)
    if isinstance(value, str) and name.endswith(("_on", "until")) and value:
        return day(value)
    return names.get(value, in_words(value)) if isinstance(value, str) else in_words(value)


def _row(label: str, before: str, after: str) -> Row:
    return {"label": label, "before": before, "after": after}
