"""The perimeter of a deal: what moves when a part is sold, by each way of naming it."""

from typing import Any

import pytest

from app.domain.deals.engine import deal_flags
from app.domain.deals.matter import Matter
from app.domain.findings.dossier import Dossier
from app.domain.flows.records import Flow
from tests.domain.deals.builders import agreement, bidder, context, deal, dossier, segment

OUTSIDE = {"segments": [segment(activity=None)]}
"""A deal none of whose segments names an activity, so that no flow is in the perimeter by them."""


def papers(*dossiers: Dossier, **changes: Any) -> list[str]:
    """The agreements in the perimeter of a deal with *changes*."""
    matter = Matter.of(deal(**OUTSIDE | changes), dossiers, context())
    return [paper.ref or "" for _, paper in matter.agreements]


def test_of_a_whole_business_everything_moves_but_what_is_ours():
    assert papers(dossier(agreement()), perimeter="all") == ["AG-0001"]
    own = dossier(agreement(), entity="EN-0001")
    assert papers(own, perimeter="all") == []


def test_of_a_part_nothing_moves_that_nobody_named():
    assert papers(dossier(agreement()), perimeter="part") == []


@pytest.mark.parametrize(
    "named",
    [
        {"segments": [segment()]},
        {"perimeter_activities": ["AC-0001"]},
        {"perimeter_third_parties": ["TP-0001"]},
        {"perimeter_entities": ["EN-0001"]},
    ],
    ids=["by a segment", "by activity", "by third party", "by the entity that signed"],
)
def test_a_part_is_named_in_any_of_four_ways(named):
    assert papers(dossier(agreement()), perimeter="part", **named) == ["AG-0001"]


def test_an_entity_takes_along_the_activities_that_it_controls():
    on = context()
    activity = on.activities["AC-0001"].model_copy(update={"controller_entity": "EN-0003"})
    on.activities["AC-0001"] = activity  # type: ignore[index]
    record = deal(**OUTSIDE, perimeter="part", perimeter_entities=["EN-0003"])
    matter = Matter.of(record, [dossier(agreement())], on)
    assert (matter.activities, [paper.ref for _, paper in matter.agreements]) == ({"AC-0001"}, ["AG-0001"])


def test_of_a_third_party_that_an_entity_alone_brings_in_only_its_own_papers_move():
    other = agreement(ref="AG-0002", our_entity="EN-0003")
    flow = Flow.parse({"ref": "FL-0009", "third_party": "TP-0009", "activity": "AC-0099", "status": "active"})
    party = bidder(agreement(third_party="TP-0009"), other | {"third_party": "TP-0009"})
    both = Dossier(party.third_party, party.agreements, (flow,))
    assert papers(both, perimeter="part", perimeter_entities=["EN-0003"]) == ["AG-0002"]
    assert papers(both, perimeter="part", perimeter_third_parties=["TP-0009"]) == ["AG-0001", "AG-0002"]


def test_an_activity_without_a_segment_is_flagged_for_counsel():
    record = deal(**OUTSIDE, perimeter="part", perimeter_activities=["AC-0001"])
    assert any("in the perimeter of AC-0001" in flag for flag in deal_flags(Matter(record, context())))
    assert not any("AC-0001" in flag for flag in deal_flags(Matter(deal(segment()), context())))
