"""Lists: filters, words, order, pages, fields."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.api.v1.resources import RESOURCES
from app.domain.findings import selections
from app.domain.organisation import queries as organisation
from app.extensions import db
from tests.api.conftest import Program

TYPED = {"country": ["US", "ES", "IN"], "category": ["user.name", "user.behavior.purchase_history"]}
"""What is typed where a question has no list of answers."""


@pytest.fixture(autouse=True)
def _demo(demo: None) -> None:
    """Every list is one of the demo."""


def _refs(program: Program, query: str) -> list[str]:
    return [one["ref"] for one in program("GET", query).json["items"]]


def test_pages_follow_each_other_without_gap_or_repetition_in_every_order(program: Program) -> None:
    for sort in ("ref", "-ref", "changed_at", "-changed_at"):
        seen: list[str] = []
        query = f"/third-parties?limit=7&sort={sort}"
        while query:
            page = program("GET", query).json
            seen += [one["ref"] for one in page["items"]]
            query = f"/third-parties?limit=7&sort={sort}&cursor={page['next']}" if page["next"] else ""
        everything = _refs(program, f"/third-parties?limit=500&sort={sort}")
        assert seen == everything
        assert len(seen) == len(set(seen)) == 20


def test_every_field_filters(program: Program) -> None:
    everything = {one["ref"]: one for one in program("GET", "/third-parties?limit=500").json["items"]}

    processors = _refs(program, "/third-parties?role=processor,sub_processor&limit=500")
    reviewed = _refs(
        program, "/third-parties?next_review_on_from=2000-01-01&next_review_on_to=2100-01-01&limit=500"
    )
    holding = _refs(program, "/third-parties?holds_data=true&limit=500")

    assert processors == [
        ref for ref, one in everything.items() if one["role"] in {"processor", "sub_processor"}
    ]
    assert reviewed == [ref for ref, one in everything.items() if one["next_review_on"]]
    assert holding == [ref for ref, one in everything.items() if one["holds_data"]]
    assert 0 < len(processors) < len(everything)


def test_a_list_in_a_field_is_found_by_what_it_holds(program: Program) -> None:
    flows = program("GET", "/flows?limit=500").json["items"]
    purpose = flows[0]["purposes"][0]

    found = _refs(program, f"/flows?purposes={purpose}&limit=500")

    assert found == [one["ref"] for one in flows if purpose in one["purposes"]]


@pytest.mark.parametrize("path", [one.path for one in RESOURCES if one.selections is not None] + ["findings"])
def test_what_the_page_of_a_list_asks_is_asked_the_same_way(
    path: str, program: Program, app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        day = organisation.today(db.session)
        resource = next((one for one in RESOURCES if one.path == path), None)
        asked = resource.selections(db.session(), day) if resource else selections.of_findings(day)  # type: ignore[misc]
        questions = [(one.key, [value for value, _ in one.choices] or TYPED[one.key]) for one in asked.each]
    counts = set()

    for key, values in questions:
        for value in values:
            rows = csv.DictReader(
                io.StringIO(client.get(f"/{path}?export=csv&columns=ref&{key}={value}").text.lstrip("\ufeff"))
            )
            listed = len(list(rows))
            assert len(program("GET", f"/{path}?{key}={value}&limit=500").json["items"]) == listed, (
                key,
                value,
            )
            counts.add(listed)

    assert len(counts) > 1
    closed = [one.key for one in asked.each if one.choices][-1]
    refused = program("GET", f"/{path}?{closed}=perhaps")
    assert refused.status_code == 400
    assert closed in refused.json["detail"]


def test_words_are_found_in_any_text(program: Program) -> None:
    first = program("GET", "/third-parties").json["items"][0]

    assert first["ref"] in _refs(program, f"/third-parties?q={first['name'].split()[0].lower()}")
    assert _refs(program, "/third-parties?q=no-such-word-anywhere") == []


def test_only_the_fields_wanted_come_back(program: Program) -> None:
    item = program("GET", "/third-parties?fields=name,role").json["items"][0]

    assert set(item) == {"ref", "name", "role", "version", "changed_at"}


def test_long_texts_come_only_when_asked_for(program: Program) -> None:
    assert "text" not in program("GET", "/notices").json["items"][0]
    assert program("GET", "/notices?fields=text").json["items"][0]["text"]
    assert program("GET", "/notices/NV-0001").json["text"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("colour=red", "colour"),
        ("limit=0", "limit"),
        ("limit=9999", "limit"),
        ("sort=name", "sort"),
        ("cursor=x", "cursor"),
        ("cursor=WyJcdTAwMDAiXQ", "cursor"),
        ("fields=shoe", "fields"),
        ("fields=", "fields"),
        ("next_review_on_from=soon", "next_review_on"),
        ("holds_data=maybe", "holds_data"),
        ("archived=perhaps", "archived"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(query: str, names: str, program: Program) -> None:
    refused = program("GET", f"/third-parties?{query}")

    assert refused.status_code == 400
    assert names in refused.json["detail"]


@pytest.mark.parametrize(
    "other",
    [
        "/agreements?limit=3",
        "/third-parties?limit=3&sort=-ref",
        "/third-parties?limit=3&role=processor",
        "/third-parties?limit=3&archived=all",
    ],
)
def test_a_cursor_leads_on_in_its_own_list_alone(other: str, program: Program) -> None:
    cursor = program("GET", "/third-parties?limit=3").json["next"]

    refused = program("GET", f"{other}&cursor={cursor}")

    assert refused.status_code == 400
    assert refused.json["detail"].startswith("cursor: ")
    for same in ("limit=5", "limit=3&archived=no&fields=name&count=true"):
        assert _refs(program, f"/third-parties?{same}&cursor={cursor}")[0] == "TP-0004"


def test_what_is_nested_too_deeply_is_said_of_the_body(program: Program) -> None:
    headers = {"Authorization": f"Bearer {program.secret}", "Content-Type": "application/json"}

    refused = program.client.post("/api/v1/third-parties", data=b'{"a":' * 100_000, headers=headers)

    assert (refused.status_code, refused.json["detail"]) == (  # type: ignore[index]
        400,
        "The body is nested too deeply: correct it.",
    )
