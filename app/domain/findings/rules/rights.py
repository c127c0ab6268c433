"""RTS, DSC and INC rules: opt-outs honoured and passed on, disclosures decided, incidents reported in time.

RTS-01 and RTS-04 look at the ledger of opt-outs alone. RTS-02 is found in the dossier of each third party
that has to be told, on the preference, with the third party as its key. RTS-03 and RTS-05 concern a flow. An
incident has no reference of its own: INC-01 is found on the third party, with the day on which it knew as its
key.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from app.domain.agreements.clauses.chain import effective_clauses
from app.domain.agreements.clauses.values import hours_of
from app.domain.agreements.terms import ClauseState
from app.domain.catalogue.terms import LegalBasis
from app.domain.evidence.breach_clock import when
from app.domain.evidence.records import Preference
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.labels import labelled
from app.domain.findings.rule import Hit, dossier_rule, register_rule
from app.domain.findings.scope import EU_UK, active_flows, agreements_in_force, iso
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.flows.terms import Channel
from app.domain.third_parties.records import Incident
from app.kernel.periods import add_business_days
from app.kernel.words import listing, written

BUSINESS_DAYS = 10
"""Within how many business days an opt-out must be honoured and passed on (15 U.S.C. 7704(a)(4))."""
OTHER_CHANNELS = frozenset({Channel.SMS, Channel.POST, Channel.PHONE})
"""The marketing channels that an opt-out by e-mail does not serve."""
E_MARKETING = frozenset({LegalBasis.CONSENT, LegalBasis.SOFT_OPT_IN})
"""The bases on which electronic marketing may rest in the EU and the UK."""
SAFETY_CODES = frozenset({"P1", "P2", "P3", "P5"})
"""The codes of purchases, requested services, order status and recalls, which an opt-out must leave alone."""
BREACH_CLAUSES = ("g28.f_breach_time", "conf.breach_notice")
"""The clauses that may state the hours within which an incident is reported."""


@register_rule(
    "RTS-01",
    Severity.HIGH,
    title="Opt-out overdue",
    message="The request of {received_on} was due on {due_on} and is not recorded as honoured.",
    remedy="Act on the request today, and record it.",
    citation="Notice S4; 15 U.S.C. 7704(a)(4)",
)
def opt_out_overdue(context: Context) -> Iterator[Hit]:
    """A request was not honoured within ten business days."""
    for preference in overdue(context):
        if preference.honoured_on is not None and preference.honoured_on <= context.today:
            continue
        due = due_on(preference, context)
        received = preference.received_on
        yield Hit(
            preference.ref or "",
            values={"received_on": iso(received), "due_on": iso(due), "honoured_on": None},
            blanks={"received_on": received and written(received), "due_on": due and written(due)},
        )


@dossier_rule(
    "RTS-02",
    Severity.HIGH,
    title="Recipient not told of an opt-out",
    message="{name} markets for us and has not confirmed the opt-out of {received_on}.",
    remedy="Tell the recipient, and record its confirmation.",
    citation="Notice S4",
)
def not_passed_on(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A recipient of marketing data has not confirmed a request ten business days after it came in."""
    flows = marketing_flows(dossier, context)
    if not flows:
        return
    ref = dossier.third_party.ref or ""
    for preference in overdue(context):
        told = [entry for entry in preference.propagation if entry.third_party == ref]
        if any(entry.ack_on is not None and entry.ack_on <= context.today for entry in told):
            continue
        if any(must_be_told(flow, preference, context) for flow in flows):
            sent = min((entry.sent_on for entry in told if entry.sent_on is not None), default=None)
            received = preference.received_on
            yield Hit(
                preference.ref or "",
                ref,
                values={
                    "third_party": ref,
                    "received_on": iso(received),
                    "sent_on": iso(sent),
                    "ack_on": None,
                },
                blanks={"name": dossier.third_party.name, "received_on": received and written(received)},
            )


