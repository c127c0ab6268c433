"""The register as one file: what goes in comes out, and what is wrong with it is said where it stands."""

import json
from typing import Any

import pytest
from flask import Flask

from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.audit.models import Entry
from app.domain.audit.verification import verify
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.importing import register_file
from app.importing.register_rows import LISTS, MOST_PROBLEMS
from app.kernel.errors import Invalid, Refused
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.importing.files import FRAME, as_bytes, demo_register, dumped, fingerprint, load, small
from tests.instances import reset


def refusal(app: Flask, document: object) -> dict[str, list[str]]:
    """What is said of *document*, by JSON Pointer, once it is seen that the register did not change."""
    before = fingerprint(app)
    with app.app_context(), pytest.raises(Invalid) as raised:
        register_file.load(SYSTEM, register_file.read(as_bytes(document)))
    assert fingerprint(app) == before
    return raised.value.pointers()


def with_flow(**fields: Any) -> dict[str, Any]:
    """A file whose second flow has *fields*."""
    first = small()["flows"][0]
    return small(flows=[first, {"ref": "FL-0002", "third_party": "TP-0002"} | fields])


def test_the_demo_comes_out_as_it_went_in(either: Flask) -> None:
    with either.app_context():
        load(demo_register())
        first = dumped()
    reset(either)
    with either.app_context():
        load(json.loads(first))
        assert dumped() == first
        assert list(verify(db.session)) == []


def test_keys_come_in_the_order_of_their_characters_on_every_database(either: Flask) -> None:
    keys = ["a_b", "a.b", "ab", "a-c", "a.c", "a1"]
    people = ["a.b@x.example", "ab@x.example", "a_c@x.example"]
    with either.app_context():
        load(
            small(
                categories=[{"key": key} for key in keys],
                people=[*small()["people"], *({"email": email, "name": "x"} for email in people)],
            )
        )
        document = json.loads(dumped())
    found = [category["key"] for category in document["categories"] if category["key"] in keys]
    assert found == ["a-c", "a.b", "a.c", "a1", "a_b", "ab"]
    assert [person["email"] for person in document["people"]] == sorted([*people, "ana@lumen.example"])


def test_what_is_missing_is_null_false_or_empty(empty: Flask) -> None:
    with empty.app_context():
        load(FRAME | {"third_parties": [{"ref": "TP-0001", "name": "Paloma", "owner": "", "aliases": None}]})
        party = json.loads(dumped())["third_parties"][0]
    assert party["owner"] is None
    assert party["aliases"] == []
    assert party["holds_data"] is False
    assert set(party) == set(ThirdParty.model_fields)


def test_a_file_may_leave_out_whole_lists(empty: Flask) -> None:
    with empty.app_context():
        assert load(FRAME | {"flows": None, "deals": False}) == dict.fromkeys(LISTS, 0)


def test_the_members_of_a_deal_are_people_by_object_or_by_address_alone(empty: Flask) -> None:
    deal = small()["deals"][0] | {"members": ["ana@lumen.example"]}
    with empty.app_context():
        load(small(deals=[deal]))
        members = json.loads(dumped())["deals"][0]["members"]
    assert [(one["person"], one["handing"], one["until"]) for one in members] == [
        ("ana@lumen.example", "papers", None)
    ]


