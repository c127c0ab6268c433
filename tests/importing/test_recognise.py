"""What the columns of other people's lists are taken for."""

import pytest
from sqlalchemy.orm import Session

from app.domain.imports import staging
from tests.importing import lists
from tests.importing.lists import counts, look, mapping_of

SHAPES = {
    "published": (
        "list.md",
        lists.PUBLISHED,
        "third-parties",
        {
            "Name of Subprocessor": "name",
            "Description of Processing": "description",
            "Location of Processing": "flow.locations",
            "Corporate Location": "entity.country",
        },
        (4, 1, 0, 0),
    ),
    "linked": (
        "index.md",
        lists.LINKED,
        "third-parties",
        {"Name": "name", "Link": "domains", "Description": "description"},
        (2, 0, 0, 0),
    ),
    "statements": (
        "list.md",
        lists.STATEMENTS,
        "third-parties",
        {
            "Subprocessor": "name",
            "Processing Purpose": "description",
            "Privacy Statement": None,
            "Privacy Statement (link)": None,
            "Data Processing Terms": None,
            "Data Processing Terms (link)": None,
        },
        (2, 0, 0, 0),
    ),
    "pairs": (
        "pairs.csv",
        lists.PAIRS,
        "sub-processors",
        {
            "Company": "third_party",
            "Sub-processor": "sub_third_party",
            "Service category / What they do": "sub.description",
        },
        (3, 0, 0, 0),
    ),
    "register of processing": (
        "register.yml",
        lists.REGISTER_OF_PROCESSING,
        "activities",
        {
            "types": None,
            "categories": "subjects",
            "purpose": "name",
            "recipients": "recipients",
            "storage_period": "retention_note",
            "security": "toms",
            "exported": None,
        },
        (2, 0, 0, 0),
    ),
    "spanish": (
        "proveedores.csv",
        lists.SPANISH,
        "third-parties",
        {
            "Proveedor": "name",
            "Servicio prestado": "description",
            "País": "entity.country",
            "Ubicación de los datos": "flow.locations",
            "Correo electrónico": "contact.email",
            "Fecha de alta": "onboarded_on",
        },
        (2, 0, 0, 0),
    ),
    "french": (
        "sous-traitants.csv",
        lists.FRENCH,
        "third-parties",
        {
            "Sous-traitant": "name",
            "Finalité": "flow.purposes",
            "Catégories de données": "flow.categories",
            "Personnes concernées": "flow.subjects",
            "Pays du traitement": "flow.locations",
            "Garanties": "flow.mechanism",
        },
        (2, 0, 0, 0),
    ),
    "german": (
        "liste.csv",
        lists.GERMAN,
        "third-parties",
        {
            "Auftragsverarbeiter": "name",
            "Gegenstand der Verarbeitung": "description",
            "Datenkategorien": "flow.categories",
            "Betroffene Personen": "flow.subjects",
            "Sitz": "entity.country",
            "Risiko": "risk_tier",
        },
        (2, 0, 0, 0),
    ),
    "dutch": (
        "verwerkers.csv",
        lists.DUTCH,
        "third-parties",
        {
            "Verwerker": "name",
            "Omschrijving dienst": "description",
            "Soort persoonsgegevens": "flow.categories",
            "Land van vestiging": "entity.country",
            "Contactpersoon": "contact.name",
            "Telefoon": "contact.phone",
        },
        (1, 0, 0, 0),
    ),
    "in sentences": (
        "list.md",
        lists.IN_SENTENCES,
        "third-parties",
        {
            "Name": "name",
            "Country": "entity.country",
            "Purpose": "flow.purposes",
            "Data Processed": "flow.categories",
            "Transfer Mechanism": "flow.mechanism",
        },
        (3, 0, 0, 0),
    ),
    "edges": (
        "list.md",
        lists.EDGES,
        "third-parties",
        {
            "Sub-processor": "name",
            "Purpose": "description",
            "Region of processing": "flow.locations",
            "DPA": None,
        },
        (4, 0, 0, 0),
    ),
    "scorecard": (
        "vendors.csv",
        lists.SCORECARD,
        "third-parties",
        {
            "Vendor_ID": "external_id",
            "Vendor_Name": "name",
            "Vendor_Category": "description",
            "Vendor_Circle": None,
            "Service_Criticality": "risk_tier",
            "Region": None,
            "Open_Risks": None,
            "MFA_Enabled": None,
            "Last_Assessment_Date": "last_review_on",
            "Risk_Review_Status": None,
        },
        (2, 0, 0, 0),
    ),
    "what they do": (
        "liste.md",
        lists.WHAT_THEY_DO,
        "third-parties",
        {"Anbieter": "name", "Rolle": None, "Daten": "flow.categories", "Status": None},
        (2, 0, 0, 0),
    ),
    "names only": ("list.md", lists.NAMES_ONLY, "third-parties", {"Name": "name"}, (3, 0, 0, 0)),
    "ragged": (
        "list.md",
        lists.RAGGED,
        "third-parties",
        {"Third Party Entity": "name", "Processing Type": "description", "Description": "description"},
        (2, 0, 0, 0),
    ),
    "contracts": (
        "contracts.csv",
        lists.CONTRACTS,
        "agreements",
        {
            "Contract number": "external_id",
            "Vendor": "third_party",
            "Type": "kind",
            "Signed on": "signed_on",
            "Effective date": "effective_on",
            "Expiry date": "expires_on",
            "Governing law": "governing_law",
            "Notice period": "notice_days",
        },
        (0, 0, 0, 2),  # neither is registered, which an import of agreements does not change by itself
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_comes_in_without_a_word_from_anybody(demo: None, session: Session, shape: str) -> None:
    name, text, kind, columns, outcome = SHAPES[shape]
    if shape == "contracts":
        text = text.replace("Nordkiste AS", "Nobody AS").replace("Mesa Grid", "Nobody Inc")
    elif shape != "pairs":
        text = _elsewhere(text)
    _, batch = look(name, text)
    assert (batch.kind, mapping_of(batch)) == (kind, columns)
    assert counts(batch) == outcome


def _elsewhere(text: str) -> str:
    """*text* with vendors that are not in the demo's register."""
    for word in ("Nordkiste", "Mesa Grid", "Chatterling", "Kolam", "Pingwell", "Garza", "Pagonorte", "Buril", "Alado",
                 "Chorus", "Prosa", "Schaukasten", "Ostrander", "Scheldt"):  # fmt: skip
        text = text.replace(word, f"Another {word}")
    return text


@pytest.mark.parametrize(
    ("head", "cells", "field"),
    [
        ("Column 7", ["ana@buril.example", "hola@alado.example"], "contact.email"),
        ("Unnamed", ["https://buril.example/x", "www.alado.example"], "domains"),
        ("Spalte", ["Deutschland", "Frankreich, Spanien"], "flow.locations"),
    ],
)
def test_a_column_without_a_telling_name_is_known_by_what_it_holds(
    demo: None, session: Session, head: str, cells: list[str], field: str
) -> None:
    text = f"Vendor\t{head}\nFirst\t{cells[0]}\nSecond\t{cells[1]}\n"
    _, batch = look("list.tsv", text)
    assert mapping_of(batch)[head] == field


def test_the_name_of_a_field_in_our_own_lists_is_known(demo: None, session: Session) -> None:
    heads = (
        "Name,Reference,Role,Status,Agreement,Active flows,Open findings,Risk tier,Next review,External ID"
    )
    _, batch = look("third-parties.csv", f"{heads}\nNew one,,Processor,Active,None,0,0,Low,2027-01-31,X1\n")
    assert mapping_of(batch) == {
        "Name": "name",
        "Reference": "ref",
        "Role": "role",
        "Status": "status",
        "Agreement": None,
        "Active flows": None,
        "Open findings": None,
        "Risk tier": "risk_tier",
        "Next review": "next_review_on",
        "External ID": "external_id",
    }


def test_a_sentence_in_the_place_of_a_term_is_read_where_it_names_one_and_kept_in_words_else(
    demo: None, session: Session
) -> None:
    _, batch = look("list.md", lists.IN_SENTENCES.replace("Nordkiste", "Another"))
    rows = staging.rows(session, batch.id, action=None, doubtful=False, start=0, size=9)
    remarks = [" ".join(text for _, text in row.details["remarks"]) for row in rows]
    assert "“Not applicable — data stay in the EEA” is read as “None needed”." in remarks[0]
    assert "is read as “Standard contractual clauses" in remarks[1]
    assert "“EU–US Data Privacy Framework + SCCs” is not in the vocabulary" in remarks[2]
    assert (
        "“opinions about our hats” is not in the vocabulary and stays in words under Services." in remarks[2]
    )


def test_a_seat_that_is_no_country_is_kept_in_words_where_the_heading_promises_none(
    demo: None, session: Session
) -> None:
    _, batch = look("v.csv", 'Vendor,Headquarters\nOne,Newmarket\nTwo,"Madrid, Spain"\n')
    assert (mapping_of(batch)["Headquarters"], counts(batch)) == ("entity.country", (2, 0, 0, 0))
    _, strict = look("v.csv", 'Vendor,Country\nOne,Newmarket\nTwo,"Madrid, Spain"\n')
    assert counts(strict) == (1, 0, 0, 1)
