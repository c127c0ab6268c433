"""The engine: runs the rules over dossiers and over the register, and says what they found.

Pure: no database. One failing rule does not stop the run; it is reported beside the findings.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from app.domain.findings import rules  # noqa: F401 -- registers every rule
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rule import RULES, Hit, Rule
from app.domain.findings.terms import RANK, Severity


@dataclass(frozen=True)
class Found:
    """A finding as a rule sees it now; identity is (rule, object, key)."""

    rule: str
    severity: Severity
    object: str
    key: str
    title: str
    message: str
    remedy: str
    citation: str
    values: dict[str, Any] = field(hash=False)
    version: int = 1
    third_party: str | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What stays the same from run to run."""
        return (self.rule, self.object, self.key)

    def as_json(self) -> dict[str, Any]:
        """As ``check --json`` and snapshots carry it."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "object": self.object,
            "key": self.key,
            "message": self.message,
            "remedy": self.remedy,
            "citation": self.citation,
            "values": self.values,
        }


@dataclass(frozen=True)
class RuleFailure:
    """A rule that raised: a fault of the program, named so that it is not mistaken for a clean result."""

    rule: str
    object: str
    error: Exception


def on_dossier(dossier: Dossier, context: Context) -> Iterator[Found | RuleFailure]:
    """What the per-dossier rules find, rule by rule."""
    if dossier.third_party.archived:
        return
    ref = dossier.third_party.ref
    for rule in RULES.values():
        if rule.per_dossier is not None and rule.applies(context):
            try:
                hits = list(rule.per_dossier(dossier, context))
            except Exception as error:
                yield RuleFailure(rule.id, ref or "", error)
            else:
                yield from (_found(rule, hit, ref) for hit in hits)


def on_register(context: Context, without: Set[str] = frozenset()) -> Iterator[Found | RuleFailure]:
    """What the rules on the register as a whole find, those *without*."""
    for rule in RULES.values():
        if rule.per_register is not None and rule.id not in without and rule.applies(context):
            try:
                hits = list(rule.per_register(context))
            except Exception as error:
                yield RuleFailure(rule.id, "", error)
            else:
                yield from (_found(rule, hit, None) for hit in hits)


def _found(rule: Rule, hit: Hit, third_party: str | None) -> Found:
    return Found(
        rule=rule.id,
        severity=hit.severity or rule.severity,
        object=hit.object,
        key=hit.key,
        title=rule.title,
        message=rule.message.format(**hit.blanks) if hit.blanks else rule.message,
        remedy=rule.remedy,
        citation=rule.citation,
        values=dict(hit.values),
        version=rule.version,
        third_party=third_party,
    )


def gravest_first(found: Found) -> tuple[int, str, str, str]:
    """A sort key: by severity, then rule, object and key."""
    return (RANK[found.severity], *found.identity)
