import json
from typing import Any

import pytest

from app.domain.deals.schedule import inventory as build
from app.kernel.canonical import canonical
from app.reporting.snapshot.inventory import collect_inventory
from tests.reporting import samples


def snapshot(**changes: Any) -> Any:
    """The snapshot of the ordinary deal with *changes*."""
    sold, about = samples.deal(**changes), samples.context()
    return collect_inventory(sold, build(sold, [], about), about)


def test_the_same_deal_gives_the_same_bytes_in_json_types() -> None:
    assert canonical(snapshot()) == canonical(snapshot())
    assert json.loads(json.dumps(snapshot())) == snapshot()


@pytest.mark.parametrize(
    ("stage", "mark"),
    [
        ("prepare", "draft"),
        ("diligence", "draft"),
        ("signed", "signing"),
        ("closed", "closing"),
        ("abandoned", "draft"),
    ],
)
def test_a_schedule_is_a_draft_until_signing(stage: str, mark: str) -> None:
    assert snapshot(stage=stage)["data"]["mark"] == mark


def test_the_caller_may_mark_and_number_the_schedule() -> None:
    sold, about = samples.deal(), samples.context()
    made = collect_inventory(sold, build(sold, [], about), about, mark="signing", schedule="4.12")
    assert (made["data"]["mark"], made["data"]["schedule"]) == ("signing", "4.12")


def test_the_regimes_are_those_of_the_deal() -> None:
    assert snapshot(regimes=["GDPR", "CA-QC"])["regimes"] == ["GDPR", "CA-QC"]
    assert snapshot()["regimes"] == ["GDPR", "US-FTC", "ES"]


def test_the_buyer_is_named_where_it_is_recorded() -> None:
    assert snapshot()["data"]["buyer"] == {"name": "Veloz Paquetería, S.A.", "reg_no": None, "country": "US"}
    assert snapshot(buyer_entity=None, buyer_country=None)["data"]["buyer"] == {
        "name": None,
        "reg_no": None,
        "country": None,
    }


def test_every_line_has_words_for_what_is_proposed() -> None:
    made = samples.inventory()
    lines = [line for part in "ABCDE" for line in made["data"]["parts"][part]]
    words = made["labels"]["disposition"]
    assert {line["standing"]["disposition"] for line in lines} <= set(words)
    assert made["counts"] == {"shown": len(lines), "total": len(lines), "of": "lines"}
