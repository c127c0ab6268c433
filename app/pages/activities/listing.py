"""The list of processing activities, with how much of what Article 30 asks each of them says."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.db.search import mentions
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.findings import selections
from app.domain.findings.ledger import Finding
from app.domain.flows.models import Activity, Flow
from app.domain.flows.terms import FlowStatus
from app.domain.organisation.models import Entity
from app.extensions import db
from app.pages.kit import cells, choices
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, selected_by

_OPEN = selections.open_findings(Activity.ref)
_FLOWS = selections.count_of(
    select(func.count()).where(
        Flow.activity == Activity.ref, Flow.archived.is_(False), Flow.status == FlowStatus.ACTIVE.value
    ),
    Activity,
)
_GAPS = selections.activity_gaps()
_FINDINGS = selections.count_of(select(func.count()).where(_OPEN), Activity)
_WORST = selections.count_of(select(func.min(Finding.severity_rank)).where(_OPEN), Activity)


def _dpia(row: Any) -> str:
    state = row.dpia or {}
    if state.get("done_on"):
        return "Done"
    return "Needed, not done" if state.get("needed") else "–"


def listing() -> Listing:
    """The list of activities."""
    asked = selections.of_activities()
    purposes = catalogue.labels(db.session, Purpose)
    categories = catalogue.labels(db.session, Category)
    subjects = catalogue.labels(db.session, Subject)

    def query() -> Select[Any]:
        return select(
            Activity.ref,
            Activity.name,
            Activity.purposes,
            Activity.categories,
            Activity.subjects,
            Activity.dpia,
            Activity.external_id,
            Activity.archived,
            Entity.legal_name.label("controller"),
            _FLOWS.label("flows"),
            _GAPS.label("gaps"),
            _FINDINGS.label("findings"),
            _WORST.label("worst"),
        ).outerjoin(Entity, Entity.ref == Activity.controller_entity)

    def named(labels: dict[str, str], keys: list[str]) -> list[str]:
        return [labels.get(key, key) for key in keys]

    return Listing(
        title="Activities",
        name="activities",
        lead="The record of processing activities (GDPR Art. 30): what we do with personal data, and why.",
        query=query,
        key=Activity.ref,
        url=lambda row: url_for("activities.detail", ref=row.ref),
        search=contains(Activity.name, Activity.ref, Entity.legal_name, Activity.external_id),
        placeholder="Name, controller, reference",
        empty_title="No activities yet",
        empty_text="Record the first one: what is done, why, with whose data, and for how long they are kept.",
        default_sort="name",
        columns=(
            Column("name", "Activity", lambda row: row.name, sort=Activity.name),
            Column("ref", "Reference", lambda row: row.ref, sort=Activity.ref),
            Column(
                "purposes",
                "Purposes",
                lambda row: cells.listed(named(purposes, row.purposes), 2),
                export=lambda row: "; ".join(named(purposes, row.purposes)),
            ),
            Column(
                "subjects",
                "Whose data",
                lambda row: cells.listed(named(subjects, row.subjects), 3),
                export=lambda row: "; ".join(named(subjects, row.subjects)),
            ),
            Column("flows", "Active flows", lambda row: row.flows, sort=_FLOWS, numeric=True),
            Column("dpia", "Impact assessment", _dpia),
            Column("gaps", "Missing (Art. 30)", lambda row: row.gaps, sort=_GAPS, numeric=True),
            Column(
                "findings",
                "Open findings",
                lambda row: cells.finding_count(row.findings, row.worst),
                sort=_FINDINGS,
                numeric=True,
                shown=False,
                export=lambda row: row.findings,
            ),
            Column(
                "categories",
                "Data",
                lambda row: cells.listed(named(categories, row.categories), 3),
                shown=False,
                export=lambda row: "; ".join(named(categories, row.categories)),
            ),
            Column(
                "controller", "Controller", lambda row: row.controller, sort=Entity.legal_name, shown=False
            ),
            Column("external_id", "External ID", lambda row: row.external_id, shown=False),
        ),
        filters=(
            Filter(
                "purpose",
                "Purpose",
                lambda: choices.keyed("purpose"),
                lambda v: mentions(Activity.purposes, v),
            ),
            Filter(
                "category",
                "Data",
                lambda: choices.keyed("category"),
                lambda v: mentions(Activity.categories, v),
            ),
            Filter(
                "subject",
                "Whose data",
                lambda: choices.keyed("subject"),
                lambda v: mentions(Activity.subjects, v),
            ),
            selected_by(asked["dpia"]),
            selected_by(asked["complete"]),
            archived_filter(Activity.archived),
        ),
    )
