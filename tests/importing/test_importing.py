"""Imports from one end to the other: what rows do, what is refused, one transaction, one undo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import past, states
from app.db.aggregate import KINDS
from app.domain.audit import chain, verification
from app.domain.audit.models import Entry
from app.domain.findings.ledger import Finding
from app.domain.flows import operations as recorded_flows
from app.domain.flows.records import Flow
from app.domain.imports import staging
from app.domain.imports.models import ImportRow
from app.domain.imports.terms import ImportKind, ImportState
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.importing import answers
from app.importing import commit as committing
from app.importing.mapping import saved
from app.importing.mapping.saved import Mapping
from app.infra import sheets_out
from app.kernel.errors import Invalid, Missing, Refused
from app.security.actor import Actor
from tests.importing import lists
from tests.importing.lists import bring_in, counts, dumped, look, problems, stage

VENDORS = """Vendor,Service,Website,Country,Data categories,Status,Risk,Start date,Contact e-mail
Alpha Boxes,Parcel delivery,alpha.example,Spain,"Name, Postal address",Prospective,Low,2024-03-01,ana@alpha.example
Beta Lines,Text messages,https://www.beta.example/x,Germany; France,Telephone number,Active,High,,
"""


def parties(session: Session) -> dict[str, dict[str, object]]:
    found = states.read(session, KINDS["third_party"])
    return {state["name"]: state for state in found}


def entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Entry)) or 0


def test_a_row_becomes_a_third_party_with_its_entity_its_contact_and_its_flow(
    demo: None, session: Session
) -> None:
    batch = bring_in("vendors.csv", VENDORS)
    assert counts(batch) == (2, 0, 0, 0)
    alpha = parties(session)["Alpha Boxes"]
    assert (alpha["domains"], alpha["risk_tier"], alpha["onboarded_on"]) == (
        ["alpha.example"],
        "low",
        "2024-03-01",
    )
    assert alpha["contacts"] == [
        {"name": "ana@alpha.example", "function": None, "email": "ana@alpha.example", "phone": None}
    ]
    entity = states.read_keys(session, KINDS["entity"], [str(alpha["entity"])])[str(alpha["entity"])]
    assert (entity["legal_name"], entity["country"], entity["kind"]) == ("Alpha Boxes", "ES", "external")
    flows = {s["third_party"]: s for s in states.read(session, KINDS["flow"])}
    flow = flows[str(alpha["ref"])]
    assert flow["categories"] == ["user.name", "user.contact.address"]
    assert (flow["name"], flow["status"]) == ("Parcel delivery", "planned")


def test_a_file_imported_again_changes_nothing(demo: None, session: Session) -> None:
    bring_in("vendors.csv", VENDORS)
    before = dumped()
    _, batch = look("vendors.csv", VENDORS)
    assert counts(batch) == (0, 0, 2, 0)
    assert dumped() == before


def test_a_changed_cell_changes_that_field_and_no_other(demo: None, session: Session) -> None:
    bring_in("vendors.csv", VENDORS)
    changed = VENDORS.replace("Low", "Critical").replace("2024-03-01", "")
    importer, batch = look("vendors.csv", changed)
    assert counts(batch) == (0, 1, 1, 0)
    row = session.get(ImportRow, (batch.id, 2))
    assert row is not None
    assert [change[3] for change in row.details["changes"]] == [{"risk_tier": ["low", "critical"]}]
    importer.begin_write(batch.id)
    importer.write(batch.id)
    assert (
        parties(session)["Alpha Boxes"]["onboarded_on"] == "2024-03-01"
    )  # a blank cell leaves what is recorded


def test_all_is_written_in_one_entry_and_the_trail_holds(demo: None, session: Session) -> None:
    before = entries(session)
    batch = bring_in("vendors.csv", VENDORS)
    assert entries(session) == before + 1
    entry = session.get(Entry, batch.entry)
    assert entry is not None
    assert entry.operation == "import.commit"
    assert entry.notes["import"]["file"] == "vendors.csv"
    assert list(verification.verify(session)) == []


def test_undo_restores_the_register_to_the_same_dump(demo: None, session: Session) -> None:
    before = dumped()
    existing = next(name for name, state in parties(session).items() if state["risk_tier"] == "low")
    more = f"{existing},,,,,,Critical,,new@alpha.example\n"
    batch = bring_in("vendors.csv", VENDORS + more)
    assert counts(batch) == (2, 1, 0, 0)
    assert dumped() != before
    importer, _ = stage("other.csv", VENDORS)
    importer.begin_undo(batch.id)
    assert importer.undo(batch.id) == 2 + 2 + 2 + 1  # third parties, entities, flows; the one changed
    assert dumped() == before
    assert importer.get(batch.id).state == ImportState.UNDONE
    assert list(verification.verify(session)) == []


@pytest.mark.parametrize("judged_at_once", [300, 0])
def test_as_of_a_day_before_it_was_taken_back_an_import_is_shown_with_what_was_found_of_it(
    demo: None, session: Session, monkeypatch: pytest.MonkeyPatch, judged_at_once: int
) -> None:
    monkeypatch.setattr(committing, "JUDGED_AT_ONCE", judged_at_once)
    batch = bring_in("vendors.csv", VENDORS)
    ref = str(parties(session)["Beta Lines"]["ref"])
    of_it = select(Finding.rule, Finding.status).where(Finding.third_party == ref).order_by(Finding.rule)
    found = session.execute(of_it).all()
    assert found
    session.rollback()
    at = chain.last_instant(session)
    assert at is not None
    importer, _ = stage("other.csv", VENDORS)
    importer.begin_undo(batch.id)
    importer.undo(batch.id)
    assert session.execute(of_it).all() == []
    session.rollback()
    with past.reading(past.Past(at, at.date())):
        assert session.execute(of_it).all() == found


def test_what_was_taken_back_can_be_imported_again_under_new_references(demo: None, session: Session) -> None:
    batch = bring_in("vendors.csv", VENDORS)
    first = str(parties(session)["Alpha Boxes"]["ref"])
    importer, _ = stage("other.csv", VENDORS)
    importer.begin_undo(batch.id)
    importer.undo(batch.id)
    bring_in("vendors.csv", VENDORS)
    assert str(parties(session)["Alpha Boxes"]["ref"]) > first
    assert list(verification.verify(session)) == []


def test_undo_is_refused_where_something_was_changed_since(
    demo: None, session: Session, officer: Actor
) -> None:
    batch = bring_in("vendors.csv", VENDORS)
    ref = str(parties(session)["Alpha Boxes"]["ref"])
    state = states.read_keys(session, KINDS["third_party"], [ref])[ref]
    third_parties.update(officer, ref, ThirdParty.restore(state | {"description": "Something else"}))
    before = dumped()
    importer, _ = stage("other.csv", VENDORS)
    importer.begin_undo(batch.id)
    with pytest.raises(Refused, match=f"{ref} was changed since"):
        importer.undo(batch.id)
    assert dumped() == before
    assert importer.get(batch.id).state == ImportState.COMMITTED
    assert f"{ref} was changed since" in str(importer.get(batch.id).problem)


def test_undo_is_refused_where_something_newer_refers_to_what_came_in(
    demo: None, session: Session, officer: Actor
) -> None:
    batch = bring_in("vendors.csv", VENDORS)
    ref = str(parties(session)["Alpha Boxes"]["ref"])
    child = third_parties.register(officer, ThirdParty(name="A branch of it", parent=ref))
    importer, _ = stage("other.csv", VENDORS)
    importer.begin_undo(batch.id)
    with pytest.raises(Refused, match=f"{child.ref} came later and refers to what was imported"):
        importer.undo(batch.id)


def test_nothing_is_written_where_the_register_changed_so_that_rows_would_do_something_else(
    demo: None, session: Session, officer: Actor
) -> None:
    importer, batch = look("vendors.csv", VENDORS)
    third_parties.register(officer, ThirdParty(name="alpha boxes"))
    before = dumped()
    importer.begin_write(batch.id)
    with pytest.raises(Refused, match="The register changed since you looked at the rows"):
        importer.write(batch.id)
    assert dumped() == before
    assert counts(importer.get(batch.id)) == (1, 1, 0, 0)
    importer.begin_write(batch.id)
    importer.write(batch.id)
    assert importer.get(batch.id).state == ImportState.COMMITTED


def test_a_change_elsewhere_meanwhile_does_not_stand_in_the_way(
    demo: None, session: Session, officer: Actor
) -> None:
    importer, batch = look("vendors.csv", VENDORS)
    third_parties.register(officer, ThirdParty(name="Somebody quite different"))
    importer.begin_write(batch.id)
    importer.write(batch.id)
    assert counts(importer.get(batch.id)) == (2, 0, 0, 0)


BAD = """Vendor,Website,Country,Status,Start date,Contact e-mail,Owner
,good.example,Spain,,,,
No Such Land,,Nowhereland,,,,
No Such Status,,,Wobbly,,,
No Such Day,,,,2024-02-30,,
Two Days,,,,05/04/2024,,
No Such Address,,,,,ana(at)alpha.example,
No Such Owner,,,,,,Nobody Known
No Such Site,not a site,,,,,
Good One,good.example,Spain,Prospective,2024-03-01,ana@good.example,
"""


def test_who_writes_just_before_an_import_does_not_stand_in_its_way_unless_rows_would_do_something_else(
    demo: None, session: Session, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, names = committing.commit, iter(("Something else altogether", "Alpha Boxes"))

    def after_another(*given: object, **more: object) -> int:
        third_parties.register(officer, ThirdParty(name=next(names)))
        return write(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(committing, "commit", after_another)
    importer, batch = look("one.csv", "Vendor,Service\nGamma Rays,Gifts\n")
    importer.begin_write(batch.id)
    assert importer.write(batch.id) == 1
    importer, batch = look("two.csv", VENDORS)
    importer.begin_write(batch.id)
    with pytest.raises(Refused, match="would now do something else: look again"):
        importer.write(batch.id)
    assert "Beta Lines" not in parties(session)
    again = importer.get(batch.id)
    assert (again.state, counts(again)) == (ImportState.PLANNED, (1, 1, 0, 0))
    monkeypatch.setattr(committing, "commit", write)
    importer.begin_write(batch.id)
    importer.write(batch.id)
    assert parties(session)["Alpha Boxes"]["risk_tier"] == "low"


def test_each_refusal_names_its_cell_and_the_cure_and_the_others_come_in(
    demo: None, session: Session
) -> None:
    batch = bring_in("vendors.csv", BAD, ImportKind.THIRD_PARTIES)
    assert counts(batch) == (3, 0, 0, 6)
    assert lists.warnings(batch) == [
        (7, "Contact e-mail", "“ana(at)alpha.example” is not an e-mail address and is left out."),
        (9, "Website", "“not a site” is not an internet domain and is left out."),
    ]
    assert problems(batch) == [
        (2, "Vendor", "is required: fill it in."),
        (
            3,
            "Country",
            "“Nowhereland” is not a country that is known: write its name or its two-letter code.",
        ),
        (
            4,
            "Status",
            "“Wobbly” is not in the register: use Prospective, Active, Suspended, Offboarding, Terminated.",
        ),
        (5, "Start date", "“2024-02-30” is no day of the calendar: correct it."),
        (
            6,
            "Start date",
            "“05/04/2024” may be 2024-04-05 or 2024-05-04: write it like one of these, or say for the import which"
            " comes first, day or month.",
        ),
        (
            8,
            "Owner",
            "“Nobody Known” is not in the register: write the e-mail address or the name of somebody who may sign in.",
        ),
    ]


def test_refused_rows_are_handed_back_mended_and_imported_again(demo: None, session: Session) -> None:
    batch = bring_in("vendors.csv", BAD, ImportKind.THIRD_PARTIES)
    importer, _ = stage("other.csv", VENDORS)
    heads, rows = answers.refused_rows(importer, importer.get(batch.id))
    text = "".join(sheets_out.csv(heads, rows))
    assert len(text.splitlines()) == 7
    assert "Wobbly" in text
    mended = (
        text.replace("Nowhereland", "Norway").replace("Wobbly", "Active").replace("2024-02-30", "2024-02-29")
        .replace("05/04/2024", "2024-04-05").replace("Nobody Known", "")
        .replace(",good.example", "Now Named,good.example", 1)
    )  # fmt: skip
    again = bring_in("refused-rows.csv", mended, ImportKind.THIRD_PARTIES)
    assert counts(again) == (6, 0, 0, 0)
    assert lists.mapping_of(again)["What is wrong"] is None


def test_the_legal_entity_of_a_row_is_checked_as_on_its_page(demo: None, session: Session) -> None:
    text = (
        "Vendor,Country,Registration number,LEI\n"
        "Right One,Spain,B-100,5493001KJTIIGC8Y1R12\n"
        "Wrong Letters,Spain,B-101,5493001KJTIIGC8Y1R13\n"
        "Same Number,Spain,B-100,\n"
        "Other Country,France,B-100,\n"
    )
    batch = bring_in("v.csv", text, ImportKind.THIRD_PARTIES)
    made = next(s for s in states.read(session, KINDS["entity"]) if s["legal_name"] == "Right One")
    assert made["lei"] == "5493001KJTIIGC8Y1R12"
    assert [(place, head) for place, head, _ in problems(batch)] == [(3, "LEI"), (4, "Registration number")]
    assert "is not an LEI" in problems(batch)[0][2]
    assert "is the number of EN-" in problems(batch)[1][2]
    assert counts(batch) == (2, 0, 0, 2)
    _, again = look("v.csv", text, ImportKind.THIRD_PARTIES)
    assert counts(again) == (0, 0, 2, 2)


def test_days_are_read_as_the_column_shows_or_the_person_says(demo: None, session: Session) -> None:
    shown = "Vendor,Start date\nOne,03/04/2024\nTwo,31/01/2024\n"
    _, batch = look("days.csv", shown, ImportKind.THIRD_PARTIES)
    assert counts(batch) == (2, 0, 0, 0)
    said = "Vendor,Start date\nOne,03/04/2024\n"
    bring_in("days.csv", said, ImportKind.THIRD_PARTIES, order="mdy")
    assert parties(session)["One"]["onboarded_on"] == "2024-03-04"


def test_values_outside_the_vocabulary_are_taken_added_left_out_or_refused_as_the_person_says(
    demo: None, session: Session
) -> None:
    text = "Vendor,Data categories\nOne,Name; Shoe size; Hat colour; Glove length\n"
    words = {"category": {"shoe size": "=jewellery.ring_size", "hat colour": "+", "glove length": "-"}}
    batch = bring_in("vendors.csv", text, ImportKind.THIRD_PARTIES, words=words, otherwise={})
    ref = parties(session)["One"]["ref"]
    flow = next(state for state in states.read(session, KINDS["flow"]) if state["third_party"] == ref)
    assert flow["categories"] == ["user.name", "jewellery.ring_size", "hat_colour"]
    assert states.read_keys(session, KINDS["category"], ["hat_colour"])["hat_colour"]["label"] == "Hat colour"
    assert batch.outcome["unknown"]["category"] == {"Shoe size": 1, "Hat colour": 1, "Glove length": 1}
    _, refused = look(
        "more.csv", text.replace("One", "Two"), ImportKind.THIRD_PARTIES, words={}, otherwise={}
    )
    assert counts(refused) == (0, 0, 0, 1)
    assert "“Shoe size” is not in the register" in problems(refused)[0][2]


def test_a_spelling_of_a_known_word_is_taken_for_it_and_said(demo: None, session: Session) -> None:
    _, batch = look("v.csv", "Vendor,Data categories\nOne,E-mail adress\n", ImportKind.THIRD_PARTIES)
    row = session.get(ImportRow, (batch.id, 2))
    assert row is not None
    assert row.details["remarks"] == [["Data categories", "“E-mail adress” is read as “E-mail address”."]]


def test_places_that_are_no_single_country_are_left_out_with_a_warning(demo: None, session: Session) -> None:
    _, batch = look("v.csv", 'Vendor,Data location\nOne,"Dublin, Ireland; EU"\n', ImportKind.THIRD_PARTIES)
    row = session.get(ImportRow, (batch.id, 2))
    assert row is not None
    assert row.details["warnings"] == [["Data location", "“EU” is no single country and is left out."]]
    assert row.details["changes"][0][3]["locations"][1] == [{"country": "IE", "kind": "storage"}]


def test_possible_duplicates_are_shown_and_kept_or_merged(
    demo: None, session: Session, officer: Actor
) -> None:
    known = third_parties.register(
        officer, ThirdParty(name="Gamma Freight Limited", domains=["gamma.example"])
    )
    text = (
        "Vendor,Website,Risk\nGamma Freight Ltd,,High\nFreight by Gamma,www.gamma.example,\n"
        "Delta Print,,\nDelta Print GmbH,,\n"
    )
    importer, batch = look("v.csv", text)
    assert batch.outcome["duplicates"] == 3
    rows = staging.rows(session, batch.id, action=None, doubtful=True, start=0, size=9)
    assert [
        (
            row.place,
            [
                (one["ref"] if one["row"] is None else one["row"], one["grounds"])
                for one in row.details["likeness"]
            ],
        )
        for row in rows
    ] == [(2, [(known.ref, ["name"])]), (3, [(known.ref, ["domain"])]), (5, [(4, ["name"])])]
    staging.note(batch.id, merges={"2": known.ref, "5": "row:4"})
    importer.begin_plan(batch.id)
    importer.plan(batch.id)
    assert counts(importer.get(batch.id)) == (2, 2, 0, 0)
    importer.begin_write(batch.id)
    importer.write(batch.id)
    merged = states.read_keys(session, KINDS["third_party"], [str(known.ref)])[str(known.ref)]
    assert (merged["name"], merged["risk_tier"], merged["aliases"]) == (
        "Gamma Freight Limited",
        "high",
        ["Gamma Freight Ltd"],
    )
    assert parties(session)["Delta Print"]["aliases"] == ["Delta Print GmbH"]


SPELLINGS = """Vendor,Website,Country
Correos Rápidos S.L.,https://rapidos.example,Spain
Correos Rápidos SL,https://rapidos.example,Spain
"CORREOS RAPIDOS, S.L.",,Spain
Correos Rápidos GmbH,https://rapidos-gmbh.example,Germany
Total,,
"""


def test_spellings_of_one_name_are_one_vendor_and_another_legal_form_is_another(
    demo: None, session: Session
) -> None:
    batch = bring_in("vendors.csv", SPELLINGS)

    made = {name: party["domains"] for name, party in parties(session).items() if "Rápidos" in name}
    assert made == {
        "Correos Rápidos S.L.": ["rapidos.example"],
        "Correos Rápidos GmbH": ["rapidos-gmbh.example"],
    }
    assert problems(batch) == [
        (6, "Vendor", "“Total” alone in a row appears to sum the others up: name it otherwise if it is one.")
    ]
    before = dumped()
    bring_in("vendors.csv", SPELLINGS)
    assert dumped() == before


def test_rows_of_the_same_vendor_are_brought_together(demo: None, session: Session, officer: Actor) -> None:
    batch = bring_in("subprocessors.md", lists.A_ROW_A_SERVICE)
    assert counts(batch) == (3, 3, 0, 0)
    nets = parties(session)["Quarry Nets"]
    assert nets["description"] == "Content delivery\nSupport tickets"
    assert nets["domains"] == ["quarrynets.example", "support.quarrynets.example"]
    flows = {
        str(state["name"]): state
        for state in states.read(session, KINDS["flow"])
        if state["third_party"] == nets["ref"]
    }
    assert {name: [place["country"] for place in flow["locations"]] for name, flow in flows.items()} == {
        "Content delivery": ["US", "DE"],
        "Support tickets": ["IE"],
    }
    assert flows["Content delivery"]["categories"] == ["user.device.ip_address", "user.contact.email"]
    assert lists.warnings(batch) == [
        (4, "Corporate location", "Row 3 said “US” of the same, which is kept; “IE” is left out."),
        (5, "Corporate location", "Row 3 said “US” of the same, which is kept; “DE” is left out."),
        (7, "Website", "“see portal” is not an internet domain and is left out."),
    ]
    before = dumped()
    again = bring_in("subprocessors.md", lists.A_ROW_A_SERVICE)
    assert (counts(again), lists.warnings(again)) == ((0, 0, 6, 0), lists.warnings(batch))
    assert dumped() == before
    ref = str(flows["Content delivery"]["ref"])
    kept = [{"country": "US", "kind": "access"}, {"country": "DE", "kind": "support"}]
    recorded_flows.update(officer, ref, Flow.restore(flows["Content delivery"] | {"locations": kept}))
    more = lists.A_ROW_A_SERVICE.replace("| Germany | Germany |", "| Germany, France | Germany |")
    assert counts(bring_in("subprocessors.md", more)) == (0, 1, 5, 0)
    state = states.read_keys(session, KINDS["flow"], [ref])[ref]
    assert [(place["country"], place["kind"]) for place in state["locations"]] == [
        ("US", "access"),
        ("DE", "support"),
        ("FR", "storage"),
    ]


KEPT = "Row 2 said “{}” of the same, which is kept; “{}” is left out."
TAKEN = "Row 2 said “{}” of the same; “{}”, which asks for more care, is taken."


@pytest.mark.parametrize(
    ("head", "first", "second", "field", "stands", "sentence"),
    [
        ("Risk", "Low", "High", "risk_tier", "high", TAKEN),
        ("Risk", "High", "Low", "risk_tier", "high", KEPT),
        ("Holds our data", "No", "Yes", "holds_data", True, TAKEN),
        ("Holds our data", "Yes", "No", "holds_data", True, KEPT),
        ("Role", "Processor", "Joint controller", "role", "processor", KEPT),
        ("Breach contact", "+1 555 01", "+1 555 02", "breach_contact", "+1 555 01", KEPT),
    ],
)
def test_of_two_values_for_one_field_of_a_vendor_the_first_is_kept_or_the_graver_taken(
    demo: None,
    session: Session,
    head: str,
    first: str,
    second: str,
    field: str,
    stands: object,
    sentence: str,
) -> None:
    batch = bring_in("v.csv", f"Vendor,{head}\nOne,{first}\nONE,{second}\n", ImportKind.THIRD_PARTIES)
    assert parties(session)["One"][field] == stands
    assert (batch.outcome["refused"], batch.outcome["warned"]) == (0, 1)
    assert lists.warnings(batch) == [(3, head, sentence.format(first, second))]


def test_rows_that_mean_two_companies_or_two_agreements_are_refused(demo: None, session: Session) -> None:
    companies = "Vendor,Company registration number\nOne,B-123\nOne,B-999\n"
    batch = bring_in("v.csv", companies)
    assert problems(batch) == [
        (3, "Company registration number", "row 2 says “B-123” of the same: keep one of the two.")
    ]
    contracts = lists.CONTRACTS + "C-17,Nordkiste AS,DPA,2024-01-10,2024-02-01,,Sweden,90 days\n"
    _, agreements = look("c.csv", contracts, ImportKind.AGREEMENTS, otherwise={"third_party": "+"})
    assert problems(agreements) == [
        (4, "Governing law", "row 2 says “Norway” of the same: keep one of the two.")
    ]


def test_what_an_earlier_row_said_of_a_contact_or_a_link_is_not_overwritten(
    demo: None, session: Session
) -> None:
    links = "Vendor,Subprocessor,Country,Authorisation\nOne,Mesa Grid,US,\nOne,Mesa Grid,DE,General\n"
    batch = bring_in("s.csv", links, ImportKind.SUB_PROCESSORS, otherwise={"third_party": "+"})
    (link,) = parties(session)["One"]["sub_processors"]  # type: ignore[misc]
    assert (link["country"], link["authorisation"]) == ("US", "general")
    assert lists.warnings(batch) == [
        (3, "Country", "An earlier row said “US” of the same, which is kept; “DE” is left out.")
    ]
    again = bring_in("s.csv", links.replace("US", "FR").replace(",DE", ",FR"), ImportKind.SUB_PROCESSORS)
    (link,) = parties(session)["One"]["sub_processors"]  # type: ignore[misc]
    assert (link["country"], lists.warnings(again)) == ("FR", [])


def test_what_a_published_list_is_of_is_said_once_for_all_rows(demo: None, session: Session) -> None:
    text = lists.PUBLISHED.replace("Nordkiste AS (NK)", "Fjord Boxes")
    batch = bring_in(
        "list.md",
        text,
        ImportKind.SUB_PROCESSORS,
        constants={"third_party": "Kolam Analytics", "authorisation": "general"},
    )
    kolam = parties(session)["Kolam Analytics"]
    names = {state["ref"]: name for name, state in parties(session).items()}
    linked = {names[link["sub_third_party"]]: link for link in kolam["sub_processors"]}  # type: ignore[attr-defined]
    assert linked["Fjord Boxes"]["authorisation"] == "general"
    assert parties(session)["Fjord Boxes"]["role"] == "sub_processor"
    assert counts(batch)[3] == 0


def test_agreements_come_in_by_number_and_the_signed_ones_keep_their_parties(
    demo: None, session: Session
) -> None:
    bring_in("vendors.csv", "Vendor\nNordkiste AS\nMesa Grid Inc\n")
    text = lists.CONTRACTS.replace("Mesa Grid", "Mesa Grid Inc")
    assert counts(bring_in("contracts.csv", text)) == (2, 0, 0, 0)
    found = {s["external_id"]: s for s in states.read(session, KINDS["agreement"]) if s["external_id"]}
    assert (found["C-17"]["kind"], found["C-17"]["notice_days"]) == ("dpa", 90)
    assert found["C-18"]["signed_them_on"] == "2023-05-04"
    _, again = look("contracts.csv", text)
    assert counts(again) == (0, 0, 2, 0)
    _, moved = look("contracts.csv", text.replace("C-17,Nordkiste AS", "C-17,Mesa Grid Inc"))
    assert "an import does not change that" in problems(moved)[0][2]


def test_activities_flows_contacts_and_evidence_come_in_and_again_change_nothing(
    demo: None, session: Session
) -> None:
    bring_in("vendors.csv", "Vendor\nAlpha Boxes\n")
    files = {
        ImportKind.ACTIVITIES: lists.REGISTER_OF_PROCESSING,
        ImportKind.FLOWS: "Third party,Flow,Activity,Data categories,Places,Transfer mechanism,First shared on\n"
        "Alpha Boxes,Parcels,Answering customers,Name,United States,SCC,2024-01-01\n",
        ImportKind.CONTACTS: "Vendor,Name,Function,E-mail,Phone\n"
        "Alpha Boxes,Ana Pérez,Privacy,ana@alpha.example,+34 600 000 000\n",
        ImportKind.EVIDENCE: "Vendor,Certificate,Issued on,Valid until\nAlpha Boxes,ISO 27001,2025-01-01,2028-01-01\n",
        ImportKind.CATEGORIES: "Key,Label,Parent,Identifiability\ncustom.hat,Hat size,,Identified\n",
        ImportKind.SUBJECTS: "Key,Label,Minors\npupil,Pupils,yes\n",
        ImportKind.PURPOSES: "Key,Label,Marketing\ncustom.fair,Trade fairs,no\n",
    }
    for kind, text in files.items():
        name = "list.yml" if text.startswith("meta") else "list.csv"
        batch = bring_in(name, text, kind)
        assert (kind, problems(batch)) == (kind, [])
        assert batch.outcome["create"] == batch.outcome["rows"] > 0
        _, again = look(name, text, kind)
        assert (kind, again.outcome["unchanged"]) == (kind, again.outcome["rows"])
    alpha = parties(session)["Alpha Boxes"]
    flow = next(s for s in states.read(session, KINDS["flow"]) if s["third_party"] == alpha["ref"])
    assert (flow["transfers"][0]["to_country"], flow["transfers"][0]["mechanism"], flow["status"]) == (
        "US",
        "scc",
        "active",
    )
    assert alpha["contacts"][0]["phone"] == "+34 600 000 000"  # type: ignore[index]
    assert alpha["evidence"][0]["kind"] == "iso27001"  # type: ignore[index]
    activity = next(s for s in states.read(session, KINDS["activity"]) if s["name"] == "Answering customers")
    assert activity["recipients"] == ["Support team"]


def test_what_ships_with_the_product_is_not_changed(demo: None, session: Session) -> None:
    _, batch = look("c.csv", "Key,Label\nuser.name,Something else\n", ImportKind.CATEGORIES)
    assert problems(batch) == [
        (2, "Key", "“user.name” ships with the product and cannot be changed: leave the row out.")
    ]


@pytest.mark.parametrize(
    "cell", ["-5", "+44 20 7946 0000", "@handle", "=1+1", "|cmd", "'quoted'", "<script>x</script>"]
)
def test_what_looks_like_a_formula_comes_in_as_it_is_and_out_and_in_again(
    demo: None, session: Session, cell: str
) -> None:
    heads, rows = ["Vendor", "Breach contact", "Service"], [[cell, cell, cell]]
    batch = bring_in("v.csv", "".join(sheets_out.csv(heads, rows)))
    assert counts(batch) == (1, 0, 0, 0)
    made = parties(session)[cell]
    assert (made["breach_contact"], made["description"]) == (cell, cell)
    _, again = look("v.xlsx", sheets_out.xlsx("Vendors", heads, rows))
    assert counts(again) == (0, 0, 1, 0)


def test_a_mapping_saved_by_name_serves_the_next_file_of_its_shape(
    demo: None, session: Session, officer: Actor
) -> None:
    importer, batch = stage("odd.csv", "Wer,Was,Warum\nOne,Hosting,Because\n", officer)
    mapping = Mapping(ImportKind.THIRD_PARTIES, {"Wer": "name", "Was": "description", "Warum": None})
    saved.save(officer, "Odd list", mapping)
    importer, batch = stage("odd-2.csv", "Was,Wer,Web,Warum\nBackups,Two,two.example,Why\n", officer)
    found = importer.suggest(importer.get(batch), None, "Odd list")
    assert dict(found.columns) == {"Was": "description", "Wer": "name", "Web": "domains", "Warum": None}
    with pytest.raises(Missing, match="There is no saved mapping called “Nothing”"):
        importer.suggest(importer.get(batch), None, "Nothing")
    saved.forget(officer, "Odd list")
    assert staging.mappings(session) == []


def test_a_file_without_the_column_that_is_needed_is_refused_in_a_sentence(
    demo: None, session: Session
) -> None:
    importer, batch = stage("v.csv", "Website,Country\na.example,Spain\nb.example,France\n")
    columns = {"Website": "domains", "Country": "entity.country"}
    importer.set_mapping(batch, Mapping(ImportKind.THIRD_PARTIES, columns))
    importer.begin_plan(batch)
    with pytest.raises(Invalid, match="none of them is Name or Reference"):
        importer.plan(batch)
    assert importer.get(batch).state == ImportState.STAGED


def test_only_one_may_write_an_import_and_only_once(demo: None, session: Session) -> None:
    importer, batch = look("vendors.csv", VENDORS)
    assert importer.begin_write(batch.id)
    assert not importer.begin_write(batch.id)
    importer.write(batch.id)
    assert not importer.begin_write(batch.id)
    with pytest.raises(Refused, match="in the register already"):
        committing.commit(importer.actor, batch.id, importer.files(batch.id).plan)


CRASHING = """
import os, sys
from app import create_app
from app.cli import instance
from app.importing import commit
from app.importing.service import Importer
from app.security.actor import SYSTEM

