"""The list of processing activities, with how much of what Article 30 asks each of them says."""

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, func, or_, select

from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus
from app.domain.flows.models import Activity, Flow
from app.domain.flows.terms import FlowStatus
from app.domain.organisation.models import Entity
from app.extensions import db
from app.pages.kit import cells, choices
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, mentions

DPIA = (("done", "Done"), ("due", "Needed, not done"), ("not_needed", "Not marked as needed"))
COMPLETE = (("no", "Something missing"), ("yes", "Nothing missing"))

_OPEN = (Finding.object == Activity.ref) & (Finding.status == FindingStatus.OPEN.value)
_GAP = _OPEN & Finding.rule.in_(("REC-01", "REC-02"))


def _scalar(query: Any) -> ColumnElement[int]:
    return query.correlate(Activity).scalar_subquery()


_FLOWS = _scalar(
    select(func.count()).where(
        Flow.activity == Activity.ref, Flow.archived.is_(False), Flow.status == FlowStatus.ACTIVE.value
    )
)
_GAPS = _scalar(select(func.count()).where(_GAP))
_FINDINGS = _scalar(select(func.count()).where(_OPEN))
_WORST = _scalar(select(func.min(Finding.severity_rank)).where(_OPEN))


def _dpia(row: Any) -> str:
    state = row.dpia or {}
    if state.get("done_on"):
        return "Done"
    return "Needed, not done" if state.get("needed") else "–"


def _by_dpia(value: str) -> ColumnElement[bool]:
    needed = Activity.dpia["needed"].as_boolean()
    undone = or_(
        Activity.dpia["done_on"].as_string().is_(None), Activity.dpia["done_on"].as_string() == "null"
    )
    return {"done": ~undone, "due": needed & undone}.get(value, ~needed & undone)


def listing() -> Listing:
    """The list of activities."""
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
            Filter("dpia", "Impact assessment", lambda: DPIA, _by_dpia),
            Filter(
                "complete", "Art. 30", lambda: COMPLETE, lambda v: _GAPS == 0 if v == "yes" else _GAPS > 0
            ),
            archived_filter(Activity.archived),
        ),
    )
