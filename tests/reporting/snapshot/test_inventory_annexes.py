"""The annexes of R10: the rules with their sources, the dictionary, and the texts as they were hashed."""

from typing import Any

from app.domain.deals.deal_rules.rule import DEAL_RULES
from app.domain.deals.rules.rule import RULES
from app.domain.deals.schedule import inventory as build
from app.reporting.render.tables import inventory
from app.reporting.snapshot.inventory import collect_inventory
from app.reporting.snapshot.schema.frame import Snapshot
from tests.domain.deals.builders import context, deal, notice, segment


def made(*segments: Any, about: Any = None, **changes: Any) -> Snapshot:
    """R10 of a deal with *segments*."""
    told = about or context()
    sold = deal(*segments, **changes)
    return collect_inventory(sold, build(sold, (), told), told)


def test_the_catalogue_has_every_rule_with_its_source_and_where_it_fired() -> None:
    rows = {row["id"]: row for row in made(segment(minor=True))["data"]["annexes"]["rules"]}

    assert set(rows) == {*RULES, *DEAL_RULES}
    assert all(row["citation"] for row in rows.values())
    assert rows["DR-31"]["lines"] == 1
    assert rows["DEAL-07"]["lines"] == 1
    assert rows["DR-36"]["lines"] == 0


def test_a_rule_of_a_regime_that_is_off_is_listed_and_not_evaluated() -> None:
    rows = {row["id"]: row for row in made(segment(), regimes=["GDPR"])["data"]["annexes"]["rules"]}

    assert rows["DR-14"]["evaluated"]
    assert not rows["DR-05"]["evaluated"]


def test_the_dictionary_is_whole_and_counts_the_lines_that_hold_a_category() -> None:
    snapshot = made(segment(categories=["user.name", "user.contact.email"]))
    rows = {row["key"]: row for row in snapshot["data"]["annexes"]["categories"]}

    assert set(rows) == set(context().categories)
    assert (rows["user.name"]["lines"], rows["user.name"]["bk_pii"]) == (1, True)
    assert rows["user.contact.email"]["parent"] == rows["user.contact"]["label"]
    assert rows["user.health_and_medical"]["lines"] == 0


def test_the_texts_are_those_of_the_versions_that_data_were_collected_under_word_by_word() -> None:
    texts = {
        ref: notice(ref, text=f"First of {ref}.\n\nSecond.", sha256="ab" * 32, effective_on=day)
        for ref, day in (("NV-0001", "2020-01-01"), ("NV-0002", "2021-01-01"), ("NV-0003", "2022-01-01"))
    }
    snapshot = made(
        segment(notices=[{"notice": "NV-0001", "share": 100}]), about=context(notices=list(texts.values()))
    )

    found = snapshot["data"]["annexes"]["notices"]
    assert [(one["ref"], one["text"]) for one in found] == [
        ("NV-0001", "First of NV-0001.\n\nSecond."),
        ("NV-0003", "First of NV-0003.\n\nSecond."),
    ]
    (table,) = [one for one in inventory.tables(snapshot) if one.key == "notice_texts"]
    assert table.rows[:2] == [("NV-0001", 1, "First of NV-0001."), ("NV-0001", 2, "Second.")]
    assert "ab" * 32 in table.note


def test_a_schedule_sealed_before_there_were_annexes_lists_the_rules_that_fired() -> None:
    snapshot = made(segment())
    for name in ("annexes", "parties", "agreement"):
        del snapshot["data"][name]

    table = next(one for one in inventory.tables(snapshot) if one.key == "rules")
    assert table.title == "Annex 1 Rules that fired"
    assert {row[0] for row in table.rows} == set(snapshot["data"]["rules"])
