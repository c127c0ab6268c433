"""Invented registers of any size hold together, differ by seed, and are the same for the same one."""

import datetime as dt
from typing import Any

import pytest

from app.demo import synthetic
from app.demo.drafts import drafts
from app.demo.integrity import problems
from app.domain.findings import engine
from app.domain.findings.engine import Found
from tests.demo.conftest import judged_on

TODAY = dt.date(2026, 11, 1)
LISTS = ("entities", "documents", "third_parties", "agreements", "flows", "preferences")


def register(count: int, seed: int = 1) -> dict[str, Any]:
    """The parts as one register."""
    parts = list(synthetic.documents(count, seed=seed, today=TODAY))
    whole = {name: [] for name in ("waivers", "disclosures", "deals", *LISTS)} | parts[0]
    for part in parts[1:]:
        for name in LISTS:
            whole[name] = [*whole[name], *part.get(name, [])]
    return whole


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return register(300)


def test_it_holds_together(made: dict[str, Any]) -> None:
    assert problems(made) == []


def test_what_was_first_written_down_holds_together_too(made: dict[str, Any]) -> None:
    assert problems(drafts(made) | {"preferences": []}) == []


def test_it_has_the_size_that_was_asked_for(made: dict[str, Any]) -> None:
    parties = len(made["third_parties"])
    assert parties == 300
    assert 1.3 <= len(made["agreements"]) / parties <= 1.7
    assert 4.5 <= len(made["flows"]) / parties <= 5.5


def test_names_are_all_different(made: dict[str, Any]) -> None:
    names = [party["name"] for party in made["third_parties"]]
    assert len(set(names)) == len(names)


def test_the_same_seed_gives_the_same_register_and_another_seed_another() -> None:
    assert register(40, seed=5) == register(40, seed=5)
    assert register(40, seed=5) != register(40, seed=6)


def test_a_larger_register_begins_like_a_smaller_one() -> None:
    assert register(40)["third_parties"][:20] == register(20)["third_parties"]


def test_a_register_without_third_parties_is_one_too() -> None:
    empty = register(0)
    assert problems(empty) == []
    assert [len(empty[name]) for name in ("third_parties", "agreements", "flows", "preferences")] == [
        0,
        0,
        0,
        0,
    ]


def test_the_rules_find_much_and_not_everywhere(made: dict[str, Any]) -> None:
    context, dossiers = judged_on(made, TODAY)
    found = [list(engine.on_dossier(dossier, context)) for dossier in dossiers]
    assert all(isinstance(one, Found) for some in found for one in some)
    clean = sum(not some for some in found)
    assert 0 < clean < len(dossiers)
    assert len({one.rule for some in found for one in some if isinstance(one, Found)}) > 25
