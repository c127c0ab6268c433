"""A finding explained: what its rule asks, and what happened to it."""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.findings.ledger import FindingEvent
from app.domain.findings.rule import Rule
from app.domain.findings.terms import EventKind
from app.pages.kit import formats
from app.pages.kit.values import Words, label, text_of


def condition(rule: Rule) -> str:
    """When *rule* fires, in the words of its own documentation."""
    function = rule.per_dossier or rule.per_register
    return " ".join(inspect.cleandoc(function.__doc__ or "").split()) if function else ""


def history(events: Iterable[FindingEvent], names: Mapping[str, str], words: Words) -> list[dict[str, Any]]:
    """The *events* of a finding, newest first, as the ``timeline`` macro takes them, with the values that changed."""
    found = []
    before: Mapping[str, Any] | None = None
    for event in sorted(events, key=lambda one: one.id):
        changes = []
        if event.what == EventKind.CHANGED and before is not None:
            changes = _changes(before, event.values, words)
        if event.values:
            before = event.values
        found.append(
            {
                "at": event.at,
                "who": names.get(event.actor, event.actor.capitalize()),
                "what": EventKind(event.what).label,
                "reason": _note(event, names),
                "changes": changes,
            }
        )
    return found[::-1]


def _note(event: FindingEvent, names: Mapping[str, str]) -> str | None:
    if event.what == EventKind.ASSIGNED and event.note:
        return "Nobody" if event.note == "nobody" else names.get(event.note, event.note)
    if event.what == EventKind.DUE and event.note:
        return "No due day" if event.note == "none" else formats.day(event.note)
    return event.note


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "label": label(name),
            "before": text_of(before.get(name), words, name),
            "after": text_of(after.get(name), words, name),
        }
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
