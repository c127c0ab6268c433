"""Rules on what the governing agreements say about confidentiality and use (CLA), per set of agreements.

The object is the third party, the key the governing agreements joined by ``+``. A duty found in one of them
counts; *absent* means read and absent, so that what nobody read fires none of these rules.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.clauses.catalogue import CLAUSES
from app.domain.agreements.clauses.chain import Reading
from app.domain.agreements.clauses.entry import Family
from app.domain.agreements.clauses.values import hours_of
from app.domain.agreements.terms import ClauseState
from app.domain.findings.dossier import Context, Dossier, remembered
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.scope import EU_UK, active_flows, governing, refs
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.organisation.terms import Regime

BREACH_HOURS = 72
"""The hours within which we must tell the authority (GDPR Art. 33(1)); a processor cannot have longer."""

FOUND = frozenset({ClauseState.PRESENT, ClauseState.PARTIAL})
"""The states in which something was found."""


@dataclass(frozen=True)
class GovernedSet:
    """Active flows of one dossier that the same agreements govern, and those agreements read together."""

    third_party: str
    key: str
    flows: tuple[Flow, ...]
    reading: Reading

    def hit(self, keys: Iterable[str], **values: Any) -> Hit:
        """A hit with the states of the clauses *keys* as values, and *values*."""
        states = {key: self.reading.state(key) for key in keys}
        shown = {key: "not_asked" if state is None else state.value for key, state in states.items()}
        flows = [flow.ref for flow in self.flows]
        return Hit(self.third_party, self.key, values={"clauses": shown, "flows": flows, **values})


@remembered
def governed_sets(dossier: Dossier, context: Context) -> Iterator[GovernedSet]:
    """The sets of agreements that govern active flows, by key; flows that nothing governs are in none."""
    flows_by_key: dict[str, list[Flow]] = {}
    papers_by_key = {}
    for flow in active_flows(dossier, context):
        papers = governing(dossier, flow, context)
        if papers:
            flows_by_key.setdefault(refs(papers), []).append(flow)
            papers_by_key[refs(papers)] = papers
    for key, flows in sorted(flows_by_key.items()):
        reading = Reading(papers_by_key[key], context.today, dossier.agreements_by_ref)
        yield GovernedSet(dossier.third_party.ref or "", key, tuple(flows), reading)


@dossier_rule(
    "CLA-01",
    Severity.CRITICAL,
    title="No duty of confidentiality",
    message="The governing agreements, as read, contain no duty of confidentiality.",
    remedy="Amend one of them.",
    citation="Notice S16; GDPR Art. 28(3)(b)",
)
def no_confidentiality(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Neither a secrecy clause nor the commitment of the people who handle the data."""
    keys = ("conf.nondisclosure", "g28.b_confidentiality")
    for group in governed_sets(dossier, context):
        if all(group.reading.is_missing(key) for key in keys):
            yield group.hit(keys)


