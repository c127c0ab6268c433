import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.agreements import predicates
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, Stage

DAY = dt.date(2026, 6, 15)
BEFORE, AFTER = dt.date(2026, 6, 14), dt.date(2026, 6, 16)
DRAFTED = dt.date(2024, 1, 1)
RUNNING = {Stage.IN_FORCE, Stage.RENEWAL_DUE, Stage.RENEWED, Stage.SUSPENDED}


def agreement(**changes):
    state = {
        "ref": "AG-0001",
        "third_party": "TP-0001",
        "kind": "nda",
        "acceptance": "wet",
        "stage": "in_force",
        "signed_us_on": DRAFTED,
        "signed_them_on": DRAFTED,
        "effective_on": DRAFTED,
        "evergreen": True,
    }
    return Agreement.parse(state | changes)


def fixed_term(expires_on, **changes):
    return agreement(evergreen=False, expires_on=expires_on, **changes)


@pytest.mark.parametrize("acceptance", ["wet", "esign", "click", "po_reference"])
def test_what_was_accepted_is_in_force(acceptance):
    assert predicates.in_force(agreement(acceptance=acceptance), DAY) is True


@pytest.mark.parametrize("acceptance", ["published_only", "none"])
def test_what_nobody_accepted_is_never_in_force(acceptance):
    assert predicates.in_force(agreement(acceptance=acceptance), DAY) is False


@pytest.mark.parametrize("missing", ["signed_us_on", "signed_them_on"])
@pytest.mark.parametrize("acceptance", ["wet", "esign"])
def test_one_signature_does_not_put_it_in_force(acceptance, missing):
    assert predicates.in_force(agreement(acceptance=acceptance, **{missing: None}), DAY) is False


def test_a_click_needs_no_signature():
    assert (
        predicates.in_force(agreement(acceptance="click", signed_us_on=None, signed_them_on=None), DAY)
        is True
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"signed_them_on": DAY}, True),
        ({"signed_them_on": AFTER}, False),
        ({"effective_on": DAY}, True),
        ({"effective_on": AFTER}, False),
        ({"effective_on": None}, False),
        ({"terminated_on": AFTER}, True),
        ({"terminated_on": DAY}, False),
        ({"evergreen": False, "expires_on": DAY}, True),
        ({"evergreen": False, "expires_on": BEFORE}, False),
        ({"evergreen": False, "expires_on": BEFORE, "auto_renew": True}, True),
        ({"evergreen": False, "expires_on": None}, False),
    ],
)
def test_the_boundary_days_of_being_in_force(changes, expected):
    assert predicates.in_force(agreement(**changes), DAY) is expected


@pytest.mark.parametrize(("starts", "expected"), [(BEFORE, False), (DAY, False), (AFTER, True)])
def test_a_successor_takes_the_place_on_its_effective_day(starts, expected):
    old = agreement(superseded_by="AG-0002")
    assert (
        predicates.in_force(old, DAY, {"AG-0002": agreement(ref="AG-0002", effective_on=starts)}) is expected
    )


@pytest.mark.parametrize("changes", [{"effective_on": None}, {"signed_us_on": None}])
def test_a_draft_successor_leaves_the_old_version_in_force(changes):
    draft = agreement(ref="AG-0002", stage="draft", **changes)
    assert predicates.in_force(agreement(superseded_by="AG-0002"), DAY, {"AG-0002": draft}) is True


def test_an_unknown_successor_counts_as_having_taken_the_place():
    assert predicates.in_force(agreement(superseded_by="AG-0002"), DAY) is False


def test_execution_is_the_day_of_the_later_signature():
    assert predicates.executed_on(agreement(signed_us_on=BEFORE, signed_them_on=AFTER)) == AFTER


def test_execution_by_purchase_order_is_the_effective_day():
    assert predicates.executed_on(agreement(acceptance="po_reference", effective_on=DAY)) == DAY


def test_what_was_only_published_was_never_executed():
    assert predicates.executed_on(agreement(acceptance="published_only")) is None


def test_it_ends_by_the_earliest_recorded_cause():
    successor = {"AG-0002": agreement(ref="AG-0002", effective_on=dt.date(2026, 3, 1))}
    old = fixed_term(dt.date(2026, 12, 31), terminated_on=dt.date(2026, 6, 1), superseded_by="AG-0002")
    assert predicates.ends_on(old, successor) == dt.date(2026, 3, 1)
    assert predicates.last_day(old, successor) == dt.date(2026, 2, 28)


def test_renewal_by_itself_leaves_the_expiry_without_effect():
    assert predicates.ends_on(fixed_term(BEFORE, auto_renew=True)) is None


def test_confidentiality_survives_the_recorded_months_to_the_day():
    ended = agreement(terminated_on=dt.date(2026, 1, 31), survival_months=1)
    assert predicates.confidentiality_alive(ended, dt.date(2026, 2, 28)) is True
    assert predicates.confidentiality_alive(ended, dt.date(2026, 3, 1)) is False


def test_confidentiality_without_limit_outlives_the_agreement():
    ended = agreement(terminated_on=dt.date(2025, 1, 1), survival_indefinite=True)
    assert predicates.confidentiality_alive(ended, DAY) is True


def test_confidentiality_without_a_survival_clause_ends_with_the_agreement():
    assert predicates.confidentiality_alive(agreement(terminated_on=BEFORE), BEFORE) is False


