"""What other systems are told: what they chose, in order, signed, again until it arrives, and of deals never."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.deals import operations as deals
from app.domain.deals.records import Deal
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.domain.webhooks import delivery, operations, queries
from app.domain.webhooks.models import Delivery
from app.domain.webhooks.terms import PAUSES
from app.infra.outgoing import Answer
from app.kernel.errors import Denied, Invalid, Refused
from app.security.actor import Actor

KEY = "instance key"
URL = "https://hooks.receiver.example/custodia"


class Receiver:
    """A receiver that keeps what it is sent and answers as it is told."""

    def __init__(self) -> None:
        """Answer with success."""
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer = Answer(204)

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        self.got.append((headers, body))
        return self.answer

    @property
    def events(self) -> list[str]:
        """The events that arrived."""
        return [json.loads(body)["event"] for _, body in self.got]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


def tell(receiver: Receiver) -> None:
    delivery.lay_out()
    delivery.send_due(KEY, receiver)


def test_a_system_is_told_of_what_it_chose_from_then_on_once_and_in_order(
    session: Session, admin: Actor, officer: Actor, receiver: Receiver
) -> None:
    third_parties.register(officer, ThirdParty(name="Before"))
    operations.add(admin, "Ticketing", URL, ["third_party"])
    made = third_parties.register(officer, ThirdParty(name="Ferro"))
    third_parties.archive(officer, made.ref or "")

    tell(receiver)
    tell(receiver)

    assert receiver.events == ["third_party.register", "third_party.archive"]
    body = json.loads(receiver.got[0][1])
    assert body["objects"] == [{"kind": "third_party", "key": "TP-0002", "action": "created"}]
    assert "Ferro" not in receiver.got[0][1].decode()


def test_of_deals_nobody_is_told(session: Session, admin: Actor, counsel: Actor, receiver: Receiver) -> None:
    operations.add(admin, "Everything", URL, ["report", "third_party", "document"])
    deals.open_deal(counsel, Deal.parse({"codename": "Zafiro", "kind": "share_purchase", "side": "target"}))

    tell(receiver)

    assert receiver.got == []


def test_the_signature_is_that_of_id_time_and_body_under_the_secret_shown(
    session: Session, admin: Actor, officer: Actor, receiver: Receiver
) -> None:
    webhook = operations.add(admin, "Ticketing", URL, ["third_party"])
    third_parties.register(officer, ThirdParty(name="Ferro"))
    tell(receiver)

    headers, body = receiver.got[0]
    secret = delivery.secret_of(KEY, queries.get(session, webhook))
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Webhook-Signature"] == f"v1={expected}"
    assert json.loads(body)["id"] == headers["Webhook-Id"]


def test_what_does_not_arrive_is_sent_again_at_growing_intervals_and_given_up_in_the_end(
    session: Session, admin: Actor, officer: Actor, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    operations.add(admin, "Ticketing", URL, ["third_party"])
    third_parties.register(officer, ThirdParty(name="Ferro"))
    receiver.answer = Answer(503, "Down for maintenance")
    tell(receiver)
    for number, pause in enumerate(PAUSES, 1):
        clock.shift(pause - dt.timedelta(seconds=1))
        tell(receiver)
        assert len(receiver.got) == number
        clock.shift(dt.timedelta(seconds=1))
        tell(receiver)
        assert len(receiver.got) == number + 1
    clock.shift(dt.timedelta(days=5))
    tell(receiver)

    ids = {headers["Webhook-Id"] for headers, _ in receiver.got}
    row = session.scalars(select(Delivery)).one()
    assert (len(receiver.got), len(ids)) == (len(PAUSES) + 1, 1)
    assert (row.state, row.status, row.problem) == ("failed", 503, "Down for maintenance")


def test_a_delivery_given_up_is_sent_again_on_demand(
    session: Session, admin: Actor, receiver: Receiver
) -> None:
    webhook = operations.add(admin, "Ticketing", URL, ["third_party"])
    made = operations.try_out(admin, webhook)
    with pytest.raises(Refused):
        operations.send_again(admin, made)
    delivery.send_due(KEY, receiver)
    operations.send_again(admin, made)
    delivery.send_due(KEY, receiver)

    assert receiver.events == ["webhook.test", "webhook.test"]


def test_two_workers_never_send_the_same_at_the_same_time(
    session: Session, admin: Actor, officer: Actor, receiver: Receiver
) -> None:
    operations.add(admin, "Ticketing", URL, ["third_party"])
    third_parties.register(officer, ThirdParty(name="Ferro"))
    delivery.lay_out()
    second = Receiver()

    def slow(url: str, body: bytes, headers: dict[str, str]) -> Answer:
        delivery.send_due(KEY, second)
        return receiver(url, body, headers)

    delivery.send_due(KEY, slow)

    assert (len(receiver.got), len(second.got)) == (1, 0)


def test_a_paused_system_is_told_later_what_happened_meanwhile(
    session: Session, admin: Actor, officer: Actor, receiver: Receiver
) -> None:
    webhook = operations.add(admin, "Ticketing", URL, ["third_party"])
    operations.pause(admin, webhook)
    third_parties.register(officer, ThirdParty(name="Ferro"))
    tell(receiver)
    assert receiver.got == []
    operations.resume(admin, webhook)
    tell(receiver)

    assert receiver.events == ["third_party.register"]


def test_the_log_is_cleared_after_its_time(
    session: Session, admin: Actor, officer: Actor, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    operations.add(admin, "Ticketing", URL, ["third_party"])
    third_parties.register(officer, ThirdParty(name="Ferro"))
    tell(receiver)
    clock.shift(delivery.KEPT + dt.timedelta(minutes=1))
    tell(receiver)

    assert session.scalars(select(Delivery)).all() == []


@pytest.mark.parametrize(
    ("name", "url", "kinds", "field"),
    [
        ("", URL, ["third_party"], "name"),
        ("x", "http://hooks.receiver.example", ["third_party"], "url"),
        ("x", "https://user:pw@receiver.example", ["third_party"], "url"),
        ("x", "https://receiver.example:22/", ["third_party"], "url"),
        ("x", "https://", ["third_party"], "url"),
        ("x", "https://[::1", ["third_party"], "url"),
        ("x", URL, [], "kinds"),
        ("x", URL, ["deal"], "kinds"),
    ],
)
def test_what_a_webhook_cannot_be_is_named(
    name: str, url: str, kinds: list[str], field: str, admin: Actor, session: Session
) -> None:
    with pytest.raises(Invalid) as raised:
        operations.add(admin, name, url, kinds)
    assert list(raised.value.problems) == [(field,)]


def test_only_who_may_change_settings_adds_one(officer: Actor, session: Session) -> None:
    with pytest.raises(Denied):
        operations.add(officer, "x", URL, ["third_party"])
