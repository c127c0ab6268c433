"""What if: the same register under other facts, beside the deal as it is."""

import pytest
from sqlalchemy.orm import Session

from app.domain.deals import operations, queries, what_if
from app.domain.deals.course import Scenario
from app.domain.deals.lines import collect
from app.domain.deals.matter import Matter
from app.domain.deals.records import Deal
from app.domain.deals.what_if import compared, differing, facts_of, under
from app.kernel.errors import Invalid, Missing
from app.security.actor import Actor
from tests.domain.deals.builders import agreement, context, deal, dossier, segment

CONSENT = dossier(agreement(assignment={"rule": "consent", "coc": "consent", "coc_ref": "9"}))


def tried(record: Deal, *dossiers, **facts):
    matter = Matter.of(record, dossiers, context())
    scenario = facts_of(record, "X").model_copy(
        update=Scenario.parse({"name": "X", "kind": record.kind} | facts).model_dump(include=set(facts))
    )
    return compared(matter, collect(matter), scenario)


def test_the_same_facts_change_nothing():
    found = tried(deal(), CONSENT)
    assert (found.changes, found.unchanged) == ((), 2)
    assert found.findings_added == found.findings_gone == ()


def test_another_structure_moves_lines_gates_and_rules():
    found = {one.number: one for one in tried(deal(), CONSENT, kind="share_purchase").changes}

    data, paper = found["A-001"], found["E-001"]
    assert (data.was, data.now, data.changes_disposition) == ("TRANSFER", "NO_TRANSFER", True)
    assert [need.gate for need in data.gates_gone] == ["BUYER_UNDERTAKING", "NOTICE_SENT"]
    assert ("DR-15" in data.rules_added, "DR-14" in data.rules_gone) == (True, True)
    assert data.why.startswith("DR-15: ")
    assert (paper.was, paper.now) == ("ASSIGN_CONSENT", "COC_CONSENT")
    assert (paper.rules_added, paper.rules_gone) == (("CR-04",), ("CR-01",))


def test_another_buyer_adds_a_gate_without_another_disposition():
    (data,) = tried(deal(), buyer_country="US").changes
    assert (data.changes_disposition, [need.gate for need in data.gates_added]) == (
        False,
        ["TRANSFER_MECHANISM"],
    )


def test_another_day_lets_findings_come_and_go():
    paper = dossier(agreement(assignment={"rule": "consent", "notice_days": 90}))
    found = tried(deal(), paper, closing_on="2026-12-24")
    assert [one.rule for one in found.findings_added] == ["DEAL-11"]
    assert "CR-08" in next(one for one in found.changes if one.number == "E-001").rules_added


def test_other_regimes_count_side_by_side():
    found = tried(deal(segment(relation="negotiation"), regimes=["GDPR"]), regimes=["DE-DSK"])
    assert [(term.value, was, now) for term, was, now in found.dispositions] == [
        ("TRANSFER", 1, 0),
        ("TRANSFER_OPT_OUT", 0, 1),
    ]
    assert {(need.gate.value, was, now) for need, was, now in found.gates} >= {("WINDOW_CLOSED", 0, 1)}


def test_trying_leaves_the_deal_as_it_is():
    record = deal()
    scenario = facts_of(record).model_copy(update={"window_days": 99})
    assert differing(record, scenario) == ("window_days",)
    assert under(record, scenario).window_days == 99
    assert record.window_days is None


@pytest.mark.usefixtures("today")
def test_a_scenario_is_kept_replaced_applied_and_dropped(session: Session, counsel: Actor) -> None:
    operations.open_deal(counsel, Deal.parse({"codename": "X", "kind": "asset_all"}))
    merger = Scenario.parse({"name": "As a merger", "kind": "merger_direct", "window_days": 30})

    what_if.keep(counsel, "D-001", merger)
    what_if.keep(counsel, "D-001", merger.model_copy(update={"name": "AS A MERGER", "window_days": 42}))
    (kept,) = queries.get(session, counsel, "D-001")[0].scenarios
    assert (kept.name, kept.window_days, kept.by) == ("AS A MERGER", 42, counsel.email)

    applied = what_if.apply(counsel, "D-001", kept)
    assert (applied.kind, applied.window_days, applied.codename) == ("merger_direct", 42, "X")
    with pytest.raises(Invalid):
        what_if.apply(counsel, "D-001", kept)
    what_if.drop(counsel, "D-001", "AS A MERGER")
    with pytest.raises(Missing):
        what_if.drop(counsel, "D-001", "AS A MERGER")
