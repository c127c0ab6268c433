"""What figures, severities and words in reports mean, in our own words."""

from collections.abc import Callable, Mapping

from app.kernel.words import plural

UNITS: Mapping[str, str] = {
    "K1": "active flows of personal data",
    "K2": "points of clause weight",
    "K3": "active flows in the scope of the promise",
    "K4": "active flows",
    "K5": "restricted transfers",
    "K6": "active processors",
    "K7": "active third parties",
    "K8": "active flows",
    "K9": "opt-outs due in the period",
    "K10": "findings due in the period",
    "K11": "required pieces of evidence",
    "K12": "items in the perimeter",
    "K13": "mandatory fields",
}
"""What each figure counts."""

MEANINGS: Mapping[str, str] = {
    "K1": "Active flows of personal data to others for which an agreement in force is recorded of every kind "
    "that the flow needs, of all such flows.",
    "K2": "Weight of the required clauses found in the agreements in force, of the weight of all required; partly "
    "present counts half, not assessed counts as nothing.",
    "K3": "Active flows for which all six limbs of the promise of confidentiality are evidenced, of the active flows "
    "in its scope.",
    "K4": "Active flows of which every purpose and the recipient are expressly set forth in the notice, of all "
    "active flows. Flows that only a vague provision covers, and flows that none covers, are told apart.",
    "K5": "Transfers that need a mechanism and have a valid one recorded, with the assessment that it needs, of "
    "all such transfers.",
    "K6": "Active processors whose list of sub-processors was confirmed within a year, of all active processors.",
    "K7": "Active third parties whose next review lies ahead, of all active third parties. No recorded date "
    "counts as overdue.",
    "K8": "Active flows under an agreement that ends within 90 days without renewal begun, of all active flows: the "
    "fewer the better.",
    "K9": "Opt-outs that all who market confirmed within ten business days, of the opt-outs due in the period.",
    "K10": "Findings closed within the time for their severity, of the findings whose time ended in the period.",
    "K11": "Required pieces of evidence that are valid, of all required.",
    "K13": "Mandatory fields of the record of processing activities that are filled, of all of them.",
}
"""How each figure of the board report is counted."""

PARTS: Mapping[str, str] = {
    "absent": "absent",
    "activities": "activities",
    "agreements": "agreements ending",
    "arguable": "only arguably covered",
    "contradicted": "contradicted by the record",
    "evidenced": "evidenced",
    "express": "expressly covered",
    "none": "not covered",
    "not_applicable": "not applicable",
    "not_assessed": "not assessed",
    "not_evidenced": "not evidenced",
    "oldest_critical_days": "days since the oldest critical finding was opened",
    "open_critical": "critical findings open",
    "partial": "partly present",
    "partly_evidenced": "partly evidenced",
    "present": "present",
    "without_date": "without a date",
}
"""The names of the parts of a figure."""

LESS_IS_BETTER = frozenset({"K8"})
"""The figures that should be small."""

SEVERITIES: Mapping[str, tuple[str, str]] = {
    "critical": ("7 days", "A promise or a prohibition appears to be broken now."),
    "high": ("30 days", "A legal requirement appears not to be met, or cannot be shown to be met."),
    "medium": ("90 days", "A requirement is at risk, or proof is incomplete."),
    "low": ("180 days", "The record needs care."),
    "info": ("no date", "Worth knowing."),
}
"""Each severity: the time to cure it, and what it says."""

STAGES: Mapping[str, str] = {
    "in_force": "concluded, effective, not ended",
    "renewal_due": "in force; its end or the last day for notice is near and nothing is decided",
    "renewed": "in force; its renewal is decided",
    "executed": "concluded; not yet effective, or its end is not recorded",
    "surviving": "ended; confidentiality is still owed",
    "expired": "its term ran out",
    "terminated": "ended by a party",
    "superseded": "replaced by another",
    "suspended": "in force but put on hold",
    "partly_signed": "one signature is missing",
    "out_for_signature": "sent, not signed",
    "negotiating": "under negotiation",
    "in_review": "under review",
    "draft": "not concluded",
}
"""The states of an agreement as reports derive them from its dates."""


CAUTION = (
    "Register extract, not legal advice. It says what is recorded, what is not recorded, and what appears to follow; "
    "whether the law is observed is for counsel to judge."
)
"""What every report says of itself."""

CAUTIONS: Mapping[str, str] = {
    "inventory": "Register extract, not legal advice. It lists what is recorded and what the rules propose; counsel "
    "decides. Counts and references only: no personal data of the people concerned.",
}
"""What the kinds say instead that need other words."""

PRIVILEGE = (
    "Privileged and confidential. Prepared for counsel in connection with the transaction named below; not to be "
    "passed on, in whole or in part, without counsel’s leave."
)
"""What the papers of a deal bear."""


def _of(what: str, lines: str) -> Callable[[int], str]:
    return lambda count: f"{what} of {plural(count, lines)}"


LIMITS: Mapping[str, Callable[[int], str]] = {
    "categories": _of("the data categories", "data set"),
    "legal_basis": _of("the legal basis", "data set"),
    "notice_at_collection": _of("the notice at collection", "data set"),
    "records": _of("the number of records", "data set"),
    "retention": _of("the end of retention", "data set"),
    "system": _of("the system and location", "data set"),
    "assignment_clause": _of("the assignment clause", "agreement"),
    "change_of_control_clause": _of("the change of control clause", "agreement"),
    "document": _of("the document", "agreement"),
    "governing_law": _of("the governing law", "agreement"),
}
"""What an inventory may lack, as its preliminary statement says it of that many lines."""
