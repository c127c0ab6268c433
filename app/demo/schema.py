"""Which record each list of the register file holds."""

from collections.abc import Mapping

from app.domain.accounts.records import Person
from app.domain.agreements.records import Agreement
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.deals.records import Deal
from app.domain.documents.records import Document
from app.domain.evidence.records import Disclosure, Preference
from app.domain.findings.records import Waiver
from app.domain.flows.records import Activity, Flow
from app.domain.notices.records import Notice
from app.domain.organisation.records import Entity
from app.domain.third_parties.records import ThirdParty
from app.kernel.records import Record

LISTS: Mapping[str, type[Record]] = {
    "people": Person,
    "entities": Entity,
    "categories": Category,
    "subjects": Subject,
    "purposes": Purpose,
    "activities": Activity,
    "notices": Notice,
    "documents": Document,
    "third_parties": ThirdParty,
    "agreements": Agreement,
    "flows": Flow,
    "preferences": Preference,
    "disclosures": Disclosure,
    "waivers": Waiver,
    "deals": Deal,
}
"""The lists of the file, by name."""
