"""What an operation files: one entry that names every change, hashes its predecessor and the revisions."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.db.history import Revision
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.audit import chain, queries
from app.domain.audit.models import GENESIS, Entry
from app.domain.deals import operations as deals
from app.domain.deals.course import Member
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealKind
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.kernel import clock
from app.kernel.canonical import digest
from app.security.actor import SYSTEM
from app.security.roles import Role

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def context(either: Flask) -> Iterator[Flask]:
    with either.app_context():
        yield either
        db.session.remove()


def newest() -> Entry:
    return db.session.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()


def test_an_entry_says_who_did_what_to_which_object(context: Flask) -> None:
    party = third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    third_parties.update(SYSTEM, party.ref or "", party.model_copy(update={"description": "Parcels"}))

    entry = newest()
    assert (entry.actor, entry.operation, entry.deal) == ("system", "third_party.update", None)
    (change,) = entry.changes
    revision = db.session.scalars(
        select(Revision).where(Revision.key == "TP-0001", Revision.number == 2)
    ).one()
    assert change == {
        "kind": "third_party",
        "key": "TP-0001",
        "action": "changed",
        "number": 2,
        "digest": revision.digest,
        "diff": {"description": [None, "Parcels"]},
    }
    assert (revision.entry, revision.valid_from, revision.valid_to) == (entry.seq, entry.at, None)


def test_a_revision_is_hashed_with_all_that_identifies_it(context: Flask) -> None:
    third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    revision = db.session.scalars(select(Revision).where(Revision.key == "TP-0001")).one()
    assert revision.digest == digest(
        {
            "kind": "third_party",
            "key": "TP-0001",
            "number": 1,
            "valid_from": clock.format_instant(revision.valid_from),
            "state": revision.state,
        }
    )
    assert revision.state["name"] == "Correo"
    assert set(revision.state) == set(ThirdParty.model_fields)


def test_each_entry_hashes_its_predecessor_from_the_first_on(context: Flask) -> None:
    for number in range(3):
        third_parties.register(SYSTEM, ThirdParty(name=f"Party {number}"))
    previous = GENESIS
    for place, entry in enumerate(db.session.scalars(select(Entry).order_by(Entry.seq)), start=1):
        assert (entry.seq, entry.previous) == (place, previous)
        values = {c.name: getattr(entry, c.name) for c in Entry.__table__.columns if c.name != "hash"}
        assert entry.hash == digest(values | {"at": clock.format_instant(entry.at)})
        previous = entry.hash
    assert chain.head(db.session) == (entry.seq, previous)


def test_a_revision_ends_where_the_next_begins(context: Flask) -> None:
    party = third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    for description in ("Parcels", "Letters"):
        third_parties.update(SYSTEM, "TP-0001", party.model_copy(update={"description": description}))
    rows = db.session.scalars(
        select(Revision).where(Revision.key == "TP-0001").order_by(Revision.number)
    ).all()
    assert [row.valid_to for row in rows] == [rows[1].valid_from, rows[2].valid_from, None]


def test_what_is_done_in_a_deal_is_filed_for_its_members_alone(context: Flask) -> None:
    accounts.add(SYSTEM, Person(email="ana@lumen.example", name="Ana", roles=[Role.COUNSEL]))
    deal = Deal(codename="Perla", kind=DealKind.ASSET_ALL, members=[Member(person="ana@lumen.example")])
    ref = deals.open_deal(SYSTEM, deal).ref
    entry = newest()
    assert (entry.deal, [change["key"] for change in entry.changes]) == (ref, [ref])


def test_the_history_of_an_object_is_what_was_done_to_it_newest_first(context: Flask) -> None:
    party = third_parties.register(SYSTEM, ThirdParty(name="Correo"))
    third_parties.register(SYSTEM, ThirdParty(name="Boletín"))
    third_parties.update(SYSTEM, "TP-0001", party.model_copy(update={"description": "Parcels"}))
    events = queries.history(db.session, [("third_party", "TP-0001")])
    assert [(event.operation, event.action) for event in events] == [
        ("third_party.update", "changed"),
        ("third_party.register", "created"),
    ]
    assert [len(queries.history(db.session, [("third_party", "TP-0001")], most=1)), events[0].diff] == [
        1,
        {"description": [None, "Parcels"]},
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(state=st.dictionaries(st.text(), JSON), other=st.dictionaries(st.text(), JSON))
def test_two_states_have_one_hash_only_if_they_are_the_same(
    state: dict[str, Any], other: dict[str, Any]
) -> None:
    at = dt.datetime(2027, 3, 15, tzinfo=dt.UTC)
    hashes = [chain.revision_digest("third_party", "TP-0001", 1, at, one) for one in (state, other)]
    assert (hashes[0] == hashes[1]) == (identical(state, other))
    again = dict(reversed(state.items()))
    assert chain.revision_digest("third_party", "TP-0001", 1, at, again) == hashes[0]


def identical(one: object, other: object) -> bool:
    """Equality that tells true from 1."""
    return repr_of(one) == repr_of(other)


def repr_of(value: object) -> object:
    if isinstance(value, dict):
        return {key: repr_of(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [repr_of(inner) for inner in value]
    return (type(value).__name__, value)
