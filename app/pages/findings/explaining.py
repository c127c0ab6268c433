"""A finding explained: what its rule asks, the values that made it fire, and what happened to it."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.clauses.catalogue import BY_KEY
from app.domain.agreements.terms import Acceptance, AgreementKind, ClauseState, Stage
from app.domain.catalogue.terms import LegalBasis
from app.domain.evidence.terms import DisclosureGround
from app.domain.findings.ledger import FindingEvent
from app.domain.findings.rule import Rule
from app.domain.findings.terms import EventKind
from app.domain.flows.terms import (
    Channel,
    ConsentEvidence,
    Consideration,
    DeclaredClass,
    FlowStatus,
    Mechanism,
)
from app.domain.third_parties.terms import Affiliation, Authorisation, RiskTier, Role, Status
from app.kernel.words import Term
from app.pages.kit import formats
from app.pages.kit.addresses import address_of, reference
from app.pages.kit.editing import in_words


@dataclass(frozen=True)
class Word:
    """A plain value: its text, and the page that it leads to."""

    text: str
    url: str | None = None


@dataclass(frozen=True)
class Shown:
    """A named value as the page shows it: words in a row, or a small table."""

    label: str
    words: Sequence[Word] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Sequence[Word]]] = ()


def condition(rule: Rule) -> str:
    """When *rule* fires, in the words of its own documentation."""
    function = rule.per_dossier or rule.per_register
    return " ".join(inspect.cleandoc(function.__doc__ or "").split()) if function else ""


TERMS: Mapping[str, type[Term]] = {
    "acceptance": Acceptance,
    "affiliation": Affiliation,
    "authorisation": Authorisation,
    "channel": Channel,
    "consent_evidence": ConsentEvidence,
    "consideration": Consideration,
    "declared_class": DeclaredClass,
    "flow_status": FlowStatus,
    "ground": DisclosureGround,
    "kind": AgreementKind,
    "legal_basis": LegalBasis,
    "legal_bases": LegalBasis,
    "mechanism": Mechanism,
    "risk_tier": RiskTier,
    "role": Role,
    "state": ClauseState,
    "status": Stage,
    "third_party_status": Status,
    "wanted": AgreementKind,
}
"""The vocabulary of a value, by its name."""

Words = Mapping[str, str]
"""Labels by key: of the clauses, and of the organisation's vocabulary."""


def shown(values: Mapping[str, Any], words: Words) -> list[Shown]:
    """The values that made a rule fire, lists of objects as tables, with *words* for keys of the vocabulary."""
    return [_shown(name, value, words) for name, value in values.items()]


def label(name: str) -> str:
    """The name of a value in words."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _shown(name: str, value: Any, words: Words) -> Shown:
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        heads = list(dict.fromkeys(key for one in value for key in one))
        rows = [[_words(one.get(key), words, key) for key in heads] for one in value]
        return Shown(label(name), heads=[label(head) for head in heads], rows=rows)
    if isinstance(value, Mapping):
        rows = [[[Word(_clause(str(key)))], _words(part, words, "state")] for key, part in value.items()]
        return Shown(
            label(name), heads=["Clause" if all(key in BY_KEY for key in value) else "", "State"], rows=rows
        )
    return Shown(label(name), _words(value, words, name))


def _words(value: Any, words: Words, name: str = "") -> list[Word]:
    if value is None or value == "":
        return [Word("not recorded")]
    if isinstance(value, bool):
        return [Word("yes" if value else "no")]
    if isinstance(value, list):
        return [word for part in value for word in _words(part, words, name)] or [Word("none")]
    if isinstance(value, Mapping):
        return [Word(in_words(dict(value)))]
    text = str(value)
    if reference(text):
        return [Word(text, address_of(text))]
    if len(text) == 10 and text[4:5] == text[7:8] == "-" and text.replace("-", "").isdigit():
        return [Word(formats.day(text))]
    vocabulary = TERMS.get(name)
    if vocabulary is not None and text in set(vocabulary):
        return [Word(vocabulary(text).label)]
    if text in BY_KEY:
        return [Word(_clause(text))]
    return [Word(words.get(text, text.replace("_", " ")))]


def _clause(key: str) -> str:
    known = BY_KEY.get(key)
    return f"{known.label} ({key})" if known else key


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
            "before": _text(before.get(name), words, name),
            "after": _text(after.get(name), words, name),
        }
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


def _text(value: Any, words: Words, name: str) -> str:
    return (
        ", ".join(word.text for word in _words(value, words, name)) if value not in (None, "", [], {}) else ""
    )
