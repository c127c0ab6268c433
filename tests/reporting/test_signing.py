"""A signing schedule is sealed, and what comes after it is compared with it."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.deals import moves, segments
from app.domain.deals import queries as deals
from app.domain.deals.terms import DealStage
from app.domain.organisation import queries as organisation
from app.infra.blobs import Blobs, open_blobs
from app.kernel import clock
from app.reporting import issue
from app.reporting.collect import collect
from app.reporting.order import Order
from app.security.actor import SYSTEM

SCHEDULE = Order("inventory", deal="D-001")


@pytest.fixture
def blobs(app: Flask) -> Blobs:
    return open_blobs(app.config["SETTINGS"])


def test_a_signing_schedule_is_what_later_ones_are_compared_with(
    demo: None, session: Session, blobs: Blobs
) -> None:
    draft = collect(session, blobs, SYSTEM, SCHEDULE)["data"]
    assert (draft["mark"], draft["since_signing"]) == ("draft", None)

    today = organisation.today(session, clock.now())
    moves.move(SYSTEM, "D-001", DealStage.SIGNED, on=today, reason="Signed with what is open.")
    sealed = issue.issue(session, blobs, SYSTEM, SCHEDULE)
    assert issue.issue(session, blobs, SYSTEM, SCHEDULE).number == sealed.number

    deal, _ = deals.get(session, SYSTEM, "D-001")
    first = deal.segments[0]
    change = first.model_copy(update={"system": "Elsewhere"})
    segments.change_segment(SYSTEM, "D-001", first.ref or "", change)
    later = collect(session, blobs, SYSTEM, SCHEDULE)["data"]

    since = later["since_signing"]
    assert (later["mark"], since["report"]) == ("signing", sealed.number)
    assert since["counts"] == {"added": 0, "removed": 0, "changed": 1}
    assert [(row["field"], row["after"]) for row in since["changes"]] == [("System", "Elsewhere")]
    assert "DEAL-12" in {found["rule"] for found in later["findings"]}
