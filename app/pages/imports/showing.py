"""What the pages of an import show: targets to choose from, rows in words, what is still to be decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import g

from app.db.aggregate import KINDS
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.imports.models import ImportBatch, ImportRow
from app.domain.imports.terms import ImportKind
from app.extensions import db
from app.importing import lexicons
from app.importing.cells import ADD, LEAVE_OUT, REFUSE
from app.importing.desk import is_provisional
from app.importing.kinds.registry import KINDS as IMPORTS
from app.importing.mapping.saved import Mapping as ColumnMapping
from app.importing.staged import View
from app.importing.values.lexicon import Lexicon
from app.importing.values.plain import folded
from app.kernel import places
from app.kernel.records import label_of
from app.pages.kit import editing

NAMES = {
    "third_party": "Third party",
    "entity": "Legal entity",
    "flow": "Flow",
    "agreement": "Agreement",
    "activity": "Activity",
    "category": "Data category",
    "subject": "Group of data subjects",
    "purpose": "Purpose",
}
"""How one object of a kind is called."""

MOST_CHOICES = 400
"""Entries of a vocabulary that are offered in a list."""


def targets(kind: ImportKind) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields that a column may fill, grouped by the part of the row that they belong to."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for target in IMPORTS[kind].targets:
        group, apart, _ = target.label.partition(": ")
        groups.setdefault(group if apart else kind.label, []).append((target.path, target.label))
    return list(groups.items())


def samples(view: View) -> list[list[str]]:
    """Up to three different values of each column."""
    found = []
    for column in view.columns:
        texts = ["; ".join(cell) if isinstance(cell, list) else str(cell) for cell in column.cells[:3]]
        found.append([text if len(text) <= 70 else text[:67] + "…" for text in texts])
    return found


def questions(batch: ImportBatch, mapping: ColumnMapping) -> list[dict[str, Any]]:
    """The values outside the vocabularies, with what may become of each and what was decided or is proposed."""
    known = lexicons.read(db.session)
    found = []
    for name, counted in batch.outcome.get("unknown", {}).items():
        lexicon = known.get(name) or _of_places(name)
        decided = mapping.words.get(name, {})
        values = [
            {
                "word": word,
                "count": count,
                "chosen": decided.get(folded(word)) or _proposed(lexicon, word),
                "decided": folded(word) in decided,
            }
            for word, count in sorted(counted.items(), key=lambda one: (-one[1], one[0].casefold()))
        ]
        found.append(
            {
                "name": name,
                "label": lexicons.LABELS.get(name, lexicon.label),
                "values": values,
                "choices": _choices(lexicon, values),
                "may_add": lexicon.may_add,
                "open": sum(1 for value in values if not value["decided"]),
            }
        )
    return found


def _of_places(name: str) -> Lexicon:
    if name == "country":
        choices = sorted(places.countries().items(), key=lambda pair: pair[1])
        return Lexicon(name, "Countries", choices, {folded(label): code for code, label in choices})
    return Lexicon(name, lexicons.LABELS.get(name, name), [], may_add=name == "third_party")


def _choices(lexicon: Lexicon, values: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    every = list(lexicon.choices)
    if len(every) > MOST_CHOICES:
        wanted = {value["chosen"][1:] for value in values}
        every = [pair for pair in every if pair[0] in wanted]
    return [(f"={key}", label) for key, label in every]


def _proposed(lexicon: Lexicon, word: str) -> str:
    near = lexicon.suggest(word)
    if near is not None:
        return f"={near}"
    if lexicon.may_add and len(word) <= 80:
        return ADD
    return REFUSE


def decisions(form: Mapping[str, str], asked: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """What the person chose on each value, by vocabulary and folded word."""
    found: dict[str, dict[str, str]] = {}
    for question in asked:
        allowed = {key for key, _ in question["choices"]} | {LEAVE_OUT, REFUSE}
        if question["may_add"]:
            allowed.add(ADD)
        for number, value in enumerate(question["values"]):
            said = form.get(f"{question['name']}-{number}", "")
            if said in allowed:
                found.setdefault(question["name"], {})[folded(value["word"])] = said
    return found


def row(
    one: ImportRow, cells: Mapping[int, Sequence[Any]], view: View, mapping: ColumnMapping
) -> dict[str, Any]:
    """One row of the preview in words."""
    details = one.details
    values = []
    for place, head in enumerate(view.headings):
        path = mapping.columns.get(head)
        texts = cells.get(one.place, ())
        cell = texts[place] if place < len(texts) else None
        if cell and (path or one.action == "refused"):
            values.append((head, "; ".join(cell) if isinstance(cell, list) else str(cell), path))
    return {
        "place": one.place,
        "action": one.action,
        "title": one.title,
        "ref": None if one.ref is None or is_provisional(one.ref) else one.ref,
        "cells": values,
        "changes": [_change(*change) for change in details.get("changes", ())],
        "problems": details.get("problems", ()),
        "remarks": details.get("remarks", ()),
        "likeness": details.get("likeness", ()),
    }


def _change(kind: str, key: str, new: bool, fields: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    record = KINDS[kind].__record__
    said = [
        {"label": label_of(record, (name,)), "before": _words(before), "after": _words(after)}
        for name, (before, after) in fields.items()
        if name not in ("ref", "key")
    ]
    return {
        "name": NAMES.get(kind, kind.replace("_", " ").capitalize()),
        "key": "" if is_provisional(key) else key,
        "new": new,
        "fields": said,
    }


def _words(value: Any) -> str:
    """A value of a record as people read it: entries of the vocabulary by their label, places by country."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, dict) and "country" in value:
        return places.country_name(value["country"])
    if isinstance(value, dict) and "to_country" in value:
        return f"{places.country_name(value['to_country'])} ({value.get('mechanism') or 'no mechanism'})"
    if isinstance(value, str) and value in _labels():
        return _labels()[value]
    text = editing.in_words(value)
    return "a new one" if is_provisional(text) else text


def _labels() -> dict[str, str]:
    """The entries of the vocabulary by key, read once a request."""
    found: dict[str, str] | None = g.get("vocabulary_labels")
    if found is None:
        found = {}
        for model in (Category, Subject, Purpose):
            found |= catalogue.labels(db.session, model)
        g.vocabulary_labels = found
    return found