@dossier_rule(
    "RTS-03",
    Severity.MEDIUM,
    title="Only e-mail opt-out exists",
    message="People are addressed by {channel} for marketing, and no way to opt out of it is recorded.",
    remedy="Offer an opt-out for that channel and record its route.",
    citation="Notice S4 against S5, P7",
)
def channel_without_opt_out(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Marketing by text message, post or telephone without an opt-out route."""
    for flow in marketing_flows(dossier, context):
        if flow.channel in OTHER_CHANNELS and flow.opt_out_route is None:
            yield Hit(
                flow.ref or "",
                values={"channel": flow.channel.value, "opt_out_route": None},
                blanks={"channel": flow.channel.label.lower()},
            )


@register_rule(
    "RTS-04",
    Severity.INFO,
    title="Opt-out suppresses needed messages",
    message="The request was applied to what people must go on receiving: {purposes}.",
    remedy="Narrow the request to marketing.",
    citation="Notice S5, P5",
)
def too_wide(context: Context) -> Iterator[Hit]:
    """The scope of a request has purposes of purchases, orders or recalls."""
    for preference in _ledger(context):
        needed = [
            key
            for key in preference.scope
            if (known := context.purposes.get(key)) is not None
            and not known.marketing
            and known.policy_code in SAFETY_CODES
        ]
        if needed:
            blanks = {"purposes": labelled(needed, context.purposes)}
            yield Hit(preference.ref or "", values={"scope": needed}, blanks=blanks)


@dossier_rule(
    "RTS-05",
    Severity.HIGH,
    title="No basis for e-marketing",
    message="Electronic marketing rests on {basis}, not on consent or a soft opt-in.",
    remedy="Collect consent, or show that the soft opt-in applies.",
    citation="ePrivacy Directive Art. 13; UK PECR reg. 22 (source to confirm)",
    regimes=EU_UK,
)
def without_basis(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Marketing other than by post whose basis, of the flow or else of its purposes, is another or none."""
    for flow in marketing_flows(dossier, context):
        if flow.channel is Channel.POST:
            continue
        unfit = [basis for basis in _bases(flow, context) if basis not in E_MARKETING]
        if unfit:
            named = [basis.label if basis else "no recorded basis" for basis in unfit]
            yield Hit(
                flow.ref or "",
                values={"legal_bases": [basis.value if basis else None for basis in unfit]},
                blanks={"basis": listing(list(dict.fromkeys(named)))},
            )


@register_rule(
    "DSC-01",
    Severity.HIGH,
    title="Undocumented disclosure",
    message="The disclosure has {missing} recorded.",
    remedy="Record who approved it and on what ground.",
    citation="Notice S21",
)
def undocumented(context: Context) -> Iterator[Hit]:
    """A disclosure without an approver or a ground."""
    for disclosure in context.disclosures:
        missing = ["no approver"] if disclosure.approver is None else []
        missing += ["no ground"] if disclosure.ground is None else []
        if missing and not disclosure.archived:
            values = {
                "approver": disclosure.approver,
                "ground": disclosure.ground.value if disclosure.ground else None,
            }
            yield Hit(disclosure.ref or "", values=values, blanks={"missing": listing(missing)})


@dossier_rule(
    "INC-01",
    Severity.HIGH,
    title="Incident reported late",
    message="It knew of the incident on {aware_on} and {told}; the agreement allows {hours} hours.",
    remedy="Claim the delay and record the answer.",
    citation="GDPR Art. 33(2)",
)
def reported_late(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """More hours than a clause in force allows lie between their knowing and our being told (or today)."""
    seen: Counter[str] = Counter()
    for incident in dossier.third_party.incidents:
        aware = incident.aware_third_party_on
        if aware is None:
            continue
        seen[aware.isoformat()] += 1
        told = incident.notified_us_on
        allowed = allowed_hours(dossier, context, aware)
        if allowed is not None and _hours_until_told(incident, context) > allowed:
            count = seen[aware.isoformat()]
            key = aware.isoformat() + (f"#{count}" if count > 1 else "")
            how = f"told us on {written(told)}" if told else "has not told us"
            yield Hit(
                dossier.third_party.ref or "",
                key,
                values={
                    "aware_on": iso(aware),
                    "aware_at": incident.aware_third_party_time,
                    "notified_us_on": iso(told),
                    "notified_us_at": incident.notified_us_time,
                    "allowed_hours": f"{allowed:g}",
                },
                blanks={"aware_on": written(aware), "told": how, "hours": f"{allowed:g}"},
            )


def _hours_until_told(incident: Incident, context: Context) -> float:
    """The hours from their knowing until we were told, or until today where we were not.

    To the minute where both times of day are recorded; else as many days times 24 as lie between.
    """
    knew, told = incident.aware_third_party_on, incident.notified_us_on
    if knew is None:
        return 0
    if told is not None and incident.aware_third_party_time and incident.notified_us_time:
        zone = context.organisation.time_zone
        span = when(told, incident.notified_us_time, zone).first
        return (span - when(knew, incident.aware_third_party_time, zone).first) / dt.timedelta(hours=1)
    return ((told or context.today) - knew).days * 24


def marketing_flows(dossier: Dossier, context: Context) -> tuple[Flow, ...]:
    """The active flows with a marketing purpose: who has any is told of opt-outs (RTS-02, K9)."""
    return tuple(flow for flow in active_flows(dossier, context) if marketing_purposes(flow, context))


def marketing_purposes(flow: Flow, context: Context) -> frozenset[str]:
    """The purposes of *flow* that serve marketing."""
    return frozenset(
        key for key in flow.purposes if (known := context.purposes.get(key)) is not None and known.marketing
    )


def must_be_told(flow: Flow, preference: Preference, context: Context) -> bool:
    """Whether *flow* may carry the person's data for a purpose that *preference* stops.

    A flow that began after the request was honoured never had the person in it.
    """
    if preference.scope and marketing_purposes(flow, context).isdisjoint(preference.scope):
        return False
    if flow.first_on is None or preference.honoured_on is None:
        return True
    return flow.first_on <= preference.honoured_on


def due_on(preference: Preference, context: Context) -> dt.date | None:
    """The tenth business day after the request came in; ``None`` where its day is not recorded."""
    if preference.received_on is None:
        return None
    return add_business_days(preference.received_on, BUSINESS_DAYS, context.organisation.holidays)


def overdue(context: Context) -> Iterator[Preference]:
    """The requests that came in more than ten business days ago, whether honoured or not."""
    limit = add_business_days(context.today, -BUSINESS_DAYS, context.organisation.holidays)
    return (
        preference
        for preference in _ledger(context)
        if preference.received_on is not None and preference.received_on < limit
    )


def allowed_hours(dossier: Dossier, context: Context, day: dt.date) -> float | None:
    """The fewest hours for reporting an incident that a clause in force on *day* states, if any does."""
    stated = []
    for agreement in agreements_in_force(dossier, context, day):
        clauses = effective_clauses(agreement, day, dossier.agreements_by_ref)
        for key in BREACH_CLAUSES:
            found = clauses.get(key)
            if found is not None and found.clause.state in {ClauseState.PRESENT, ClauseState.PARTIAL}:
                stated.append(hours_of(found.clause))
    return min((hours for hours in stated if hours is not None), default=None)


def _ledger(context: Context) -> Iterator[Preference]:
    return (preference for preference in context.preferences if not preference.archived)


def _bases(flow: Flow, context: Context) -> list[LegalBasis | None]:
    """The basis of *flow*, or else those of its marketing purposes under the EU and UK regimes."""
    if flow.legal_basis is not None:
        return [flow.legal_basis]
    on = [regime for regime in EU_UK if context.regime_on(regime)]
    purposes = sorted(marketing_purposes(flow, context))
    return [context.purposes[key].legal_basis.get(regime) for key in purposes for regime in on]
