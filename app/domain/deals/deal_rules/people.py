"""What the people were promised and told: DEAL-03, DEAL-04, DEAL-06, DEAL-07, DEAL-08 and DEAL-13."""

from collections.abc import Iterator

from app.domain.deals.collection import announced, at_collection
from app.domain.deals.data_lines import DataLine
from app.domain.deals.deal_rules.rule import Review, deal_rule
from app.domain.deals.facts import window_ends_on
from app.domain.deals.matter import shifted
from app.domain.deals.records import Segment
from app.domain.deals.rules.europe import BUYER_NOTICE_DAYS
from app.domain.deals.rules.germany import OBJECTION_DAYS
from app.domain.deals.terms import DealStage, Disposition, ItemType
from app.domain.findings.rule import Hit
from app.domain.findings.terms import Severity
from app.domain.notices.coverage import Coverage
from app.domain.organisation.terms import Regime
from app.kernel.words import listing, written

HANDED_OVER = frozenset({Disposition.TRANSFER, Disposition.TRANSFER_NOTICE, Disposition.TRANSFER_OPT_OUT})
"""The dispositions under which people are handed over unless they act."""
KEPT_BACK = frozenset({Disposition.EXCLUDE, Disposition.DELETE})
"""The dispositions that take minors out of the transfer."""


def _in_perimeter(review: Review) -> tuple[Segment, ...]:
    return tuple(segment for segment in review.matter.segments if segment.in_perimeter)


def _line(review: Review, segment: Segment, type_: ItemType = ItemType.SEGMENT) -> DataLine | None:
    return review.lines.data_by_key.get((type_, segment.ref or ""))


@deal_rule(
    "DEAL-03",
    Severity.HIGH,
    title="The notice does not announce this kind of deal",
    message="The notice in effect announces a {kind} {how}.",
    remedy="Tell people and open a window for objections, or have counsel read the wording.",
    citation="Notice, business transition (S17)",
)
def not_announced(review: Review) -> Iterator[Hit]:
    """The notice in effect covers the structure; medium where it does so only arguably."""
    covered = announced(review.matter)
    if covered is Coverage.EXPRESS:
        return
    deal, notice = review.matter.deal, review.matter.context.current_notice
    values = {
        "kind": deal.kind.value,
        "coverage": covered.value,
        "notice": notice.ref if notice is not None else None,
    }
    arguable = covered is Coverage.ARGUABLE
    severity = Severity.MEDIUM if arguable else Severity.HIGH
    how = "only arguably" if arguable else "nowhere"
    blanks = {"kind": deal.kind.label.lower(), "how": how}
    yield review.hit("", values, blanks, severity)


@deal_rule(
    "DEAL-04",
    Severity.HIGH,
    title="No transfer wording at collection",
    message="{name} was collected in part under {notices}, which announced no transfer of the business.",
    remedy="Obtain consent or record the balance of interests for these people.",
    citation="DR-33; FTC Act s.5",
)
def collected_before(review: Review) -> Iterator[Hit]:
    """No cohort was collected under a version without transfer wording."""
    if not review.matter.moves:
        return
    for segment in _in_perimeter(review):
        told = at_collection(review.matter, segment)
        if review.matter.outside_notice(segment) and not told.recorded:
            continue
        lacking = [notice.ref or "" for notice in told.lacking_transfer_words()]
        if lacking:
            shares = {cohort.notice: cohort.share for cohort in segment.notices if cohort.notice in lacking}
            values = {"notices": lacking, "shares": shares, "recorded": told.recorded}
            blanks = {"name": segment.name or segment.ref, "notices": listing(lacking)}
            yield review.hit(segment.ref or "", values, blanks)