app = create_app()
with app.app_context():
    instance.prepare()
    importer = Importer(app.config["SETTINGS"], SYSTEM)
    batch = importer.stage("v.csv", ("Vendor\\n" + "".join(f"Vendor {n * 7919:07d}\\n" for n in range(1200))).encode())
    importer.set_mapping(batch, importer.suggest(importer.get(batch)))
    importer.begin_plan(batch)
    importer.plan(batch)
    importer.begin_write(batch)
    print(batch, flush=True)
    commit.commit(SYSTEM, batch, importer.files(batch).plan, told=lambda done: os._exit(9) if done > 600 else None)
"""


def test_a_crash_in_the_middle_of_a_commit_leaves_nothing(empty: Flask) -> None:
    folder = Path(empty.instance_path)
    with empty.app_context():
        before = dumped()
        trail = entries(lists.db.session)  # type: ignore[arg-type]
        lists.db.session.remove()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CUSTODIA_")}
    done = subprocess.run(
        [sys.executable, "-c", CRASHING],
        env=environment | {"CUSTODIA_INSTANCE": str(folder), "CUSTODIA_SECRET_KEY": "tests only"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 9, done.stderr
    with empty.app_context():
        assert dumped() == before
        assert entries(lists.db.session) == trail  # type: ignore[arg-type]
        batch = staging.get(lists.db.session, done.stdout.strip())  # type: ignore[arg-type]
        assert (batch.state, batch.entry) == (ImportState.COMMITTING, None)
        assert counts(batch) == (1200, 0, 0, 0)


def test_what_is_staged_survives_a_restart_and_goes_when_it_is_discarded(
    demo: None, session: Session
) -> None:
    importer, batch = look("vendors.csv", VENDORS)
    folder = importer.files(batch.id).folder
    session.remove()  # type: ignore[attr-defined]
    again, _ = stage("other.csv", VENDORS)
    assert again.view(again.get(batch.id)).headings[0] == "Vendor"
    again.begin_write(batch.id)
    again.write(batch.id)
    with pytest.raises(Refused, match="take it back first"):
        again.discard(batch.id)
    again.begin_undo(batch.id)
    again.undo(batch.id)
    again.discard(batch.id)
    assert not folder.exists()
    with pytest.raises(Missing):
        again.get(batch.id)
