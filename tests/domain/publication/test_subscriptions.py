"""Who is told of changes: who asked and confirmed, from then on, once of each, until the link that ends it."""

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.organisation import operations as settings
from app.domain.organisation import queries as organisation
from app.domain.publication import subscriptions
from app.domain.publication.listing import ListChange
from app.domain.publication.models import Subscriber
from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.kernel.errors import Invalid, Missing
from app.security.actor import Actor

KEY = "instance key"


@pytest.fixture(autouse=True)
def _open(session: Session, admin: Actor) -> None:
    record, version = organisation.current(session)
    settings.set_organisation(admin, record.model_copy(update={"public_notice_days": 30}), version=version)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2027, 5, 4, 9, tzinfo=dt.UTC), tick=True) as traveller:
        yield traveller


class Post:
    """Keeps what is sent, and loses it when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[str]]] = []
        self.works = True

    def __call__(self, subscriber: str, email: str, changes: Sequence[ListChange]) -> bool:
        if self.works:
            self.sent.append((email, [change.name for change in changes]))
        return self.works


def _subscribed(email: str = "buyer@customer.example") -> str:
    asked = subscriptions.ask(email)
    assert asked is not None
    subscriptions.confirm(KEY, subscriptions.token_of(KEY, asked.id, "confirm"))
    return asked.id


def _publish(officer: Actor, name: str) -> None:
    operations.register(officer, ThirdParty(name=name, published_from=dt.date(2027, 8, 1)))


def test_who_confirmed_is_told_once_of_each_change_from_then_on(session: Session, officer: Actor) -> None:
    post = Post()
    _publish(officer, "Before")
    _subscribed()
    _publish(officer, "Ferro")
    _publish(officer, "Zinc")

    assert subscriptions.tell_all(session, post) == 1
    assert subscriptions.tell_all(session, post) == 0
    assert post.sent == [("buyer@customer.example", ["Ferro", "Zinc"])]


def test_who_only_asked_is_not_told_and_forgotten_after_a_week(
    session: Session, officer: Actor, clock: time_machine.Traveller
) -> None:
    post = Post()
    subscriptions.ask("buyer@customer.example")
    _publish(officer, "Ferro")
    assert subscriptions.tell_all(session, post) == 0

    clock.shift(subscriptions.UNCONFIRMED + dt.timedelta(hours=1))
    subscriptions.ask("other@customer.example")
    assert session.scalars(select(Subscriber.email)).all() == ["other@customer.example"]


def test_an_address_is_not_flooded_with_links(session: Session, clock: time_machine.Traveller) -> None:
    first = subscriptions.ask("Buyer@Customer.example")
    again = subscriptions.ask("buyer@customer.example")
    clock.shift(subscriptions.AGAIN + dt.timedelta(minutes=1))
    later = subscriptions.ask("buyer@customer.example")

    assert first is not None
    assert again is None
    assert later == first


def test_the_link_in_each_message_ends_it(session: Session, officer: Actor) -> None:
    post = Post()
    subscriber = _subscribed()
    subscriptions.end(KEY, subscriptions.token_of(KEY, subscriber, "end"))
    _publish(officer, "Ferro")

    assert subscriptions.tell_all(session, post) == 0
    assert session.scalars(select(Subscriber)).all() == []


def test_a_link_made_up_or_meant_for_something_else_leads_nowhere(session: Session) -> None:
    asked = subscriptions.ask("buyer@customer.example")
    assert asked is not None
    for token in ("", "x", f"{asked.id}.00", subscriptions.token_of(KEY, asked.id, "end"), "x" * 5000):
        with pytest.raises(Missing):
            subscriptions.confirm(KEY, token)
    assert subscriptions.confirmed(session) == 0


def test_a_message_that_did_not_go_out_is_tried_again_and_loses_nothing(
    session: Session, officer: Actor, clock: time_machine.Traveller
) -> None:
    post = Post()
    _subscribed()
    _publish(officer, "Ferro")
    post.works = False
    subscriptions.tell_all(session, post)
    post.works = True
    assert subscriptions.tell_all(session, post) == 0
    clock.shift(subscriptions.PAUSES[0] + dt.timedelta(seconds=1))
    _publish(officer, "Zinc")

    assert subscriptions.tell_all(session, post) == 1
    assert post.sent == [("buyer@customer.example", ["Ferro", "Zinc"])]


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "a b@c.example", "x" * 300 + "@c.example"])
def test_what_is_no_address_is_named(typed: str, session: Session) -> None:
    with pytest.raises(Invalid) as raised:
        subscriptions.ask(typed)
    assert list(raised.value.problems) == [("email",)]
