"""Where agreements stand, by the database as by the predicates."""

import datetime as dt
import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import states
from app.db.unit_of_work import technical_writes
from app.domain.agreements import predicates
from app.domain.agreements.derived import Derived
from app.domain.agreements.models import Agreement as AgreementRow
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, AgreementKind, Stage
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.kernel import clock
from app.security.actor import Actor

TODAY = dt.date(2026, 2, 28)
NEAR = [TODAY + dt.timedelta(days=n) for n in (-800, -400, -366, -31, -30, -1, 0, 1, 30, 31, 89, 90, 91, 400)]
EDGES = [dt.date(2025, 8, 31), dt.date(2025, 11, 30), dt.date(2026, 1, 31), dt.date(2026, 3, 31), dt.date.max]


def _agreements(count: int) -> list[Agreement]:
    """Agreements with every sort of date, present or not, around *TODAY*; each may be replaced by a later one."""
    chance = random.Random(20260228)  # noqa: S311 -- the same examples every time

    def day(share: float) -> dt.date | None:
        return chance.choice(NEAR + EDGES) if chance.random() < share else None

    made = []
    for number in range(1, count + 1):
        start = day(0.9)
        ends = [on if on is None or start is None or on >= start else None for on in (day(0.7), day(0.2))]
        successor = chance.randint(number + 1, count) if chance.random() < 0.25 and number < count else None
        made.append(
            Agreement(
                ref=f"AG-{number:04d}",
                third_party="TP-0001",
                kind=AgreementKind.NDA,
                stage=chance.choice(list(Stage)),
                acceptance=chance.choice(list(Acceptance)),
                signed_us_on=day(0.85),
                signed_them_on=day(0.85),
                effective_on=start,
                expires_on=ends[0],
                terminated_on=ends[1],
                evergreen=chance.random() < 0.15,
                auto_renew=chance.random() < 0.2,
                notice_days=chance.choice([None, 0, 30, 60, 90]),
                renewal_decided_on=day(0.2),
                superseded_by=f"AG-{successor:04d}" if successor else None,
                survival_months=chance.choice([None, 0, 1, 3, 6, 60]),
                survival_indefinite=chance.random() < 0.1,
                archived=chance.random() < 0.1,
            )
        )
    return made


@pytest.fixture
def agreements(session: Session, officer: Actor) -> list[Agreement]:
    third_parties.register(officer, ThirdParty(name="Correo Rápido"))
    made = _agreements(900)
    with technical_writes("tests") as writing:
        states.write(
            writing, AgreementRow, [(one.to_state(), 1) for one in made], clock.now(), stored=frozenset()
        )
    return made


@pytest.mark.parametrize("day", [TODAY, dt.date(2026, 3, 1), dt.date(2025, 12, 31)])
def test_the_database_finds_each_agreement_in_the_state_that_the_predicates_find(
    session: Session, agreements: list[Agreement], day: dt.date
) -> None:
    live = {one.ref or "": one for one in agreements if not one.archived}
    derived = Derived.on(day)

    found = {
        row.ref: row.state
        for row in session.execute(derived.joined(select(AgreementRow.ref, derived.state.label("state"))))
    }

    assert found == {one.ref: predicates.status(one, day, live).value for one in agreements}
    assert set(found.values()) >= {Stage.IN_FORCE, Stage.SURVIVING, Stage.EXPIRED, Stage.TERMINATED}


def test_the_database_finds_in_force_what_the_predicates_find_in_force(
    session: Session, agreements: list[Agreement]
) -> None:
    live = {one.ref or "": one for one in agreements if not one.archived}
    derived = Derived.on(TODAY)

    found = set(session.scalars(derived.joined(select(AgreementRow.ref)).where(derived.in_force)))

    assert found == {one.ref for one in agreements if predicates.in_force(one, TODAY, live)}


def test_an_end_within_days_counts_what_is_in_force_and_ends_by_then(
    session: Session, agreements: list[Agreement]
) -> None:
    live = {one.ref or "": one for one in agreements if not one.archived}
    derived = Derived.on(TODAY)
    until = TODAY + dt.timedelta(days=30)

    found = set(session.scalars(derived.joined(select(AgreementRow.ref)).where(derived.ends_within(30))))

    assert found == {
        one.ref
        for one in agreements
        if predicates.in_force(one, TODAY, live)
        and not one.evergreen
        and one.expires_on is not None
        and TODAY <= one.expires_on <= until
    }
