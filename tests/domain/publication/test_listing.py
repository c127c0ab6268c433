"""What the public list shows, and how it changed."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.domain.publication import listing
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import RiskTier
from app.security.actor import Actor

DAY = dt.date(2026, 12, 1)


def _register(officer: Actor, name: str, published_from: dt.date | None = DAY) -> str:
    return operations.register(officer, ThirdParty(name=name, published_from=published_from)).ref or ""


def _change(session: Session, officer: Actor, ref: str, **fields: object) -> None:
    record, version = queries.get(session, ref)
    operations.update(officer, ref, record.model_copy(update=fields), version=version)


def test_only_what_was_published_is_listed(session: Session, officer: Actor) -> None:
    _register(officer, "Ferro")
    _register(officer, "Secret", None)

    rows = listing.listed(session)

    assert [(one.name, one.used_from) for one in rows] == [("Ferro", DAY)]
    assert rows[0].announced_at is not None


def test_the_demo_lists_purposes_and_countries_of_flows_in_use(
    demo: None, session: Session, officer: Actor
) -> None:
    _change(session, officer, "TP-0001", published_from=DAY)

    one = listing.listed(session)[0]

    assert one.ref == "TP-0001"
    assert one.purposes
    assert all(len(code) == 2 for code in one.countries)


def test_every_change_is_told_with_what_it_was(session: Session, officer: Actor) -> None:
    ref = _register(officer, "Ferro", None)
    _change(session, officer, ref, risk_tier=RiskTier.LOW)
    _change(session, officer, ref, published_from=DAY)
    _change(session, officer, ref, owner="counsel@lumen.example")
    _change(session, officer, ref, name="Ferro Cloud", description="Servers")
    operations.archive(officer, ref)
    operations.restore(officer, ref)
    _change(session, officer, ref, published_from=None)

    told = listing.changes(session)

    assert [(change.what, change.name) for change in told] == [
        ("added", "Ferro"),
        ("changed", "Ferro Cloud"),
        ("removed", "Ferro Cloud"),
        ("added", "Ferro Cloud"),
        ("removed", "Ferro Cloud"),
    ]
    assert list(told[1].fields) == [("Name", "Ferro", "Ferro Cloud"), ("Services", "", "Servers")]
    assert listing.changes(session, after=told[2].at) == told[3:]


def test_changes_of_several_stand_in_order_of_time(session: Session, officer: Actor) -> None:
    _register(officer, "Zeta")
    _register(officer, "Alpha")

    assert [change.name for change in listing.changes(session)] == ["Zeta", "Alpha"]


@pytest.mark.parametrize("days", [None, 0, 30])
def test_the_list_is_open_once_a_notice_is_promised(days: int | None, session: Session, admin: Actor) -> None:
    from app.domain.organisation import operations as settings
    from app.domain.organisation import queries as organisation

    record, version = organisation.current(session)
    settings.set_organisation(admin, record.model_copy(update={"public_notice_days": days}), version=version)

    assert listing.is_open(session) is (days is not None)
