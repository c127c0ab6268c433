import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.organisation.records import Entity
from app.domain.third_parties.likeness import (
    Likeness,
    duplicates,
    names_alike,
    plain_domain,
    plain_name,
)
from app.domain.third_parties.records import ThirdParty


def party(ref, name, **changes):
    return ThirdParty.parse({"ref": ref, "name": name} | changes)


def pairs(*parties, entities=None):
    return [(pair.earlier, pair.later, pair.grounds) for pair in duplicates(parties, entities or {})]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Joyería Lumen, S.L.", "joyeria lumen"),
        ("LUMEN Joyeria", "joyeria lumen"),
        ("The Limited Co.", "the"),
        ("Limited", "limited"),
        ("  Müller & Söhne GmbH ", "muller sohne"),
        ("真珠株式会社", "真珠株式会社"),
        ("L’Atelier d'Or", "dor latelier"),
    ],
)
def test_a_name_is_compared_without_accents_punctuation_and_legal_form(name, expected):
    assert plain_name(name) == expected


@pytest.mark.parametrize(
    "domain",
    ["paloma.example", "https://www.Paloma.example/es?x=1", "paloma.example:443", " paloma.example. "],
)
def test_a_domain_is_compared_without_scheme_port_and_path(domain):
    assert plain_domain(domain) == "paloma.example"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Paloma Mensajes", "Paloma Mensages", True),
        ("Paloma Mensajes SA", "Mensajes Paloma", True),
        ("Vendor 00017", "Vendor 00018", False),
        ("Luna", "Lune", False),
        ("Luna", "LUNA Ltd", True),
        ("Paloma Mensajes", "Nube Fría", False),
        ("Google", "Google Analytics", False),
    ],
)
def test_names_are_alike_when_a_reader_would_look_twice(one, other, expected):
    assert names_alike(plain_name(one), plain_name(other)) is expected


def test_the_later_one_points_at_the_earlier_with_the_grounds():
    entities = {
        "EN-0001": Entity(ref="EN-0001", legal_name="Paloma", reg_no="B-123", country="ES"),
        "EN-0002": Entity(ref="EN-0002", legal_name="Paloma", reg_no="b 123", country="ES"),
        "EN-0003": Entity(ref="EN-0003", legal_name="Other", reg_no="B-123", country="FR"),
    }
    found = duplicates(
        [
            party("TP-10000", "Paloma Mensages", entity="EN-0002", domains=["www.paloma.example"]),
            party("TP-9999", "Paloma Mensajes SA", entity="EN-0001", domains=["paloma.example"]),
            party("TP-0001", "Nube Fría", entity="EN-0003"),
        ],
        entities,
    )

    assert found == [Likeness("TP-9999", "TP-10000", ("domain", "name", "registration number"))]


def test_another_name_of_the_same_third_party_is_no_duplicate():
    assert pairs(party("TP-0001", "Paloma Mensajes", aliases=["Paloma Mensajes SA", "PALOMA MENSAJES"])) == []


def test_an_alias_counts_as_a_name():
    first = party("TP-0001", "Correo Blanco", aliases=["Paloma Mensajes"])

    assert pairs(first, party("TP-0002", "Paloma Mensajes")) == [("TP-0001", "TP-0002", ("name",))]


def test_parts_of_one_another_and_of_the_same_are_known_to_differ():
    group = party("TP-0001", "Nube", domains=["nube.example"])
    mail = party("TP-0002", "Nube Mail", domains=["nube.example"], parent="TP-0001")
    store = party("TP-0003", "Nube Store", domains=["nube.example"], parent="TP-0001")

    assert pairs(group, mail, store) == []


def test_archived_third_parties_are_left_out():
    assert pairs(party("TP-0001", "Paloma"), party("TP-0002", "Paloma", archived=True)) == []


@given(st.lists(st.sampled_from(["Paloma", "Paloma SA", "Nube Fría", "nube fria", "Luna"]), max_size=12))
def test_every_equal_name_is_found_whatever_the_order(names):
    parties = [party(f"TP-{number:04}", name) for number, name in enumerate(names, 1)]
    plain = [plain_name(name) for name in names]
    repeated = {f"TP-{at + 1:04}" for at, name in enumerate(plain) if name in plain[:at]}

    assert {pair.later for pair in duplicates(parties, {})} == repeated


def test_names_told_apart_by_a_number_are_no_duplicates():
    parties = [party(f"TP-{number:04}", f"Proveedor {number}") for number in range(1, 2_001)]

    assert duplicates(parties, {}) == []
