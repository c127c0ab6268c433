"""Where an agreement stands, in words."""

import datetime as dt
from typing import Any

import pytest

from app.domain.agreements.predicates import status
from app.domain.agreements.records import Agreement
from app.domain.agreements.standing import marks, standing, survival, term
from app.domain.agreements.terms import Acceptance, AgreementKind, Stage

TODAY = dt.date(2026, 11, 1)
START = dt.date(2024, 3, 1)
SIGNED = {"acceptance": Acceptance.ESIGN, "signed_us_on": START, "signed_them_on": dt.date(2024, 3, 2)}


def _agreement(**fields: Any) -> Agreement:
    return Agreement(**{"ref": "AG-0001", "third_party": "TP-0001", "kind": AgreementKind.NDA} | fields)


@pytest.mark.parametrize(
    ("fields", "state", "why"),
    [
        ({}, Stage.DRAFT, "No acceptance is recorded."),
        (
            {"acceptance": Acceptance.PUBLISHED_ONLY, "stage": Stage.IN_REVIEW},
            Stage.IN_REVIEW,
            "Its terms were published, but no acceptance is recorded: what nobody accepted binds nobody.",
        ),
        ({"acceptance": Acceptance.WET}, Stage.DRAFT, "Neither signature is recorded."),
        (
            {"acceptance": Acceptance.WET, "signed_us_on": START},
            Stage.PARTLY_SIGNED,
            "Signed by us on 1 Mar 2024; their signature is not recorded.",
        ),
        (
            {"acceptance": Acceptance.WET, "signed_them_on": START},
            Stage.PARTLY_SIGNED,
            "Signed by them on 1 Mar 2024; our signature is not recorded.",
        ),
        (
            {"acceptance": Acceptance.CLICK},
            Stage.DRAFT,
            "Accepted by click, but its first day in force is not recorded.",
        ),
        (SIGNED, Stage.EXECUTED, "Concluded, but its first day in force is not recorded."),
        (
            SIGNED | {"effective_on": dt.date(2027, 1, 1), "evergreen": True},
            Stage.EXECUTED,
            "Concluded; in force from 1 Jan 2027.",
        ),
        (
            SIGNED | {"effective_on": START},
            Stage.EXECUTED,
            "Concluded and effective since 1 Mar 2024, but no end is recorded: neither a last day nor that it"
            " runs on. Until one is, it does not count as in force.",
        ),
        (
            SIGNED | {"effective_on": START, "evergreen": True},
            Stage.IN_FORCE,
            "In force since 1 Mar 2024; no fixed end.",
        ),
        (
            SIGNED | {"effective_on": START, "expires_on": dt.date(2026, 11, 30), "notice_days": 20},
            Stage.RENEWAL_DUE,
            "In force since 1 Mar 2024; ends on 30 Nov 2026 (in 29 days). Notice is due by 10 Nov 2026.",
        ),
        (
            SIGNED | {"effective_on": START, "expires_on": TODAY, "notice_days": 20},
            Stage.RENEWAL_DUE,
            "In force since 1 Mar 2024; ends on 1 Nov 2026 (today). Notice was due by 12 Oct 2026.",
        ),
        (
            SIGNED
            | {
                "effective_on": START,
                "expires_on": dt.date(2026, 12, 31),
                "renewal_decided_on": dt.date(2026, 10, 1),
            },
            Stage.IN_FORCE,
            "In force since 1 Mar 2024; ends on 31 Dec 2026 (in 60 days)."
            " What follows was decided on 1 Oct 2026.",
        ),
        (
            SIGNED | {"effective_on": START, "expires_on": dt.date(2027, 6, 30), "auto_renew": True},
            Stage.IN_FORCE,
            "In force since 1 Mar 2024; renews by itself on 30 Jun 2027.",
        ),
        (
            SIGNED | {"effective_on": START, "terminated_on": dt.date(2026, 12, 31), "evergreen": True},
            Stage.IN_FORCE,
            "In force since 1 Mar 2024; ended with effect from 31 Dec 2026.",
        ),
        (
            SIGNED | {"effective_on": START, "expires_on": dt.date(2026, 3, 1), "survival_months": 0},
            Stage.EXPIRED,
            "Expired after 1 Mar 2026. Confidentiality ends with the agreement.",
        ),
        (
            SIGNED
            | {"effective_on": START, "terminated_on": dt.date(2025, 1, 1), "survival_indefinite": True},
            Stage.SURVIVING,
            "Ended with effect from 1 Jan 2025. Confidentiality survives without limit.",
        ),
        (
            SIGNED | {"effective_on": START, "terminated_on": dt.date(2025, 1, 1), "survival_months": 12},
            Stage.TERMINATED,
            "Ended with effect from 1 Jan 2025. Confidentiality ended after 1 Jan 2026.",
        ),
    ],
)
def test_the_words_say_the_state_and_the_dates_behind_it(
    fields: dict[str, Any], state: Stage, why: str
) -> None:
    agreement = _agreement(**fields)

    found = standing(agreement, TODAY)

    assert (found.state, found.why) == (state, why)
    assert found.state is status(agreement, TODAY)
    assert found.typed is (None if agreement.stage is state else agreement.stage)


def test_a_successor_is_named_with_the_day_on_which_it_takes_over() -> None:
    old = _agreement(**SIGNED, effective_on=START, evergreen=True, superseded_by="AG-0002")
    begun = _agreement(ref="AG-0002", **SIGNED, effective_on=dt.date(2026, 5, 1), evergreen=True)
    ahead = begun.model_copy(update={"effective_on": dt.date(2027, 5, 1)})
    draft = _agreement(ref="AG-0002")

    assert standing(old, TODAY, {"AG-0002": begun}).why == (
        "Replaced by AG-0002 on 1 May 2026. No survival of confidentiality is recorded."
    )
    assert "AG-0002 takes its place on 1 May 2027." in standing(old, TODAY, {"AG-0002": ahead}).why
    assert (
        "AG-0002 is to take its place once it is concluded." in standing(old, TODAY, {"AG-0002": draft}).why
    )


def test_the_term_of_one_that_renewed_itself_says_so() -> None:
    agreement = _agreement(**SIGNED, effective_on=START, expires_on=dt.date(2025, 3, 1), auto_renew=True)

    assert term(agreement, TODAY) == "renewed itself after 1 Mar 2025"


def test_the_days_of_its_life_stand_in_order_with_those_ahead_marked() -> None:
    agreement = _agreement(
        **SIGNED,
        effective_on=dt.date(2024, 3, 5),
        expires_on=dt.date(2027, 3, 4),
        notice_days=30,
        survival_months=12,
    )

    assert [(str(mark.on), mark.label, mark.ahead) for mark in marks(agreement, TODAY)] == [
        ("2024-03-01", "Signed by us", False),
        ("2024-03-02", "Signed by them", False),
        ("2024-03-05", "First day in force", False),
        ("2027-02-02", "Last day for notice", True),
        ("2027-03-04", "Last day of the term", True),
        ("2028-03-04", "Confidentiality ends", True),
    ]


def test_days_at_the_edge_of_the_calendar_do_no_harm() -> None:
    agreement = _agreement(
        **SIGNED, effective_on=START, expires_on=dt.date.max, notice_days=36_500, survival_months=1_200
    )

    assert standing(agreement, TODAY).state is Stage.IN_FORCE
    assert survival(agreement, TODAY) == "Confidentiality survives the end by 1,200 months."
    assert [mark.label for mark in marks(agreement, TODAY)][-1] == "Last day for notice"