@deal_rule(
    "DEAL-06",
    Severity.HIGH,
    title="Opted-out people among the transferred",
    message="{name} holds people who opted out, and their addresses are not held to suppression only.",
    remedy="Split the e-mail addresses off as a suppression list.",
    citation="CAN-SPAM, 15 U.S.C. 7704(a)(4); Cal. Civ. Code 1798.120(a)(2)",
)
def opted_out(review: Review) -> Iterator[Hit]:
    """An opted-out address is in no list that is handed over.

    What was decided on the segment counts for the addresses too, unless a line of their own was decided.
    """
    if not review.matter.moves:
        return
    for segment in _in_perimeter(review):
        line, split = _line(review, segment), _line(review, segment, ItemType.SUPPRESSION_LIST)
        reachable = not review.matter.categories(segment) or bool(review.matter.emails(segment))
        if not segment.opted_out or not reachable:
            continue
        decided = line is not None and line.standing.decided is not None
        governing = split if split is not None and (split.standing.decided or not decided) else line
        if governing is not None and governing.standing.disposition in HANDED_OVER:
            disposition = governing.standing.disposition.value
            values = {"opted_out": True, "number": governing.number, "disposition": disposition}
            yield review.hit(segment.ref or "", values, {"name": segment.name or segment.ref})


@deal_rule(
    "DEAL-07",
    Severity.CRITICAL,
    title="Minors in the transfer",
    message="{name} holds data of people under eighteen and is in the perimeter.",
    remedy="Take them out of the perimeter and delete them, unless a legal hold applies.",
    citation="Notice, minors (S10)",
)
def minors(review: Review) -> Iterator[Hit]:
    """Minors are out of the perimeter, or approved as excluded or deleted."""
    for segment in _in_perimeter(review):
        line = _line(review, segment) or _line(review, segment, ItemType.SUPPRESSION_LIST)
        out = line is not None and line.standing.is_approved and line.standing.decided in KEPT_BACK
        if review.matter.has_minors(segment) and not out:
            values = {"minor": segment.minor, "subjects": list(review.matter.subjects(segment))}
            yield review.hit(segment.ref or "", values, {"name": segment.name or segment.ref})


@deal_rule(
    "DEAL-08",
    Severity.HIGH,
    title="Objection window too short",
    message="{what}",
    remedy="Extend the window, or move the closing behind its end.",
    citation="DSK, resolution on asset deals (2024)",
)
def short_window(review: Review) -> Iterator[Hit]:
    """Six weeks where people in negotiation may object, and no closing before a window ends."""
    deal = review.matter.deal
    days = deal.window_days
    values = {"window_days": days, "required_days": OBJECTION_DAYS}
    given = f"{days} days" if days is not None else "not recorded"
    for proposal in review.lines.proposals:
        if "DR-17" in proposal.rule_ids and (days is None or days < OBJECTION_DAYS):
            what = f"The window is {given}; {proposal.ref} needs at least {OBJECTION_DAYS} days."
            yield review.hit(proposal.ref, values, {"what": what})
    ends_on = window_ends_on(review.matter)
    if ends_on is not None and deal.closing_on is not None and deal.closing_on < ends_on:
        closing = {"closing_on": deal.closing_on.isoformat(), "window_ends_on": ends_on.isoformat()}
        what = f"Closing is on {written(deal.closing_on)}, before the window ends on {written(ends_on)}."
        yield review.hit("", {**values, **closing}, {"what": what})


@deal_rule(
    "DEAL-13",
    Severity.MEDIUM,
    title="The buyer's notice is missing",
    message="More than a month has passed since closing on {closing_on}, and no notice of the buyer is "
    "recorded.",
    remedy="Have the buyer tell people, and record the day.",
    citation="GDPR Art. 14(3)(a)",
    regimes=(Regime.GDPR, Regime.UK),
)
def buyer_notice(review: Review) -> Iterator[Hit]:
    """The buyer told people within a month of closing."""
    deal = review.matter.deal
    due_on = shifted(deal.closing_on, BUYER_NOTICE_DAYS)
    told = deal.art14_notice_on is not None or deal.stage is DealStage.ABANDONED
    if not review.matter.moves or due_on is None or deal.closing_on is None or told:
        return
    if due_on < review.matter.context.today:
        values = {"closing_on": deal.closing_on.isoformat(), "due_on": due_on.isoformat()}
        yield review.hit("", values, {"closing_on": written(deal.closing_on)})
