"""What every record refuses, and in what words."""

import datetime as dt
from typing import Any

import pytest

from app.domain.accounts.records import Person
from app.domain.deals.records import Override
from app.domain.third_parties.records import ThirdParty
from app.kernel.errors import Invalid


def problem(**fields: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as raised:
        ThirdParty.parse({"name": "Paloma"} | fields)
    return raised.value.pointers()


@pytest.mark.parametrize("value", [0, 86_400, 86_400.0, True, "0", "86400", "-86400", "1700000000"])
def test_a_number_is_no_day(value: object) -> None:
    said = problem(onboarded_on=value)
    cure = "is not a date: write it as year-month-day, such as 2026-03-31."
    assert said == {"/onboarded_on": [f"Onboarded on: “the number {value}” {cure}"]}


def test_a_time_says_its_offset_and_is_kept_in_utc() -> None:
    said = {"by": "ana@lumen.example", "reason": "Agreed", "at": "2026-03-31T19:00:00+02:00"}
    assert Override.parse(said).to_state()["at"] == "2026-03-31T17:00:00Z"
    with pytest.raises(Invalid) as raised:
        Override.parse(said | {"at": "2026-03-31T19:00:00"})
    cure = "says no time zone: write it in UTC, such as 2026-03-31T17:00:00Z."
    assert raised.value.pointers() == {"/at": [f"At: {cure}"]}


def test_a_day_may_carry_spaces_around_it() -> None:
    assert ThirdParty.parse({"name": "x", "onboarded_on": " 2026-03-31 "}).onboarded_on == dt.date(
        2026, 3, 31
    )


@pytest.mark.parametrize(
    "ref", ["TP-٠٠٠١", "TP-00001", "TP-1", "tp-0001", "TP-0001/G1", "TP-1234567890", "EN-0001"]
)
def test_a_reference_has_one_spelling(ref: str) -> None:
    assert problem(ref=ref) == {
        "/ref": [f"Reference: “{ref}” is not in the right form: write it like TP-0001."]
    }


@pytest.mark.parametrize("ref", ["TP-0000", "TP-0001", "TP-9999", "TP-10000", "TP-999999999"])
def test_references_grow_once_four_digits_are_used_up(ref: str) -> None:
    assert ThirdParty.parse({"ref": ref, "name": "x"}).ref == ref


def test_people_are_known_by_their_address_in_lower_case_wherever_it_is_written() -> None:
    assert Person.parse({"email": "Ana.Ruiz@Lumen.EXAMPLE", "name": "Ana"}).email == "ana.ruiz@lumen.example"
    assert (
        ThirdParty.parse({"name": "x", "owner": "Ana.Ruiz@Lumen.EXAMPLE"}).owner == "ana.ruiz@lumen.example"
    )


def test_what_is_of_the_wrong_type_is_named_with_the_cure() -> None:
    assert problem(name=5, aliases="one", contacts=["Ana"]) == {
        "/name": ["Name: must be text."],
        "/aliases": ["Also known as: must be a list."],
        "/contacts/0": ["Contacts 1: must be an object with its fields."],
    }


def test_text_that_cannot_be_stored_is_refused() -> None:
    assert problem(name="a\ud800b", description="a\x00b") == {
        "/name": ["Name: contains characters that no text can hold (lone surrogates): remove them."],
        "/description": ["Services: contains control characters: remove them."],
    }


def test_a_key_says_of_what_it_may_be_made() -> None:
    said = problem(incidents=[{"categories": ["E-mail address"]}])
    cure = "use lower-case letters, digits, dots, dashes and underscores, 100 at most."
    assert said == {
        "/incidents/0/categories/0": [
            f"Incidents 1: Data categories 1: “E-mail address” is not in the right form: {cure}"
        ]
    }
