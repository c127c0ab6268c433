"""Writes of webhooks: add, change, pause, resume, remove, and ask for a delivery again."""

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete

from app.db.unit_of_work import Work
from app.domain.audit import chain
from app.domain.operation import operation
from app.domain.webhooks import queries
from app.domain.webhooks.models import Delivery, Webhook
from app.domain.webhooks.terms import KINDS, DeliveryState
from app.infra import outgoing
from app.kernel import ids
from app.kernel.errors import Invalid, Missing, Refused
from app.kernel.records import LINE
from app.security.actor import Actor
from app.security.permissions import Permission

TEST = "webhook.test"
"""The event that an address is sent for a try."""


@operation(Permission.SETTINGS_WRITE, "webhook.add")
def add(work: Work, actor: Actor, name: str, url: str, kinds: Iterable[str]) -> str:
    """Tell *url* of what happens from now on; returns the webhook's id.

    Raises :class:`Invalid` for a missing name, an address that is not ``https`` or has credentials in it, and for
    no or unknown *kinds*.
    """
    values = _checked(name, url, kinds)
    made = Webhook(
        id=f"wh_{secrets.token_hex(6)}",
        salt=secrets.token_hex(32),
        active=True,
        last_seq=chain.head(work.session)[0],
        made_by=work.actor,
        made_at=work.at,
        **values,
    )
    work.session.add(made)
    work.notes["webhook"] = {"id": made.id, **values}
    return made.id


@operation(Permission.SETTINGS_WRITE, "webhook.change")
def change(work: Work, actor: Actor, webhook_id: str, name: str, url: str, kinds: Iterable[str]) -> None:
    """Change name, address or events of a webhook; raises as :func:`add` does."""
    found = queries.get(work.session, webhook_id)
    values = _checked(name, url, kinds)
    found.name, found.url, found.kinds = values["name"], values["url"], values["kinds"]
    work.notes["webhook"] = {"id": webhook_id, **values}


@operation(Permission.SETTINGS_WRITE, "webhook.pause")
def pause(work: Work, actor: Actor, webhook_id: str) -> None:
    """Send nothing to a webhook until it is resumed; what happens meanwhile is sent then."""
    queries.get(work.session, webhook_id).active = False
    work.notes["webhook"] = {"id": webhook_id}


@operation(Permission.SETTINGS_WRITE, "webhook.resume")
def resume(work: Work, actor: Actor, webhook_id: str) -> None:
    """Send to a paused webhook again, and what happened meanwhile first."""
    queries.get(work.session, webhook_id).active = True
    work.notes["webhook"] = {"id": webhook_id}


@operation(Permission.SETTINGS_WRITE, "webhook.remove")
def remove(work: Work, actor: Actor, webhook_id: str) -> None:
    """Take a webhook away with its log; the trail keeps that it was there."""
    found = queries.get(work.session, webhook_id)
    work.session.execute(delete(Delivery).where(Delivery.webhook == webhook_id))
    work.session.delete(found)
    work.notes["webhook"] = {"id": webhook_id, "name": found.name, "url": found.url}


@operation(Permission.SETTINGS_WRITE, "webhook.try")
def try_out(work: Work, actor: Actor, webhook_id: str) -> str:
    """Send an event that says nothing, to see whether it arrives; returns the delivery's id."""
    found = queries.get(work.session, webhook_id)
    made = Delivery(
        id=str(ids.uuid7()),
        webhook=found.id,
        event=TEST,
        body={},
        state=DeliveryState.WAITING.value,
        attempts=0,
        next_at=work.at,
        made_at=work.at,
    )
    work.session.add(made)
    work.notes["webhook"] = {"id": webhook_id, "delivery": made.id}
    return made.id


@operation(Permission.SETTINGS_WRITE, "webhook.send_again")
def send_again(work: Work, actor: Actor, delivery_id: str) -> str:
    """Send a delivery once more, from its first attempt on; returns the webhook's id."""
    found = work.session.get(Delivery, delivery_id)
    if found is None:
        raise Missing("There is no such delivery.")
    if found.state == DeliveryState.WAITING:
        raise Refused("The delivery is under way: wait until it arrived or was given up.")
    found.state, found.attempts, found.next_at = DeliveryState.WAITING.value, 0, work.at
    found.done_at = None
    work.notes["webhook"] = {"id": found.webhook, "delivery": delivery_id}
    return found.webhook


def _checked(name: str, url: str, kinds: Iterable[str]) -> dict[str, Any]:
    name, url, wanted = " ".join(name.split()), url.strip(), sorted(set(kinds))
    problems: dict[tuple[str | int, ...], list[str]] = {}
    if not name or len(name) > LINE:
        problems["name",] = [f"Name: say in 1 to {LINE} characters which system this is."]
    problem = outgoing.problem_of(url)
    if problem or len(url) > LINE:
        problems["url",] = [f"Address: {problem or 'is too long.'}"]
    if not wanted or not set(wanted) <= set(KINDS):
        problems["kinds",] = ["Told of: choose at least one."]
    if problems:
        raise Invalid(problems)
    return {"name": name, "url": url, "kinds": wanted}
