"""Whether the deal can be signed and closed: DEAL-01, DEAL-02, DEAL-11 and DEAL-12."""

from collections.abc import Iterator

from app.domain.deals.deal_rules.rule import BOUND, OVER, Review, deal_rule, line_key
from app.domain.deals.drift import CHANGED, compare, rows
from app.domain.deals.matter import shifted
from app.domain.deals.plain import plain
from app.domain.deals.terms import ConsentStatus, DealStage, Gate
from app.domain.findings.rule import Hit
from app.domain.findings.terms import Severity
from app.kernel.words import listing, plural, written


@deal_rule(
    "DEAL-01",
    Severity.CRITICAL,
    title="Undecided line",
    message="The deal is signed and {number} has no approved disposition.",
    remedy="Decide the line and have it approved.",
    citation="Inventory, dispositions",
)
def undecided(review: Review) -> Iterator[Hit]:
    """From signing on every line in the perimeter has an approved disposition."""
    stage = review.matter.deal.stage
    if stage not in BOUND:
        return
    for line in review.lines.perimeter:
        if not line.standing.is_approved:
            values = {
                "stage": stage.value,
                "number": line.number,
                "decided": plain(line.standing.decided),
                "proposed": plain(line.standing.proposed),
            }
            yield review.hit(line_key(line), values, {"number": line.number})


@deal_rule(
    "DEAL-02",
    Severity.CRITICAL,
    title="Closed with an open gate",
    message="The closing day has come and {number} still waits for: {gates}.",
    remedy="Escalate: meet the gates, or keep the line out until they are met.",
    citation="Inventory, gates",
)
def open_gates(review: Review) -> Iterator[Hit]:
    """On the day of closing no gate of the phase before closing is open."""
    deal = review.matter.deal
    if deal.closing_on is None or deal.closing_on > review.matter.context.today:
        return
    if deal.stage is DealStage.ABANDONED:
        return
    for line in review.lines.perimeter:
        waiting = line.standing.open_gates
        if waiting:
            names = listing([gate.gate.label.lower() for gate in waiting])
            values = {
                "closing_on": deal.closing_on.isoformat(),
                "number": line.number,
                "gates": [gate.gate.value for gate in waiting],
            }
            yield review.hit(line_key(line), values, {"number": line.number, "gates": names})


@deal_rule(
    "DEAL-11",
    Severity.HIGH,
    title="A contract's consent is at risk",
    message="{counterparty} should have been asked by {due_on} for {title}, and its answer is not recorded.",
    remedy="Chase the counterparty, ask for a waiver, or move the closing.",
    citation="CR-08; assignment and change-of-control clauses",
)
def late_consent(review: Review) -> Iterator[Hit]:
    """The last day for asking, closing less the notice period, has passed without an answer."""
    deal, today = review.matter.deal, review.matter.context.today
    if deal.closing_on is None or deal.stage in OVER:
        return
    settled = {ConsentStatus.RECEIVED.value, ConsentStatus.WAIVED.value}
    for line in review.lines.agreements:
        asked = {gate.gate for gate in line.standing.gates if gate.is_open}
        told = Gate.COUNTERPARTY_NOTICE in asked and line.consent_requested_on is None
        wanted = Gate.COUNTERPARTY_CONSENT in asked and line.consent_status not in settled
        due_on = shifted(deal.closing_on, -(line.notice_days or 0))
        if due_on is None or due_on >= today or not (told or wanted):
            continue
        values = {
            "closing_on": deal.closing_on.isoformat(),
            "notice_days": line.notice_days,
            "due_on": due_on.isoformat(),
            "consent_status": line.consent_status,
        }
        words = {"counterparty": line.counterparty, "title": line.title, "due_on": written(due_on)}
        yield review.hit(line_key(line), values, words)


@deal_rule(
    "DEAL-12",
    Severity.MEDIUM,
    title="Drift since signing",
    message="{number} was {what} since the signing schedule: {changes}.",
    remedy="Bring the schedule down to today, or agree the difference with the other side.",
    citation="Inventory, signing to closing comparison",
)
def drift(review: Review) -> Iterator[Hit]:
    """The register of today says the same of the perimeter as the signing schedule."""
    if review.signing is None:
        return
    then = [row for row in review.signing if row.get("in_perimeter", True)]
    for change in compare(then, rows(review.lines.facts)):
        key = change.ref if change.type in {"segment", "agreement"} else f"{change.type}:{change.ref}"
        fields = listing([name.replace("_", " ") for name in change.fields])
        changes = (
            f"{plural(len(change.fields), 'field')} ({fields})" if change.what == CHANGED else change.ref
        )
        values = {
            "what": change.what,
            "number": change.number,
            "fields": {name: list(pair) for name, pair in change.fields.items()},
        }
        yield review.hit(key, values, {"number": change.number, "what": change.what, "changes": changes})
