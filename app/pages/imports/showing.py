"""What the pages of an import show: targets to choose from, rows in words, what is still to be decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import g, url_for

from app.db.aggregate import KINDS
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.flows.terms import Mechanism
from app.domain.imports.models import ImportBatch, ImportRow
from app.domain.imports.terms import ImportKind
from app.extensions import db
from app.importing import lexicons
from app.importing.cells import key_for
from app.importing.decisions import ADD, KEEP, LEAVE_OUT, OPEN, REFUSE
from app.importing.desk import is_provisional
from app.importing.kinds.registry import KINDS as IMPORTS
from app.importing.mapping.saved import Mapping as ColumnMapping
from app.importing.staged import View
from app.importing.values.lexicon import Lexicon
from app.importing.values.plain import folded
from app.kernel import places
from app.kernel.records import label_of, term_type
from app.kernel.words import Term
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
    """The values outside the vocabularies, with what may become of each, what was decided, and what it resembles.

    What it resembles is named, not chosen: likeness of letters is none of meaning, and a person says what a word means.
    """
    known = lexicons.read(db.session)
    found = []
    for name, counted in batch.outcome.get("unknown", {}).items():
        lexicon = known.get(name) or _of_places(name)
        decided = mapping.words.get(name, {})
        values = [
            {
                "word": word,
                "count": count,
                "chosen": decided.get(folded(word), ""),
                "near": _resembled(lexicon, word),
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
                "may_keep": name in OPEN,
                "otherwise": mapping.otherwise.get(name, REFUSE),
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
        wanted = {value[said][1:] for value in values for said in ("chosen", "near")}
        every = [pair for pair in every if pair[0] in wanted]
    return [(f"={key}", label) for key, label in every]


def _resembled(lexicon: Lexicon, word: str) -> str:
    """The choice of the entry that *word* resembles; empty where it resembles none."""
    near = lexicon.suggest(word)
    return "" if near is None else f"={near}"


def decisions(
    form: Mapping[str, str], asked: Iterable[Mapping[str, Any]], mapping: ColumnMapping
) -> ColumnMapping:
    """*mapping* with what the person chose on each value that was *asked* about, and on all others."""
    words = {name: dict(some) for name, some in mapping.words.items()}
    otherwise = dict(mapping.otherwise)
    for question in asked:
        name = question["name"]
        of_all = {REFUSE} | ({LEAVE_OUT} if name != "third_party" else set())
        of_all |= ({ADD} if question["may_add"] else set()) | ({KEEP} if question["may_keep"] else set())
        if form.get(f"{name}-otherwise") in of_all:
            otherwise[name] = form[f"{name}-otherwise"]
        allowed = of_all | {key for key, _ in question["choices"]}
        for number, value in enumerate(question["values"]):
            said, word = form.get(f"{name}-{number}", "?"), folded(value["word"])
            if said == "":
                words.get(name, {}).pop(word, None)
            elif said in allowed:
                words.setdefault(name, {})[word] = said
    return replace(mapping, words=words, otherwise=otherwise)


def row(
    one: ImportRow,
    cells: Mapping[int, Sequence[Any]],
    view: View | None,
    mapping: ColumnMapping,
    written: Mapping[str, str],
) -> dict[str, Any]:
    """One row of the preview in words; *written* are the lasting references in place of provisional ones.

    Without a *view*, since the rows of the file are removed, nothing is shown of what stood in it.
    """
    details = one.details
    values = []
    for place, head in enumerate(view.headings if view is not None else ()):
        path = mapping.columns.get(head)
        texts = cells.get(one.place, ())
        cell = texts[place] if place < len(texts) else None
        if cell and (path or one.action == "refused"):
            values.append((head, "; ".join(cell) if isinstance(cell, list) else str(cell), path))
    return {
        "place": one.place,
        "action": one.action,
        "title": one.title,
        "ref": _lasting(one.ref, written) or None,
        "url": _url(one.ref, written),
        "cells": values,
        "changes": [_change(written, *change) for change in details.get("changes", ())],
        "problems": details.get("problems", ()),
        "remarks": details.get("remarks", ()),
        "warnings": details.get("warnings", ()),
        "likeness": details.get("likeness", ()),
    }


def _lasting(key: str | None, written: Mapping[str, str]) -> str:
    """The reference by which the object *key* is found in the register; empty where it is not written yet."""
    key = written.get(key or "", key or "")
    return "" if is_provisional(key) else key


_PAGES = {
    "TP": "third_parties.detail",
    "AG": "agreements.detail",
    "FL": "flows.detail",
    "AC": "activities.detail",
}
"""The pages of objects by the beginning of their reference."""


def _url(key: str | None, written: Mapping[str, str]) -> str:
    ref = _lasting(key, written)
    endpoint = _PAGES.get(ref.partition("-")[0])
    return url_for(endpoint, ref=ref) if endpoint else ""


def _change(
    written: Mapping[str, str], kind: str, key: str, new: bool, fields: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    record = KINDS[kind].__record__
    said = []
    for name, (before, after) in fields.items():
        info = record.model_fields.get(name)
        vocabulary = term_type(info) if info is not None else None
        words = [_words(value, vocabulary, written) for value in (before, after)]
        # That what is new belongs to the third party of its own row goes without saying.
        if name not in ("ref", "key") and any(words):
            said.append({"label": label_of(record, (name,)), "before": words[0], "after": words[1]})
    return {
        "name": NAMES.get(kind, kind.replace("_", " ").capitalize()),
        "key": _lasting(key, written),
        "url": _url(key, written),
        "new": new,
        "fields": said,
    }


def _words(value: Any, vocabulary: type[Term] | None, written: Mapping[str, str]) -> str:
    """A value of a record as people read it: terms and entries of the vocabulary by label, places by country."""
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(one, vocabulary, written) for one in value)))
    if isinstance(value, dict) and "country" in value:
        return places.country_name(value["country"])
    if isinstance(value, dict) and "to_country" in value:
        mechanism = value.get("mechanism")
        by = Mechanism(mechanism).label if mechanism else "no mechanism"
        return f"{places.country_name(value['to_country'])} ({by})"
    if isinstance(value, str):
        if vocabulary is not None and value in set(vocabulary):
            return vocabulary(value).label
        if value in _labels():
            return _labels()[value]
        if is_provisional(value):
            return _lasting(value, written)
        if len(value) == 2 and value.isupper() and value in places.countries():
            return places.country_name(value)
    return editing.in_words(value)


def _labels() -> dict[str, str]:
    """The entries of the vocabulary by key, read once a request."""
    found: dict[str, str] | None = g.get("vocabulary_labels")
    if found is None:
        found = {}
        for model in (Category, Subject, Purpose):
            found |= catalogue.labels(db.session, model)
        g.vocabulary_labels = found
    return found


def learn_labels(batch: ImportBatch) -> None:
    """Know the entries that *batch* adds, or would add, to the vocabulary by their labels."""
    for vocabulary in ("category", "subject", "purpose"):
        for word in batch.outcome.get("unknown", {}).get(vocabulary, ()):
            _labels().setdefault(key_for(word), word)
