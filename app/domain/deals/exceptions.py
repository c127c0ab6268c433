"""Part I of the inventory: what is disclosed against the warranties, by rule, with the lines it affects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.deals.engine import deal_firings
from app.domain.deals.lines import Lines
from app.domain.deals.matter import Matter
from app.domain.deals.numbering import by_number, numbered_exceptions
from app.domain.deals.plain import plain
from app.domain.deals.rules.rule import RULES, Firing
from app.domain.deals.terms import ContractDisposition, Disposition
from app.domain.findings.engine import Found
from app.domain.findings.terms import RANK, Severity
from app.kernel.words import listing, plural

GRAVE = frozenset({Severity.CRITICAL, Severity.HIGH})
"""The severities that belong into a list of exceptions."""
SMOOTH = frozenset(
    {
        Disposition.NO_TRANSFER,
        Disposition.TRANSFER,
        ContractDisposition.NO_ACTION,
        ContractDisposition.ASSIGN,
    }
)
"""The dispositions under which a rule, however grave, is satisfied."""
TWINS: Mapping[str, str] = {
    "DEAL-03": "DR-32",
    "DEAL-04": "DR-33",
    "DEAL-07": "DR-31",
    "DEAL-11": "CR-08",
    "DEAL-14": "DR-03",
}
"""The findings of a deal that say what a rule on its items says: one exception carries both."""
STAYS = frozenset({Disposition.ANONYMISE, Disposition.EXCLUDE, Disposition.DELETE})
"""The dispositions under which a rule on the transfer has nothing left to except."""


@dataclass(frozen=True)
class ExceptionLine:
    """A row of Part I: what one rule, or a rule and the finding that says the same, takes exception to.

    ``key`` is what keeps its number from version to version. ``accepted_by`` is empty unless every affected
    line was approved or every finding waived.
    """

    number: str
    key: str
    rules: tuple[str, ...]
    severity: Severity
    title: str
    statement: str
    items: tuple[str, ...]
    objects: tuple[str, ...]
    treatment: str
    citation: str
    source_confirmed: bool
    accepted_by: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The row in JSON types."""
        return dict(plain(self))


def exceptions(
    matter: Matter,
    lines: Lines,
    deal_findings: Iterable[Found],
    register: Iterable[Found] = (),
    earlier: Mapping[str, str] | None = None,
) -> tuple[ExceptionLine, ...]:
    """The exceptions by number: from the rules on items, the deal's findings and those of the *register*.

    Of the register's findings only grave ones on the perimeter count. *earlier* maps the keys of an earlier
    version to their numbers.
    """
    by_key: dict[str, ExceptionLine] = {}
    for line in (
        *_from_rules(matter, lines),
        *_from_findings(matter, lines, deal_findings),
        *_from_findings(matter, lines, _on_perimeter(matter, register)),
    ):
        by_key[line.key] = _joined(by_key[line.key], line) if line.key in by_key else line
    found = list(by_key.values())
    found.sort(key=lambda line: (RANK[line.severity], line.key))
    numbers = numbered_exceptions([line.key for line in found], earlier or {})
    numbered = (replace(line, number=numbers[line.key]) for line in found)
    return tuple(sorted(numbered, key=lambda line: by_number(line.number)))


def worst(found: Iterable[ExceptionLine], count: int = 3) -> tuple[ExceptionLine, ...]:
    """The gravest *count* of *found*."""
    return tuple(sorted(found, key=lambda line: (RANK[line.severity], by_number(line.number)))[:count])


def _joined(rule: ExceptionLine, finding: ExceptionLine) -> ExceptionLine:
    """One exception of a rule on items and the finding that says the same of the deal."""
    accepted = finding.accepted_by or rule.accepted_by
    return replace(
        finding,
        rules=(*finding.rules, *rule.rules),
        items=tuple(sorted({*rule.items, *finding.items}, key=by_number)),
        objects=tuple(sorted({*rule.objects, *finding.objects})),
        treatment=f"{finding.treatment} {rule.treatment}".strip(),
        source_confirmed=rule.source_confirmed and finding.source_confirmed,
        accepted_by=accepted,
    )


