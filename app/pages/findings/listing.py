"""The list of findings, gravest first."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from app.domain.accounts import queries as accounts
from app.domain.accounts.models import Person
from app.domain.findings.ledger import Finding
from app.domain.findings.rule import RULES
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.pages.kit import cells, formats
from app.pages.kit.lists import Column, Filter, Listing, contains

FAMILIES = {
    "AGR": "Agreements",
    "CLA": "Clauses",
    "NOT": "Notice",
    "FLW": "Flows",
    "XFR": "Transfers",
    "SUB": "Sub-processors",
    "GOV": "Governance",
    "EVD": "Evidence",
    "RTS": "Rights",
    "DSC": "Disclosures",
    "INC": "Incidents",
    "REC": "Register",
}
"""Rule families by the letters before the dash."""


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Finding.id,
            Finding.rule,
            Finding.severity,
            Finding.status,
            Finding.object,
            Finding.key,
            Finding.title,
            Finding.message,
            Finding.opened_at,
            Finding.closed_at,
            Finding.due_on,
            ThirdParty.name.label("third_party"),
            Person.name.label("owner"),
        )
        .outerjoin(ThirdParty, ThirdParty.ref == Finding.third_party)
        .outerjoin(Person, Person.email == Finding.owner)
    )


def _due(row: Any) -> str | None:
    if row.due_on is None or row.status == FindingStatus.CLOSED:
        return None
    late = (formats.today() - row.due_on).days
    return f"{formats.day(row.due_on)} (overdue by {late} days)" if late > 0 else formats.day(row.due_on)


def _by_due(value: str) -> Any:
    today = formats.today()
    still = Finding.status != FindingStatus.CLOSED
    return (Finding.due_on < today) & still if value == "overdue" else (Finding.due_on >= today) & still


def listing() -> Listing:
    """The list of findings."""
    return Listing(
        title="Findings",
        name="findings",
        lead="What the rules find in the register as it stands. Each closes by itself once its cause is gone.",
        query=_query,
        key=Finding.id,
        url=lambda row: url_for("findings.detail", number=row.id),
        search=contains(
            Finding.rule, Finding.object, Finding.key, Finding.title, Finding.message, ThirdParty.name
        ),
        placeholder="Rule, object, words",
        empty_title="No findings",
        empty_text="The rules found nothing in the register. They run again with every change and every night.",
        default_sort="severity",
        archived=lambda row: False,
        columns=(
            Column("title", "Finding", lambda row: row.title, sort=Finding.title),
            Column(
                "severity",
                "Severity",
                lambda row: cells.badge(Severity, row.severity),
                sort=Finding.severity_rank,
            ),
            Column("rule", "Rule", lambda row: row.rule, sort=Finding.rule),
            Column("object", "Object", lambda row: row.object, sort=Finding.object),
            Column("third_party", "Third party", lambda row: row.third_party, sort=ThirdParty.name),
            Column(
                "status", "Status", lambda row: cells.badge(FindingStatus, row.status), sort=Finding.status
            ),
            Column("owner", "Owner", lambda row: row.owner, sort=Person.name),
            Column("due", "Due", _due, sort=Finding.due_on, export=lambda row: row.due_on),
            Column(
                "opened",
                "Since",
                lambda row: formats.day(row.opened_at),
                sort=Finding.opened_at,
                export=lambda row: row.opened_at.date(),
            ),
            Column("key", "Key", lambda row: row.key, sort=Finding.key, shown=False),
            Column("message", "Message", lambda row: row.message, shown=False),
        ),
        filters=(
            Filter(
                "status",
                "Status",
                lambda: (("open", "Open"), ("waived", "Waived"), ("closed", "Closed"), ("all", "All")),
                lambda value: Finding.status == value if value != "all" else Finding.id.is_not(None),
                default="open",
            ),
            Filter("severity", "Severity", Severity.choices, lambda value: Finding.severity == value),
            Filter(
                "family",
                "Family",
                lambda: tuple(FAMILIES.items()),
                Finding.rule.startswith,
            ),
            Filter(
                "rule",
                "Rule",
                lambda: [(rule.id, f"{rule.id} {rule.title}") for rule in RULES.values()],
                lambda value: Finding.rule == value,
            ),
            Filter(
                "owner", "Owner", lambda: accounts.options(db.session), lambda value: Finding.owner == value
            ),
            Filter("due", "Due", lambda: (("overdue", "Overdue"), ("in_time", "Still in time")), _by_due),
        ),
    )
