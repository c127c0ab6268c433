"""The lines of an inventory as pages show them: what each is, why it is proposed, where it stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.terms import AgreementKind, AssignmentRule, ByLaw, ChangeOfControl
from app.domain.catalogue.terms import LegalBasis, Sensitivity
from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.data_lines import DataLine, Word
from app.domain.deals.exceptions import ExceptionLine
from app.domain.deals.lines import OtherLine
from app.domain.deals.matter import Matter
from app.domain.deals.numbering import LETTERS, ItemKey, by_number
from app.domain.deals.proposal import AnyDisposition, Proposal
from app.domain.deals.records import Item, ItemGate
from app.domain.deals.rules.rule import RULES
from app.domain.deals.standing import GateState, Standing
from app.domain.deals.terms import ContractDisposition, Disposition, Gate, ItemType
from app.domain.findings.terms import RANK, Severity
from app.domain.notices.coverage import Coverage
from app.domain.third_parties.terms import Affiliation, Role
from app.kernel.canonical import digest
from app.kernel.words import listing, plural
from app.pages.kit.addresses import address
from app.pages.kit.formats import day

PARTS = {
    "A": "Transferred data assets",
    "B": "Retained data",
    "C": "Excluded or to be destroyed",
    "D": "Suppression and preference records",
    "E": "Processor and confidentiality agreements",
    "G": "Flows added by hand",
    "H": "Third parties added by hand",
    "I": "Exceptions",
}
"""The parts of the inventory that a page shows, in order."""

SHORT = {
    "A": "Transferred",
    "B": "Retained",
    "C": "Excluded",
    "D": "Suppression",
    "E": "Agreements",
    "G": "Flows",
    "H": "Third parties",
    "I": "Exceptions",
}
"""The parts in a word."""

TONES: Mapping[str, str] = {
    Disposition.TRANSFER: "good",
    Disposition.TRANSFER_NOTICE: "low",
    Disposition.TRANSFER_OPT_OUT: "low",
    Disposition.CONSENT_REQUIRED: "high",
    Disposition.CUSTODY_ONLY: "medium",
    Disposition.SUPPRESSION_ONLY: "medium",
    Disposition.ANONYMISE: "medium",
    Disposition.DELETE: "critical",
    ContractDisposition.ASSIGN: "good",
    ContractDisposition.ASSIGN_NOTICE: "low",
    ContractDisposition.ASSIGN_CONSENT: "high",
    ContractDisposition.NOVATE: "high",
    ContractDisposition.COC_NOTICE: "low",
    ContractDisposition.COC_CONSENT: "high",
    ContractDisposition.COC_TERMINATION_RISK: "critical",
    ContractDisposition.SPLIT: "medium",
    ContractDisposition.REPAPER: "medium",
}
"""How much a disposition asks for, as a tint; the word says which it is."""

UNDECIDED, DECIDED, APPROVED, OUTSIDE = "undecided", "decided", "approved", "outside"

Fact = tuple[str, str]
Line = DataLine | AgreementLine | OtherLine


@dataclass(frozen=True)
class Reason:
    """A rule that fired on a line; *decides* where the proposal is what it asks for."""

    rule: str
    title: str
    decides: bool
    result: AnyDisposition | None
    gates: str
    explanation: str
    about: str
    citation: str
    confirmed: bool


@dataclass(frozen=True)
class GateCard:
    """A gate of a line; *from_record* where the deal's own record, or the answer on the line, shows it as met."""

    state: GateState
    owner: str
    is_overdue: bool
    from_record: bool
    stored: ItemGate | None

    @property
    def key(self) -> str:
        """What names it among the gates of its line."""
        return f"{self.state.gate.value}:{self.state.phase.value}"


