"""Vocabulary of webhooks."""

import datetime as dt

from app.kernel.words import Term


class DeliveryState(Term):
    """What became of telling an address of an event."""

    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"


PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60))
"""How long is waited after each failed attempt; after the last, the delivery is given up."""

KINDS: dict[str, str] = {
    "third_party": "Third parties",
    "evidence": "Evidence",
    "incident": "Incidents",
    "review": "Reviews",
    "sub_processor": "Sub-processors",
    "agreement": "Agreements",
    "flow": "Flows",
    "activity": "Activities",
    "notice": "Notices",
    "document": "Documents",
    "preference": "Opt-outs",
    "disclosure": "Disclosures",
    "entity": "Legal entities",
    "category": "Data categories",
    "subject": "Data subjects",
    "purpose": "Purposes",
    "finding": "Findings",
    "report": "Reports",
}
"""What an address may be told of: the operations of the trail by their first word. Deals are never among them."""
