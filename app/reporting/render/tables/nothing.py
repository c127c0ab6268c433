"""What a part of a report says where it has no row: what is not recorded, or that nothing had to be."""

from collections.abc import Mapping

from app.reporting.render.tables.table import Table

_WORDS: Mapping[str, str] = {
    "activities": "No activity is recorded of which the organisation is the controller.",
    "adequacy": "No transfer rests on an adequacy decision, as recorded.",
    "agreements": "No agreement is recorded.",
    "clauses": "No clause has been assessed.",
    "contacts": "No contact is recorded.",
    "documents": "No executed paper of Part E is on file.",
    "ending": "No agreement in force ends, renews or must be given notice within 90 days.",
    "evidence": "No evidence is recorded.",
    "findings": "No finding is open.",
    "flows": "No flow of data is recorded.",
    "for_others": "None: each recorded activity is the organisation’s own.",
    "history": "No entry of the trail concerns it.",
    "incidents": "No incident is recorded.",
    "lapsing": "Nothing on which a transfer rests ends within 180 days, as recorded.",
    "onward": "No sub-processor in use is recorded.",
    "part_f": "No line of the schedule asks for a consent or a notice.",
    "part_g": "No flow in the perimeter is recorded that leaves such an area.",
    "part_h": "No sub-processor is recorded for a counterparty of Part E.",
    "part_j": "No transitional service, shared agreement or custody is recorded.",
    "part_k": "No version of a privacy notice is recorded.",
    "part_k_incidents": "No incident of that time is recorded.",
    "recipients": "No active flow of an activity is recorded.",
    "retention": "No data category of an activity is recorded.",
    "reviews": "No review is recorded.",
    "rules": "No rule fired.",
    "sub_processors": "No sub-processor is recorded; whether there is one only the third party knows.",
    "transfers": "No transfer out of the area of a regime evaluated is recorded.",
    "unplaced": "None: a country is recorded for each active flow of personal data.",
    "waivers": "No waiver is recorded.",
}


def nothing(table: Table) -> str:
    """A sentence in the place of the rows that *table* has not."""
    return _WORDS.get(table.key, "Nothing is recorded.")