@dataclass(frozen=True)
class Card:
    """A line of Parts A to E."""

    key: ItemKey
    number: str
    part: str
    name: str
    beside: tuple[str, ...]
    facts: tuple[Fact, ...]
    categories: tuple[tuple[str, str], ...]
    standing: Standing
    item: Item | None
    reasons: tuple[Reason, ...]
    gates: tuple[GateCard, ...]
    in_perimeter: bool
    proposed: AnyDisposition | None
    override_by: str
    approved_by: str
    url: str | None = None
    document: str | None = None
    records: int | None = None
    consent_status: str | None = None

    @property
    def order(self) -> tuple[int, tuple[str, int]]:
        """Where it stands on the page: by part, then by number."""
        return (list(PARTS).index(self.part), self.by_number)

    @property
    def by_number(self) -> tuple[str, int]:
        """Where it stands among all lines by number alone."""
        return by_number(self.number)

    @property
    def is_agreement(self) -> bool:
        """Whether a counterparty can be asked."""
        return self.key[0] is ItemType.AGREEMENT

    @property
    def segment(self) -> str | None:
        """The segment that it is about or was split from."""
        kinds = {ItemType.SEGMENT, ItemType.SUPPRESSION_LIST, ItemType.ACCOUNT}
        return self.key[1] if self.key[0] in kinds and self.key[1].startswith("S-") else None

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        return self.key[0].label

    @property
    def state(self) -> str:
        """How far the decision is: outside, undecided, decided or approved."""
        if not self.in_perimeter:
            return OUTSIDE
        if self.standing.is_approved:
            return APPROVED
        return DECIDED if self.standing.decided is not None else UNDECIDED

    @property
    def tone(self) -> str:
        """The tint of the disposition that holds."""
        return TONES.get(self.standing.disposition, "neutral")

    @property
    def open_gates(self) -> int:
        """How many gates before closing are open."""
        return len(self.standing.open_gates)

    @property
    def later_gates(self) -> int:
        """How many gates after closing are open."""
        return sum(gate.is_open for gate in self.standing.gates) - self.open_gates

    @property
    def deciding(self) -> list[Reason]:
        """The rules that the proposal follows."""
        return [reason for reason in self.reasons if reason.decides]

    @property
    def others(self) -> list[Reason]:
        """The rules that fired beside them."""
        return [reason for reason in self.reasons if not reason.decides]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be decided on it."""
        return ContractDisposition.choices() if self.is_agreement else Disposition.choices()

    @property
    def change(self) -> str:
        """How the proposal differs from the one that was decided on; blank where it does not."""
        if self.item is None or self.standing.decided is None or self.proposed is None:
            return ""
        override = self.standing.override
        then = override.was if override is not None else self.standing.decided.value
        if then != self.proposed.value:
            return f"The rules propose {self.proposed.label.lower()} now, which they did not at the decision."
        fresh = [rule for rule in self.standing.rule_ids if rule not in self.item.rule_ids]
        gone = [rule for rule in self.item.rule_ids if rule not in self.standing.rule_ids]
        said = [
            f"{listing(fresh)} fired since" if fresh else "",
            f"{listing(gone)} fires no more" if gone else "",
        ]
        return f"After the decision {listing([one for one in said if one])}." if fresh or gone else ""

    @property
    def seen(self) -> str:
        """A mark of what a person sees of the line; a decision on what has changed since is not taken."""
        stored = self.item.to_state() if self.item is not None else None
        gates = [f"{gate.state.rule_ids}" for gate in self.gates]
        proposed = self.proposed.value if self.proposed is not None else None
        decided = stored and any(
            value for name, value in stored.items() if name not in {"number", "type", "ref"}
        )
        return digest(
            [stored if decided else None, proposed, list(self.standing.rule_ids), gates, self.in_perimeter]
        )[:16]


@dataclass(frozen=True)
class ExceptionCard:
    """A row of Part I with the names of who accepted it."""

    line: ExceptionLine
    accepted: str

    @property
    def order(self) -> tuple[int, tuple[str, int]]:
        """Gravest first."""
        return (RANK[Severity(self.line.severity)], by_number(self.line.number))


def exception_card(line: ExceptionLine, people: Mapping[str, str]) -> ExceptionCard:
    """*line* for pages."""
    return ExceptionCard(line, listing([people.get(email, email) for email in line.accepted_by]))


def card(
    matter: Matter,
    line: Line,
    proposal: Proposal | None,
    item: Item | None,
    people: Mapping[str, str],
) -> Card:
    """*line* for pages, with the *proposal* of the rules and the stored *item* where there are such."""
    where = line.standing
    made: dict[str, Any] = _of_other(line)
    if isinstance(line, DataLine):
        made = _of_data(line)
    elif isinstance(line, AgreementLine):
        made = _of_agreement(line)
    override = where.override
    return Card(
        key=line.key,
        number=line.number,
        standing=where,
        item=item,
        reasons=_reasons(matter, proposal),
        gates=tuple(_gate(state, item, people, matter.context.today) for state in where.gates),
        proposed=where.proposed,
        override_by=people.get(override.by, override.by) if override is not None else "",
        approved_by=people.get(where.approved_by or "", where.approved_by or ""),
        **made,
    )


def _of_data(line: DataLine) -> dict[str, Any]:
    counted = [
        f"{line.records_signing:,} at signing" if line.records_signing is not None else "",
        f"{line.records_closing:,} at closing" if line.records_closing is not None else "",
    ]
    said = [line.ref] if line.type is not ItemType.CONSENT_RECORD else []
    if line.records is not None:
        said.append(plural(line.records, "record"))
    facts = (
        ("System and location", line.system or ""),
        ("Data subjects", _words(line.subjects)),
        ("Purposes", _words(line.purposes)),
        ("Legal basis", listing([LegalBasis(key).label for key in line.legal_basis])),
        ("Notice at collection", "; ".join(_cohort(one) for one in line.notices)),
        ("Records", ", ".join(one for one in counted if one)),
        ("Retention ends", day(line.retention_end_on) if line.retention_end_on else ""),
        *(
            (label, value)
            for label, value in (
                ("Reason", line.reason),
                ("Custodian", line.custodian),
                ("Method", line.method),
                ("Form of transfer", line.form),
            )
            if value
        ),
    )
    return {
        "part": line.part,
        "name": line.name,
        "beside": tuple([line.type.label, *said] if line.type is not ItemType.SEGMENT else said),
        "facts": facts if line.type is not ItemType.CONSENT_RECORD else facts[5:6] + facts[7:],
        "categories": tuple(
            (word.label, listing([Sensitivity(flag).label for flag in word.sensitive]))
            for word in line.categories
        ),
        "in_perimeter": line.in_perimeter,
        "records": line.records,
    }


def _words(words: tuple[Word, ...]) -> str:
    return ", ".join(f"{word.label} ({word.code})" if word.code else word.label for word in words)


def _cohort(cohort: Any) -> str:
    since = f" of {day(cohort.effective_on)}" if cohort.effective_on else ""
    ground = Coverage(cohort.ground)
    covers = "does not announce" if ground is Coverage.NONE else f"{_adverb(ground)} announces"
    return f"{cohort.share} % under {cohort.notice}{since}, which {covers} this kind of deal"


def _adverb(ground: Coverage) -> str:
    return "expressly" if ground is Coverage.EXPRESS else "arguably"


def _of_agreement(line: AgreementLine) -> dict[str, Any]:
    kind = AgreementKind(line.kind).label
    party = f"{Affiliation(line.affiliation).label}, {Role(line.role).label.lower()}"
    return {
        "part": line.part,
        "name": line.counterparty,
        "beside": (line.title, line.ref) if line.title == kind else (line.title, kind, line.ref),
        "facts": (
            ("Counterparty", f"{line.counterparty} ({party})"),
            ("Our contracting entity", line.our_entity or ""),
            ("Dated", day(line.dated_on) if line.dated_on else ""),
            ("Term", _term(line)),
            ("Governing law", line.governing_law or ""),
            ("Confidentiality", _confidentiality(line)),
            ("Assignment", _clause(AssignmentRule(line.assignment_rule).label, line.assignment_ref)),
            ("By operation of law", ByLaw(line.by_law_covered).label),
            ("Change of control", _clause(ChangeOfControl(line.coc).label, line.coc_ref)),
            ("Notice", _notice(line)),
            ("Shared with the retained business", "Yes" if line.shared_with_retained else "No"),
        ),
        "categories": (),
        "in_perimeter": True,
        "url": address("agreement", line.ref),
        "document": line.document,
        "consent_status": line.consent_status,
    }


def _term(line: AgreementLine) -> str:
    since = f"from {day(line.effective_on)}" if line.effective_on else "start not recorded"
    if line.terminated_on is not None:
        return f"{since}, terminated on {day(line.terminated_on)}"
    if line.expires_on is not None:
        return f"{since} to {day(line.expires_on)}" + (", then renewed" if line.runs_on else "")
    return f"{since}, without an end" if line.runs_on else f"{since}, end not recorded"


def _confidentiality(line: AgreementLine) -> str:
    if line.confidentiality_unlimited:
        return "Survives without limit"
    until = f" until {day(line.confidentiality_until)}" if line.confidentiality_until else ""
    return (
        f"Alive today, survives{until}"
        if line.confidentiality_alive and until
        else (
            "Alive today; survival not recorded"
            if line.confidentiality_alive
            else "Does not appear to be alive"
        )
    )


def _clause(label: str, ref: str | None) -> str:
    return f"{label} (clause {ref})" if ref else f"{label} (clause reference not recorded)"


def _notice(line: AgreementLine) -> str:
    days = plural(line.notice_days, "day") if line.notice_days is not None else ""
    return ", to ".join(one for one in (days, line.notice_address or "") if one)


def _of_other(line: Line) -> dict[str, Any]:
    return {
        "part": line.number[:1] if line.number[:1] in PARTS else LETTERS[line.type],
        "name": line.ref,
        "beside": (line.type.label, "added by hand"),
        "facts": (),
        "categories": (),
        "in_perimeter": True,
    }


def _reasons(matter: Matter, proposal: Proposal | None) -> tuple[Reason, ...]:
    if proposal is None:
        return ()
    return tuple(
        Reason(
            rule=firing.rule_id,
            title=RULES[firing.rule_id].title,
            decides=firing.disposition is proposal.disposition,
            result=firing.disposition,
            gates=listing([need.gate.label.lower() for need in firing.gates]),
            explanation=firing.explanation,
            about=listing(matter.labels(matter.context.categories, firing.categories)),
            citation=firing.citation,
            confirmed=firing.source_confirmed,
        )
        for firing in proposal.firings
    )


def _gate(state: GateState, item: Item | None, people: Mapping[str, str], today: dt.date) -> GateCard:
    key = (state.gate, state.phase)
    stored = next((one for one in item.gates if (one.gate, one.phase) == key), None) if item else None
    return GateCard(
        state=state,
        owner=people.get(state.owner or "", state.owner or ""),
        is_overdue=state.is_open and state.due_on is not None and state.due_on < today,
        from_record=not state.is_open and (stored is None or stored.met_on is None),
        stored=stored,
    )


GATES = [(gate.value, gate.label) for gate in Gate]
"""The gates as choices."""
