"""The papers behind the agreements say what the clause assessments quote."""

import datetime as dt
import re
from typing import Any

import pytest

from app import demo
from app.demo.dates import shift_dates
from app.demo.papers import documents, is_mark, paper
from app.kernel.canonical import sha256
from tests.demo.conftest import plain

WRITTEN = demo.register()
WITH_PAPER = [agreement for agreement in WRITTEN["agreements"] if is_mark(agreement.get("doc_sha256"))]


@pytest.mark.parametrize("agreement", WITH_PAPER, ids=lambda agreement: agreement["ref"])
def test_every_quote_stands_in_the_paper(agreement: dict[str, Any]) -> None:
    text = paper(agreement["doc_sha256"], WRITTEN)
    quotes = {clause["key"]: clause["quote"] for clause in agreement["clauses"] if "quote" in clause}
    assert {key: quote for key, quote in quotes.items() if quote not in text} == {}


@pytest.mark.parametrize("agreement", WITH_PAPER, ids=lambda agreement: agreement["ref"])
def test_every_quote_stands_in_the_clause_that_is_cited(agreement: dict[str, Any]) -> None:
    paragraphs = paper(agreement["doc_sha256"], WRITTEN).split("\n\n")
    elsewhere = {}
    for clause in agreement["clauses"]:
        number = clause.get("ref", "").partition(",")[0].partition(" ")[0]
        if "quote" not in clause or not re.fullmatch(r"[A-C]?\d+(\.\d+)?", number):
            continue
        cited = [text for text in paragraphs if re.match(rf"{re.escape(number)}\.?\s", text)]
        if "special terms" not in clause["ref"] and not any(clause["quote"] in text for text in cited):
            elsewhere[clause["key"]] = number
    assert elsewhere == {}


@pytest.mark.parametrize("agreement", WITH_PAPER, ids=lambda agreement: agreement["ref"])
def test_a_paper_is_filled_in_and_names_both_parties(agreement: dict[str, Any]) -> None:
    text = paper(agreement["doc_sha256"], WRITTEN)
    entities = {entity["ref"]: entity["legal_name"] for entity in WRITTEN["entities"]}
    assert re.findall(r"[{}]|  ", text) == []
    parties = (entities[agreement["our_entity"]], entities[agreement["their_entity"]])
    assert [name for name in parties if name not in text] == []


def test_parts_of_one_paper_share_its_file() -> None:
    files, resolved = documents(plain)
    hashes = {agreement["ref"]: agreement.get("doc_sha256") for agreement in resolved["agreements"]}
    assert hashes["AG-0001"] == hashes["AG-0002"]
    assert len(files) == len({agreement["doc_sha256"] for agreement in WITH_PAPER})
    assert {document["sha256"] for document in resolved["documents"]} == files.keys()
    assert {digest: sha256(data) for digest, data in files.items()} == {digest: digest for digest in files}
    assert {d["sha256"]: d["size"] for d in resolved["documents"]} == {
        h: len(data) for h, data in files.items()
    }


def test_papers_carry_the_dates_of_the_register_that_they_are_made_for() -> None:
    moved = shift_dates(WRITTEN, demo.ANCHOR + dt.timedelta(days=21))
    files, _ = documents(plain, moved)
    signed = [data.decode() for data in files.values() if b"Mutual confidentiality agreement" in data]
    assert ["in force from 28 September 2026" in text for text in signed] == [True]
    assert demo.register() == WRITTEN


def test_an_agreement_without_a_paper_stays_without_one() -> None:
    _, resolved = documents(plain)
    without = [a["ref"] for a in resolved["agreements"] if not a.get("doc_sha256")]
    assert without == ["AG-0006", "AG-0010", "AG-0023", "AG-0024", "AG-0025", "AG-0027", "AG-0028"]
