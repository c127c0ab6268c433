"""Words are found alike on SQLite and PostgreSQL."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.db.search import Excerpt, Found, Place, Source, find, words_of
from app.domain.third_parties import operations
from app.domain.third_parties.models import ThirdParty as ThirdPartyRow
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.security.actor import SYSTEM
from tests.instances import (  # noqa: F401
    _prepared,
    _prepared_on_postgres,
    either,
    empty,
    empty_on_postgres,
    postgres_server,
)

SOURCE = Source(
    key=ThirdPartyRow.ref,
    name=ThirdPartyRow.name,
    archived=ThirdPartyRow.archived,
    places=(
        Place("Also known as", ThirdPartyRow.aliases, listed=True),
        Place("Services", ThirdPartyRow.description),
    ),
    shown={"role": ThirdPartyRow.role},
)


@pytest.fixture
def register(either: Flask) -> Iterator[Session]:  # noqa: F811
    """An empty register."""
    with either.app_context():
        yield db.session  # type: ignore[misc]


def _register(name: str, **fields: object) -> None:
    operations.register(SYSTEM, ThirdParty.parse({"name": name} | fields))


def _found(session: Session, text: str, most: int = 10) -> Found:
    return find(session, SOURCE, words_of(text), most=most)


def _names(session: Session, text: str) -> list[str]:
    return [hit.name for hit in _found(session, text).hits]


def test_words_are_found_in_any_case_and_order(register: Session) -> None:
    _register("JOYERÍA Lumen", aliases=["Ángel y Cía", "lumen.example"], description="Joyería")
    _register("Correo")

    texts = ["joyería", "JOYERÍA", "Joyería lumen", "lumen joy", "ángel", "ÁNGEL", "LUMEN.EXAMPLE"]

    assert [_names(register, text) for text in texts] == [["JOYERÍA Lumen"]] * len(texts)


def test_every_word_must_occur(register: Session) -> None:
    _register("Lumen Online")

    assert _names(register, "lumen offline") == []


def test_signs_are_meant_as_they_are_written(register: Session) -> None:
    _register("Correo", description="100 percent, aXb, back\\slash, and/or 5% off", aliases=["Uno", "Dos"])

    assert [_names(register, text) for text in ["100%", "a_b", "[", '"', '", "', "null"]] == [[]] * 6
    assert [_names(register, text) for text in ["5%", "back\\slash", "and/or"]] == [["Correo"]] * 3


def test_the_best_names_come_first_and_archived_ones_last(register: Session) -> None:
    for name in ("Casa Lumen", "Lumen Online", "Lumen", "Lumen Old"):
        _register(name)
    _register("Other", description="Lumen")
    operations.archive(SYSTEM, "TP-0004")

    assert _names(register, "lumen") == ["Lumen", "Lumen Online", "Casa Lumen", "Other", "Lumen Old"]


def test_more_than_is_wanted_is_said(register: Session) -> None:
    for n in range(4):
        _register(f"Lumen {n}")

    assert [(len(found.hits), found.more) for found in (_found(register, "lumen", n) for n in (3, 4))] == [
        (3, True),
        (4, False),
    ]


def test_a_hit_says_where_it_matched_what_its_name_lacks(register: Session) -> None:
    _register("Correo Lumen", description="Carries parcels of valuables.", role="processor")

    hit = _found(register, "lumen valuables").hits[0]

    assert (hit.key, hit.shown, hit.archived) == ("TP-0001", {"role": "processor"}, False)
    assert hit.excerpt == Excerpt(
        "Services", (("Carries parcels of ", False), ("valuables", True), (".", False))
    )


def test_a_hit_by_its_name_needs_no_excerpt(register: Session) -> None:
    _register("Lumen", description="Lumen")

    assert _found(register, "lumen").hits[0].excerpt is None


def test_a_long_text_is_cut_around_the_match_at_words(register: Session) -> None:
    _register("Correo", description="before " * 40 + "needle " + "after " * 40)

    excerpt = _found(register, "needle").hits[0].excerpt

    assert excerpt is not None
    pieces = [text for text, _ in excerpt.pieces]
    assert (pieces[0], pieces[2], pieces[-1]) == ("… ", "needle", " …")
    assert (pieces[1], pieces[3]) == ("before " * 9, " after" * 11)


def test_nothing_is_found_for_no_words(register: Session) -> None:
    _register("Correo")

    assert _found(register, " \x00 ") == Found((), more=False)


def test_no_search_takes_arbitrarily_many_words() -> None:
    assert words_of("a " * 100) == ["a"] * 8
    assert words_of("x" * 500) == ["x" * 200]
