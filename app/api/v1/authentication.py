"""Bearer tokens (RFC 6750): who a program acts for, and how often."""

from flask import g, request

from app.api.v1 import limits
from app.domain.accounts import api_tokens
from app.extensions import db
from app.security.actor import ANONYMOUS, Actor


def actor_of_request() -> Actor:
    """The actor behind the request's token, nobody without a valid one.

    Raises :class:`~app.api.v1.problems.TooManyRequests` where the token has used up its requests.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return ANONYMOUS
    found = api_tokens.actor_of(db.session, secret.strip())
    if found is None:
        return ANONYMOUS
    limits.count(found.through or "")
    return found


def actor() -> Actor:
    """The actor of this request."""
    found: Actor = g.actor
    return found
