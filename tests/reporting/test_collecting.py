"""Kinds gathered from the register of the demo, by real reads of the real database."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.findings import checking, reading
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries
from app.infra.blobs import Blobs, open_blobs
from app.kernel.errors import Invalid
from app.reporting.collect import collect
from app.reporting.order import Order
from app.security.actor import SYSTEM


@pytest.fixture
def blobs(app: Flask) -> Blobs:
    return open_blobs(app.config["SETTINGS"])


@pytest.mark.parametrize(
    ("kind", "kpi", "member"), [("transfers", "K5", "coverage"), ("ropa", "K13", "completeness")]
)
def test_a_report_says_the_same_figure_as_the_check(
    kind: str, kpi: str, member: str, demo: None, session: Session, blobs: Blobs
) -> None:
    figures = {one.id: one for one in checking.check(reading.Source(session)).kpis}
    data = collect(session, blobs, SYSTEM, Order(kind))["data"]
    assert data[member] == {
        "numerator": figures[kpi].numerator,
        "denominator": figures[kpi].denominator,
    }


def test_a_file_has_documents_findings_and_history_of_one_third_party_alone(
    demo: None, session: Session, blobs: Blobs
) -> None:
    record, version = queries.get(session, "TP-0004")
    third_parties.update(SYSTEM, "TP-0004", record.model_copy(update={"external_id": "V-9"}), version=version)
    data = collect(session, blobs, SYSTEM, Order("vendor", third_party="TP-0004"))["data"]
    own = {"TP-0004", *(row["ref"] for row in (*data["flows"], *data["agreements"]))}
    assert data["changes"][0]["fields"] == ["external_id: nothing → V-9"]
    assert {row["object"] for row in data["changes"]} <= own
    assert {row["third_party"] for row in data["findings"]} == {"TP-0004"}
    held = [row for row in data["agreements"] if row["document_sha256"]]
    assert held
    assert [row["document_name"] for row in held if row["document_name"] is None] == []


@pytest.mark.parametrize(
    ("wanted", "sentence"), [(None, "name the one whose file is wanted"), ("TP-9999", "there is no TP-9999")]
)
def test_a_file_is_of_a_third_party_that_is_there(
    wanted: str | None, sentence: str, demo: None, session: Session, blobs: Blobs
) -> None:
    with pytest.raises(Invalid, match=sentence):
        collect(session, blobs, SYSTEM, Order("vendor", third_party=wanted))
