"""The states of a data category, a subject group and a purpose."""

from pydantic import AliasChoices, Field

from app.domain.catalogue.terms import Identifiability, LegalBasis, Sensitivity
from app.kernel.records import REQUIRED, CategoryKey, Code, Country, Key, Line, Prose, Record, field
from app.kernel.regimes import Regime


class Category(Record):
    """A category of personal data; ``bk_pii`` marks what 11 U.S.C. 101(41A) counts as identifying."""

    key: Key = field(
        "Key", "Short and lasting; dots show the place in the tree.", "Identity", default=REQUIRED
    )
    label: Line | None = field("Label", "As people read it.", "Identity")
    parent: CategoryKey | None = field("Parent", "The broader category.", "Identity")
    description: Prose | None = field("Description", "What belongs in it.", "Identity")
    identifiability: Identifiability = field(
        "Identifiability",
        "Whether it points at a person; only aggregate and anonymous data are not personal.",
        "Nature",
        default=Identifiability.IDENTIFIED,
    )
    sensitivity: list[Sensitivity] = Field(
        default_factory=list,
        title="Sensitivity",
        description="Why it asks for more care.",
        json_schema_extra={"group": "Nature"},
        validation_alias=AliasChoices("sensitivity", "sensitivity_flags", "flags"),
    )
    bk_pii: bool = field(
        "Identifying in bankruptcy",
        "Counts as personally identifiable under 11 U.S.C. 101(41A).",
        "Nature",
        default=False,
    )
    fides: Line | None = field("Fides key", "The matching fideslang key, for export.", "Other vocabularies")
    dpv: Line | None = field("DPV key", "The matching W3C DPV term, for export.", "Other vocabularies")
    builtin: bool = field("Shipped with the product", default=False)
    archived: bool = field("Archived", default=False)


class Subject(Record):
    """A group of data subjects."""

    key: Key = field("Key", "Short and lasting.", "Identity", default=REQUIRED)
    label: Line | None = field("Label", "As people read it.", "Identity")
    description: Prose | None = field("Description", "Who belongs in it.", "Identity")
    is_minor: bool = field("Minors", "People under eighteen.", "Nature", default=False)
    is_consumer: bool = field("Consumers", "People who buy for themselves.", "Nature", default=False)
    is_employee: bool = field("Employees", "People who work for the organisation.", "Nature", default=False)
    residency: list[Country] = field(
        "Residency", "Countries in which they live, where it is known.", "Nature", factory=list
    )
    builtin: bool = field("Shipped with the product", default=False)
    archived: bool = field("Archived", default=False)


class Purpose(Record):
    """A purpose of processing and the code of the notice's provision that states it."""

    key: Key = field("Key", "Short and lasting.", "Identity", default=REQUIRED)
    label: Line | None = field("Label", "As people read it.", "Identity")
    description: Prose | None = field("Description", "What is done for it.", "Identity")
    policy_code: Code | None = field(
        "Code in the notice", "P1 to P7, A1 to A6 …, as provisions are coded.", "Law"
    )
    marketing: bool = field(
        "Marketing", "Serves to promote or to profile for promotion.", "Law", default=False
    )
    legal_basis: dict[Regime, LegalBasis] = field(
        "Legal basis by regime", "The basis relied on, per regime.", "Law", factory=dict
    )
    generic_text: bool = field(
        "Generic wording", "Worded too broadly to be a specific purpose.", "Law", default=False
    )
    fides: Line | None = field("Fides key", "The matching fideslang use, for export.", "Other vocabularies")
    dpv: Line | None = field("DPV key", "The matching W3C DPV purpose, for export.", "Other vocabularies")
    builtin: bool = field("Shipped with the product", default=False)
    archived: bool = field("Archived", default=False)
