"""What the notice promised: DR-01 to DR-04 (Federal Trade Commission), DR-32 and DR-33 (the notice)."""

import re

from app.domain.deals.collection import announced, at_collection, extra_purposes, petition_notice
from app.domain.deals.matter import Matter
from app.domain.deals.records import Segment
from app.domain.deals.rules.rule import Effect, before, binding, segment_rule
from app.domain.deals.terms import BuyerAdopts, DealKind, Disposition, Gate
from app.domain.findings.terms import Severity
from app.domain.notices.coverage import Coverage
from app.domain.notices.terms import ProvisionKind
from app.domain.organisation.terms import Regime
from app.kernel.words import listing

_SURVIVAL = re.compile(r"bankrupt|insolv|surviv|successor", re.IGNORECASE)
"""Words by which a promise says that it outlives the company; what they mean is for counsel to read."""


@segment_rule(
    "DR-01",
    title="Privacy promises outlive a purchase",
    citation="FTC, Mergers and privacy promises (2015)",
    regimes=(Regime.US_FTC,),
    severity=Severity.HIGH,
)
def promises_stay(matter: Matter, segment: Segment) -> Effect | None:
    """The buyer keeps the promises made at collection, or asks for permission."""
    deal = matter.deal
    if deal.kind is DealKind.REORGANISATION or deal.buyer_adopts_notice is BuyerAdopts.YES:
        return None
    if matter.outside_notice(segment):
        return None
    values = {"buyer_adopts_notice": deal.buyer_adopts_notice.value}
    if deal.buyer_adopts_notice is BuyerAdopts.UNKNOWN:
        return Effect(
            "A purchase does not cancel what people were promised, and it is not recorded whether the buyer "
            "keeps it.",
            gates=binding(matter, Gate.BUYER_UNDERTAKING),
            values=values,
        )
    return Effect(
        "The buyer is recorded as not keeping the promises; using the data on other terms needs people's "
        "permission.",
        Disposition.CONSENT_REQUIRED if matter.moves else None,
        binding(matter, Gate.CONSENTS_RECORDED),
        values,
    )


@segment_rule(
    "DR-02",
    title="A different use of old data needs consent",
    citation="FTC, Mergers and privacy promises (2015); FTC, Gateway Learning (2004)",
    regimes=(Regime.US_FTC,),
    severity=Severity.HIGH,
)
def different_use(matter: Matter, segment: Segment) -> Effect | None:
    """A purpose of the buyer that the notice at collection does not state needs affirmative consent."""
    if matter.outside_notice(segment):
        return None
    extra = extra_purposes(matter, segment)
    if not extra:
        return None
    named = listing(matter.labels(matter.context.purposes, extra))
    return Effect(
        f"The notice at collection does not appear to state what the buyer also intends: {named}. "
        "Affirmative consent is needed for it.",
        Disposition.CONSENT_REQUIRED if matter.moves else None,
        binding(matter, Gate.CONSENTS_RECORDED),
        {"extra_purposes": list(extra)},
        flag="The data could go without this consent if the buyer limited itself to the purposes stated.",
    )


@segment_rule(
    "DR-03",
    title="Customer data are not sold alone, nor to another line of business",
    citation="FTC, letter in re RadioShack (2015); FTC v. Toysmart (2000)",
    regimes=(Regime.US_FTC,),
    severity=Severity.HIGH,
)
def sale_terms(matter: Matter, segment: Segment) -> Effect | None:
    """With the business, to one like it, bound by the same promises; otherwise by consent only."""
    deal = matter.deal
    if not matter.structure.sells_assets or matter.outside_notice(segment):
        return None
    values = {"data_standalone": deal.data_standalone, "buyer_same_business": deal.buyer_same_business}
    if not deal.data_standalone and deal.buyer_same_business:
        return Effect(
            "The data go with the business to a buyer in the same line; the buyer must be bound by the same "
            "promises.",
            Disposition.TRANSFER,
            before(Gate.BUYER_UNDERTAKING),
            values,
        )
    broken = ["the data are sold apart from the business"] if deal.data_standalone else []
    broken += (
        [] if deal.buyer_same_business else ["the buyer is not recorded as in the same line of business"]
    )
    if segment.consent_names_successor:
        return Effect(
            f"Outside the terms for selling customer data, since {listing(broken)}; only those may move "
            "whose consent names the successor.",
            Disposition.CONSENT_REQUIRED,
            before(Gate.CONSENTS_RECORDED, Gate.BUYER_UNDERTAKING),
            values,
        )
    return Effect(
        f"Outside the terms for selling customer data, since {listing(broken)}; what people do not consent "
        "to stays behind.",
        Disposition.EXCLUDE,
        values=values,
    )


