"""The list of third parties: what is shown of each dossier stands on its summary row."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from app.domain.accounts import queries as accounts
from app.domain.accounts.models import Person
from app.domain.findings import selections
from app.domain.findings.ledger import Summary
from app.domain.flows.models import Location
from app.domain.third_parties.models import ThirdParty
from app.domain.third_parties.terms import Affiliation, RiskTier, Role, Status
from app.extensions import db
from app.kernel import places
from app.pages.kit import cells, choices
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, selected_by, terms


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ThirdParty.ref,
            ThirdParty.name,
            ThirdParty.role,
            ThirdParty.affiliation,
            ThirdParty.status,
            ThirdParty.risk_tier,
            ThirdParty.next_review_on,
            ThirdParty.archived,
            ThirdParty.external_id,
            Person.name.label("owner"),
            Summary.agreement_state,
            Summary.active_flows,
            Summary.open_findings,
            Summary.worst,
            Summary.countries,
        )
        .outerjoin(Summary, Summary.third_party == ThirdParty.ref)
        .outerjoin(Person, Person.email == ThirdParty.owner)
    )


def _countries(row: Any) -> str:
    return ", ".join(places.country_name(code) for code in row.countries or [])


def _where() -> list[tuple[str, str]]:
    """The countries to which data flow."""
    used = db.session.scalars(select(Location.country).distinct())
    return sorted(((code, places.country_name(code)) for code in used), key=lambda pair: pair[1])


def listing() -> Listing:
    """The list of third parties."""
    asked = selections.of_third_parties()
    return Listing(
        title="Third parties",
        name="third-parties",
        lead="Everybody who receives personal data from us, or might.",
        query=_query,
        key=ThirdParty.ref,
        url=lambda row: url_for("third_parties.detail", ref=row.ref),
        search=contains(ThirdParty.name, ThirdParty.ref, ThirdParty.description, ThirdParty.external_id),
        placeholder="Name, reference, service",
        empty_title="No third parties yet",
        empty_text="Register the first one, or import the list that you have.",
        default_sort="name",
        columns=(
            Column("name", "Name", lambda row: row.name, sort=ThirdParty.name),
            Column("ref", "Reference", lambda row: row.ref, sort=ThirdParty.ref),
            Column("role", "Role", lambda row: cells.term(Role, row.role), sort=ThirdParty.role),
            Column("status", "Status", lambda row: cells.badge(Status, row.status), sort=ThirdParty.status),
            Column(
                "agreement",
                "Agreement",
                lambda row: cells.keyed(selections.COVER, row.agreement_state or "none"),
                sort=Summary.agreement_state,
            ),
            Column(
                "flows",
                "Active flows",
                lambda row: row.active_flows or 0,
                sort=Summary.active_flows,
                numeric=True,
            ),
            Column(
                "findings",
                "Open findings",
                lambda row: cells.finding_count(row.open_findings or 0, row.worst),
                sort=Summary.open_findings,
                numeric=True,
                export=lambda row: row.open_findings or 0,
            ),
            Column(
                "tier",
                "Risk tier",
                lambda row: cells.term(RiskTier, row.risk_tier),
                sort=ThirdParty.risk_tier,
            ),
            Column(
                "review",
                "Next review",
                lambda row: cells.day(row.next_review_on),
                sort=ThirdParty.next_review_on,
                export=lambda row: row.next_review_on,
            ),
            Column("owner", "Owner", lambda row: row.owner, sort=Person.name),
            Column(
                "affiliation",
                "Affiliation",
                lambda row: cells.term(Affiliation, row.affiliation),
                sort=ThirdParty.affiliation,
                shown=False,
            ),
            Column("countries", "Countries", _countries, shown=False),
            Column("external_id", "External ID", lambda row: row.external_id, shown=False),
        ),
        filters=(
            Filter("status", "Status", terms(Status), lambda value: ThirdParty.status == value),
            Filter("role", "Role", terms(Role), lambda value: ThirdParty.role == value),
            Filter(
                "affiliation",
                "Affiliation",
                terms(Affiliation),
                lambda value: ThirdParty.affiliation == value,
            ),
            Filter("tier", "Risk tier", terms(RiskTier), lambda value: ThirdParty.risk_tier == value),
            selected_by(asked["agreement"]),
            selected_by(asked["findings"]),
            selected_by(asked["country"], _where),
            selected_by(asked["category"], lambda: choices.keyed("category")),
            Filter(
                "owner",
                "Owner",
                lambda: accounts.options(db.session),
                lambda value: ThirdParty.owner == value,
            ),
            archived_filter(ThirdParty.archived),
        ),
    )
