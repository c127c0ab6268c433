"""FLW rules: whether a flow is what it is declared to be, and stays inside what was recorded and agreed."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator

from app.domain.catalogue.terms import Sensitivity
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.labels import labelled
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.scope import (
    active_flows,
    governing,
    has_ended,
    is_active,
    is_self,
    iso,
    non_affiliated,
)
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.flows.terms import Consideration, DeclaredClass
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import EvidenceKind, RiskTier, Role, Status
from app.kernel.periods import is_older_than
from app.kernel.words import listing, written

ON_OUR_BEHALF = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR, Role.SERVICE_PROVIDER, Role.CONTRACTOR})
"""The roles that receive data to work for us, so that what they are paid is no price for the data."""
NO_OWN_USE = frozenset({Role.PROCESSOR, Role.SERVICE_PROVIDER})
"""The roles that end where the recipient acts for itself (Art. 28(10); 11 CCR 7050)."""
SENSITIVE = frozenset({Sensitivity.ART9, Sensitivity.CCPA_SPI, Sensitivity.BANK, Sensitivity.CHILD})
"""The flags that ask for an assessment before data are shared."""
WATCHED = frozenset({RiskTier.HIGH, RiskTier.CRITICAL})
"""The risk tiers under which sensitive data may go out."""
CERTIFICATE_DAYS = 30
"""Days after the end of a flow within which its deletion should be certified."""
KEY_LENGTH = 200


@dossier_rule(
    "FLW-01",
    Severity.HIGH,
    title="“Aggregate” flow carries identifiers",
    message="The flow is declared aggregate but carries personal data: {cats}.",
    remedy="Reclassify the flow as personal, or strip the identifiers.",
    citation="Notice S12; GDPR Art. 4(1)",
)
def not_aggregate(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Declared aggregate, with categories that are neither aggregate nor anonymous."""
    for flow in active_flows(dossier, context):
        personal = sorted(key for key in set(flow.categories) if context.is_personal(key))
        if flow.declared_class is DeclaredClass.AGGREGATE and personal:
            yield Hit(
                flow.ref or "",
                joined(personal),
                values={"declared_class": flow.declared_class.value, "categories": personal},
                blanks={"cats": labelled(personal, context.categories)},
            )


