"""Sales in bankruptcy: DR-05 to DR-08 (11 U.S.C. 101(41A), 332, 363; the RadioShack settlement)."""

from app.domain.catalogue.terms import Sensitivity
from app.domain.deals.collection import petition_notice, promises_no_sale
from app.domain.deals.matter import BIRTH, PHONE, Matter
from app.domain.deals.records import Segment
from app.domain.deals.rules.rule import Effect, before, deal_wide_rule, segment_rule
from app.domain.deals.terms import DealKind, Disposition, Gate, Ombudsman
from app.domain.findings.terms import Severity
from app.domain.notices.coverage import Coverage, deal_coverage
from app.domain.organisation.terms import Regime
from app.kernel.periods import add_months
from app.kernel.words import listing, written

OMBUDSMAN_LEAD_DAYS = 7
"""Days before the hearing by which the ombudsman must be appointed (s.332; older texts say five)."""
INACTIVE_MONTHS = 24
"""Months without activity after which the RadioShack settlement kept an address back."""


def _promised_at_petition(matter: Matter, segment: Segment) -> tuple[bool, Coverage]:
    """Whether consumers' identifying data are sold against a promise made when the petition was filed.

    With it, how the transfer wording of that notice covers the sale.
    """
    notice = petition_notice(matter)
    asked = (
        matter.deal.kind is DealKind.BANKRUPTCY_363
        and promises_no_sale(notice)
        and bool(matter.identifying_in_bankruptcy(segment))
        and not matter.only_employees(segment)
    )
    return asked, deal_coverage(notice, matter.deal.kind)


def _petition_values(matter: Matter, segment: Segment) -> dict[str, object]:
    notice = petition_notice(matter)
    petition = matter.deal.bk_petition_on
    return {
        "bk_petition_on": petition.isoformat() if petition else None,
        "notice": notice.ref if notice else None,
        "categories": list(matter.identifying_in_bankruptcy(segment)),
    }


def _petition_flag(matter: Matter) -> str:
    return "" if matter.deal.bk_petition_on else "The petition date is not recorded: today's notice was used."


@segment_rule(
    "DR-05",
    title="Identifying data promised not to be sold",
    citation="11 U.S.C. 363(b)(1)",
    regimes=(Regime.US_BK,),
    severity=Severity.HIGH,
)
def ombudsman_and_court(matter: Matter, segment: Segment) -> Effect | None:
    """Against the policy in effect at the petition, only with an ombudsman, a hearing and a finding."""
    asked, covered = _promised_at_petition(matter, segment)
    if not asked or covered is not Coverage.NONE:
        return None
    return Effect(
        "The notice in effect at the petition promised not to hand such data to outsiders and announced no "
        "sale like this; an ombudsman's report and the court's approval are needed.",
        gates=before(Gate.CPO_REPORT, Gate.COURT_ORDER),
        values=_petition_values(matter, segment),
        flag=_petition_flag(matter),
    )


@segment_rule(
    "DR-05a",
    title="The sale may be consistent with the notice",
    citation="11 U.S.C. 363(b)(1)(A)",
    regimes=(Regime.US_BK,),
    severity=Severity.HIGH,
)
def consistent_sale(matter: Matter, segment: Segment) -> Effect | None:
    """A promise with an exception for sales of the business leaves the consistent route open, arguably."""
    asked, covered = _promised_at_petition(matter, segment)
    if not asked or covered is Coverage.NONE:
        return None
    return Effect(
        "The promise not to sell excepts what the notice sets forth, and it sets forth a sale of the "
        "business: the sale appears arguably consistent with it. The court still approves.",
        gates=before(Gate.COURT_ORDER),
        values={**_petition_values(matter, segment), "consistent_with_policy": Coverage.ARGUABLE.value},
        flag=f"Decide whether a consumer privacy ombudsman is needed. {_petition_flag(matter)}".strip(),
    )


