"""The list of flows, with what covers each: agreements in force and provisions of the notice."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.db.search import mentions
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models import Category, Purpose
from app.domain.findings import selections
from app.domain.findings.ledger import Finding
from app.domain.flows.models import Activity, Flow, Location
from app.domain.flows.terms import DeclaredClass, FlowStatus
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.kernel import places
from app.pages.kit import cells, choices, formats
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, selected_by, terms

_OPEN = selections.open_findings(Flow.ref)


def _countries() -> list[tuple[str, str]]:
    used = db.session.scalars(select(Location.country).distinct())
    return sorted(((code, places.country_name(code)) for code in used), key=lambda pair: pair[1])


def listing() -> Listing:
    """The list of flows."""
    today = formats.today()
    purposes = catalogue.labels(db.session, Purpose)
    categories = catalogue.labels(db.session, Category)
    asked = selections.of_flows(db.session, today)
    agreement, notice = selections.flow_cover(today), selections.flow_set_forth(db.session, today)
    found = selections.count_of(select(func.count()).where(_OPEN), Flow)
    worst = selections.count_of(select(func.min(Finding.severity_rank)).where(_OPEN), Flow)

    def query() -> Select[*tuple[Any, ...]]:
        return (
            select(
                Flow.ref,
                Flow.name,
                Flow.third_party,
                ThirdParty.name.label("party"),
                Activity.name.label("activity"),
                Flow.purposes,
                Flow.categories,
                Flow.status,
                Flow.declared_class,
                Flow.first_on,
                Flow.ended_on,
                Flow.external_id,
                Flow.archived,
                agreement.label("agreement"),
                notice.label("notice"),
                found.label("findings"),
                worst.label("worst"),
            )
            .join(ThirdParty, ThirdParty.ref == Flow.third_party)
            .outerjoin(Activity, Activity.ref == Flow.activity)
        )

    def named(labels: dict[str, str], keys: list[str]) -> list[str]:
        return [labels.get(key, key) for key in keys]

    return Listing(
        title="Flows",
        name="flows",
        lead="What data go to whom, for what: the unit in which agreements, notice and transfers are judged.",
        query=query,
        key=Flow.ref,
        url=lambda row: url_for("flows.detail", ref=row.ref),
        search=contains(Flow.name, Flow.ref, ThirdParty.name, Activity.name, Flow.external_id),
        placeholder="Name, third party, reference",
        empty_title="No flows yet",
        empty_text="Record the first one: which data a third party receives, and for what.",
        default_sort="party",
        columns=(
            Column("name", "Flow", lambda row: row.name or row.ref, sort=Flow.name),
            Column("ref", "Reference", lambda row: row.ref, sort=Flow.ref, shown=False),
            Column("party", "Third party", lambda row: row.party, sort=ThirdParty.name),
            Column(
                "status",
                "Status",
                lambda row: cells.badge(FlowStatus, row.status),
                sort=Flow.status,
                export=lambda row: cells.term(FlowStatus, row.status),
            ),
            Column(
                "purposes",
                "Purposes",
                lambda row: cells.listed(named(purposes, row.purposes), 2),
                export=lambda row: "; ".join(named(purposes, row.purposes)),
            ),
            Column(
                "categories",
                "Data",
                lambda row: cells.listed(named(categories, row.categories), 2),
                export=lambda row: "; ".join(named(categories, row.categories)),
            ),
            Column(
                "agreement",
                "Agreement",
                lambda row: _sign(selections.FLOW_COVER, row.agreement),
                sort=agreement,
                export=lambda row: dict(selections.FLOW_COVER)[row.agreement],
            ),
            Column(
                "notice",
                "Notice",
                lambda row: _sign(selections.SET_FORTH, row.notice),
                sort=notice,
                export=lambda row: dict(selections.SET_FORTH)[row.notice],
            ),
            Column(
                "findings",
                "Open findings",
                lambda row: cells.finding_count(row.findings, row.worst),
                sort=found,
                numeric=True,
                export=lambda row: row.findings,
            ),
            Column("activity", "Activity", lambda row: row.activity, sort=Activity.name, shown=False),
            Column(
                "declared",
                "Declared as",
                lambda row: cells.term(DeclaredClass, row.declared_class),
                sort=Flow.declared_class,
                shown=False,
            ),
            Column(
                "since",
                "First shared",
                lambda row: cells.day(row.first_on),
                sort=Flow.first_on,
                shown=False,
                export=lambda row: row.first_on,
            ),
            Column(
                "ended",
                "Ended",
                lambda row: cells.day(row.ended_on),
                sort=Flow.ended_on,
                shown=False,
                export=lambda row: row.ended_on,
            ),
            Column("external_id", "External ID", lambda row: row.external_id, shown=False),
        ),
        filters=(
            Filter("status", "Status", terms(FlowStatus), lambda value: Flow.status == value),
            Filter(
                "third_party",
                "Third party",
                lambda: choices.third_parties_in(Flow.third_party),
                lambda value: Flow.third_party == value,
            ),
            Filter(
                "activity",
                "Activity",
                lambda: choices.named("activity"),
                lambda value: Flow.activity == value,
            ),
            Filter(
                "purpose", "Purpose", lambda: choices.keyed("purpose"), lambda v: mentions(Flow.purposes, v)
            ),
            Filter(
                "category", "Data", lambda: choices.keyed("category"), lambda v: mentions(Flow.categories, v)
            ),
            selected_by(asked["country"], _countries),
            Filter(
                "declared", "Declared as", terms(DeclaredClass), lambda value: Flow.declared_class == value
            ),
            *(selected_by(asked[key]) for key in ("agreement", "notice", "findings")),
            archived_filter(Flow.archived),
        ),
    )


_TONES = {
    "in_force": "in_force",
    "ended": "expired",
    "none": "absent",
    "express": "express",
    "arguable": "arguable",
}


def _sign(pairs: selections.Pairs, key: str) -> Any:
    known = _TONES[key]
    return cells.keyed([(known, dict(pairs)[key])], known)
