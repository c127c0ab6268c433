"""The six limbs of the promise of confidentiality: what the register shows of each, for one flow.

A limb is *contradicted* only by a positive record (own use, a clause read and absent, an early end);
where the record is silent, incomplete or late it is *not evidenced*.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.domain.agreements.clauses.chain import Reading
from app.domain.agreements.coverage import coverage, spans
from app.domain.agreements.predicates import confidentiality_alive
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import ClauseState
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import has_ended, iso
from app.domain.flows.records import Flow
from app.domain.organisation.terms import EntityKind
from app.domain.third_parties.terms import EvidenceKind
from app.kernel.periods import Period
from app.kernel.words import Term, plural


class Limb(Term):
    """The six limbs of the promise."""

    AGREED = "agreed", "Agreed"
    BEFORE = "before", "Before the data flowed"
    PARTY = "party", "By the right party"
    ALL = "all", "For all information"
    ONLY = "only", "For use only to perform"
    KEPT = "kept", "Kept while data are held"


class LimbState(Term):
    """What the register shows of a limb."""

    SHOWN = "shown", "Evidenced"
    NOT_SHOWN = "not_shown", "Not evidenced"
    CONTRADICTED = "contradicted", "Contradicted by the record"


@dataclass(frozen=True)
class LimbFinding:
    """The state of one limb, a sentence that says why, and the values that it rests on, in JSON types."""

    limb: Limb
    state: LimbState
    reason: str
    evidence: dict[str, Any] = field(default_factory=dict, hash=False)


def agreed(flow: Flow, papers: tuple[Agreement, ...], dossier: Dossier, on: dt.date) -> LimbFinding:
    """Limb 1: an agreement in force governs the flow; terms merely published are never in force."""
    others = [agr for agr in dossier.ever_governing(flow) if agr not in papers]
    evidence = {
        "on": iso(on),
        "in_force": [agr.ref for agr in papers],
        "listed_but_not_in_force": [
            {"agreement": agr.ref, "acceptance": agr.acceptance.value} for agr in others
        ],
    }
    if papers:
        return LimbFinding(Limb.AGREED, LimbState.SHOWN, "An agreement in force lists the flow.", evidence)
    reason = "No agreement in force that lists the flow is recorded."
    return LimbFinding(Limb.AGREED, LimbState.NOT_SHOWN, reason, evidence)


def before(flow: Flow, dossier: Dossier, on: dt.date) -> tuple[LimbFinding, tuple[Period, ...]]:
    """Limb 2: agreements cover the time from the first sharing on, without a gap."""
    if flow.first_on is None or flow.first_on > on:
        reason = "The day of the first sharing is not recorded, or lies ahead."
        return LimbFinding(Limb.BEFORE, LimbState.NOT_SHOWN, reason, {"first_on": iso(flow.first_on)}), ()
    whole = Period(flow.first_on, on)
    periods = spans(dossier.ever_governing(flow), on, dossier.agreements_by_ref)
    cover = coverage(periods, whole)
    gaps = (whole,) if cover is None else cover.gaps
    days = sum(gap.days for gap in gaps)
    evidence = {
        "first_on": iso(flow.first_on),
        "earliest_effective_on": iso(periods[0].first) if periods else None,
        "days": days,
        "gaps": [{"from": iso(gap.first), "to": iso(gap.last), "days": gap.days} for gap in gaps],
    }
    if not gaps:
        reason = "Agreements are recorded from the first sharing on, without a gap."
        return LimbFinding(Limb.BEFORE, LimbState.SHOWN, reason, evidence), ()
    reason = f"On {plural(days, 'day')} of sharing no agreement is recorded."
    return LimbFinding(Limb.BEFORE, LimbState.NOT_SHOWN, reason, evidence), gaps


def right_party(papers: tuple[Agreement, ...], dossier: Dossier, context: Context) -> LimbFinding:
    """Limb 3: one agreement is between ourselves and the entity that receives the data.

    An affiliate of ours may have signed where the parties clause was found to name the group; an affiliate of
    the recipient, where the wording covers affiliates.
    """
    recipient = dossier.third_party.entity
    evidence: dict[str, Any] = {"recipient": recipient, "agreements": []}
    shown = False
    for agr in papers:
        ours = _is_ours(agr, context)
        theirs = agr.their_entity is not None and (agr.their_entity == recipient or agr.affiliates_covered)
        evidence["agreements"].append(
            {
                "agreement": agr.ref,
                "our_entity": agr.our_entity,
                "their_entity": agr.their_entity,
                "affiliates_covered": agr.affiliates_covered,
            }
        )
        shown = shown or (ours and theirs)
    if shown:
        reason = "An agreement in force is between our entity and the one that receives the data."
        return LimbFinding(Limb.PARTY, LimbState.SHOWN, reason, evidence)
    reason = "No agreement in force between our entity and the recorded recipient is recorded."
    return LimbFinding(Limb.PARTY, LimbState.NOT_SHOWN, reason, evidence)


def _is_ours(agreement: Agreement, context: Context) -> bool:
    signer = context.entities.get(agreement.our_entity or "")
    if agreement.our_entity is not None and agreement.our_entity == context.organisation.entity:
        return True
    if signer is None or signer.kind is EntityKind.EXTERNAL:
        return False
    named = any(c.key == "conf.parties" and c.state is ClauseState.PRESENT for c in agreement.clauses)
    return signer.kind is EntityKind.SELF or named


def _states(reading: Reading, *keys: str) -> dict[str, str]:
    states = {key: reading.state(key) for key in keys}
    return {key: "not_asked" if state is None else state.value for key, state in states.items()}


def all_information(reading: Reading) -> LimbFinding:
    """Limb 4: the definition was found to hold personal data and to reach what is unmarked."""
    keys = ("conf.definition", "conf.unmarked_covered")
    evidence = _states(reading, *keys)
    if all(reading.is_present(key) for key in keys):
        reason = "The definition reaches personal data and unmarked information."
        return LimbFinding(Limb.ALL, LimbState.SHOWN, reason, evidence)
    narrow = reading.state("conf.definition") in {ClauseState.PARTIAL, ClauseState.ABSENT}
    if narrow and reading.is_absent("conf.unmarked_covered"):
        reason = "The definition, as read, covers marked information only."
        return LimbFinding(Limb.ALL, LimbState.CONTRADICTED, reason, evidence)
    reason = "A definition that reaches all information was not found, or was not looked for."
    return LimbFinding(Limb.ALL, LimbState.NOT_SHOWN, reason, evidence)


def only_to_perform(flow: Flow, reading: Reading) -> LimbFinding:
    """Limb 5: use is restricted, no own use is recorded or allowed, and the purposes are those agreed."""
    bars = ("conf.no_residuals", "conf.no_own_purpose", "conf.no_ai_training")
    named = {purpose for paper in reading.papers for purpose in paper.purposes}
    beyond = sorted(set(flow.purposes) - named)
    lacking = [key for key in bars if reading.is_absent(key)]
    own_use = {"own_use": flow.own_use, "combines": flow.combines, "ai_training": flow.ai_training}
    evidence: dict[str, Any] = {
        **own_use,
        **_states(reading, "conf.use_restriction", *bars),
        "purposes_beyond": beyond,
    }
    if any(own_use.values()):
        reason = "The record shows use by the recipient for itself."
        return LimbFinding(Limb.ONLY, LimbState.CONTRADICTED, reason, evidence)
    if reading.is_absent("conf.use_restriction") or lacking:
        reason = "The agreements, as read, leave room for use by the recipient for itself."
        return LimbFinding(Limb.ONLY, LimbState.CONTRADICTED, reason, evidence)
    if not reading.is_present("conf.use_restriction"):
        reason = "A restriction of use was not found, or was not looked for."
        return LimbFinding(Limb.ONLY, LimbState.NOT_SHOWN, reason, evidence)
    if beyond:
        reason = "Some purposes of the flow are not among those that the agreements name."
        return LimbFinding(Limb.ONLY, LimbState.NOT_SHOWN, reason, evidence)
    reason = "Use is restricted to performing for us, and no other use is recorded."
    return LimbFinding(Limb.ONLY, LimbState.SHOWN, reason, evidence)


def kept(flow: Flow, reading: Reading, dossier: Dossier, context: Context) -> LimbFinding:
    """Limb 6: confidentiality lasts while data are held, return is owed, an end has its certificate."""
    today, known = context.today, dossier.agreements_by_ref
    ended = has_ended(flow, today)
    certified = _deletion_certified_on(flow, dossier, today) if ended else None
    until = certified or today
    bound = [agr for agr in dossier.ever_governing(flow) if spans([agr], today, known)]
    alive = [agr.ref for agr in bound if confidentiality_alive(agr, until, known)]
    evidence = {
        **_states(reading, "conf.return", "g28.g_return"),
        "confidentiality_alive": alive,
        "held_until": iso(until),
        "deletion_certificate_on": iso(certified),
    }
    if bound and not alive:
        reason = "Confidentiality ended while the data were still held, by the recorded dates."
        return LimbFinding(Limb.KEPT, LimbState.CONTRADICTED, reason, evidence)
    returned = reading.is_present("conf.return") or reading.is_present("g28.g_return")
    if alive and returned and (certified or not ended):
        reason = "Confidentiality lasts while data are held, and return or deletion is agreed."
        return LimbFinding(Limb.KEPT, LimbState.SHOWN, reason, evidence)
    if ended and not certified:
        reason = "The flow has ended, and no certificate of deletion since then is on file."
    elif alive:
        reason = "A duty to return or delete was not found, or was not looked for."
    else:
        reason = "No agreement whose confidentiality could last is recorded."
    return LimbFinding(Limb.KEPT, LimbState.NOT_SHOWN, reason, evidence)


def _deletion_certified_on(flow: Flow, dossier: Dossier, today: dt.date) -> dt.date | None:
    """The day of the first deletion certificate issued since the flow ended, or ``None``."""
    issued = [
        part.issued_on
        for part in dossier.third_party.evidence
        if part.kind is EvidenceKind.DELETION_CERTIFICATE and part.issued_on is not None
    ]
    since = [on for on in issued if on <= today and (flow.ended_on is None or on >= flow.ended_on)]
    return min(since, default=None)
