"""What people were told when their data were collected: the notice versions behind a segment."""

from dataclasses import dataclass

from app.domain.catalogue.records import Purpose
from app.domain.deals.matter import Matter
from app.domain.deals.records import Segment
from app.domain.deals.terms import DealKind
from app.domain.notices.coverage import Coverage, codes, deal_coverage, provisions_for_deal, purpose_coverage
from app.domain.notices.records import Notice

NO_SALE = "PR1"
"""The code of the promise that nothing is sold or shared outside the group except as the notice says."""


def announces_transfer(notice: Notice) -> bool:
    """Whether *notice* has any wording on a transition of the business, whatever kinds of deal it reaches."""
    return bool(provisions_for_deal(notice, DealKind.MERGER_DIRECT))


def promises_no_sale(notice: Notice | None) -> bool:
    """Whether *notice* promises not to sell or share outside the group."""
    return NO_SALE in codes(notice)


@dataclass(frozen=True)
class AtCollection:
    """The notice versions under which a segment was, or may have been, collected.

    ``recorded`` is false where the segment names no version: then ``notices`` are all that exist, and only
    what is true of every one of them is certain.
    """

    notices: tuple[Notice, ...]
    recorded: bool

    def lacking_transfer_words(self) -> tuple[Notice, ...]:
        """The versions that certainly applied to somebody and do not announce a transfer of the business."""
        lacking = tuple(notice for notice in self.notices if not announces_transfer(notice))
        return lacking if self.recorded or len(lacking) == len(self.notices) else ()

    def is_new(self, purpose: Purpose | None) -> bool:
        """Whether *purpose* certainly exceeds what somebody was told at collection."""
        unstated = [purpose_coverage(notice, purpose) is Coverage.NONE for notice in self.notices]
        return any(unstated) if self.recorded else all(unstated)


def at_collection(matter: Matter, segment: Segment) -> AtCollection:
    """The notice versions under which *segment* was collected, or may have been."""
    named = (matter.context.notices.get(cohort.notice) for cohort in segment.notices if cohort.share > 0)
    recorded = tuple(notice for notice in named if notice is not None)
    if recorded:
        return AtCollection(recorded, recorded=True)
    return AtCollection(matter.context.notices_in_order, recorded=False)


def extra_purposes(matter: Matter, segment: Segment) -> tuple[str, ...]:
    """The buyer's purposes that the notice at collection does not state.

    Where there is no notice at all, those that the seller itself did not have.
    """
    told = at_collection(matter, segment)
    if not told.notices:
        return tuple(sorted(set(matter.deal.buyer_purposes) - set(matter.purposes(segment))))
    known = matter.context.purposes
    return tuple(sorted(key for key in matter.deal.buyer_purposes if told.is_new(known.get(key))))


def petition_notice(matter: Matter) -> Notice | None:
    """The notice in effect when the bankruptcy petition was filed; today's where no date is recorded."""
    return matter.context.notice_on(matter.deal.bk_petition_on or matter.context.today)


def announced(matter: Matter) -> Coverage:
    """How clearly the notice in effect today announces a deal of this structure."""
    return deal_coverage(matter.context.current_notice, matter.deal.kind)
