"""Answers kept under idempotency keys: a program that sends a request twice is answered twice and served once.

The key is claimed before the work and the answer kept after it. Where the process dies between the two, the outcome
is not known here, and the second request is told so rather than served.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.db.unit_of_work import technical_writes
from app.domain.accounts.models import ApiReply
from app.kernel import clock
from app.kernel.errors import Refused

KEPT = dt.timedelta(hours=24)
"""How long an answer is kept."""


@dataclass(frozen=True)
class Kept:
    """An answer given before."""

    status: int
    headers: Mapping[str, str]
    body: str


def claim(token: str, key: str, request: str) -> Kept | None:
    """Claim *key* of *token* for the request with that digest; the answer kept, where it was served before.

    Raises :class:`Refused` where the key was used for another request, or the first one is still under way.
    """
    with technical_writes("idempotency key") as session:
        session.execute(delete(ApiReply).where(ApiReply.made_at < clock.now() - KEPT))
        found = session.get(ApiReply, (token, key), populate_existing=True)
        if found is None:
            row = ApiReply(
                token=token, key=key, request=request, status=None, headers={}, body="", made_at=clock.now()
            )
            session.add(row)
            try:
                session.flush()
            except IntegrityError as error:
                raise Refused("Idempotency-Key: the first request with it is still under way.") from error
            return None
        if found.request != request:
            raise Refused("Idempotency-Key: it was used for another request: make up a new one.")
        if found.status is None:
            raise Refused(
                "Idempotency-Key: the first request with it is under way, or ended without an answer: "
                "read what it was to write before sending it again with a new key."
            )
        return Kept(found.status, found.headers, found.body)


def keep(token: str, key: str, answer: Kept) -> None:
    """Keep *answer* under *key*."""
    with technical_writes("idempotency key") as session:
        found = session.get(ApiReply, (token, key), populate_existing=True)
        if found is not None:
            found.status, found.headers, found.body = answer.status, dict(answer.headers), answer.body


def release(token: str, key: str) -> None:
    """Give *key* back: the request failed and changed nothing, so it may be corrected and sent again."""
    with technical_writes("idempotency key") as session:
        session.execute(delete(ApiReply).where(ApiReply.token == token, ApiReply.key == key))
