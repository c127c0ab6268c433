"""Sub-processors across all third parties: who works for whom, and which windows to object are open."""

import datetime as dt
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, String, and_, cast, select
from sqlalchemy.orm import aliased

from app.domain.third_parties.models import SubProcessor, ThirdParty
from app.domain.third_parties.terms import Authorisation, FlowdownState, SubDecision
from app.kernel import places
from app.pages.kit import cells, formats
from app.pages.kit.addresses import address
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, terms
from app.pages.kit.validity import window_words
from app.pages.oversight.columns import linked, party_url, third_party_column

_Sub = aliased(ThirdParty)

WINDOWS = (
    ("open", "Open, not decided"),
    ("late", "Past, not decided"),
    ("decided", "Decided"),
    ("none", "No notice recorded"),
)


def _by_window(value: str) -> ColumnElement[bool]:
    today = formats.today()
    undecided = SubProcessor.decision.is_(None)
    return {
        "open": and_(undecided, SubProcessor.objection_due >= today),
        "late": and_(undecided, SubProcessor.objection_due < today),
        "decided": SubProcessor.decision.is_not(None),
        "none": and_(SubProcessor.notified_on.is_(None), SubProcessor.objection_due.is_(None)),
    }[value]


def _due(row: Any, today: dt.date) -> Markup | None:
    if row.objection_due is None:
        return None
    words, late = window_words(row.objection_due, row.objection_days, row.decision, today)
    sign = (
        Markup('<span class="sign tone-high">{}</span>')
        if late
        else Markup('<span class="quiet small">{}</span>')
    )
    return Markup('<span class="nowrap">{}</span> {}').format(
        formats.day(row.objection_due), sign.format(words)
    )


def _authorised(row: Any) -> str:
    words = Authorisation(row.authorisation).label
    return words if row.in_use else f"{words}, not in use yet"


def listing() -> Listing:
    """The list."""
    today = formats.today()
    return Listing(
        title="Sub-processors",
        name="sub-processors",
        lead="Who works for our third parties, how each was authorised, and until when we may object to a new one.",
        query=lambda: (
            select(
                SubProcessor.third_party,
                SubProcessor.sub_third_party,
                SubProcessor.authorisation,
                SubProcessor.in_use,
                SubProcessor.notified_on,
                SubProcessor.objection_days,
                SubProcessor.objection_due,
                SubProcessor.decision,
                SubProcessor.decided_on,
                SubProcessor.flowdown_state,
                SubProcessor.rank,
                SubProcessor.country,
                SubProcessor.list_confirmed_on,
                ThirdParty.name,
                ThirdParty.risk_tier,
                ThirdParty.archived,
                _Sub.name.label("sub"),
            )
            .join(ThirdParty, ThirdParty.ref == SubProcessor.third_party)
            .join(_Sub, _Sub.ref == SubProcessor.sub_third_party)
        ),
        key=SubProcessor.third_party + cast(SubProcessor.position, String),
        url=lambda row: party_url(row.third_party, "sub-processors"),
        search=contains(ThirdParty.name, _Sub.name, SubProcessor.third_party, SubProcessor.sub_third_party),
        placeholder="Sub-processor or third party",
        empty_title="No sub-processors yet",
        empty_text="Record who works for your third parties, and ask each to confirm its list once a year.",
        default_sort="due",
        columns=(
            Column("sub", "Sub-processor", lambda row: row.sub, sort=_Sub.name),
            third_party_column(),
            Column(
                "authorisation",
                "Authorisation",
                _authorised,
                sort=SubProcessor.authorisation,
            ),
            Column(
                "notified",
                "Notice received",
                lambda row: cells.day(row.notified_on),
                sort=SubProcessor.notified_on,
                export=lambda row: row.notified_on,
            ),
            Column(
                "due",
                "Object by",
                lambda row: _due(row, today),
                sort=SubProcessor.objection_due,
                export=lambda row: row.objection_due,
            ),
            Column(
                "decision",
                "Decision",
                lambda row: cells.badge(SubDecision, row.decision),
                sort=SubProcessor.decision,
                export=lambda row: cells.term(SubDecision, row.decision),
            ),
            Column(
                "flowdown",
                "Same duties",
                lambda row: cells.badge(FlowdownState, row.flowdown_state),
                sort=SubProcessor.flowdown_state,
                export=lambda row: cells.term(FlowdownState, row.flowdown_state),
            ),
            Column("rank", "Rank", lambda row: row.rank, sort=SubProcessor.rank, numeric=True),
            Column(
                "window",
                "Window in days",
                lambda row: row.objection_days,
                sort=SubProcessor.objection_days,
                numeric=True,
                shown=False,
            ),
            Column(
                "country",
                "Where",
                lambda row: places.country_name(row.country) if row.country else None,
                sort=SubProcessor.country,
                shown=False,
            ),
            Column(
                "confirmed",
                "Confirmed",
                lambda row: cells.day(row.list_confirmed_on),
                sort=SubProcessor.list_confirmed_on,
                shown=False,
                export=lambda row: row.list_confirmed_on,
            ),
            Column(
                "party",
                "Its own page",
                lambda row: linked(row.sub_third_party, address("third_party", row.sub_third_party)),
                shown=False,
                export=lambda row: row.sub_third_party,
            ),
        ),
        filters=(
            Filter("window", "Window to object", lambda: WINDOWS, _by_window),
            Filter(
                "authorisation",
                "Authorisation",
                terms(Authorisation),
                lambda value: SubProcessor.authorisation == value,
            ),
            Filter(
                "flowdown",
                "Same duties",
                lambda: (*FlowdownState.choices(), ("open", "Not recorded")),
                lambda value: (
                    SubProcessor.flowdown_state.is_(None)
                    if value == "open"
                    else SubProcessor.flowdown_state == value
                ),
            ),
            Filter(
                "use",
                "In use",
                lambda: (("yes", "Yes"), ("no", "Not yet")),
                lambda value: SubProcessor.in_use.is_(value == "yes"),
            ),
            archived_filter(ThirdParty.archived),
        ),
    )


def named(part: Any) -> str:
    """How a link to a sub-processor is called."""
    return f"the sub-processor {part.sub_third_party}"
