"""NOT rules: whether the privacy notice is on file and dated, and whether practice stays inside its words.

A purpose maps to the notice where the current version has a provision with the purpose's code. Flows are
judged while they are active; a link holds while the current notice still has the provision's code.
"""

import datetime as dt
from collections.abc import Iterator

from app.domain.catalogue.terms import LegalBasis
from app.domain.findings.conformity import contradictions
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.labels import labelled
from app.domain.findings.rule import Hit, dossier_rule, register_rule
from app.domain.findings.scope import active_flows, iso, non_affiliated, personal_flows
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.flows.terms import Channel, ConsentEvidence
from app.domain.notices.coverage import (
    GROUNDS,
    Coverage,
    code_of,
    codes,
    link_coverage,
    live_links,
    purpose_coverage,
)
from app.domain.notices.records import Notice
from app.domain.notices.terms import ProvisionKind, Strength
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Affiliation
from app.kernel.periods import is_older_than
from app.kernel.words import listing, written

STATED_CHANNELS = frozenset({Channel.WEBSITE, Channel.SOCIAL_MEDIA, Channel.EMAIL, Channel.ACCOUNT})
"""The channels that the notice names one by one (C1 to C4); its open-ended rest (C5) names none."""
NO_CONSENT = frozenset({ConsentEvidence.TERMS, ConsentEvidence.BROWSE})
"""What may be on file as proof of consent and shows none."""
RECHECK_DAYS = 365


def links_of(flow: Flow) -> list[tuple[str, Strength]]:
    """The notice links of *flow* as references and strengths."""
    return [(link.provision, link.strength) for link in flow.notice_links]


def is_outsider(third_party: ThirdParty) -> bool:
    """Whether the promise not to share reaches it: a company or agency outside the group."""
    return non_affiliated(third_party) or third_party.affiliation is Affiliation.PUBLIC_AUTHORITY


@register_rule(
    "NOT-01",
    Severity.HIGH,
    title="No privacy notice on file",
    message="No version of the privacy notice is recorded as captured.",
    remedy="Capture the published notice with its date and text.",
    citation="GDPR Art. 13",
)
def no_notice(context: Context) -> Iterator[Hit]:
    """No version with a capture date; on the latest version, or on our entity where there is none at all."""
    versions = context.notices_in_order
    if any(notice.captured_on is not None for notice in versions):
        return
    latest = versions[-1].ref if versions else None
    yield Hit(latest or context.organisation.entity or "organisation", values={"versions": len(versions)})


@register_rule(
    "NOT-02",
    Severity.MEDIUM,
    title="Notice undated",
    message="The current privacy notice states no date from which it applies.",
    remedy="Date the notice, and record the date.",
    citation="Notice S1; CalOPPA, Bus. & Prof. Code 22575(b)(4) (source to confirm)",
)
def undated(context: Context) -> Iterator[Hit]:
    """The current version has no effective date."""
    notice = context.current_notice
    if notice is not None and notice.effective_on is None:
        yield Hit(notice.ref or "", values={"effective_on": None, "captured_on": iso(notice.captured_on)})


@register_rule(
    "NOT-03",
    Severity.MEDIUM,
    title="Notice not re-checked",
    message="The privacy notice was last captured on {captured_on}, more than a year ago.",
    remedy="Capture it again and compare the versions.",
    citation="Cal. Civ. Code 1798.130(a)(5) (source to confirm)",
)
def stale(context: Context) -> Iterator[Hit]:
    """The current version was captured more than 365 days ago."""
    notice = context.current_notice
    if notice is None or notice.captured_on is None:
        return
    if is_older_than(notice.captured_on, RECHECK_DAYS, context.today):
        captured = notice.captured_on
        yield Hit(
            notice.ref or "",
            values={"captured_on": iso(captured)},
            blanks={"captured_on": written(captured)},
        )


