"""Collections: create, read, replace, patch, upsert, many at once, archive, restore, and act."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.history import Revision
from app.domain.audit.models import Entry
from app.domain.findings.ledger import Finding
from app.security.roles import Role
from tests.api.conftest import Program


def test_an_object_is_created_read_changed_archived_and_restored(program: Program, session: Session) -> None:
    made = program("POST", "/third-parties", {"name": "Ferro Cloud", "role": "processor"})
    where, tag = made.headers["Location"], made.headers["ETag"]
    read = program("GET", where.removeprefix("/api/v1"))
    patched = program("PATCH", "/third-parties/TP-0001", {"risk_tier": "high"}, If_Match=tag)
    archived = program("DELETE", "/third-parties/TP-0001")
    listed = program("GET", "/third-parties").json
    restored = program("POST", "/third-parties/TP-0001/restore")

    assert (made.status_code, where) == (201, "/api/v1/third-parties/TP-0001")
    assert read.json == made.json
    assert (patched.json["name"], patched.json["risk_tier"]) == ("Ferro Cloud", "high")
    assert archived.status_code == 204
    assert listed == {"items": [], "next": None}
    assert restored.json["archived"] is False
    operations = session.scalars(select(Entry.operation).order_by(Entry.seq)).all()[-4:]
    assert operations == [
        "third_party.register",
        "third_party.update",
        "third_party.archive",
        "third_party.restore",
    ]


def test_the_trail_says_through_which_token_and_for_whom(program: Program, session: Session) -> None:
    program("POST", "/third-parties", {"name": "Ferro Cloud"})

    entry = session.scalars(select(Entry).order_by(Entry.seq.desc())).first()
    assert entry is not None
    assert (entry.actor, entry.notes["through"]) == ("compliance@lumen.example", program.id)


def test_a_write_is_judged_by_the_rules_like_one_on_a_page(program: Program, session: Session) -> None:
    program("POST", "/third-parties", {"name": "Ferro Cloud", "status": "active"})

    rules = set(session.scalars(select(Finding.rule).where(Finding.object == "TP-0001")))
    assert {"GOV-01", "GOV-02", "REC-03"} <= rules


def test_what_does_not_fit_names_each_field_and_changes_nothing(program: Program, session: Session) -> None:
    before = len(session.scalars(select(Revision.id)).all())
    refused = program(
        "POST", "/third-parties", {"name": "", "role": "friend", "contacts": [{"email": "nobody"}], "shoe": 1}
    )

    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    pointers = {one["pointer"]: one["detail"] for one in refused.json["errors"]}
    assert set(pointers) == {"/name", "/role", "/contacts/0/name", "/contacts/0/email", "/shoe"}
    assert "is not a valid e-mail address" in pointers["/contacts/0/email"]
    assert len(session.scalars(select(Revision.id)).all()) == before


def test_who_was_slower_is_told_so_and_changes_nothing(program: Program) -> None:
    tag = program("POST", "/third-parties", {"name": "Ferro Cloud"}).headers["ETag"]
    program("PATCH", "/third-parties/TP-0001", {"name": "Ferro"})

    slower = program("PUT", "/third-parties/TP-0001", {"name": "Cloud"}, If_Match=tag)
    odd = program("PUT", "/third-parties/TP-0001", {"name": "Cloud"}, If_Match="three")

    assert slower.status_code == 412
    assert odd.status_code == 400
    assert program("GET", "/third-parties/TP-0001").json["name"] == "Ferro"


def test_what_was_not_changed_is_not_sent_again(program: Program) -> None:
    tag = program("POST", "/third-parties", {"name": "Ferro Cloud"}).headers["ETag"]

    assert program("GET", "/third-parties/TP-0001", If_None_Match=tag).status_code == 304


def test_replacing_empties_what_is_left_out_and_patching_keeps_it(program: Program) -> None:
    program(
        "POST", "/third-parties", {"name": "Ferro", "description": "Servers", "domains": ["ferro.example"]}
    )

    patched = program("PATCH", "/third-parties/TP-0001", {"description": None}).json
    replaced = program("PUT", "/third-parties/TP-0001", {"name": "Ferro"}).json

    assert (patched["description"], patched["domains"]) == (None, ["ferro.example"])
    assert replaced["domains"] == []


def test_an_object_is_upserted_and_found_by_the_number_of_another_system(program: Program) -> None:
    first = program("PUT", "/third-parties/by-external-id/V%2F17", {"name": "Ferro"})
    again = program("PUT", "/third-parties/by-external-id/V%2F17", {"risk_tier": "low"})
    found = program("GET", "/third-parties/by-external-id/V%2F17")
    unknown = program("GET", "/third-parties/by-external-id/V18")

    assert (first.status_code, again.status_code) == (201, 200)
    assert (found.json["name"], found.json["risk_tier"], found.json["external_id"]) == (
        "Ferro",
        "low",
        "V/17",
    )
    assert unknown.status_code == 404


def test_many_are_written_in_one_entry_or_none_at_all(program: Program, session: Session) -> None:
    program("POST", "/third-parties", {"name": "Ferro", "external_id": "1"})
    good = [{"name": f"Vendor {n}", "external_id": str(n)} for n in range(2, 40)]

    bad = program("POST", "/third-parties/bulk", {"items": [*good, {"name": "Ferro"}, {"role": "x"}]})
    nothing = program("GET", "/third-parties?count=true").json["total"]
    done = program("POST", "/third-parties/bulk", {"items": [*good, {"external_id": "1", "name": "Ferro 2"}]})

    assert bad.status_code == 422
    assert {one["pointer"] for one in bad.json["errors"]} == {
        "/items/38/name",
        "/items/39/name",
        "/items/39/role",
    }
    assert nothing == 1
    assert [one["action"] for one in done.json["items"]] == ["created"] * 38 + ["updated"]
    assert program("GET", "/third-parties/TP-0001").json["name"] == "Ferro 2"
    last = session.scalars(select(Entry).order_by(Entry.seq.desc())).first()
    assert last is not None
    assert (last.operation, len(last.changes)) == ("register.bulk", 39)


@pytest.mark.parametrize("items", [None, [], [{}] * 1001, "x", [1]])
def test_a_bulk_that_is_none_is_refused(items: object, program: Program) -> None:
    assert program("POST", "/third-parties/bulk", {"items": items}).status_code == 422


def test_actions_take_what_the_operation_takes(demo: None, program: Program) -> None:
    moved = program("POST", "/third-parties/TP-0001/move", {"status": "offboarding"})
    unknown = program("POST", "/third-parties/TP-0001/move", {"status": "gone", "why": "x"})
    reviewed = program(
        "POST",
        "/third-parties/TP-0001/record-review",
        {"data": {"on": "2026-01-05", "outcome": "satisfactory"}, "next_on": "2036-01-05"},
    )

    assert moved.json["status"] == "offboarding"
    assert {one["pointer"] for one in unknown.json["errors"]} == {"/status", "/why"}
    assert reviewed.json["next_review_on"] == "2036-01-05"
    assert reviewed.json["reviews"][-1]["on"] == "2026-01-05"


def test_clauses_are_assessed_as_on_the_page(app: Flask, demo: None) -> None:
    lawyer = Program(app, Role.COUNSEL)

    done = lawyer(
        "POST",
        "/agreements/AG-0001/assess-clauses",
        {"assessments": [{"key": "g28.c_security", "state": "partial", "ref": "7.2"}]},
    )

    assert done.status_code == 200
    clause = next(one for one in done.json["clauses"] if one["key"] == "g28.c_security")
    assert (clause["state"], clause["ref"], clause["assessed_by"]) == (
        "partial",
        "7.2",
        "counsel@lumen.example",
    )


def test_every_object_of_the_demo_can_be_read_and_put_back_unchanged(demo: None, app: Flask) -> None:
    """What is exported comes in again unchanged: a replacement by what was read leaves every version as it is."""
    officer = Program(app, Role.COMPLIANCE)
    for path in (
        "third-parties",
        "agreements",
        "flows",
        "activities",
        "entities",
        "preferences",
        "disclosures",
    ):
        for item in officer("GET", f"/{path}?limit=500").json["items"]:
            key = item["ref"]
            put = officer("PUT", f"/{path}/{key}", item)
            assert (path, key, put.status_code, put.json.get("version")) == (
                path,
                key,
                200,
                item["version"],
            ), put.json