@dossier_rule(
    "CLA-02",
    Severity.CRITICAL,
    title="Use not limited",
    message="The governing agreements, as read, do not limit use to performing for us.",
    remedy="Amend one of them.",
    citation="Notice S16; GDPR Art. 28(3)(a); 11 CCR 7051(a)(3)",
)
def use_not_limited(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """No limit of use in the confidentiality, the processing or the service provider terms."""
    keys = ("conf.use_restriction", "g28.a_instructions", "ccpa.51a3")
    for group in governed_sets(dossier, context):
        if all(group.reading.is_missing(key) for key in keys):
            yield group.hit(keys)


@dossier_rule(
    "CLA-03",
    Severity.HIGH,
    title="Only marked information covered",
    message="The notice speaks of all information; the agreements, as read, cover what is marked only.",
    remedy="Amend the definition.",
    citation="Notice S16 (“all information”)",
)
def marked_only(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Unmarked information not covered, and no full definition that would make up for it."""
    unfit = {ClauseState.PARTIAL, ClauseState.ABSENT, ClauseState.NOT_APPLICABLE}
    for group in governed_sets(dossier, context):
        narrow = group.reading.state("conf.definition") in unfit
        if group.reading.is_absent("conf.unmarked_covered") and narrow:
            yield group.hit(("conf.unmarked_covered", "conf.definition"))


@dossier_rule(
    "CLA-04",
    Severity.HIGH,
    title="Own use or residuals allowed",
    message="The agreements, as read, allow the recipient's own use of personal data, or residuals.",
    remedy="Amend them, or opt out of the use.",
    citation="Notice S16; 11 CCR 7051(a)(3)-(5)",
)
def own_use_allowed(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A residuals clause, or no bar to own purposes, over a flow of personal data."""
    keys = ("conf.no_residuals", "conf.no_own_purpose")
    for group in governed_sets(dossier, context):
        personal = any(context.carries_personal_data(flow) for flow in group.flows)
        if personal and any(group.reading.is_absent(key) for key in keys):
            yield group.hit(keys)


@dossier_rule(
    "CLA-05",
    Severity.MEDIUM,
    title="No notice of compelled disclosure",
    message="The agreements, as read, do not oblige the recipient to tell us of a compelled disclosure.",
    remedy="Amend at the next occasion.",
    citation="Notice S21; GDPR Art. 28(3)(a)",
)
def compelled_disclosure(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """No clause on disclosure that a law or an authority compels."""
    for group in governed_sets(dossier, context):
        if group.reading.is_absent("conf.compelled"):
            yield group.hit(["conf.compelled"])


@dossier_rule(
    "CLA-06",
    Severity.HIGH,
    title="Confidentiality ends with the contract",
    message="Confidentiality, as read, ends with the agreements, also for the personal data still held.",
    remedy="Amend: survival, at least for personal data.",
    citation="Notice S16",
)
def no_survival(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Neither survival in general nor for the personal data that are still held."""
    keys = ("conf.survival", "conf.survival_pd")
    for group in governed_sets(dossier, context):
        if all(group.reading.is_absent(key) for key in keys):
            yield group.hit(keys)


@dossier_rule(
    "CLA-07",
    Severity.HIGH,
    title="Training or combining",
    message="The recipient trains models on the data or combines them; no narrow permission was read.",
    remedy="Have it switched off, or amend the agreement.",
    citation="Notice S16; 11 CCR 7051(a)(5)",
)
def training_or_combining(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A flow used for training or combined, where the clause forbids it, permits it at large or is none.

    *Partly present* is a narrow permission and *not applicable* a decision; an unread clause fires nothing.
    """
    for group in governed_sets(dossier, context):
        trained = [flow for flow in group.flows if flow.ai_training]
        combined = [flow for flow in group.flows if flow.combines]
        keys = [
            *(["conf.no_ai_training"] if trained else []),
            *(["ccpa.51a5", "conf.no_own_purpose"] if combined else []),
        ]
        of_training = bool(trained) and _not_permitted(group.reading, ["conf.no_ai_training"])
        of_combining = bool(combined) and _not_permitted(group.reading, ["ccpa.51a5", "conf.no_own_purpose"])
        if of_training or of_combining:
            yield group.hit(
                keys,
                ai_training=[flow.ref for flow in trained],
                combines=[flow.ref for flow in combined],
            )


def _not_permitted(reading: Reading, keys: list[str]) -> bool:
    """Whether one of the prohibitions *keys* was found or found lacking, or none of them is asked for."""
    states = {reading.state(key) for key in keys}
    return states == {None} or not states.isdisjoint({ClauseState.PRESENT, ClauseState.ABSENT})


@dossier_rule(
    "CLA-10",
    Severity.HIGH,
    title="Purposes generic",
    message="The purposes are worded generically; they must be named one by one.",
    remedy="List the specific purposes in the agreement.",
    citation="11 CCR 7051(a)(2)",
    regimes=(Regime.CCPA,),
)
def generic_purposes(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The clause on specific purposes read and not fully present, or a generic purpose of either."""
    short = {ClauseState.PARTIAL, ClauseState.ABSENT, ClauseState.NOT_APPLICABLE}
    for group in governed_sets(dossier, context):
        named = {purpose for paper in group.reading.papers for purpose in paper.purposes}
        named |= {purpose for flow in group.flows for purpose in flow.purposes}
        generic = sorted(
            key for key in named if key in context.purposes and context.purposes[key].generic_text
        )
        if generic or group.reading.state("ccpa.51a2") in short:
            yield group.hit(["ccpa.51a2"], generic_purposes=generic)


@dossier_rule(
    "CLA-11",
    Severity.HIGH,
    title="Missing CCPA term",
    message="Terms that make a service provider are absent, as read: {missing}.",
    remedy="Amend the service provider terms.",
    citation="11 CCR 7051(a)",
    regimes=(Regime.CCPA,),
)
def missing_ccpa_terms(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A core term of 7051(a) absent, other than the one on specific purposes."""
    core = [
        clause.key
        for clause in CLAUSES
        if clause.family is Family.CCPA_SERVICE and clause.is_core and clause.key != "ccpa.51a2"
    ]
    for group in governed_sets(dossier, context):
        missing = [key for key in core if group.reading.is_absent(key)]
        if missing:
            hit = group.hit(missing)
            yield Hit(hit.object, hit.key, hit.values, blanks={"missing": ", ".join(missing)})


@dossier_rule(
    "CLA-12",
    Severity.MEDIUM,
    title="No usable breach clock",
    message="The agreements, as read, give no time for reporting a breach, or more than 72 hours.",
    remedy="Amend: without undue delay, at best within 48 hours.",
    citation="GDPR Art. 33(2)",
    regimes=EU_UK,
)
def no_breach_clock(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The breach clause absent, or every one of them found stating more than 72 hours."""
    key = "g28.f_breach_time"
    for group in governed_sets(dossier, context):
        found = [part.clause for part in group.reading.assessments(key) if part.clause.state in FOUND]
        hours = [hours_of(clause) for clause in found]
        too_long = bool(hours) and all(stated is not None and stated > BREACH_HOURS for stated in hours)
        if group.reading.is_absent(key) or too_long:
            yield group.hit([key], hours=[f"{stated:g}" for stated in hours if stated is not None])


@dossier_rule(
    "CLA-15",
    Severity.MEDIUM,
    title="No return or deletion duty",
    message="A duty to return or delete the data at the end is absent from the agreements, as read.",
    remedy="Amend one of them.",
    citation="GDPR Art. 28(3)(g)",
)
def no_return(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The duty to return or delete absent from the confidentiality or from the processing terms."""
    keys = ("conf.return", "g28.g_return")
    for group in governed_sets(dossier, context):
        if any(group.reading.is_absent(key) for key in keys):
            yield group.hit(keys)
