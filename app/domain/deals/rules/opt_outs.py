"""Sale, opt-outs and changed use: DR-09 to DR-11 (California), DR-12 (CAN-SPAM), DR-13 (other US states)."""

from app.domain.deals.collection import extra_purposes
from app.domain.deals.matter import MIXED_CONTACT, Matter
from app.domain.deals.records import Segment
from app.domain.deals.rules.rule import Effect, binding, deal_wide_rule, segment_rule
from app.domain.deals.terms import BuyerAdopts, DealKind, Disposition, Gate
from app.domain.evidence.terms import PreferenceKind
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime
from app.kernel.words import listing, plural


def _sale(matter: Matter, segment: Segment, law: str) -> Effect | None:
    """Whether handing over the data is a sale: not where control of a business passes with them."""
    deal = matter.deal
    if matter.structure.passes_control:
        return Effect(
            "Control of the business passes with the data, so that the transfer does not count as a sale "
            f"under {law}.",
            values={"sale": False, "kind": deal.kind.value},
        )
    if deal.kind is not DealKind.DATA_ONLY_SALE:
        return None
    if segment.opted_out:
        return Effect(
            f"No business passes with the data, so this looks like a sale under {law}, and these people "
            "opted out.",
            Disposition.EXCLUDE,
            values={"sale": True, "opted_out": True},
            flag="Only a new consent of the person, given after the opt-out, would let these data move.",
        )
    return Effect(
        f"No business passes with the data, so this looks like a sale under {law}: people must be able to "
        "opt out.",
        Disposition.TRANSFER_OPT_OUT,
        values={"sale": True, "opted_out": False},
    )


def _changed_use(matter: Matter, segment: Segment) -> tuple[str, dict[str, object]] | None:
    """Why the buyer's use differs from what was promised, with the facts; ``None`` if nothing shows it."""
    extra = [] if matter.outside_notice(segment) else list(extra_purposes(matter, segment))
    declined = matter.deal.buyer_adopts_notice is BuyerAdopts.NO and not matter.outside_notice(segment)
    if not extra and not declined:
        return None
    named = listing(matter.labels(matter.context.purposes, extra))
    reasons = ["the buyer is recorded as not keeping the promises"] if declined else []
    reasons += [f"it intends purposes not stated at collection ({named})"] if extra else []
    return listing(reasons), {
        "extra_purposes": extra,
        "buyer_adopts_notice": matter.deal.buyer_adopts_notice.value,
    }


def _prior_notice(matter: Matter, segment: Segment, rest: str) -> Effect | None:
    changed = _changed_use(matter, segment)
    if changed is None:
        return None
    why, values = changed
    return Effect(
        f"The use after the deal appears to differ, since {why}; {rest}",
        Disposition.TRANSFER_NOTICE if matter.moves else None,
        binding(matter, Gate.NOTICE_SENT),
        values,
    )


@segment_rule(
    "DR-09",
    title="Whether the transfer is a sale",
    citation="Cal. Civ. Code 1798.140(ad)(2)(C)",
    regimes=(Regime.CCPA,),
)
def californian_sale(matter: Matter, segment: Segment) -> Effect | None:
    """No sale where control of all or part of the business passes too; a sale where only data do."""
    return _sale(matter, segment, "the CCPA")


@segment_rule(
    "DR-10",
    title="Prominent notice before a materially different use",
    citation="Cal. Civ. Code 1798.140(ad)(2)(C)",
    regimes=(Regime.CCPA,),
)
def prominent_notice(matter: Matter, segment: Segment) -> Effect | None:
    """An acquirer that uses the data otherwise tells people first, robustly and with choices."""
    return _prior_notice(
        matter,
        segment,
        "people are told first, prominently and with choices, and data already held keep their terms.",
    )


@deal_wide_rule(
    "DR-11",
    title="Opt-outs travel with the person",
    citation="Cal. Civ. Code 1798.120(a)(2) (AB 1824)",
    regimes=(Regime.CCPA,),
    on_segments=False,
)
def opt_outs_travel(matter: Matter) -> Effect | None:
    """Whoever acquires the data obeys opt-outs of sale and sharing that the seller received."""
    if not matter.moves:
        return None
    kind = PreferenceKind.SALE_SHARE_OPTOUT
    live = (preference for preference in matter.context.preferences if not preference.archived)
    count = sum(preference.kind is kind for preference in live)
    if not count:
        return None
    return Effect(
        f"The ledger records {plural(count, 'opt-out')} of sale or sharing, which bind the acquirer: the "
        "records go along and must reconcile at closing.",
        values={"kind": kind.value, "count": count},
    )


@segment_rule(
    "DR-12",
    title="An opted-out address moves only to keep it off lists",
    citation="CAN-SPAM, 15 U.S.C. 7704(a)(4)",
    regimes=(Regime.US_FTC,),
    severity=Severity.HIGH,
)
def suppressed_addresses(matter: Matter, segment: Segment) -> Effect | None:
    """The e-mail address of whoever opted out is not transferred with a list, except to comply."""
    emails = matter.emails(segment) if segment.opted_out and matter.moves else ()
    if not emails:
        return None
    mixed = emails == (MIXED_CONTACT,)
    return Effect(
        "These people opted out: their e-mail address may move only hashed, to keep it off the buyer's "
        "lists; the rest of the segment follows its own rules.",
        Disposition.SUPPRESSION_ONLY,
        values={"categories": list(emails)},
        flag="Contact details are undivided: take the e-mail address out of what moves." if mixed else "",
        categories=emails,
    )


@segment_rule(
    "DR-13",
    title="The same exception in other states",
    citation="State privacy acts, such as Florida's and Tex. Bus. & Com. Code 541.001(28)(E)",
    regimes=(Regime.US_STATES,),
)
def other_states(matter: Matter, segment: Segment) -> Effect | None:
    """Other states except a merger from sale as well; Florida wants prior notice of a change."""
    homes = {
        country
        for key in matter.subjects(segment)
        if (subject := matter.context.subjects.get(key))
        for country in subject.residency
    }
    if homes and "US" not in homes:
        return None
    sale = _sale(matter, segment, "the laws of other states")
    notice = _prior_notice(matter, segment, "people are told before the change.")
    if sale is None or notice is None:
        return sale or notice
    if sale.disposition is not None:
        return sale
    return Effect(
        f"{sale.why} {notice.why}", notice.disposition, notice.gates, {**sale.values, **notice.values}
    )