def _from_rules(matter: Matter, lines: Lines) -> Iterator[ExceptionLine]:
    numbers = {line.key: line.number for line in lines.facts}
    approvals = {line.number: line.standing.approved_by for line in lines.facts if line.standing.is_approved}
    grouped: dict[str, list[tuple[str, str, Firing]]] = {}
    for firing in deal_firings(matter):
        if not RULES[firing.rule_id].on_segments:
            grouped.setdefault(firing.rule_id, []).append(("", matter.deal.ref or "", firing))
    for proposal in lines.proposals:
        for firing in proposal.firings:
            moot = proposal.disposition in STAYS and firing.disposition is not proposal.disposition
            if not moot:
                affected = (numbers[proposal.key], proposal.ref, firing)
                grouped.setdefault(firing.rule_id, []).append(affected)
    for rule_id, all_affected in grouped.items():
        rule = RULES[rule_id]
        grave = [entry for entry in all_affected if entry[2].disposition not in SMOOTH]
        if rule.severity not in GRAVE or not grave:
            continue
        firings = [firing for _, _, firing in grave]
        items = tuple(sorted({number for number, _, _ in grave if number}, key=by_number))
        yield ExceptionLine(
            number="",
            key=rule_id,
            rules=(rule_id,),
            severity=rule.severity,
            title=rule.title,
            statement=_statement([firing.explanation for firing in firings], rule.title, len(grave)),
            items=items,
            objects=tuple(sorted({ref for _, ref, _ in grave})),
            treatment=_treatment(firings),
            citation=rule.citation,
            source_confirmed=all(firing.source_confirmed for firing in firings),
            accepted_by=_approvers(items, approvals),
        )


def _statement(sentences: Sequence[str], title: str, count: int) -> str:
    """The one sentence where all say the same, else the title and how many lines it concerns."""
    distinct = set(sentences)
    return sentences[0] if len(distinct) == 1 else f"{title}: {plural(count, 'line')}."


def _treatment(firings: Iterable[Firing]) -> str:
    """What the rule proposes: dispositions, gates, and the question for counsel."""
    firings = list(firings)
    results = dict.fromkeys(
        firing.disposition.label.lower() for firing in firings if firing.disposition is not None
    )
    gates = dict.fromkeys(need.gate.label.lower() for firing in firings for need in firing.gates)
    flags = dict.fromkeys(firing.flag for firing in firings if firing.flag)
    parts = [f"Proposed: {listing(list(results), 'or')}." if results else ""]
    parts += [f"Gates: {listing(list(gates))}." if gates else "", *flags]
    return " ".join(part for part in parts if part)


def _approvers(items: Sequence[str], approvals: Mapping[str, str | None]) -> tuple[str, ...]:
    if not items or not all(number in approvals for number in items):
        return ()
    return tuple(sorted({approver for number in items if (approver := approvals[number])}))


def _from_findings(matter: Matter, lines: Lines, findings: Iterable[Found]) -> Iterator[ExceptionLine]:
    affected_by = _affected(matter, lines)
    grouped: dict[str, list[Found]] = {}
    for found in findings:
        grouped.setdefault(found.rule, []).append(found)
    for rule_id, group in grouped.items():
        numbers = {number for found in group for number in affected_by(found)}
        waived = [_waived_by(matter, found) for found in group]
        yield ExceptionLine(
            number="",
            key=TWINS.get(rule_id, rule_id),
            rules=(rule_id,),
            severity=min((found.severity for found in group), key=RANK.__getitem__),
            title=group[0].title,
            statement=_statement([found.message for found in group], group[0].title, len(group)),
            items=tuple(sorted(numbers, key=by_number)),
            objects=tuple(sorted({found.object for found in group})),
            treatment=group[0].remedy,
            citation=group[0].citation,
            source_confirmed=True,
            accepted_by=tuple(sorted({by for by in waived if by})) if all(waived) else (),
        )


def _affected(matter: Matter, lines: Lines) -> Callable[[Found], set[str]]:
    """Finds the lines that a finding touches: by the object, its key, its third party, its activity."""
    by_ref: dict[str, set[str]] = {}
    for line in lines.perimeter:
        by_ref.setdefault(line.ref, set()).add(line.number)
        by_ref.setdefault(f"{line.type.value}:{line.ref}", set()).add(line.number)
    for line in lines.agreements:
        by_ref.setdefault(line.third_party, set()).add(line.number)
    for line in lines.data:
        if line.activity and line.in_perimeter:
            by_ref.setdefault(line.activity, set()).add(line.number)
    for dossier in matter.dossiers:
        for flow in dossier.flows:
            by_ref.setdefault(flow.ref or "", set()).update(by_ref.get(flow.activity or "", set()))

    def affected(found: Found) -> set[str]:
        return by_ref.get(found.object, set()) | by_ref.get(found.key, set())

    return affected


def _on_perimeter(matter: Matter, register: Iterable[Found]) -> Iterator[Found]:
    """The grave findings of the register on what the deal concerns."""
    concerned = {*matter.activities, *(notice for notice in matter.context.notices)}
    for dossier in matter.dossiers:
        if matter.serves(dossier):
            concerned.add(dossier.third_party.ref or "")
            concerned.update(agreement.ref or "" for agreement in dossier.agreements)
            concerned.update(flow.ref or "" for flow in dossier.flows if matter.is_concerned(flow))
    return (found for found in register if found.severity in GRAVE and found.object in concerned)


def _waived_by(matter: Matter, found: Found) -> str | None:
    """Who accepted *found* by a waiver that still runs."""
    for waiver in matter.context.waivers:
        if waiver.identity == found.identity and waiver.covers(matter.context.today):
            return waiver.approver
    return None
