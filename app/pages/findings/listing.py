"""The list of findings, gravest first."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from app.domain.accounts import queries as accounts
from app.domain.accounts.models import Person
from app.domain.findings import selections
from app.domain.findings.ledger import Finding
from app.domain.findings.rule import RULES
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.pages.kit import cells, choices, formats
from app.pages.kit.lists import Column, Filter, Listing, contains, selected_by

NOBODY = "nobody"


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
            selections.WAIVED_UNTIL.label("waived_until"),
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


def _owners() -> list[tuple[str, str]]:
    return [(NOBODY, "Nobody"), *accounts.options(db.session)]


def _by_owner(value: str) -> Any:
    return Finding.owner.is_(None) if value == NOBODY else Finding.owner == value


def listing() -> Listing:
    """The list of findings."""
    asked = selections.of_findings(formats.today())
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
            Column(
                "waived_until",
                "Waived until",
                lambda row: cells.day(row.waived_until),
                sort=selections.WAIVED_UNTIL,
                shown=False,
                export=lambda row: row.waived_until,
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
            selected_by(asked["family"]),
            Filter(
                "rule",
                "Rule",
                lambda: [
                    (rule.id, f"{rule.id} {rule.title}")
                    for rule in sorted(RULES.values(), key=lambda one: one.id)
                ],
                lambda value: Finding.rule == value,
            ),
            Filter(
                "third_party",
                "Third party",
                lambda: choices.third_parties_in(Finding.third_party),
                lambda value: Finding.third_party == value,
            ),
            Filter("owner", "Owner", _owners, _by_owner),
            selected_by(asked["due"]),
            selected_by(asked["waiver"]),
        ),
    )
