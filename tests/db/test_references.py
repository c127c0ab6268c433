import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import references
from app.db.aggregate import KINDS
from app.db.references import Use
from app.domain.catalogue import operations as catalogue
from app.domain.deals import operations as deals
from app.domain.deals import segments
from app.domain.deals.records import Deal, Segment
from app.domain.deals.terms import DealKind
from app.domain.flows import operations as flows
from app.security.actor import SYSTEM, Actor
from tests.domain import objects


def test_every_way_of_referring_is_found(session: Session) -> None:
    objects.category("email")
    objects.category("email.work", parent="email")
    objects.third_party(incidents=[{"categories": ["email"]}])
    objects.agreement("TP-0001", categories=["email"])
    objects.activity(categories=["email"], retention=[{"category": "email", "amount": 1}])
    objects.flow("TP-0001", categories=["email"])

    assert references.users(session, "category", "email") == [
        Use("activity", "AC-0001"),
        Use("agreement", "AG-0001"),
        Use("category", "email.work"),
        Use("flow", "FL-0001"),
        Use("third_party", "TP-0001"),
    ]


def test_keys_that_merely_resemble_are_not_found(session: Session) -> None:
    for key in ("a_b", "axb", "a_b.c", "a"):
        objects.category(key)
    objects.activity(categories=["axb", "a_b.c", "a"])

    assert references.users(session, "category", "a_b") == []


def test_an_address_is_found_whatever_its_letters(session: Session, officer: Actor) -> None:
    objects.third_party(owner=officer.email)

    assert references.users(session, "person", officer.email) == [Use("third_party", "TP-0001")]


def test_an_object_does_not_use_itself(session: Session) -> None:
    objects.third_party()

    assert references.users(session, "third_party", "TP-0001") == []


def test_archived_users_count_only_when_asked_for(session: Session) -> None:
    objects.third_party()
    objects.flow("TP-0001")
    flows.archive(SYSTEM, "FL-0001")

    assert references.users(session, "third_party", "TP-0001") == []
    assert references.users(session, "third_party", "TP-0001", archived=True) == [Use("flow", "FL-0001")]


def test_deals_are_neither_named_nor_counted(session: Session, counsel: Actor) -> None:
    objects.category("email")
    deals.open_deal(counsel, Deal(codename="Perla", kind=DealKind.ASSET_ALL))
    segments.add_segment(counsel, "D-001", Segment(categories=["email"]))

    assert references.users(session, "category", "email") == []
    assert references.counts(session, "category") == {}
    assert references.users(session, "category", "email", leaving_out=()) == [Use("deal", "D-001")]
    assert catalogue.archive_category(SYSTEM, "email").archived


def test_counts_are_of_objects_not_of_mentions(session: Session) -> None:
    objects.purpose("orders")
    objects.third_party()
    objects.activity(purposes=["orders"])
    objects.flow("TP-0001", purposes=["orders"])
    objects.flow("TP-0001", name="Second")

    assert references.counts(session, "purpose") == {"orders": 2}
    assert references.counts(session, "third_party") == {"TP-0001": 2}


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "FL-0001"),
        (2, "FL-0001 and FL-0002"),
        (5, "FL-0001, FL-0002, FL-0003, FL-0004 and FL-0005"),
        (7, "FL-0001, FL-0002, FL-0003, FL-0004, FL-0005 and 2 more"),
    ],
)
def test_uses_are_told_in_a_few_words(count: int, text: str) -> None:
    assert references.named([Use("flow", f"FL-{n:04d}") for n in range(1, count + 1)]) == text


def test_of_many_objects_at_once_the_same_is_found_as_of_each(
    demo: None, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for kind in ("third_party", "entity", "category", "purpose", "flow", "agreement", "person"):
        keys = list(session.scalars(select(KINDS[kind].__table__.c[KINDS[kind].__key__])))
        for few in (keys, keys[::2]):
            found[kind, len(few)] = few, references.users(session, kind, few, archived=True, leaving_out=())
    assert all(found.values())
    monkeypatch.setattr(references, "MANY", 0)
    monkeypatch.setattr(references, "MANY_PLAIN", 0)
    for (kind, _), (few, uses) in found.items():
        assert references.users(session, kind, few, archived=True, leaving_out=()) == uses
        assert uses, kind