@dossier_rule(
    "FLW-02",
    Severity.MEDIUM,
    title="Shares more than recorded",
    message="The flow carries more than {where} lists: {cats}.",
    remedy="Correct the record, or share less.",
    citation="GDPR Art. 5(1)(c), 28(3)",
)
def more_than_recorded(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A category outside those of its activity, or outside those that its governing agreements list.

    A listed category covers the narrower ones below it. What lists nothing is not exceeded: it is incomplete,
    which is another finding.
    """
    for flow in active_flows(dossier, context):
        activity = context.activities.get(flow.activity or "")
        papers = governing(dossier, flow, context)
        limits = {
            "the activity": set(activity.categories if activity else ()),
            "the agreement": {key for paper in papers for key in paper.categories},
        }
        beyond = {
            where: [key for key in flow.categories if not is_within(key, listed, context)]
            for where, listed in limits.items()
            if listed
        }
        exceeded = {where: keys for where, keys in beyond.items() if keys}
        if exceeded:
            keys = sorted({key for found in exceeded.values() for key in found})
            yield Hit(
                flow.ref or "",
                values={
                    "beyond_activity": exceeded.get("the activity", []),
                    "beyond_agreements": exceeded.get("the agreement", []),
                },
                blanks={
                    "where": listing(list(exceeded), "or"),
                    "cats": labelled(keys, context.categories),
                },
            )


@dossier_rule(
    "FLW-03",
    Severity.CRITICAL,
    title="Looks like a sale",
    message="The recipient gives {consideration} for the data, although the notice says that none are sold.",
    remedy="Stop, or treat it as a sale with opt-out duties and disclose it.",
    citation="Notice S6; Cal. Civ. Code 1798.140(ad)",
)
def looks_like_sale(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Something is given for the data by a recipient outside the group that does not work for us."""
    third_party = dossier.third_party
    if not non_affiliated(third_party) or third_party.role in ON_OUR_BEHALF:
        return
    for flow in active_flows(dossier, context):
        if flow.consideration is not Consideration.NONE:
            yield Hit(
                flow.ref or "",
                values={"consideration": flow.consideration.value, "role": third_party.role.value},
                blanks={"consideration": flow.consideration.label.lower()},
            )


@dossier_rule(
    "FLW-04",
    Severity.HIGH,
    title="Sharing for advertising without opt-out",
    message="Data are used for advertising across sites, and no way to opt out is recorded.",
    remedy="Offer an opt-out and record its route.",
    citation="Cal. Civ. Code 1798.120",
)
def ads_without_opt_out(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Cross-context advertising without an opt-out route."""
    for flow in active_flows(dossier, context):
        if flow.cross_context_ads and flow.opt_out_route is None:
            yield Hit(flow.ref or "", values={"cross_context_ads": True, "opt_out_route": None})


@dossier_rule(
    "FLW-05",
    Severity.HIGH,
    title="Recipient acts for itself",
    message="The recipient is recorded as {role} but also uses the data for itself.",
    remedy="Record its true role and put the fitting agreement in place, or end the own use.",
    citation="GDPR Art. 28(10); 11 CCR 7050",
)
def own_use(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Own use by a processor or service provider."""
    role = dossier.third_party.role
    if role not in NO_OWN_USE:
        return
    for flow in active_flows(dossier, context):
        if flow.own_use:
            yield Hit(
                flow.ref or "",
                values={"own_use": True, "role": role.value},
                blanks={"role": role.label.partition(" (")[0].lower()},
            )


@dossier_rule(
    "FLW-06",
    Severity.HIGH,
    title="Sensitive sharing not assessed",
    message="Sensitive data are shared ({cats}) and {why}.",
    remedy="Carry out the impact assessment, and set the risk tier to fit.",
    citation="GDPR Art. 35",
)
def sensitive_unassessed(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Sensitive categories, with a needed impact assessment not done or a risk tier below high."""
    tier = dossier.third_party.risk_tier
    for flow in active_flows(dossier, context):
        sensitive = [key for key in flow.categories if flags(key, context) & SENSITIVE]
        if not sensitive:
            continue
        activity = context.activities.get(flow.activity or "")
        done = activity.dpia.done_on if activity else None
        missing = bool(activity and activity.dpia.needed) and (done is None or done > context.today)
        reasons = ["the impact assessment that is needed is not recorded"] if missing else []
        reasons += ["the recipient’s risk tier is below high"] if tier not in WATCHED else []
        if reasons:
            yield Hit(
                flow.ref or "",
                values={
                    "categories": sensitive,
                    "dpia_missing": missing,
                    "risk_tier": tier.value if tier else None,
                },
                blanks={
                    "cats": labelled(sensitive, context.categories),
                    "why": listing(reasons),
                },
            )


@dossier_rule(
    "FLW-07",
    Severity.HIGH,
    title="More than a link",
    message="It is recorded as a mere link, but {why}.",
    remedy="Register it as a recipient, with role, agreement and notice.",
    citation="Notice S22",
)
def more_than_link(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A link-only third party with an active flow (on each), or with trackers found (on the third party)."""
    third_party = dossier.third_party
    if third_party.role is not Role.LINK_ONLY or is_self(third_party, context):
        return
    active = active_flows(dossier, context)
    values = {"role": third_party.role.value, "trackers_found": third_party.trackers_found}
    for flow in active:
        yield Hit(flow.ref or "", values=values, blanks={"why": "data flow to it"})
    if third_party.trackers_found and not active:
        why = "a cookie, pixel or code of theirs was found on the site"
        yield Hit(third_party.ref or "", values=values, blanks={"why": why})


@dossier_rule(
    "FLW-08",
    Severity.MEDIUM,
    title="Data left behind",
    message="{why}.",
    remedy="Obtain a deletion certificate, or end the flow in the record.",
    citation="GDPR Art. 28(3)(g)",
)
def left_behind(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The third party left but the flow goes on, or personal data ended without certified deletion."""
    third_party = dossier.third_party
    if is_self(third_party, context):
        return
    for flow in dossier.flows:
        values = {"third_party_status": third_party.status.value, "flow_status": flow.status.value}
        if not has_ended(flow, context.today):
            if third_party.status is Status.TERMINATED and is_active(flow, context.today):
                why = "The third party is recorded as terminated, but the flow is still recorded as active"
                yield Hit(flow.ref or "", values=values, blanks={"why": why})
        elif (
            context.carries_personal_data(flow)
            and is_older_than(flow.ended_on, CERTIFICATE_DAYS, context.today)
            and not is_deleted(flow, third_party, context.today)
        ):
            ended = iso(flow.ended_on)
            when = f"on {written(flow.ended_on)}" if flow.ended_on else "on a day not recorded"
            why = f"The flow ended {when} and no deletion certificate is recorded"
            yield Hit(flow.ref or "", values={**values, "ended_on": ended}, blanks={"why": why})


@dossier_rule(
    "FLW-09",
    Severity.MEDIUM,
    title="Used beyond contract",
    message="No agreement that governs the flow names: {purposes}.",
    remedy="Amend the agreement, or stop the use.",
    citation="Notice S16, fifth limb",
)
def beyond_contract(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A purpose of the flow that no governing agreement names; quiet where none governs, which is AGR-01."""
    for flow in active_flows(dossier, context):
        papers = governing(dossier, flow, context)
        named = {key for paper in papers for key in paper.purposes}
        beyond = [key for key in flow.purposes if key not in named]
        if papers and beyond:
            yield Hit(
                flow.ref or "",
                values={"purposes": beyond, "agreements": [paper.ref for paper in papers]},
                blanks={"purposes": labelled(beyond, context.purposes)},
            )


def is_deleted(flow: Flow, third_party: ThirdParty, day: dt.date) -> bool:
    """Whether a deletion certificate is on file by *day* that was issued once *flow* had ended.

    An undated certificate shows nothing of this flow unless the flow's end is not recorded either.
    """
    return any(
        evidence.kind is EvidenceKind.DELETION_CERTIFICATE
        and (
            flow.ended_on is None
            or (evidence.issued_on is not None and flow.ended_on <= evidence.issued_on <= day)
        )
        for evidence in third_party.evidence
    )


def flags(category: str, context: Context) -> frozenset[Sensitivity]:
    """Why the category *category* asks for more care; nothing for an unknown key."""
    known = context.categories.get(category)
    return frozenset(known.sensitivity) if known else frozenset()


def is_within(category: str, listed: Collection[str], context: Context) -> bool:
    """Whether *category* or a broader one above it is among *listed*."""
    seen: set[str] = set()
    current: str | None = category
    while current is not None and current not in seen:
        if current in listed:
            return True
        seen.add(current)
        known = context.categories.get(current)
        current = known.parent if known else None
    return False


def joined(keys: list[str]) -> str:
    """*keys* joined by ``+`` as a finding's key; where too long, cut and closed with a digest."""
    whole = "+".join(keys)
    if len(whole) <= KEY_LENGTH:
        return whole
    mark = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return f"{whole[: KEY_LENGTH - len(mark) - 1]}…{mark}"
