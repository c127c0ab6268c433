"""What every snapshot has in common, and the words that it carries for the keys in it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.findings.dossier import Context
from app.domain.organisation.terms import Regime
from app.kernel import clock, places
from app.kernel.words import Term
from app.reporting.snapshot.schema.frame import FORMAT, VERSION, Counts, Labels, Organisation, Snapshot, Tally

People = Mapping[str, str]
"""Names by e-mail address."""


class Vocabulary:
    """Hands out keys for a snapshot and remembers the words for each, as the context has them now."""

    def __init__(self, context: Context, people: People | None = None) -> None:
        """Look words up in *context*, names in *people*."""
        self._context = context
        self._people = people or {}
        self._labels: Labels = {}

    def _remember(self, vocabulary: str, key: str, words: str) -> str:
        self._labels.setdefault(vocabulary, {})[key] = words
        return key

    def term(self, vocabulary: str, term: Term) -> str:
        """The key of a member of a closed vocabulary."""
        return self._remember(vocabulary, term.value, term.label)

    def optional(self, vocabulary: str, term: Term | None) -> str | None:
        """The key of *term*, or ``None``."""
        return None if term is None else self.term(vocabulary, term)

    def categories(self, keys: Iterable[str]) -> list[str]:
        """Data categories, in order of first mention."""
        return [self._entry("category", self._context.categories, key) for key in dict.fromkeys(keys)]

    def subjects(self, keys: Iterable[str]) -> list[str]:
        """Subject groups, in order of first mention."""
        return [self._entry("subject", self._context.subjects, key) for key in dict.fromkeys(keys)]

    def purposes(self, keys: Iterable[str]) -> list[str]:
        """Purposes, in order of first mention; each with its code in the notice, where it has one."""
        found = list(dict.fromkeys(keys))
        for key in found:
            purpose = self._context.purposes.get(key)
            if purpose is not None and purpose.policy_code:
                self._remember("policy_code", key, purpose.policy_code)
        return [self._entry("purpose", self._context.purposes, key) for key in found]

    def entry(self, vocabulary: str, key: str, words: str) -> str:
        """The key of an entry whose *words* the caller knows, such as a clause of a checklist."""
        return self._remember(vocabulary, key, words)

    def country(self, code: str) -> str:
        """A country's code."""
        return self._remember("country", code, places.country_name(code))

    def person(self, email: str | None) -> str | None:
        """A person's e-mail address; the name is kept beside it, where it is known."""
        return None if email is None else self._remember("person", email, self._people.get(email, email))

    def third_party(self, ref: str | None) -> str | None:
        """The name of a third party by reference, or ``None`` where the context does not know it."""
        known = self._context.third_parties.get(ref or "")
        return None if known is None else known.name

    def _entry(self, vocabulary: str, entries: Mapping[str, Any], key: str) -> str:
        entry = entries.get(key)
        return self._remember(vocabulary, key, (entry.label if entry is not None else None) or key)

    def words(self, vocabulary: str, key: str) -> str:
        """The words of a key that was handed out."""
        return self._labels.get(vocabulary, {}).get(key, key)

    @property
    def labels(self) -> Labels:
        """The words for every key handed out so far."""
        return {name: dict(sorted(words.items())) for name, words in sorted(self._labels.items())}


def frame(
    kind: str,
    title: str,
    context: Context,
    vocabulary: Vocabulary,
    *,
    counts: Counts,
    data: Any,
    parameters: Mapping[str, str] | None = None,
    regimes: frozenset[Regime] | None = None,
) -> Snapshot:
    """A snapshot of *kind* around *data*; *regimes* are those evaluated, where they are not the organisation's."""
    evaluated = context.regimes if regimes is None else regimes
    on = [vocabulary.term("regime", regime) for regime in Regime if regime in evaluated]
    off = [vocabulary.term("regime", regime) for regime in Regime if regime not in evaluated]
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "title": title,
        "language": "en",
        "organisation": organisation(context),
        "as_of": clock.format_instant(context.as_of),
        "on": context.today.isoformat(),
        "regimes": on,
        "regimes_off": off,
        "parameters": dict(sorted((parameters or {}).items())),
        "counts": counts,
        "labels": vocabulary.labels,
        "data": data,
    }


def organisation(context: Context) -> Organisation:
    """The organisation of *context*; named by its own legal entity."""
    own = context.entities.get(context.organisation.entity or "")
    return {
        "ref": None if own is None else own.ref,
        "name": "Organisation not recorded" if own is None else own.legal_name,
        "country": None if own is None else own.country,
        "time_zone": context.organisation.time_zone,
    }


def day(value: dt.date | None) -> str | None:
    """A day as snapshots write it."""
    return None if value is None else value.isoformat()


def tallies(keys: Iterable[str], order: Iterable[str] = ()) -> list[Tally]:
    """How many of each of *keys*, in the given *order*, others after it by key; what does not occur is left out."""
    counted: dict[str, int] = {}
    for key in keys:
        counted[key] = counted.get(key, 0) + 1
    rank = {key: number for number, key in enumerate(order)}
    ranked = sorted(counted, key=lambda key: (rank.get(key, len(rank)), key))
    return [{"key": key, "count": counted[key]} for key in ranked]
