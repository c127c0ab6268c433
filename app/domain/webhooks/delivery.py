"""Telling addresses of events: what the trail says is laid out for each, sent with a signature, and sent again.

The trail itself is what is read from, so no event is lost with a process; each address is told in order of the trail
of what it chose, and of deals never. A receiver finds the same ``id`` again when a delivery is repeated.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import technical_writes
from app.domain.audit.models import Entry
from app.domain.webhooks.models import Delivery, Webhook
from app.domain.webhooks.terms import KINDS, PAUSES, DeliveryState
from app.infra.outgoing import Answer
from app.kernel import clock, ids
from app.security import tokens

AT_ONCE = 200
"""Entries that are laid out, and deliveries that are sent, in one go."""

LEASE = dt.timedelta(minutes=2)
"""How long a delivery belongs to the worker that is sending it."""

KEPT = dt.timedelta(days=30)
"""How long the log of a delivery is kept."""

_WHAT = "webhook delivery"

Send = Callable[[str, bytes, dict[str, str]], Answer]


@dataclass(frozen=True)
class _Letter:
    """A delivery as it is sent."""

    id: str
    url: str
    body: bytes
    secret: str


def lay_out() -> int:
    """Lay out, for every active webhook, the entries of the trail that it was not told of yet; how many."""
    with technical_writes(_WHAT) as session:
        session.execute(
            delete(Delivery).where(Delivery.made_at < clock.now() - KEPT, Delivery.next_at.is_(None))
        )
        webhooks = session.scalars(select(Webhook).where(Webhook.active.is_(True)).order_by(Webhook.id)).all()
        return sum(_lay_out_for(session, webhook) for webhook in webhooks)


def _lay_out_for(session: Session, webhook: Webhook) -> int:
    entries = session.scalars(
        select(Entry).where(Entry.seq > webhook.last_seq).order_by(Entry.seq).limit(AT_ONCE)
    ).all()
    now, count = clock.now(), 0
    for entry in entries:
        webhook.last_seq = entry.seq
        if entry.deal is not None or entry.operation.partition(".")[0] not in set(webhook.kinds) & set(KINDS):
            continue
        session.add(
            Delivery(
                id=str(ids.uuid7()),
                webhook=webhook.id,
                event=entry.operation,
                body=_said(entry),
                state=DeliveryState.WAITING.value,
                attempts=0,
                next_at=now,
                made_at=now,
            )
        )
        count += 1
    return count


def _said(entry: Entry) -> dict[str, Any]:
    """What is told of *entry*: which objects, not what is in them; the receiver reads those with its own token."""
    return {
        "seq": entry.seq,
        "at": clock.format_instant(entry.at),
        "actor": entry.actor,
        "hash": entry.hash,
        "objects": [
            {"kind": change["kind"], "key": change["key"], "action": change["action"]}
            for change in entry.changes
            if change["kind"] != "deal"
        ],
    }


def send_due(secret_key: str, send: Send) -> int:
    """Send what is due, by *send*; how many were sent. Two workers never send the same at the same time."""
    letters = _claimed(secret_key)
    for letter in letters:
        _note(letter.id, send(letter.url, letter.body, headers(letter.secret, letter.id, letter.body)))
    return len(letters)


def _claimed(secret_key: str) -> list[_Letter]:
    now = clock.now()
    with technical_writes(_WHAT) as session:
        rows = session.execute(
            select(Delivery, Webhook)
            .join(Webhook, Webhook.id == Delivery.webhook)
            .where(
                Webhook.active.is_(True),
                Delivery.state == DeliveryState.WAITING.value,
                Delivery.next_at <= now,
            )
            .order_by(Delivery.made_at, Delivery.id)
            .limit(AT_ONCE)
        ).all()
        letters = []
        for delivery, webhook in rows:
            delivery.next_at = now + LEASE
            body = {"id": delivery.id, "event": delivery.event, **delivery.body}
            letters.append(
                _Letter(delivery.id, webhook.url, json.dumps(body).encode(), secret_of(secret_key, webhook))
            )
        return letters


def _note(delivery_id: str, answer: Answer) -> None:
    with technical_writes(_WHAT) as session:
        delivery = session.get(Delivery, delivery_id, populate_existing=True)
        if delivery is None:
            return
        now = clock.now()
        delivery.attempts += 1
        delivery.status, delivery.problem = answer.status, answer.problem
        if answer.arrived:
            delivery.state, delivery.done_at, delivery.next_at = DeliveryState.DELIVERED.value, now, None
        elif delivery.attempts > len(PAUSES):
            delivery.state, delivery.done_at, delivery.next_at = DeliveryState.FAILED.value, now, None
        else:
            delivery.next_at = now + PAUSES[delivery.attempts - 1]


def secret_of(secret_key: str, webhook: Webhook) -> str:
    """The secret that signs for *webhook*, as its receiver knows it."""
    return "whsec_" + tokens.keyed(secret_key, f"webhook:{webhook.id}:{webhook.salt}")


def headers(secret: str, delivery_id: str, body: bytes) -> dict[str, str]:
    """The headers of a delivery: its id, its time, and the HMAC-SHA256 of id, time and body under *secret*.

    That is the form of the Standard Webhooks specification, but for hexadecimal digits: a receiver recomputes the
    signature over ``id.time.body`` and refuses what is old.
    """
    at = str(int(clock.now().timestamp()))
    signed = b".".join([delivery_id.encode(), at.encode(), body])
    signature = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Custodia",
        "Webhook-Id": delivery_id,
        "Webhook-Timestamp": at,
        "Webhook-Signature": f"v1={signature}",
    }