@dossier_rule(
    "NOT-04",
    Severity.HIGH,
    title="Purpose not in the notice",
    message="The current notice has no provision for: {purposes}.",
    remedy="Stop, or amend the notice for data collected from then on.",
    citation="Notice S5; GDPR Art. 5(1)(b)",
)
def purpose_unstated(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A purpose of an active flow has no code, or one that the current notice lacks."""
    for flow in active_flows(dossier, context):
        unstated = [
            key
            for key in flow.purposes
            if purpose_coverage(context.current_notice, context.purposes.get(key)) is Coverage.NONE
        ]
        if unstated:
            blanks = {"purposes": labelled(unstated, context.purposes)}
            yield Hit(flow.ref or "", values={"purposes": unstated}, blanks=blanks)


@dossier_rule(
    "NOT-05",
    Severity.CRITICAL,
    title="Sharing not set forth in the notice",
    message="Personal data go outside the group, and no linked provision of the current notice allows it.",
    remedy="Stop the sharing, or set it forth in the notice first.",
    citation="Notice S6; FTC Act s. 5",
)
def not_set_forth(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Personal data flow to a company or agency outside the group without a link that still holds."""
    if not is_outsider(dossier.third_party):
        return
    for flow in personal_flows(dossier, context):
        if not list(live_links(context.current_notice, links_of(flow))):
            lapsed = [link.provision for link in flow.notice_links]
            values = {"affiliation": dossier.third_party.affiliation.value, "lapsed_links": lapsed}
            yield Hit(flow.ref or "", values=values)


@dossier_rule(
    "NOT-06",
    Severity.MEDIUM,
    title="Only a vague ground",
    message="Sharing with a recipient outside the group rests only on arguable provisions: {provisions}.",
    remedy="Have counsel mark one as express with a reason, or amend the notice.",
    citation="Notice S7",
)
def only_arguable(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Personal data flow outside the group and every link that holds is merely arguable."""
    if not is_outsider(dossier.third_party):
        return
    for flow in personal_flows(dossier, context):
        links = list(live_links(context.current_notice, links_of(flow)))
        if link_coverage(context.current_notice, links) is Coverage.ARGUABLE:
            resting_on = [ref for ref, _ in links]
            yield Hit(
                flow.ref or "",
                values={"provisions": resting_on},
                blanks={"provisions": listing([code_of(ref) for ref in resting_on])},
            )


@dossier_rule(
    "NOT-07",
    Severity.MEDIUM,
    title="Channel not in the notice",
    message="The channel “{channel}” is not one that the notice names.",
    remedy="Name the channel in the notice.",
    citation="Notice S3",
)
def channel_unstated(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An active flow is recorded with a channel other than C1 to C4."""
    for flow in active_flows(dossier, context):
        if flow.channel is not None and flow.channel not in STATED_CHANNELS:
            yield Hit(
                flow.ref or "",
                values={"channel": flow.channel.value},
                blanks={"channel": flow.channel.label},
            )


@dossier_rule(
    "NOT-08",
    Severity.HIGH,
    title="Use of the site is not consent",
    message="The flow relies on consent, but what is recorded of it is: {evidence}.",
    remedy="Rely on another basis, or collect consent.",
    citation="GDPR Art. 4(11), 7",
)
def browsewrap(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Consent is the basis and the proof on file is acceptance of terms or mere use."""
    for flow in active_flows(dossier, context):
        evidence = flow.consent_evidence
        if flow.legal_basis is LegalBasis.CONSENT and evidence in NO_CONSENT:
            yield Hit(
                flow.ref or "",
                values={"legal_basis": flow.legal_basis.value, "consent_evidence": evidence.value},
                blanks={"evidence": evidence.label.lower()},
            )


@dossier_rule(
    "NOT-09",
    Severity.CRITICAL,
    title="Minors’ data despite the promise",
    message="The flow concerns minors ({subjects}), from whom the notice promises to collect nothing.",
    remedy="Delete the data, here and at every recipient.",
    citation="Notice S10",
)
def minors(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An active flow has a subject group of minors."""
    for flow in active_flows(dossier, context):
        groups = [
            key
            for key in flow.subjects
            if (known := context.subjects.get(key)) is not None and known.is_minor
        ]
        if groups:
            blanks = {"subjects": labelled(groups, context.subjects)}
            yield Hit(flow.ref or "", values={"subjects": groups}, blanks=blanks)


@register_rule(
    "NOT-10",
    Severity.HIGH,
    title="Notice contradicts itself",
    message="The notice lists under aggregate data what cannot be done without identifiers: {codes}.",
    remedy="Rewrite that part of the notice.",
    citation="Notice S12; GDPR Art. 5(1)(a)",
)
def contradiction(context: Context) -> Iterator[Hit]:
    """The current version has A3 or A4 among its purposes for aggregate data."""
    notice = context.current_notice
    if notice is None:
        return
    purposes = contradictions(notice)
    if purposes:
        shown = [(provision.text or provision.code).rstrip(".") for provision in purposes]
        yield Hit(
            notice.ref or "",
            values={"provisions": [provision.code for provision in purposes]},
            blanks={"codes": "; ".join(shown)},
        )


@dossier_rule(
    "NOT-11",
    Severity.HIGH,
    title="Notice broadened after collection",
    message="The flow began on {first_on} and relies on {provisions}, which the notice then did not have.",
    remedy="Obtain fresh consent for the older data, or keep them out of the flow.",
    citation="FTC Act s. 5; FTC on retroactive changes of privacy promises (2015)",
)
def broadened(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A flow relies by link on a purpose or ground that came with a version later than its own beginning."""
    for flow in active_flows(dossier, context):
        if flow.first_on is None:
            continue
        then = context.notice_on(flow.first_on) or next(iter(context.notices_in_order), None)
        added = [
            link.provision
            for link in flow.notice_links
            if then is not None and _came_after(code_of(link.provision), then, flow.first_on, context)
        ]
        if added:
            yield Hit(
                flow.ref or "",
                values={
                    "first_on": iso(flow.first_on),
                    "provisions": added,
                    "notice_then": then and then.ref,
                },
                blanks={
                    "first_on": written(flow.first_on),
                    "provisions": listing([code_of(ref) for ref in added]),
                },
            )


def _came_after(code: str, then: Notice, first_on: dt.date, context: Context) -> bool:
    """Whether *code* is a purpose or ground that *then* lacked and a version after *first_on* has."""
    if code in codes(then):
        return False
    return any(
        provision.code == code and provision.kind in GROUNDS | {ProvisionKind.PURPOSE}
        for notice in context.notices_in_order
        for provision in notice.provisions
        if (notice.effective_on or notice.captured_on or dt.date.min) > first_on
    )
