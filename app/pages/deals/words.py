"""What the pages of an inventory call its parts, dispositions, gates and stages of decision."""

from collections.abc import Mapping

from app.domain.deals.terms import ContractDisposition, Disposition, Gate

PARTS = {
    "A": "Transferred data assets",
    "B": "Retained data",
    "C": "Excluded or to be destroyed",
    "D": "Suppression and preference records",
    "E": "Processor and confidentiality agreements",
    "G": "Flows added by hand",
    "H": "Third parties added by hand",
    "I": "Exceptions",
}
"""The parts of the inventory that a page shows, in order."""

SHORT = {
    "A": "Transferred",
    "B": "Retained",
    "C": "Excluded",
    "D": "Suppression",
    "E": "Agreements",
    "G": "Flows",
    "H": "Third parties",
    "I": "Exceptions",
}
"""The parts in a word."""

TONES: Mapping[str, str] = {
    Disposition.TRANSFER: "good",
    Disposition.TRANSFER_NOTICE: "low",
    Disposition.TRANSFER_OPT_OUT: "low",
    Disposition.CONSENT_REQUIRED: "high",
    Disposition.CUSTODY_ONLY: "medium",
    Disposition.SUPPRESSION_ONLY: "medium",
    Disposition.ANONYMISE: "medium",
    Disposition.DELETE: "critical",
    ContractDisposition.ASSIGN: "good",
    ContractDisposition.ASSIGN_NOTICE: "low",
    ContractDisposition.ASSIGN_CONSENT: "high",
    ContractDisposition.NOVATE: "high",
    ContractDisposition.COC_NOTICE: "low",
    ContractDisposition.COC_CONSENT: "high",
    ContractDisposition.COC_TERMINATION_RISK: "critical",
    ContractDisposition.SPLIT: "medium",
    ContractDisposition.REPAPER: "medium",
}
"""How much a disposition asks for, as a tint; the word says which it is."""

GATES = [(gate.value, gate.label) for gate in Gate]
"""The gates as choices."""

UNDECIDED, DECIDED, APPROVED, OUTSIDE = "undecided", "decided", "approved", "outside"
