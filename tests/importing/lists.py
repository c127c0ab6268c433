"""Lists as companies keep and publish them, with invented vendors, and how they are imported in tests."""

from dataclasses import replace
from typing import Any

from flask import current_app

from app.domain.findings import reading
from app.domain.imports import staging
from app.domain.imports.models import ImportBatch
from app.domain.imports.terms import ImportKind, RowAction
from app.extensions import db
from app.importing import register_file
from app.importing.mapping.saved import Mapping
from app.importing.service import Importer
from app.security.actor import SYSTEM, Actor

PUBLISHED = """# Sub-processors

## Third parties

| Name of Subprocessor | Description of Processing | Location of Processing | Corporate Location |
|---|---|---|---|
| Nordkiste AS (NK) | Cloud hosting, data storage | Norway, Germany, Netherlands | Norway |
| Mesa Grid, Inc. | Content delivery service | United States | United States |
| Mesa Grid, Inc. | Support ticketing system | United States, Canada | United States |
| Chatterling Ltd | Customer chat | England &amp; Wales | UK |

## Group companies

| Name of Subprocessor | Description of Processing | Location of Processing | Corporate Location |
|---|---|---|---|
| Lumen Nederland BV | Group company | Netherlands | Netherlands |
"""

LINKED = """---
title: Processors
---
* [Kolam Analytics](https://www.kolam.example/privacy/gdpr). Web analytics.
* [Pingwell](https://pingwell.example/dpa). Text messages.
"""

STATEMENTS = """| Subprocessor | Processing Purpose | Privacy Statement | Data Processing Terms |
|---|---|---|---|
| **Garza Exprés**<br/>(Zaragoza) | Parcels | [Notice](https://garza.example/p) | [DPA](https://garza.example/d) |
| **Pagonorte** | Card payments | [Notice](https://pagonorte.example/p) | [Terms](https://pagonorte.example/t) |
"""

PAIRS = """Company,Sub-processor,Service category / What they do
Kolam,Mesa Grid,"Hosts ""everything"", mostly in the US"
Kolam,Nordkiste,Backups
Chorus,Mesa Grid,Content delivery
"""

REGISTER_OF_PROCESSING = """meta:
  by: us
data:
  - types: Email address, Name
    categories: Customers
    purpose: Answering customers
    recipients: Support team
    storage_period: 3 years after the last message
    security: Encrypted mailboxes
    exported: false
  - types: IP address
    categories: Website visitors
    purpose: Keeping the site running
    recipients: Hosting company
    storage_period: 30 days
    security: Access by two people
    exported: true
"""

SPANISH = """Inventario de proveedores;;;;;
;;;;;
Proveedor;Servicio prestado;País;Ubicación de los datos;Correo electrónico;Fecha de alta
Talleres Buril;Reparaciones;España;España;taller@buril.example;31/03/2021
Correo Alado;Envío de boletines;Países Bajos;Países Bajos, Alemania;hola@alado.example;01/02/2022
"""

FRENCH = """Sous-traitant;Finalité;Catégories de données;Personnes concernées;Pays du traitement;Garanties
Chorus SAS;Enquêtes de satisfaction;Adresse e-mail, Nom;Clients;France;
Prosa;Service client;Adresse e-mail;Clients;Brésil;Clauses contractuelles types
"""

GERMAN = """Auftragsverarbeiter;Gegenstand der Verarbeitung;Datenkategorien;Betroffene Personen;Sitz;Risiko
Schaukasten GmbH;Betrieb des Onlineshops;Name, Anschrift, Bestelldaten;Kunden;Deutschland;hoch
Ostrander & Vale;Rechtsberatung;Name;Mitarbeiter;Vereinigte Staaten;niedrig
"""

DUTCH = """Verwerker;Omschrijving dienst;Soort persoonsgegevens;Land van vestiging;Contactpersoon;Telefoon
Scheldt Gem Laboratory;Keuring van stenen;Naam;België;Wim Daelemans;+32 3 555 01 23
"""

CONTRACTS = """Contract number,Vendor,Type,Signed on,Effective date,Expiry date,Governing law,Notice period
C-17,Nordkiste AS,DPA,2024-01-10,2024-02-01,,Norway,90 days
C-18,Mesa Grid,Non-disclosure agreement,2023-05-04,2023-05-04,2028-05-03,Delaware,30
"""

IN_SENTENCES = """## Current sub-processors

| Name | Country | Purpose | Data Processed | Transfer Mechanism |
|------|---------|---------|----------------|--------------------|
| **Nordkiste AS** | Norway | Hosting of all services | All that is stored | Not applicable — data stay in the EEA |
| **Pagonorte, Inc.** | USA / Ireland (EU) | Payments | Card data | Standard Contractual Clauses (SCCs) — Module 2 |
| **Kolam, PBC** | USA | Analytics | Name, opinions about our hats | EU–US Data Privacy Framework + SCCs |
"""