def test_published_terms_have_no_confidentiality_that_could_survive():
    published = agreement(acceptance="published_only", survival_indefinite=True, terminated_on=BEFORE)
    assert predicates.confidentiality_alive(published, DAY) is False


def test_survival_beyond_the_calendar_is_the_last_day_of_it():
    ended = agreement(terminated_on=dt.date(9990, 1, 1), survival_months=1_200)
    assert predicates.confidentiality_ends_on(ended) == dt.date.max


def test_the_last_day_for_notice_counts_back_from_expiry():
    assert predicates.notice_deadline(fixed_term(dt.date(2026, 12, 31), notice_days=30)) == dt.date(
        2026, 12, 1
    )


@pytest.mark.parametrize(
    "changes",
    [{"expires_on": None, "notice_days": 30}, {"expires_on": DAY}, {"expires_on": DAY, "evergreen": True}],
)
def test_there_is_no_last_day_for_notice_without_end_and_period(changes):
    assert predicates.notice_deadline(agreement(**{"evergreen": False} | changes)) is None


@pytest.mark.parametrize(
    ("days", "changes", "expected"),
    [
        (90, {}, True),
        (91, {}, False),
        (0, {}, True),
        (-1, {}, False),
        (120, {"notice_days": 90}, True),
        (121, {"notice_days": 90}, False),
        (60, {"renewal_decided_on": BEFORE}, False),
        (60, {"renewal_decided_on": AFTER}, True),
        (60, {"renewal_decided_on": dt.date(2024, 6, 1)}, True),
        (60, {"superseded_by": "AG-0002"}, False),
        (60, {"stage": "renewed"}, False),
        (60, {"evergreen": True}, False),
    ],
)
def test_when_a_decision_on_the_end_is_due(days, changes, expected):
    paper = agreement(**{"evergreen": False, "expires_on": DAY + dt.timedelta(days=days)} | changes)
    assert predicates.decision_due(paper, DAY) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Stage.IN_FORCE),
        ({"stage": "draft"}, Stage.IN_FORCE),
        ({"stage": "suspended"}, Stage.SUSPENDED),
        ({"effective_on": AFTER}, Stage.EXECUTED),
        ({"evergreen": False}, Stage.EXECUTED),
        ({"signed_them_on": None}, Stage.PARTLY_SIGNED),
        ({"signed_us_on": None, "signed_them_on": None, "stage": "negotiating"}, Stage.NEGOTIATING),
        ({"acceptance": "published_only"}, Stage.DRAFT),
        ({"evergreen": False, "expires_on": AFTER}, Stage.RENEWAL_DUE),
        ({"evergreen": False, "expires_on": BEFORE}, Stage.EXPIRED),
        ({"evergreen": False, "expires_on": BEFORE, "survival_months": 12}, Stage.SURVIVING),
        ({"terminated_on": BEFORE}, Stage.TERMINATED),
        ({"terminated_on": BEFORE, "survival_indefinite": True}, Stage.SURVIVING),
        ({"superseded_by": "AG-0002"}, Stage.SUPERSEDED),
    ],
)
def test_the_status_follows_from_the_dates(changes, expected):
    assert predicates.status(agreement(**changes), DAY) is expected


days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
maybe = st.none() | days


@st.composite
def agreements(draw):
    effective = draw(maybe)
    later = st.none() | st.dates(effective or dt.date(2020, 1, 1), dt.date(2031, 12, 31))
    return agreement(
        acceptance=draw(st.sampled_from(Acceptance)),
        stage=draw(st.sampled_from(Stage)),
        signed_us_on=draw(maybe),
        signed_them_on=draw(maybe),
        effective_on=effective,
        expires_on=draw(later),
        terminated_on=draw(later),
        evergreen=draw(st.booleans()),
        auto_renew=draw(st.booleans()),
        survival_months=draw(st.none() | st.integers(0, 60)),
        survival_indefinite=draw(st.booleans()),
    )


@given(agreements(), days)
def test_in_force_implies_accepted_begun_and_confidential(paper, day):
    if predicates.in_force(paper, day):
        assert paper.acceptance in predicates.BINDING
        assert paper.effective_on <= day
        assert predicates.confidentiality_alive(paper, day) is True
    else:
        assert predicates.status(paper, day) not in RUNNING


@given(agreements(), days)
def test_the_status_says_in_force_exactly_where_the_dates_do(paper, day):
    assert (predicates.status(paper, day) in RUNNING) is predicates.in_force(paper, day)


@given(agreements())
def test_the_day_after_the_last_is_never_in_force(paper):
    last = predicates.last_day(paper)
    assume(last is not None)
    assert predicates.in_force(paper, last + dt.timedelta(days=1)) is False


@given(days, st.none() | st.integers(0, 60), st.booleans(), st.integers(0, 3000), st.integers(0, 3000))
def test_confidentiality_never_comes_back_after_the_end(end, months, indefinite, one, more):
    paper = agreement(
        signed_us_on=dt.date(2019, 1, 1),
        signed_them_on=dt.date(2019, 1, 1),
        effective_on=dt.date(2019, 1, 1),
        terminated_on=end,
        survival_months=months,
        survival_indefinite=indefinite,
    )
    first = end + dt.timedelta(days=one)
    later = first + dt.timedelta(days=more)
    assert predicates.confidentiality_alive(paper, first) >= predicates.confidentiality_alive(paper, later)