def test_the_course_of_a_deal_comes_out_as_it_went_in(empty: Flask) -> None:
    at = "2026-11-02T16:05:00Z"
    ana = "ana@lumen.example"
    course = {
        "perimeter_entities": ["EN-0001"],
        "perimeter_activities": ["AC-0001"],
        "perimeter_third_parties": ["TP-0002"],
        "agreement_ref": "Asset purchase agreement",
        "schedule_no": "4.12",
        "four_eyes": True,
        "letters_name_buyer": True,
        "letter_from": "Ana Ruiz",
        "letter_note": "Please answer by e-mail.",
        "parties": [{"part": "buyer", "entity": None, "name": "Halcyon", "signatory": "A. Byrd"}],
        "moves": [
            {
                "stage": "diligence",
                "on": "2026-11-02",
                "at": at,
                "by": ana,
                "reason": "The paper is signed on Monday.",
                "left_open": ["Deal confidentiality agreement"],
            }
        ],
        "remarks": [
            {
                "number": "R-001",
                "kind": "question",
                "line": "A-001",
                "to": None,
                "text": "Where do these lie?",
                "by": ana,
                "at": at,
                "asked": ana,
                "mentions": [ana],
                "for_guests": True,
                "settled_by": ana,
                "settled_at": at,
            }
        ],
        "certificates": [
            {
                "recipient": "Halcyon",
                "entity": "EN-0001",
                "requested_on": "2026-11-03",
                "due_on": "2026-12-03",
                "received_on": None,
                "document": None,
                "note": None,
            }
        ],
        "told": [{"third_party": "TP-0001", "on": "2026-11-04", "how": "By letter", "document": None}],
    }
    scenario = {"name": "As a merger", "kind": "merger_direct", "regimes": ["UK"], "window_days": 30}
    item = {"type": "segment", "ref": "S-001", "number": "A-001", "decided_by": ana, "decided_at": at}
    segment = {"ref": "S-001", "band_signing": "100_999", "opt_outs": 12}
    deal = small()["deals"][0] | course
    deal |= {"scenarios": [scenario], "items": [item], "segments": [segment]}
    deal |= {"diligence": [{"on": "2026-11-02", "recipient": "Halcyon"}]}
    with empty.app_context():
        load(small(deals=[deal]))
        found = json.loads(dumped())["deals"][0]
    assert {name: found[name] for name in course} == course
    assert found["scenarios"][0].items() >= scenario.items()
    assert found["items"][0].items() >= item.items()
    assert found["segments"][0].items() >= segment.items()
    assert found["diligence"][0]["recipient"] == "Halcyon"


def test_the_file_adds_to_the_shipped_vocabulary(empty: Flask) -> None:
    with empty.app_context():
        before = {category["key"] for category in json.loads(dumped())["categories"]}
        load(small(categories=[{"key": "ring_size"}]))
        after = {category["key"] for category in json.loads(dumped())["categories"]}
    assert after - before == {"ring_size"}


def test_references_go_on_after_those_of_the_file(empty: Flask) -> None:
    with empty.app_context():
        load(small(third_parties=[{"ref": "TP-0041", "name": "Paloma"}], agreements=[], flows=[]))
        added = third_parties.register(SYSTEM, ThirdParty.parse({"name": "Correo Norte"}))
    assert added.ref == "TP-0042"


def test_who_is_registered_already_keeps_roles(empty: Flask) -> None:
    with empty.app_context():
        accounts.add(SYSTEM, Person(email="ana@lumen.example", name="A. R.", roles=[Role.ADMIN]))
        load(small())
        person, _ = people_get("ana@lumen.example")
    assert (person.name, person.roles) == ("Ana Ruiz", [Role.ADMIN])


def people_get(email: str) -> tuple[Person, int]:
    from app.domain.accounts import queries

    return queries.get(db.session, email)


def test_an_administrator_cannot_be_loaded_away(empty: Flask) -> None:
    with empty.app_context():
        accounts.add(SYSTEM, Person(email="ana@lumen.example", name="A. R.", roles=[Role.ADMIN]))
    people = [{"email": "ana@lumen.example", "name": "Ana Ruiz", "active": False}]
    said = "people, row 1 (ana@lumen.example): Active: an administrator of this instance must stay active."
    assert refusal(empty, small(people=people)) == {"/people/0/active": [said]}


def test_a_register_that_holds_something_is_not_loaded_over(empty: Flask) -> None:
    with empty.app_context():
        load(small())
    before = fingerprint(empty)
    with empty.app_context(), pytest.raises(Refused) as raised:
        load(small())
    held = "1 entities, 1 activities, 1 notices, 2 third parties, 1 agreements, 1 flows, 1 deals"
    assert raised.value.sentence == f"The register is not empty: it holds {held}. Load into a new instance."
    assert fingerprint(empty) == before


def test_a_deal_is_filed_in_an_entry_of_its_own(empty: Flask) -> None:
    with empty.app_context():
        load(small())
        entries = db.session.query(Entry).order_by(Entry.seq.desc()).limit(2).all()
        closed, open_one = entries
        assert (closed.deal, [change["key"] for change in closed.changes]) == ("D-001", ["D-001"])
        assert open_one.deal is None
        assert "D-001" not in json.dumps([open_one.changes, open_one.notes])
        assert "deals" not in open_one.notes["loaded"]
        assert list(verify(db.session)) == []


