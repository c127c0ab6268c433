"""The clauses of an agreement as pages show them, and the form in which they are assessed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.clauses import catalogue
from app.domain.agreements.clauses.chain import Assessment
from app.domain.agreements.clauses.entry import ClauseType, Family
from app.domain.agreements.records import Agreement, Clause
from app.domain.agreements.terms import ClauseState
from app.kernel.errors import Invalid

FIELDS = ("state", "ref", "value", "quote", "note")
"""What a person enters on a clause."""

OTHER = "Clauses of your own"
"""The title over what is in no checklist."""


@dataclass(frozen=True)
class Line:
    """A clause of a checklist with what was found on it here and, through amendments, in effect."""

    type: ClauseType
    own: Clause | None
    effective: Assessment | None

    @property
    def state(self) -> ClauseState:
        """The state in effect."""
        return self.effective.clause.state if self.effective else ClauseState.NOT_ASSESSED

    @property
    def shown(self) -> Clause | None:
        """The assessment in effect, else this agreement's own."""
        return self.effective.clause if self.effective else self.own


@dataclass(frozen=True)
class Checklist:
    """The lines of one family."""

    title: str
    key: str
    asked: bool
    lines: Sequence[Line]

    @property
    def counts(self) -> list[tuple[ClauseState, int]]:
        """How many lines stand in each state, absent ones first, states without a line left out."""
        found = Counter(line.state for line in self.lines)
        order = (
            ClauseState.ABSENT,
            ClauseState.PARTIAL,
            ClauseState.NOT_ASSESSED,
            ClauseState.PRESENT,
            ClauseState.NOT_APPLICABLE,
        )
        return [(state, found[state]) for state in order if found[state]]


def checklists(agreement: Agreement, effective: Mapping[str, Assessment], day: dt.date) -> list[Checklist]:
    """The checklists that an agreement of this kind is read for, those asked of it first, then its own clauses."""
    own = {clause.key: clause for clause in agreement.clauses}
    asked = catalogue.families_asked(agreement.kind)
    found = []
    for family, types in _families(agreement, day):
        lines = [Line(one, own.get(one.key), effective.get(one.key)) for one in types]
        if lines:
            title = family.label if isinstance(family, Family) else OTHER
            key = family.value if isinstance(family, Family) else "own"
            found.append(Checklist(title, key, family in asked, lines))
    return found


def _families(agreement: Agreement, day: dt.date) -> Iterator[tuple[Family | None, list[ClauseType]]]:
    offered = catalogue.offered(agreement.kind, day)
    for family in dict.fromkeys(one.family for one in offered):
        yield family, [one for one in offered if one.family is family]
    known = {one.key for one in offered}
    rest = [clause.key for clause in agreement.clauses if clause.key not in known]
    yield None, [catalogue.BY_KEY.get(key) or _of_their_own(key) for key in rest]


def _of_their_own(key: str) -> ClauseType:
    return ClauseType(key, key, "Your own", 1, Family.CONFIDENTIALITY)


class AssessmentForm:
    """What a person entered on the clauses of an agreement, as text, with the sentences on what is wrong."""

    def __init__(self, agreement: Agreement, day: dt.date) -> None:
        """Begin with what is recorded on *agreement*."""
        self.agreement = agreement
        self.stored = {clause.key: _entered(clause) for clause in agreement.clauses}
        self.families = [
            (family.value if family else "own", family.label if family else OTHER, types)
            for family, types in _families(agreement, day)
            if types
        ]
        self.keys = [one.key for _, _, types in self.families for one in types]
        self.values = {key: dict(self.stored.get(key, _BLANK)) for key in self.keys}
        self.errors: dict[tuple[str, str], list[str]] = {}
        self.theirs: dict[str, dict[str, str]] = {}

    def read(self, sent: Mapping[str, str]) -> None:
        """Take what was *sent*, under names such as ``state:g28.h_audit``; what was not sent stays."""
        for key in self.keys:
            for field in FIELDS:
                if f"{field}:{key}" in sent:
                    self.values[key][field] = sent[f"{field}:{key}"].replace("\r\n", "\n").strip()

    def fill(self, family: str, state: ClauseState) -> int:
        """Set every clause of *family* that is not assessed to *state*; how many there were."""
        types = next((types for key, _, types in self.families if key == family), [])
        blank = [one.key for one in types if self.values[one.key]["state"] == ClauseState.NOT_ASSESSED]
        for key in blank:
            self.values[key]["state"] = state.value
        return len(blank)

    def take(self, key: str, quote: str, reference: str) -> None:
        """Put a passage's words and its number on clause *key*, after what stands there; its state is left alone."""
        entered = self.values[key]
        entered["quote"] = _with(entered["quote"], quote, "\n\n")
        entered["ref"] = _with(entered["ref"], reference, ", ")

    def left(self, family: str) -> int:
        """How many clauses of *family* are not assessed, as entered."""
        types = next((types for key, _, types in self.families if key == family), [])
        return sum(self.values[one.key]["state"] == ClauseState.NOT_ASSESSED for one in types)

    def is_open(self, key: str) -> bool:
        """Whether clause *key* waits for somebody: not assessed yet, or touched and not saved."""
        stored = self.stored.get(key, _BLANK)
        unread = stored["state"] == ClauseState.NOT_ASSESSED
        return unread or self.values[key] != stored or key in self.theirs

    def assessments(self) -> list[Clause]:
        """The clauses that were touched; their :attr:`errors` are filled where something is wrong."""
        made = []
        for key, entered in self.values.items():
            if entered == self.stored.get(key, _BLANK):
                continue
            try:
                made.append(Clause.parse({"key": key, **entered}))
            except Invalid as error:
                for path, sentences in error.problems.items():
                    field = str(path[0]) if path and path[0] in FIELDS else "state"
                    self.errors.setdefault((key, field), []).extend(sentences)
        return made

    def merge(self, base: Mapping[str, Any]) -> None:
        """After somebody else's change: what only they touched since *base* becomes theirs, the rest is compared.

        ``theirs`` then holds, for each clause that both touched, what is stored now.
        """
        before = {one["key"]: _entered(Clause.restore(one)) for one in base.get("clauses", [])}
        for key in self.keys:
            then, now, typed = before.get(key, _BLANK), self.stored.get(key, _BLANK), self.values[key]
            if typed == then:
                self.values[key] = dict(now)
            elif now not in (then, typed):
                self.theirs[key] = dict(now)


def _with(text: str, more: str, between: str) -> str:
    """*text* with *more* behind it, once."""
    if not more or more in text.split(between):
        return text
    return f"{text}{between}{more}" if text else more


def _entered(clause: Clause) -> dict[str, str]:
    values = {name: getattr(clause, name) or "" for name in FIELDS}
    return values | {"state": clause.state.value}


_BLANK = {"state": ClauseState.NOT_ASSESSED.value, "ref": "", "value": "", "quote": "", "note": ""}
