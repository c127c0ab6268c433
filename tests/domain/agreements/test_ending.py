"""What ends soon: by which day, of which cause, and that lists find the same as pages do."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.domain.agreements import predicates, queries
from app.domain.agreements.ending import confidentiality_ending, ending
from app.domain.agreements.terms import Stage
from tests.domain import objects
from tests.domain.findings import builders as a

TODAY = a.TODAY


def paper(**changes):
    return a.nda(**{"evergreen": False} | changes)


def days(agreement, known=()):
    found = ending(agreement, TODAY, {one.ref: one for one in (agreement, *known)})
    return None if found is None else (found.days, found.horizon, found.renews)


@pytest.mark.parametrize(
    ("expires", "expected"),
    [(0, (0, 30, False)), (30, (30, 30, False)), (31, (31, 60, False)), (90, (90, 90, False)), (91, None)],
)
def test_the_end_of_the_term_falls_within_thirty_sixty_or_ninety_days(expires, expected):
    assert days(paper(expires_on=a.ago(-expires))) == expected


def test_the_last_day_for_notice_comes_first_where_it_lies_ahead():
    found = ending(paper(expires_on=a.ago(-120), notice_days=90), TODAY)

    assert (found.days, found.notice_days, found.horizon, found.act_by) == (120, 30, 30, a.ago(-30))


def test_a_day_for_notice_that_has_passed_leaves_the_end():
    found = ending(paper(expires_on=a.ago(-80), notice_days=90), TODAY)

    assert (found.notice_days, found.horizon, found.act_by) == (-10, 90, a.ago(-80))


def test_what_renews_itself_is_shown_by_its_renewal_and_what_runs_on_not_at_all():
    assert days(paper(expires_on=a.ago(-50), auto_renew=True)) == (50, 60, True)
    assert days(a.nda()) is None


def test_a_termination_or_a_successor_ends_it_earlier():
    successor = a.nda(ref="AG-0009", effective_on=a.ago(-20))

    assert days(paper(expires_on=a.ago(-80), terminated_on=a.ago(-11))) == (10, 30, False)
    assert days(paper(expires_on=a.ago(-80), superseded_by="AG-0009"), (successor,)) == (19, 30, False)


@pytest.mark.parametrize("changes", [{"acceptance": "published_only"}, {"effective_on": a.ago(-1)}])
def test_what_is_not_in_force_does_not_end(changes):
    assert days(paper(expires_on=a.ago(-50), **changes)) is None


def test_confidentiality_that_outlives_an_agreement_ends_by_its_months():
    over = paper(expires_on=a.ago(300), survival_months=11)

    assert confidentiality_ending(over, TODAY) == predicates.confidentiality_ends_on(over)
    assert confidentiality_ending(paper(expires_on=a.ago(300), survival_months=36), TODAY) is None
    assert (
        confidentiality_ending(
            paper(expires_on=a.ago(300), survival_indefinite=True, survival_months=None), TODAY
        )
        is None
    )


@pytest.mark.parametrize(
    ("stage", "decided_on", "expected"),
    [
        (Stage.RENEWED, None, True),
        (Stage.RENEWED, a.ago(400), False),
        (Stage.RENEWED, a.ago(20), True),
        (Stage.IN_FORCE, None, False),
    ],
)
def test_a_renewal_of_an_earlier_term_decides_nothing_about_this_one(stage, decided_on, expected):
    agreement = paper(expires_on=a.ago(-50), stage=stage, renewal_decided_on=decided_on)

    assert predicates.renewal_decided(agreement, TODAY) is expected
    shown = predicates.status(agreement, TODAY)
    assert shown is (stage if expected and stage is Stage.RENEWED else Stage.RENEWAL_DUE)


def test_lists_find_what_pages_tell(session: Session, today: dt.date) -> None:
    party = objects.third_party().ref or ""

    def filed(title: str, **fields: object) -> str:
        return objects.executed(party, title=title, **{"evergreen": False} | fields).ref or ""

    def ahead(number: int) -> dt.date:
        return today + dt.timedelta(days=number)

    expected = {
        filed("ends", expires_on=ahead(45)),
        filed("renews", expires_on=ahead(80), auto_renew=True),
        filed("notice", expires_on=ahead(150), notice_days=100),
        filed("terminated", evergreen=True, terminated_on=ahead(10)),
    }
    filed("later", expires_on=ahead(91))
    filed("runs on", evergreen=True)
    filed("over", expires_on=ahead(-1))
    noticed = filed("notice of one that renews", expires_on=ahead(200), notice_days=190, auto_renew=True)

    filed("notice passed", expires_on=ahead(120), notice_days=130)

    found = queries.ending(session, today, 90)

    known = queries.related(session, found)
    told = {one.ref for one in found if ending(one, today, known) is not None}
    assert {one.ref for one in found} == told == expected | {noticed}