@deal_wide_rule(
    "DR-06",
    title="The ombudsman comes too late for the hearing",
    citation="11 U.S.C. 332; Fed. R. Bankr. P. 6004(g)",
    regimes=(Regime.US_BK,),
    confirmed=False,
    severity=Severity.CRITICAL,
    on_segments=False,
)
def ombudsman_in_time(matter: Matter) -> Effect | None:
    """The motion asks for an ombudsman, who is appointed at least seven days before the hearing."""
    deal = matter.deal
    if deal.kind is not DealKind.BANKRUPTCY_363 or deal.hearing_on is None or deal.court_approved_on:
        return None
    answered = deal.cpo is Ombudsman.NOT_NEEDED and bool(deal.cpo_rationale)
    if answered or deal.cpo in {Ombudsman.APPOINTED, Ombudsman.REPORTED}:
        return None
    left = (deal.hearing_on - matter.context.today).days
    if left >= OMBUDSMAN_LEAD_DAYS:
        return None
    return Effect(
        f"The hearing is on {written(deal.hearing_on)} and no ombudsman is recorded as appointed; the "
        f"appointment should precede it by at least {OMBUDSMAN_LEAD_DAYS} days.",
        gates=before(Gate.CPO_REPORT),
        values={"cpo": deal.cpo.value, "hearing_on": deal.hearing_on.isoformat(), "days_left": left},
        flag="Ask the court for an appointment or a later hearing; older texts say five days.",
    )


@segment_rule(
    "DR-07",
    title="What the Bankruptcy Code calls identifying",
    citation="11 U.S.C. 101(41A)",
    regimes=(Regime.US_BK,),
    severity=Severity.INFO,
)
def identifying_data(matter: Matter, segment: Segment) -> Effect | None:
    """Consumers' names, addresses, numbers and dates count; employees' do not, but are reviewed too."""
    found = matter.identifying_in_bankruptcy(segment)
    if matter.deal.kind is not DealKind.BANKRUPTCY_363 or not found:
        return None
    employees = matter.only_employees(segment)
    if employees:
        why = (
            "Employees' data are outside the ombudsman's scope, which is consumers; they are still reviewed."
        )
    else:
        named = listing(matter.labels(matter.context.categories, found))
        why = f"The segment holds what the Code counts as identifying a consumer: {named}."
    label = "outside ombudsman's scope" if employees else "consumers' identifying data"
    return Effect(why, values={"bk_pii": not employees, "label": label, "categories": list(found)})


@segment_rule(
    "DR-08",
    title="What the RadioShack settlement never moved",
    citation="In re RadioShack, settlement with the attorneys general (2015)",
    regimes=(Regime.US_BK,),
    severity=Severity.HIGH,
)
def settlement_practice(matter: Matter, segment: Segment) -> Effect | None:
    """Card, government and telephone numbers, dates of birth and dormant addresses stay behind by default."""
    if matter.deal.kind is not DealKind.BANKRUPTCY_363:
        return None
    kept = {
        *matter.sensitive(segment, Sensitivity.CARD, Sensitivity.GOV_ID),
        *matter.named(segment, BIRTH),
        *matter.named(segment, PHONE),
    }
    categories = tuple(key for key in matter.categories(segment) if key in kept)
    limit = add_months(matter.context.today, -INACTIVE_MONTHS)
    dormant = segment.last_activity_on is not None and segment.last_activity_on < limit
    if not categories and not dormant:
        return None
    named = listing(matter.labels(matter.context.categories, categories))
    reasons = [f"it holds {named}"] if categories else []
    reasons += [f"nobody in it was active for {INACTIVE_MONTHS} months"] if dormant else []
    last = segment.last_activity_on
    return Effect(
        f"By the measure of that settlement the segment stays behind: {listing(reasons)}.",
        Disposition.EXCLUDE,
        values={"categories": list(categories), "last_activity_on": last.isoformat() if last else None},
        flag="" if dormant else "Without these categories it could move after people could opt out.",
        categories=() if dormant else categories,
    )
