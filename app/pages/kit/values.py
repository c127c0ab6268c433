"""Values that a rule or a test of the register rests on, as pages show them: in words, with links to their objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.clauses.catalogue import BY_KEY
from app.domain.agreements.terms import Acceptance, AgreementKind, ClauseState, Stage
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.catalogue.terms import LegalBasis
from app.domain.evidence.terms import DisclosureGround
from app.domain.flows.terms import (
    Channel,
    ConsentEvidence,
    Consideration,
    DeclaredClass,
    FlowStatus,
    Mechanism,
)
from app.domain.third_parties.terms import Affiliation, Authorisation, RiskTier, Role, Status
from app.extensions import db
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
    if name in BY_KEY:
        return _clause(name)
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
    terms = ClauseState if name in BY_KEY else TERMS.get(name)
    if terms is not None and text in set(terms):
        return [Word(terms(text).label)]
    if text in BY_KEY:
        return [Word(_clause(text))]
    return [Word(words.get(text, text.replace("_", " ")))]


def _clause(key: str) -> str:
    known = BY_KEY.get(key)
    return f"{known.label} ({key})" if known else key


def text_of(value: Any, words: Words, name: str) -> str:
    """*value* in words, nothing where there is none."""
    return (
        ", ".join(word.text for word in _words(value, words, name)) if value not in (None, "", [], {}) else ""
    )


def vocabulary() -> dict[str, str]:
    """The labels of the organisation's categories, subjects and purposes by key."""
    found: dict[str, str] = {}
    for model in (Category, Subject, Purpose):
        found |= catalogue.labels(db.session, model)
    return found
