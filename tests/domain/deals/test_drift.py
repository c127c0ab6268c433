"""What changed between two versions of the lines."""

from app.domain.deals.drift import compare, facts_of, rows
from tests.domain.deals.builders import agreement, context, deal, dossier, review, segment


def lines(record, *papers):
    return rows(review(record, context(), dossier(*papers)).lines.facts)


BEFORE = lines(deal(segment(), segment(ref="S-002")), agreement())


def seen(after, **more):
    return [(one.number, one.what, dict(one.fields)) for one in compare(BEFORE, after, **more)]


def test_the_same_lines_show_no_change():
    assert seen(BEFORE) == []


def test_a_line_that_came_and_one_that_went_are_told_apart():
    after = lines(deal(segment(), segment(ref="S-003")), agreement())
    assert seen(after) == [("A-002", "removed", {}), ("A-002", "added", {})]


def test_a_changed_fact_shows_its_old_and_new_value():
    record = deal(segment(system="Storefront"), segment(ref="S-002"))
    after = lines(record, agreement(assignment={"rule": "consent", "ref": "14.2"}))
    assert seen(after) == [
        ("A-001", "changed", {"system": (None, "Storefront")}),
        ("E-001", "changed", {"assignment_rule": ("free", "consent")}),
    ]


def test_decisions_and_closing_counts_are_no_drift_unless_asked_for():
    after = lines(deal(segment(records_closing=1990), segment(ref="S-002")), agreement())
    assert seen(after) == []
    assert seen(after, more=("records_closing",)) == [("A-001", "changed", {"records_closing": (None, 1990)})]


def test_every_fact_compared_is_printed_on_the_line():
    for row in BEFORE:
        assert set(facts_of(row)) <= set(row)
