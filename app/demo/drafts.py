"""A register's objects as they were when they were first written down, so that an invented register has a past."""

from typing import Any

Row = dict[str, Any]


def drafts(document: Row) -> Row:
    """*document* as its objects were when they were first written down: nothing signed, nothing flowing yet."""
    return document | {
        "third_parties": [_draft_party(row) for row in document["third_parties"]],
        "agreements": [_draft_agreement(row) for row in document["agreements"]],
        "flows": [_draft_flow(row) for row in document["flows"]],
    }


def _draft_party(row: Row) -> Row:
    later = {
        "evidence",
        "incidents",
        "reviews",
        "sub_processors",
        "offboarded_on",
        "last_review_on",
        "risk_tier",
    }
    return {name: value for name, value in row.items() if name not in later} | {"status": "prospective"}


def _draft_agreement(row: Row) -> Row:
    kept = {"ref", "third_party", "title", "kind", "parent", "our_entity", "their_entity", "governing_law"}
    return {name: value for name, value in row.items() if name in kept}


def _draft_flow(row: Row) -> Row:
    later = {"status", "first_on", "ended_on", "transfers", "notice_links"}
    return {name: value for name, value in row.items() if name not in later}
