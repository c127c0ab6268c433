"""The list of agreements; where each stands is worked out by the database for the present day."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.domain.agreements.derived import Derived
from app.domain.agreements.models import Agreement, GovernedFlow
from app.domain.agreements.terms import AgreementKind, Stage
from app.domain.findings import selections
from app.domain.findings.ledger import Finding
from app.domain.third_parties.models import ThirdParty
from app.pages.kit import cells, choices, formats
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, selected_by

_OPEN = selections.open_findings(Agreement.ref)
_FLOWS = selections.count_of(select(func.count()).where(GovernedFlow.agreement == Agreement.ref), Agreement)
_FINDINGS = selections.count_of(select(func.count()).where(_OPEN), Agreement)
_WORST = selections.count_of(select(func.min(Finding.severity_rank)).where(_OPEN), Agreement)


def _name(row: Any) -> str:
    return row.title or AgreementKind(row.kind).label


def _state(row: Any) -> Any:
    return cells.keyed([(row.state, Stage(row.state).label.partition(" (")[0])], row.state)


def _end(row: Any) -> str | None:
    if row.terminated_on is not None:
        return f"{formats.day(row.terminated_on)} (terminated)"
    if row.evergreen:
        return "No fixed end"
    if row.expires_on is None:
        return "Renews by itself" if row.auto_renew else None
    return f"{formats.day(row.expires_on)}{' (renews)' if row.auto_renew else ''}"


def listing() -> Listing:
    """The list of agreements."""
    derived = Derived.on(formats.today())
    asked = selections.of_agreements(derived)

    def query() -> Select[*tuple[Any, ...]]:
        return derived.joined(
            select(
                Agreement.ref,
                Agreement.title,
                Agreement.kind,
                Agreement.third_party,
                ThirdParty.name.label("party"),
                Agreement.effective_on,
                Agreement.expires_on,
                Agreement.terminated_on,
                Agreement.evergreen,
                Agreement.auto_renew,
                Agreement.governing_law,
                Agreement.doc_sha256,
                Agreement.external_id,
                Agreement.archived,
                derived.state.label("state"),
                _FLOWS.label("flows"),
                selections.ASSESSED.label("assessed"),
                _FINDINGS.label("findings"),
                _WORST.label("worst"),
            ).join(ThirdParty, ThirdParty.ref == Agreement.third_party)
        )

    return Listing(
        title="Agreements",
        name="agreements",
        lead="What third parties have agreed to, and whether it binds them today.",
        query=query,
        key=Agreement.ref,
        url=lambda row: url_for("agreements.detail", ref=row.ref),
        search=contains(Agreement.title, Agreement.ref, ThirdParty.name, Agreement.external_id),
        placeholder="Title, third party, reference",
        empty_title="No agreements yet",
        empty_text="File the first one with its PDF, and say which flows it covers.",
        default_sort="party",
        columns=(
            Column("title", "Agreement", _name, sort=func.coalesce(Agreement.title, Agreement.kind)),
            Column("ref", "Reference", lambda row: row.ref, sort=Agreement.ref),
            Column("party", "Third party", lambda row: row.party, sort=ThirdParty.name),
            Column("kind", "Kind", lambda row: cells.term(AgreementKind, row.kind), sort=Agreement.kind),
            Column("state", "State", _state, sort=derived.state, export=lambda row: Stage(row.state).label),
            Column(
                "effective",
                "In force from",
                lambda row: cells.day(row.effective_on),
                sort=Agreement.effective_on,
                shown=False,
                export=lambda row: row.effective_on,
            ),
            Column("end", "Ends", _end, sort=Agreement.expires_on),
            Column("flows", "Flows", lambda row: row.flows, sort=_FLOWS, numeric=True),
            Column(
                "assessed", "Clauses read", lambda row: row.assessed, sort=selections.ASSESSED, numeric=True
            ),
            Column(
                "findings",
                "Open findings",
                lambda row: cells.finding_count(row.findings, row.worst),
                sort=_FINDINGS,
                numeric=True,
                export=lambda row: row.findings,
            ),
            Column(
                "paper",
                "Document",
                lambda row: "On file" if row.doc_sha256 else None,
                shown=False,
                export=lambda row: row.doc_sha256,
            ),
            Column(
                "law",
                "Governing law",
                lambda row: row.governing_law,
                sort=Agreement.governing_law,
                shown=False,
            ),
            Column("external_id", "External ID", lambda row: row.external_id, shown=False),
        ),
        filters=(
            selected_by(asked["state"]),
            Filter("kind", "Kind", AgreementKind.choices, lambda value: Agreement.kind == value),
            Filter(
                "third_party",
                "Third party",
                lambda: choices.third_parties_in(Agreement.third_party),
                lambda value: Agreement.third_party == value,
            ),
            *(selected_by(asked[key]) for key in ("ending", "paper", "reading", "findings")),
            archived_filter(Agreement.archived),
        ),
    )
