"""What the columns of other people's lists are taken for."""

import pytest
from sqlalchemy.orm import Session

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
            "categories": "categories",
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
