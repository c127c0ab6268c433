"""Reviews across all third parties: what was looked at, how it ended, and when each is next."""

import datetime as dt
from typing import Any

from flask import request
from sqlalchemy import String, cast, select
from wtforms import StringField
from wtforms.widgets import DateInput

from app.domain.accounts.models import Person
from app.domain.third_parties.models import Review, ThirdParty
from app.domain.third_parties.terms import ReviewOutcome, RiskTier, Status
from app.kernel.errors import Invalid
from app.pages.kit import cells, formats
from app.pages.kit.forms import RecordForm
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, terms
from app.pages.oversight.columns import party_url, third_party_column, tier_column


def listing() -> Listing:
    """The list."""
    today = formats.today()
    return Listing(
        title="Reviews",
        name="reviews",
        lead="Every review of a third party that is on record, with the day on which it is next.",
        query=lambda: (
            select(
                Review.third_party,
                Review.on,
                Review.outcome,
                Review.note,
                Person.name.label("person"),
                Review.by,
                ThirdParty.name,
                ThirdParty.next_review_on,
                ThirdParty.risk_tier,
                ThirdParty.status,
                ThirdParty.archived,
            )
            .join(ThirdParty, ThirdParty.ref == Review.third_party)
            .outerjoin(Person, Person.email == Review.by)
        ),
        key=Review.third_party + cast(Review.position, String),
        url=lambda row: party_url(row.third_party, "reviews"),
        search=contains(ThirdParty.name, Review.third_party, Review.note, Person.name),
        placeholder="Third party, person, note",
        empty_title="No reviews yet",
        empty_text="Record each review once it is done, and when the next is due.",
        default_sort="-on",
        columns=(
            Column(
                "on",
                "Reviewed",
                lambda row: cells.day(row.on),
                sort=Review.on,
                export=lambda row: row.on,
            ),
            third_party_column(),
            Column(
                "outcome",
                "Outcome",
                lambda row: cells.badge(ReviewOutcome, row.outcome),
                sort=Review.outcome,
                export=lambda row: cells.term(ReviewOutcome, row.outcome),
            ),
            Column("by", "By", lambda row: row.person or row.by, sort=Person.name),
            Column("note", "Note", lambda row: row.note),
            Column(
                "next",
                "Next review",
                lambda row: cells.day(row.next_review_on),
                sort=ThirdParty.next_review_on,
                export=lambda row: row.next_review_on,
            ),
            tier_column(),
        ),
        filters=(
            Filter("outcome", "Outcome", terms(ReviewOutcome), lambda value: Review.outcome == value),
            Filter(
                "next",
                "Next review",
                lambda: (("overdue", "Overdue"), ("none", "No date"), ("ahead", "Ahead")),
                lambda value: {
                    "overdue": ThirdParty.next_review_on < today,
                    "none": ThirdParty.next_review_on.is_(None),
                    "ahead": ThirdParty.next_review_on >= today,
                }[value],
            ),
            Filter("status", "Third party is", terms(Status), lambda value: ThirdParty.status == value),
            Filter("tier", "Risk tier", terms(RiskTier), lambda value: ThirdParty.risk_tier == value),
            archived_filter(ThirdParty.archived),
        ),
    )


def with_next(base: type[RecordForm]) -> type[RecordForm]:
    """*base* with the day of the next review, which is kept with the third party."""
    return type("ReviewAndNextForm", (_Next, base), {"record": base.record, "names": base.names})


class _Next(RecordForm):
    next_on = StringField(
        "Next review on",
        description="When it is to be looked at again; empty keeps the day on record.",
        widget=DateInput(),
    )

    def groups(self) -> list[dict[str, Any]]:
        """The fields by group, the next review at the end."""
        groups = super().groups()
        groups[-1]["fields"] = [*groups[-1]["fields"], "next_on"]
        return groups


def next_on() -> dict[str, dt.date | None]:
    """The day of the next review as it was entered; raises ``Invalid`` for what is no date."""
    text = request.form.get("next_on", "").strip()
    try:
        return {"next_on": dt.date.fromisoformat(text) if text else None}
    except ValueError as error:
        raise Invalid.of(
            "next_on",
            f"Next review on: “{text[:40]}” is not a date: write it as year-month-day, such as 2026-03-31.",
        ) from error


def named(part: Any) -> str:
    """How a review is called."""
    return f"the review of {formats.day(part.on)}"