EDGES = """| Sub-processor | Purpose | Region of processing | DPA |
| :--- | :--- | :--- | :--- |
| Mesa Grid, Inc. | Edge network, DNS | Global edge network | https://mesagrid.example/dpa |
| Pingwell GmbH | Error monitoring | EU (Frankfurt) — its Frankfurt region, chosen at sign-up | on request |
| Kolam Storage | Backups | US-East | https://kolam.example/dpa |
| Chorus SAS | Surveys | Germany (EU region; ingest.de.chorus.example) | none |
"""

_SCORES = "Open_Risks,MFA_Enabled,Last_Assessment_Date,Risk_Review_Status"
SCORECARD = f"""Vendor_ID,Vendor_Name,Vendor_Category,Vendor_Circle,Service_Criticality,Region,{_SCORES}
V0001,Harbour Works,Network Equipment,North Circle,High,East,4,Yes,2025-11-24,Under Review
V0002,Lantern Print,Cloud Services,South Circle,Critical,West,1,No,2025-12-04,Under Review
"""

WHAT_THEY_DO = """| Anbieter | Rolle | Daten | Status |
| --- | --- | --- | --- |
| Schaukasten | Hosting, Datenbank | Nutzer, Firmen, Fotos | erforderlich, AVV pruefen |
| Prosa | optionale Texthilfe | technische Serverlogs | optional, serverseitig |
"""

NAMES_ONLY = """# Sub-processors

## Those that we use:

* Mesa Grid
* Pingwell
* Kolam Analytics
"""

RAGGED = """|**Third Party Entity**|**Processing Type**|**Description**|
|-|-|-|-
|Mesa Grid Corp|Authentication services|We know who you are by it|
|Pingwell|Database|All records stand there|
"""


A_ROW_A_SERVICE = """| Vendor | Service | Data | Location | Corporate location | Website |
|---|---|---|---|---|---|
| Fjordlager AS | Hosting | E-mail address | Norway | Norway | fjordlager.example |
| Quarry Nets | Content delivery | IP address | United States | United States | https://quarrynets.example |
| Quarry Nets | Support tickets | Name | Ireland | Ireland | support.quarrynets.example |
| Quarry Nets | Content delivery | E-mail address | Germany | Germany | quarrynets.example |
| Fjordlager AS | Backups | E-mail address | Norway | Norway | |
| Tidewire | Texts | Telephone number | Spain | Spain | n/a, see portal |
"""


def stage(name: str, text: str | bytes, actor: Actor = SYSTEM) -> tuple[Importer, str]:
    """An importer, and the import that it staged."""
    importer = Importer(current_app.config["SETTINGS"], actor)
    return importer, importer.stage(name, text if isinstance(text, bytes) else text.encode())


def look(
    name: str, text: str | bytes, kind: ImportKind | None = None, *, actor: Actor = SYSTEM, **changes: Any
) -> tuple[Importer, ImportBatch]:
    """Stage and plan a list as recognised, with *changes* of the mapping."""
    importer, batch = stage(name, text, actor)
    mapping = importer.suggest(importer.get(batch), kind)
    if "columns" in changes:
        changes["columns"] = {**mapping.columns, **changes["columns"]}
    importer.set_mapping(batch, replace(mapping, **changes))
    importer.begin_plan(batch)
    importer.plan(batch)
    return importer, importer.get(batch)


def bring_in(
    name: str, text: str | bytes, kind: ImportKind | None = None, *, actor: Actor = SYSTEM, **changes: Any
) -> ImportBatch:
    """Import a list, all of it that is not refused."""
    importer, batch = look(name, text, kind, actor=actor, **changes)
    importer.begin_write(batch.id)
    importer.write(batch.id)
    return importer.get(batch.id)


def mapping_of(batch: ImportBatch) -> dict[str, str | None]:
    """What the columns of *batch* were taken for."""
    return dict(Mapping.from_json(batch.mapping).columns)


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    """New, changed, unchanged and refused rows."""
    said = batch.outcome
    return said["create"], said["update"], said["unchanged"], said["refused"]


def problems(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """Row, column and sentence of each refusal."""
    found = staging.places(db.session, batch.id, RowAction.REFUSED)
    return [(place, head, text) for place, details in found for head, text in details["problems"]]


def warnings(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """Row, column and sentence of what is left out of rows that come in."""
    found = staging.warned(db.session, batch.id)
    return [(place, head, text) for place, details in found for head, text in details["warnings"]]


def dumped() -> dict[str, Any]:
    """The register as one document."""
    return register_file.dump(reading.Source(db.session))