BAD_ROWS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a wrong date": (
        with_flow(first_on="31/03/2026"),
        "/flows/1/first_on",
        "First shared on: “31/03/2026” is not a date: write it as year-month-day, such as 2026-03-31.",
    ),
    "a day that does not exist": (
        with_flow(first_on="2026-02-30"),
        "/flows/1/first_on",
        "First shared on: “2026-02-30” is not a date: write it as year-month-day, such as 2026-03-31.",
    ),
    "an end before the start": (
        with_flow(first_on="2026-03-02", ended_on="2026-03-01"),
        "/flows/1",
        "Ended on comes before first shared on: correct one of the two dates.",
    ),
    "an unknown key": (
        with_flow(colour="red"),
        "/flows/1/colour",
        "colour: is not a known field: remove it or correct its name.",
    ),
    "an unknown key with the signs of a pointer": (
        with_flow(**{"a/b~c": 1}),
        "/flows/1/a~1b~0c",
        "a/b~c: is not a known field: remove it or correct its name.",
    ),
    "an unknown key in a part": (
        with_flow(locations=[{"country": "ES", "city": "Madrid"}]),
        "/flows/1/locations/0/city",
        "Places 1: city: is not a known field: remove it or correct its name.",
    ),
    "an unknown term": (
        with_flow(status="flowing"),
        "/flows/1/status",
        "Status: “flowing” is not one of the choices: use 'planned', 'active' or 'ended'.",
    ),
    "an unknown country": (
        with_flow(locations=[{"country": "XX"}]),
        "/flows/1/locations/0/country",
        "Places 1: Country: “XX” is not a country: use the two-letter ISO 3166 code, such as ES or US.",
    ),
    "a link that leads nowhere": (
        with_flow(activity="AC-0009"),
        "/flows/1/activity",
        "Activity: AC-0009 is not in the file: correct the reference or add what it names.",
    ),
    "a link inside a list": (
        with_flow(purposes=["dance"]),
        "/flows/1/purposes/0",
        "Purposes 1: dance is not in the file: correct the reference or add what it names.",
    ),
    "a provision that leads nowhere": (
        with_flow(notice_links=[{"provision": "NV-0001/G9"}]),
        "/flows/1/notice_links/0/provision",
        "Set forth in the notice 1: Provision: NV-0001/G9 is not in the file: "
        "correct the reference or add what it names.",
    ),
    "a reference given twice": (
        with_flow(ref="FL-0001"),
        "/flows/1/ref",
        "Reference: FL-0001 stands in row 1 already: keep one of them.",
    ),
    "a missing reference": (
        with_flow(ref=None),
        "/flows/1/ref",
        "Reference: is required: fill it in.",
    ),
    "a missing field": (
        with_flow(third_party=None),
        "/flows/1/third_party",
        "Third party: is required: fill it in.",
    ),
    "a reference in another form": (
        with_flow(third_party="Paloma"),
        "/flows/1/third_party",
        "Third party: “Paloma” is not in the right form: write it like TP-0001.",
    ),
    "text where a list belongs": (
        with_flow(purposes="orders"),
        "/flows/1/purposes",
        "Purposes: must be a list.",
    ),
    "a number where text belongs": (
        with_flow(name=7),
        "/flows/1/name",
        "Name: must be text.",
    ),
    "a number beyond bounds": (
        with_flow(transfers=[{"to_country": "US", "module": 10**30}]),
        "/flows/1/transfers/0/module",
        "Transfers 1: Module: must be at most 4.",
    ),
    "a text that is too long": (
        with_flow(name="x" * 201),
        "/flows/1/name",
        "Name: is too long: shorten it to 200 characters.",
    ),
    "a lone surrogate": (
        with_flow(name="\ud800"),
        "/flows/1/name",
        "Name: contains characters that no text can hold (lone surrogates): remove them.",
    ),
    "a null character": (
        with_flow(name="a\x00b"),
        "/flows/1/name",
        "Name: contains control characters: remove them.",
    ),
    "deep nesting inside a field": (
        with_flow(purposes=json.loads("[" * 200 + "]" * 200)),
        "/flows/1/purposes/0",
        "Purposes 1: must be text.",
    ),
}


