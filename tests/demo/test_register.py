"""The demo's register file holds together and reads like a real house's."""

import re
from typing import Any

import pytest
from flask import Flask

from app import demo
from app.demo.integrity import problems
from app.domain.catalogue import installation
from app.domain.findings.reading import Source
from app.domain.notices.sentences import split
from app.extensions import db
from app.importing import register_file
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.demo.conftest import Records

PURPOSES = {f"P{n}" for n in range(8)} | {f"A{n}" for n in range(1, 7)}
CHANNELS = {f"C{n}" for n in range(1, 6)}
PROMISES = {f"PR{n}" for n in range(1, 9)}
GROUNDS = {f"G{n}" for n in range(1, 7)}
LIMITS = {"L1", "L2", "L3"}


def test_the_file_is_valid_and_every_link_resolves(resolved: dict[str, Any]) -> None:
    assert problems(resolved) == []


def test_it_loads_into_an_empty_register_and_comes_out_again(app: Flask, resolved: dict[str, Any]) -> None:
    with app.app_context():
        installation.install(SYSTEM)
        register_file.load(SYSTEM, resolved)
        dumped = register_file.dump(Source(db.session))
    for name in ("flows", "third_parties", "agreements", "notices", "deals"):
        written = [row["ref"] for row in resolved[name]]
        assert [row["ref"] for row in dumped[name]] == sorted(written)
    assert problems(dumped) == []


def test_a_broken_link_is_named_with_its_place(resolved: dict[str, Any]) -> None:
    first = {**resolved["flows"][0], "third_party": "TP-9999"}
    broken = {**resolved, "flows": [first, *resolved["flows"][1:]]}
    assert problems(broken) == ["/flows/0/third_party: there is no third party TP-9999."]


def test_a_wrong_field_is_named_with_its_place(resolved: dict[str, Any]) -> None:
    broken = {**resolved, "waivers": [{**resolved["waivers"][0], "expires_on": "soon"}]}
    assert [text.partition(":")[0] for text in problems(broken)] == ["/waivers/0/expires_on"]


def test_a_reference_given_twice_is_named(resolved: dict[str, Any]) -> None:
    broken = {**resolved, "disclosures": [*resolved["disclosures"], resolved["disclosures"][0]]}
    place = len(resolved["disclosures"])
    assert problems(broken) == [f"/disclosures/{place}: DC-0001 is given twice."]


def test_a_waiver_of_something_unknown_is_named(resolved: dict[str, Any]) -> None:
    broken = {**resolved, "waivers": [{**resolved["waivers"][0], "object": "AG-9999"}]}
    assert problems(broken) == ["/waivers/0/object: there is no AG-9999."]


def test_a_frame_of_another_program_is_refused(resolved: dict[str, Any]) -> None:
    broken = {**resolved, "version": 2, "vendors": []}
    assert problems(broken) == ["/version: must be 1.", "/vendors: is not a known field."]


def test_the_current_notice_has_twenty_four_sentences_and_every_provision_at_its_own(
    records: Records,
) -> None:
    earlier, current = records["notices"]
    sentences = {sentence.number: sentence for sentence in split(current.text)}
    assert sorted(sentences) == list(range(1, 25))
    assert len(split(earlier.text)) == 23
    places = {provision.code: provision.sentence_no for provision in current.provisions}
    assert places.keys() == PURPOSES | CHANNELS | PROMISES | GROUNDS | LIMITS | {"OPTOUT"}
    expected = {
        **dict.fromkeys([*CHANNELS, "P0"], 3),
        **dict.fromkeys(["OPTOUT", "PR5"], 4),
        **{f"P{n}": 5 for n in range(1, 8)},
        **dict.fromkeys(["PR1", "G1"], 6),
        **{"G2": 7, "L1": 8, "PR4": 10, "L2": 11},
        **{f"A{n}": 12 for n in range(1, 6)},
        **{"G3": 13, "A6": 14, "PR2": 16, "PR3": 16, "G4": 17, "L3": 18, "PR6": 19, "PR7": 20},
        **{"G5": 21, "G6": 21, "PR8": 24},
    }
    assert places == expected


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("C2", "social media"),
        ("OPTOUT", "remove"),
        ("P5", "defective"),
        ("PR1", "neither sell nor share"),
        ("G2", "keeps the website working"),
        ("PR4", "eighteen"),
        ("A3", "database of customer information"),
        ("G3", "third party"),
        ("PR2", "confidential"),
        ("PR6", "every reasonable means"),
        ("PR7", "own risk"),
        ("G5", "the law demands"),
        ("G6", "improper"),
        ("PR8", "answer for"),
    ],
)
def test_a_provision_stands_where_the_words_are_in_both_versions(
    records: Records, code: str, word: str
) -> None:
    for notice in records["notices"]:
        number = next(provision.sentence_no for provision in notice.provisions if provision.code == code)
        assert word in split(notice.text)[number - 1].text


def test_only_the_current_notice_announces_a_transition_of_the_business(records: Records) -> None:
    having = [notice.ref for notice in records["notices"] if "G4" in {p.code for p in notice.provisions}]
    assert having == ["NV-0002"]
    assert [n.ref for n in records["notices"] if "among the assets" in n.text] == ["NV-0002"]


def test_the_notices_mention_no_dates(records: Records) -> None:
    assert [n.ref for n in records["notices"] if re.search(r"\d{4}", n.text)] == []


def test_there_is_somebody_for_every_role_and_one_who_left(records: Records) -> None:
    people = {person.email: person for person in records["people"]}
    assert people.keys() == demo.PEOPLE.keys()
    assert {role for roles in demo.PEOPLE.values() for role in roles} == {role.value for role in Role}
    assert [email for email, roles in demo.PEOPLE.items() if not roles] == [
        email for email, person in people.items() if not person.active
    ]


def test_nothing_leads_to_a_real_address(resolved: dict[str, Any]) -> None:
    text = register_file.text({name: rows for name, rows in resolved.items() if name != "documents"})
    hosts = re.findall(r"@([\w.-]+)|https?://([\w.-]+)", text)
    assert [
        host for pair in hosts for host in pair if host and not host.rstrip(".").endswith(".example")
    ] == []
    domains = [domain for party in resolved["third_parties"] for domain in party.get("domains", [])]
    assert [domain for domain in domains if not domain.endswith(".example")] == []


def test_every_object_says_in_words_what_it_is(records: Records) -> None:
    wordless = [
        *(
            party.ref
            for party in records["third_parties"]
            if not (party.description and party.role_rationale)
        ),
        *(flow.ref for flow in records["flows"] if not flow.name),
        *(agreement.ref for agreement in records["agreements"] if not agreement.title),
        *(segment.ref for deal in records["deals"] for segment in deal.segments if not segment.name),
    ]
    assert wordless == []