@segment_rule(
    "DR-04",
    title="A promise that covers bankruptcy binds the purchaser",
    citation="FTC, letter in re 23andMe (2025)",
    regimes=(Regime.US_FTC,),
)
def promise_in_bankruptcy(matter: Matter, segment: Segment) -> Effect | None:
    """A notice that says its promises hold in insolvency is kept by whoever buys the data."""
    if matter.deal.kind is not DealKind.BANKRUPTCY_363 or matter.outside_notice(segment):
        return None
    candidates = (*at_collection(matter, segment).notices, petition_notice(matter))
    found = sorted(
        {
            f"{notice.ref}/{provision.code}"
            for notice in candidates
            if notice is not None
            for provision in notice.provisions
            if provision.kind is ProvisionKind.PROMISE and _SURVIVAL.search(provision.text or "")
        }
    )
    if not found:
        return None
    return Effect(
        f"The notice appears to promise that its terms outlive the company ({listing(found)}); the "
        "purchaser keeps them.",
        gates=before(Gate.BUYER_UNDERTAKING),
        values={"provisions": found},
        flag="Found by its words: read whether the promise really covers a sale in bankruptcy.",
    )


@segment_rule(
    "DR-32",
    title="The notice does not announce this kind of deal",
    citation="Notice, business transition (S17)",
    severity=Severity.HIGH,
)
def not_announced(matter: Matter, segment: Segment) -> Effect | None:
    """What was not announced needs at least notice and a way out."""
    if matter.controller_stays or matter.outside_notice(segment):
        return None
    if announced(matter) is not Coverage.NONE:
        return None
    notice = matter.context.current_notice
    where = f"The notice in effect ({notice.ref})" if notice is not None else "No notice is on file; it"
    return Effect(
        f"{where} does not announce a transfer by {matter.deal.kind.label.lower()}: tell people and let "
        "them object.",
        Disposition.TRANSFER_OPT_OUT,
        values={"kind": matter.deal.kind.value, "notice": notice.ref if notice is not None else None},
    )


@segment_rule(
    "DR-33",
    title="Collected before the notice announced a transfer",
    citation="FTC Act s.5, retroactive change; GDPR Art. 6(1)(f)",
    severity=Severity.HIGH,
)
def collected_before(matter: Matter, segment: Segment) -> Effect | None:
    """Data collected under a version without transfer wording keep the promises of that version."""
    if not matter.moves:
        return None
    told = at_collection(matter, segment)
    if matter.outside_notice(segment) and not told.recorded:
        return None
    lacking = told.lacking_transfer_words()
    if not lacking:
        return None
    refs = [notice.ref or "" for notice in lacking]
    shares = {cohort.notice: cohort.share for cohort in segment.notices if cohort.notice in refs}
    said = f"{sum(shares.values())} % of it" if told.recorded else "All of it"
    values = {"notices": refs, "shares": shares}
    if matter.regime_on(Regime.US_FTC):
        balance = matter.regime_on(Regime.GDPR, Regime.UK)
        return Effect(
            f"{said} was collected under wording that announced no transfer ({listing(refs)}); a later "
            "notice cannot change that, so consent is needed.",
            Disposition.CONSENT_REQUIRED,
            values=values,
            flag="The balance of interests (Art. 6(1)(f)) must be recorded as well." if balance else "",
        )
    return Effect(
        f"{said} was collected under wording that announced no transfer ({listing(refs)}); whether people "
        "could expect it must be weighed.",
        values=values,
        flag="Weigh the interests (Art. 6(1)(f)) for people to whom no transfer was announced, and record "
        "the result.",
    )
