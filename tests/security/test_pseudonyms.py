"""One person has one hash, however the address is written, and nobody finds the address from it without the key."""

import pytest

from app.security.pseudonyms import spelled, subject_hash

KEY = "a key outside the database"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana@example.org", "  Ana@Example.ORG "),
        ("ana@example.org", "mailto:ana@example.org"),
        ("ana@example.org", "ａｎａ＠example.org"),
        ("+34 600 11 22 33", "0034-600-112-233"),
        ("+34 600 11 22 33", "tel:+34600112233"),
        ("600 112 233", "600.112.233"),
        ("Calle Mayor 3, Madrid", "calle  mayor 3,\tMadrid"),
    ],
)
def test_spellings_of_one_address_have_one_hash(one: str, other: str) -> None:
    assert subject_hash(KEY, one) == subject_hash(KEY, other)


@pytest.mark.parametrize(
    ("one", "other"), [("ana@example.org", "ana@example.com"), ("+34600112233", "+34600112234")]
)
def test_two_addresses_have_two_hashes(one: str, other: str) -> None:
    assert subject_hash(KEY, one) != subject_hash(KEY, other)


def test_the_hash_depends_on_the_key() -> None:
    found = subject_hash(KEY, "ana@example.org")

    assert len(found) == 64
    assert found != subject_hash("another key", "ana@example.org")


def test_a_blank_address_has_no_spelling() -> None:
    assert spelled(" \u200b ") == ""