@pytest.mark.parametrize("badness", BAD_ROWS)
def test_one_bad_row_changes_nothing_and_names_row_field_and_cure(empty: Flask, badness: str) -> None:
    document, where, sentence = BAD_ROWS[badness]
    ref = document["flows"][1].get("ref")
    row = f"flows, row 2 ({ref})" if ref else "flows, row 2"
    assert refusal(empty, document) == {where: [f"{row}: {sentence}"]}


def test_a_row_that_is_no_object_is_named(empty: Flask) -> None:
    assert refusal(empty, small(flows=[5], agreements=[])) == {
        "/flows/0": ["flows, row 1: must be an object."]
    }


def test_a_list_that_is_none_is_named(empty: Flask) -> None:
    assert refusal(empty, small(flows={"FL-0001": {}})) == {"/flows": ["flows: must be a list."]}


def test_an_unknown_list_is_named(empty: Flask) -> None:
    said = "suppliers: is not a known field: remove it or correct its name."
    assert refusal(empty, small(suppliers=[])) == {"/suppliers": [said]}


def test_what_the_file_leaves_out_on_purpose_is_refused_rather_than_ignored(empty: Flask) -> None:
    person = small()["people"][0] | {"roles": ["admin"]}
    said = "people, row 1 (ana@lumen.example): roles: is not a field of the register file: remove it."
    assert refusal(empty, small(people=[person])) == {"/people/0/roles": [said]}


def test_a_number_of_another_system_given_twice_is_named(empty: Flask) -> None:
    parties = [{"ref": f"TP-000{n}", "name": f"Party {n}", "external_id": "K-7"} for n in (1, 2)]
    said = "third parties, row 2 (TP-0002): External ID: K-7 stands in row 1 already: keep one of them."
    assert refusal(empty, small(third_parties=parties)) == {"/third_parties/1/external_id": [said]}


def test_what_would_stand_above_itself_is_named(empty: Flask) -> None:
    entities = [
        {"ref": "EN-0001", "legal_name": "A", "parent": "EN-0002"},
        {"ref": "EN-0002", "legal_name": "B", "parent": "EN-0001"},
        {"ref": "EN-0003", "legal_name": "C", "parent": "EN-0001"},
    ]
    assert refusal(empty, small(entities=entities)) == {
        "/entities/0/parent": [
            "entities, row 1 (EN-0001): Parent: EN-0002 leads back to this row: choose another or none."
        ],
        "/entities/1/parent": [
            "entities, row 2 (EN-0002): Parent: EN-0001 leads back to this row: choose another or none."
        ],
    }


def test_places_stay_right_after_a_row_that_cannot_be_read(empty: Flask) -> None:
    parties = [{"ref": "TP-0001"}, {"ref": "TP-0002", "name": "B"}, {"ref": "TP-0002", "name": "C"}]
    assert list(refusal(empty, FRAME | {"third_parties": parties})) == [
        "/third_parties/0/name",
        "/third_parties/2/ref",
    ]


@pytest.mark.parametrize("frame", [{}, {"format": "custodia"}, {"format": None, "version": 1, "dance": []}])
def test_another_format_is_said_alone(empty: Flask, frame: dict[str, Any]) -> None:
    said = "format: this is not a register file: it must say “custodia-register”."
    assert refusal(empty, frame) == {"/format": [said]}


@pytest.mark.parametrize("version", [None, 0, 2, "1", True])
def test_another_version_is_said_alone(empty: Flask, version: object) -> None:
    said = "version: must be 1, the only one that this program reads."
    assert refusal(empty, FRAME | {"version": version}) == {"/version": [said]}


def test_of_many_problems_the_first_are_said_and_the_others_counted(empty: Flask) -> None:
    flows = [{"ref": f"FL-{n:04d}", "third_party": "TP-9999"} for n in range(1, MOST_PROBLEMS + 21)]
    said = refusal(empty, FRAME | {"flows": flows})
    assert len(said) == MOST_PROBLEMS + 1
    assert said[""] == ["The file has 20 more problems like these."]
