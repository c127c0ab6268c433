"""The closing checklist: what must be done by closing and after it, and what the record shows of each.

Derived from gates, answers of counterparties, papers and the course of the deal. Where nothing of that kind is kept,
the check says so rather than guess; a paper that appears to show something is named and not judged.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.domain.deals.facts import deal_nda
from app.domain.deals.lines import Lines
from app.domain.deals.matter import Matter, shifted
from app.domain.deals.succession import NOTHING_MOVES
from app.domain.deals.terms import ContractDisposition, Gate, ItemType
from app.domain.notices.coverage import Coverage
from app.domain.organisation.terms import Regime
from app.kernel.words import Term, written

ART14_DAYS = 30
"""Days after closing by which the buyer tells people of itself: the month of GDPR Art. 14(3)(a)."""
MOST_NAMED = 6
"""How many pieces of evidence a check names."""
_STAYS = frozenset({ContractDisposition.NO_ACTION, ContractDisposition.RETAIN, ContractDisposition.TERMINATE})


class CheckState(Term):
    """What the record shows of a check."""

    DONE = "done", "Done as recorded"
    APPEARS = "appears", "Appears on file"
    PARTLY = "partly", "Partly"
    OPEN = "open", "Open"
    NOT_RECORDED = "not_recorded", "Not recorded"
    NOT_NEEDED = "not_needed", "Not needed as recorded"


@dataclass(frozen=True)
class Check:
    """One entry: ``done`` of ``of`` where it is counted, the e-mail addresses of ``owners``, evidence in words."""

    what: str
    state: CheckState
    done: int | None = None
    of: int | None = None
    due_on: dt.date | None = None
    owners: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def checklist(matter: Matter, lines: Lines) -> tuple[Check, ...]:
    """The checks of the deal in the order of closing."""
    people = {Gate.NOTICE_SENT, Gate.WINDOW_CLOSED}
    return (
        _nda(matter),
        _redaction(matter),
        _covered(lines),
        _gates("Notices sent and objection window ended", lines, people, before=True),
        _objections(matter, lines),
        _gates("Consents of people recorded", lines, {Gate.CONSENTS_RECORDED}),
        _gates(
            "Consents of and notices to counterparties",
            lines,
            {Gate.COUNTERPARTY_CONSENT, Gate.COUNTERPARTY_NOTICE},
        ),
        _gates("Ombudsman’s report and court order", lines, {Gate.CPO_REPORT, Gate.COURT_ORDER}),
        _assignments(matter, lines),
        _gates("Buyer’s undertaking", lines, {Gate.BUYER_UNDERTAKING}),
        _gates("Transfer mechanism in place", lines, {Gate.TRANSFER_MECHANISM}),
        _paper(
            matter,
            "Suppression list delivered and acknowledged",
            ("suppression", "opt-out"),
            needed=any(line.part == "D" for line in lines.data),
        ),
        _accounts(lines),
        _gates(
            "Seller’s copies deleted, or processing agreement for custody signed",
            lines,
            {Gate.DELETION_CERTIFICATE, Gate.DPA_WITH_BUYER},
        ),
        _paper(matter, "Contact data for recalls placed", ("recall",), needed=matter.moves),
        _register(matter),
        _told(matter),
        _art14(matter),
    )


def _counted(done: int, of: int) -> CheckState:
    if not of:
        return CheckState.NOT_NEEDED
    return CheckState.DONE if done == of else CheckState.PARTLY if done else CheckState.OPEN


def _nda(matter: Matter) -> Check:
    what = "Deal confidentiality agreement signed"
    found = deal_nda(matter, matter.context.today)
    if found is None:
        return Check(what, CheckState.NOT_RECORDED)
    return Check(what, CheckState.DONE, evidence=(f"{found.ref} {found.title or found.kind.label}",))


def _redaction(matter: Matter) -> Check:
    what, shown = "Redaction log of the data room", matter.deal.diligence
    noted = sum(bool(one.redaction_note) for one in shown)
    if not shown:
        return Check(what, CheckState.NOT_RECORDED, evidence=("No disclosure in the data room is recorded.",))
    return Check(what, _counted(noted, len(shown)), noted, len(shown))


def _covered(lines: Lines) -> Check:
    """Whether the notice at collection announces the deal, for each share of each line in the perimeter."""
    what = "Notice at collection announces the transfer, by cohort"
    cohorts = [(line, one) for line in lines.data if line.in_perimeter for one in line.notices]
    if not cohorts:
        return Check(what, CheckState.NOT_RECORDED)
    plain = sum(one.ground == Coverage.EXPRESS.value for _, one in cohorts)
    lacking = tuple(
        dict.fromkeys(line.number for line, one in cohorts if one.ground != Coverage.EXPRESS.value)
    )
    return Check(what, _counted(plain, len(cohorts)), plain, len(cohorts), lines=lacking)


def _gates(what: str, lines: Lines, gates: Collection[Gate], *, before: bool = False) -> Check:
    """The gates of a kind on every line; with *before* those alone that stand before closing."""
    found = [
        (line.number, gate)
        for line in lines.perimeter
        for gate in line.standing.gates
        if gate.gate in gates and not (before and gate.phase == "after")
    ]
    met = sum(not gate.is_open for _, gate in found)
    waiting = [(number, gate) for number, gate in found if gate.is_open]
    proofs = [gate.evidence for _, gate in found if gate.evidence]
    days = [gate.due_on for _, gate in waiting if gate.due_on is not None]
    return Check(
        what,
        _counted(met, len(found)),
        met if found else None,
        len(found) or None,
        min(days, default=None),
        tuple(dict.fromkeys(gate.owner for _, gate in found if gate.owner)),
        tuple(dict.fromkeys(proofs))[:MOST_NAMED],
        tuple(dict.fromkeys(number for number, _ in waiting)),
    )


def _objections(matter: Matter, lines: Lines) -> Check:
    """Whether those who opted out are counted, and none of their lines goes to the buyer as it is."""
    what = "Objections and opt-outs removed"
    inside = [one for one in matter.segments if one.in_perimeter]
    counts = [one.opt_outs for one in inside if one.opt_outs is not None]
    refs = {one.ref for one in inside if one.opted_out}
    moving = tuple(
        line.number
        for line in lines.data
        if line.type is ItemType.SEGMENT and line.ref in refs and line.part == "A"
    )
    words = (f"{sum(counts):,} opted out, counted in {len(counts)} of {len(inside)} segments",)
    if moving:
        return Check(what, CheckState.OPEN, evidence=words if counts else (), lines=moving)
    if not counts:
        return Check(what, CheckState.NOT_RECORDED)
    return Check(what, _counted(len(counts), len(inside)), len(counts), len(inside), evidence=words)


def _assignments(matter: Matter, lines: Lines) -> Check:
    what = "Assignments executed"
    passing = [line for line in lines.agreements if line.standing.disposition not in _STAYS]
    ready = sum(line.standing.is_ready for line in passing)
    papers = _named(matter, ("assignment", "novation"))
    if not passing:
        return Check(what, CheckState.NOT_NEEDED)
    state = CheckState.APPEARS if papers and ready == len(passing) else CheckState.NOT_RECORDED
    if ready < len(passing):
        state = CheckState.OPEN
    evidence = papers or ("Approved with gates met are counted; execution is not recorded.",)
    waiting = tuple(line.number for line in passing if not line.standing.is_ready)
    return Check(what, state, ready, len(passing), matter.deal.closing_on, (), evidence, waiting)


def _paper(matter: Matter, what: str, words: tuple[str, ...], *, needed: bool) -> Check:
    found = _named(matter, words)
    if found:
        return Check(what, CheckState.APPEARS, evidence=found)
    return Check(what, CheckState.NOT_RECORDED if needed else CheckState.NOT_NEEDED)


def _named(matter: Matter, words: tuple[str, ...]) -> tuple[str, ...]:
    """The papers of the deal in whose name or note one of *words* occurs."""
    return tuple(_papers(matter, words))[:MOST_NAMED]


def _papers(matter: Matter, words: tuple[str, ...]) -> Iterator[str]:
    for paper in matter.deal.papers:
        text = f"{paper.name} {paper.note or ''}".casefold()
        if any(word in text for word in words):
            yield f"Paper “{paper.name}”"


def _accounts(lines: Lines) -> Check:
    what = "Credentials, API keys and vendor administrator accounts transferred"
    found = [line for line in lines.others if line.type is ItemType.ACCOUNT]
    if not found:
        return Check(what, CheckState.NOT_RECORDED)
    ready = sum(line.standing.is_ready for line in found)
    waiting = tuple(line.number for line in found if not line.standing.is_ready)
    return Check(what, _counted(ready, len(found)), ready, len(found), lines=waiting)


def _register(matter: Matter) -> Check:
    what, moved = "Register updated", matter.deal.register_moved_on
    if moved is not None:
        return Check(what, CheckState.DONE, evidence=(f"Moved on {written(moved)}",))
    still = matter.deal.kind in NOTHING_MOVES
    return Check(what, CheckState.NOT_NEEDED if still else CheckState.NOT_RECORDED)


def _told(matter: Matter) -> Check:
    what, told = "Vendors told of the new controller", matter.deal.told
    if not matter.moves:
        return Check(what, CheckState.NOT_NEEDED)
    if not told:
        return Check(what, CheckState.NOT_RECORDED)
    done = sum(one.on is not None for one in told)
    waiting = tuple(one.third_party for one in told if one.on is None)
    return Check(what, _counted(done, len(told)), done, len(told), lines=waiting)


def _art14(matter: Matter) -> Check:
    what, sent = "Buyer’s notice to people within a month of closing", matter.deal.art14_notice_on
    due = shifted(matter.deal.closing_on, ART14_DAYS)
    if sent is not None:
        done = sent <= matter.context.today
        evidence = (f"{'Sent' if done else 'Planned'} on {written(sent)}",)
        return Check(what, CheckState.DONE if done else CheckState.OPEN, due_on=due, evidence=evidence)
    if not matter.moves or not matter.regime_on(Regime.GDPR, Regime.UK):
        return Check(what, CheckState.NOT_NEEDED)
    return Check(what, CheckState.NOT_RECORDED, due_on=due)
