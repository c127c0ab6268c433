"""The key figures in words: what each counts, of what, and what its parts are called."""

from collections.abc import Mapping

COUNTED: Mapping[str, str] = {
    "K1": "active flows of personal data with every agreement that they need in force",
    "K2": "points of clause weight found in agreements in force",
    "K3": "active flows with evidence for every limb of the promise of confidentiality",
    "K4": "active flows whose purposes and recipient the notice states expressly",
    "K5": "restricted transfers with a mechanism that holds",
    "K6": "active processors whose list of sub-processors was confirmed within a year",
    "K7": "active third parties whose next review lies ahead",
    "K8": "active flows under an agreement that ends within 90 days, renewal not decided",
    "K9": "opt-outs of the last 12 months confirmed in time by all who market",
    "K10": "findings due in the last 12 months that were closed in time",
    "K11": "required pieces of evidence valid today",
    "K12": "lines of a deal with an approved disposition and every gate met",
    "K13": "mandatory fields of the record of activities that are filled",
}
"""What the numerator of each figure counts."""

PARTS: Mapping[str, str] = {
    "express": "Express",
    "arguable": "Arguable",
    "none": "Not covered",
    "without_date": "Without a date",
    "agreements": "Agreements ending",
    "open_critical": "Criticals open",
    "oldest_critical_days": "Oldest critical, days",
    "evidenced": "Evidenced",
    "partly_evidenced": "Partly evidenced",
    "not_evidenced": "Not evidenced",
    "contradicted": "Contradicted by the record",
    "present": "Present",
    "partial": "Partly present",
    "absent": "Absent",
    "not_assessed": "Not assessed",
    "not_applicable": "Not applicable",
    "activities": "Activities",
}
"""How the parts of a figure are called."""

OF: Mapping[str, str] = {
    "K1": "active flows of personal data to others than ourselves",
    "K2": "points of weight of the clauses that agreements in force must be read for; what does not apply is left out",
    "K3": "active flows in the scope in which the organisation reads the promise",
    "K4": "active flows",
    "K5": "transfers out of the area of a regime that is switched on",
    "K6": "active processors and sub-processors",
    "K7": "active third parties",
    "K8": "active flows",
    "K9": "opt-outs whose tenth business day fell in the last 12 months",
    "K10": "findings whose time by severity ended in the last 12 months",
    "K11": "pieces of evidence that third parties with personal data must have: security, and PCI for card data",
    "K12": "lines in the perimeter of a deal",
    "K13": "mandatory fields of Article 30, times activities",
}
"""What the denominator of each figure counts."""

MISSED: Mapping[str, str] = {
    "K1": "Flows without every agreement that they need",
    "K2": "Agreements with clauses absent, partly present or not assessed",
    "K3": "Flows of which the promise is not evidenced in full",
    "K4": "Flows that the notice covers arguably or not at all",
    "K5": "Transfers without a mechanism that holds",
    "K6": "Processors whose chain is not known",
    "K7": "Third parties whose review is overdue",
    "K8": "Flows that are exposed",
    "K9": "Opt-outs not confirmed in time",
    "K10": "Findings not closed in time",
    "K11": "Evidence that is lacking",
    "K12": "Deals",
    "K13": "Activities with fields to fill",
}
"""What is listed below each figure."""

LESS_IS_BETTER = frozenset({"K8"})
"""The figures that count an exposure: of them nothing is best."""
