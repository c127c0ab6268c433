"""What can be taken out: tables, templates, layouts of regulators, other vocabularies; each as it is promised."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.flows import activities
from app.domain.flows.records import Activity
from app.domain.imports.terms import ImportKind
from app.domain.organisation import operations as organisation
from app.domain.organisation.records import Entity
from app.importing import export
from app.pages.exports.views import LAYOUTS
from app.security.actor import Actor
from tests.conftest import ClientOf


@pytest.fixture
def reader(demo: None, client_of: ClientOf) -> FlaskClient:
    from app.security.roles import Role

    return client_of(Role.AUDITOR)


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_file_that_the_page_names_is_there(reader: FlaskClient) -> None:
    import re

    page = reader.get("/exports").text
    links = re.findall(r'href="(/exports/[^"]+)"', page)

    assert len(links) == 4 * len(ImportKind) + 2 * len(LAYOUTS) + 2
    assert {link: reader.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_template_has_the_columns_of_the_export_and_no_rows(kind: ImportKind, reader: FlaskClient) -> None:
    everything = _rows(reader.get(f"/exports/{kind.value}.csv").text)
    template = _rows(reader.get(f"/exports/templates/{kind.value}.csv").text)

    assert template == [export.heads(kind)] == everything[:1]
    assert len(everything) > 1


def test_the_layout_of_the_ico_has_its_thirty_columns_in_order(reader: FlaskClient) -> None:
    heads, *rows = _rows(reader.get("/exports/layouts/ico.csv").text)

    assert len(heads) == 30
    assert (heads[0], heads[6]) == ("Business function", "Link to contract with processor")
    assert heads[29].startswith("Reasons")
    assert rows


def test_the_layout_for_processors_has_a_row_for_each_activity_on_behalf_of_others(
    reader: FlaskClient, session: Session, officer: Actor
) -> None:
    other = organisation.register(officer, Entity(legal_name="Someone Else, S.L.", country="ES"))
    activities.register(officer, Activity(name="Engraving for others", controller_entity=other.ref))
    heads, *rows = _rows(reader.get("/exports/layouts/ico_processor.csv").text)

    assert len(heads) == 7
    assert heads[0] == "Name and contact details of controller"
    assert [(row[0], row[2].split(",")[0].split(";")[0].split("\n")[0]) for row in rows] == [
        ("Someone Else, S.L.", "Engraving for others")
    ]
    controlled = [row[0] for row in _rows(reader.get("/exports/layouts/ico.csv").text)]
    assert "Engraving for others" not in controlled


def test_fideslang_and_dpv_name_every_third_party_by_their_keys(reader: FlaskClient) -> None:
    manifest = json.loads(reader.get("/exports/vocabularies/fideslang.json").data)
    graph = json.loads(reader.get("/exports/vocabularies/dpv.json").data)

    systems = {one["fides_key"]: one for one in manifest["system"]}
    declared = systems["tp_0004"]["privacy_declarations"]
    assert "user.contact.email" in declared[0]["data_categories"]
    assert all(one["data_use"] and one["data_subjects"] for one in declared)
    nodes = {one["@id"]: one for one in graph["@graph"]}
    assert nodes["urn:custodia:TP-0004"]["@type"] == "dpv:DataProcessor"
    assert "pd:EmailAddress" in [key for one in graph["@graph"] for key in one.get("dpv:hasPersonalData", [])]
    ids = set(nodes)
    assert all(one["dpv:hasRecipient"]["@id"] in ids for one in graph["@graph"] if "dpv:hasRecipient" in one)


@pytest.mark.parametrize("path", ["/exports/shoes.csv", "/exports/flows.pdf", "/exports/layouts/x.csv"])
def test_what_is_not_there_is_not_there(path: str, reader: FlaskClient) -> None:
    assert reader.get(path).status_code == 404
