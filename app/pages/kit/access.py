"""Who may open a route: every view declares its permission, and the application does not start without.

The actor is read once a request from the server-side session behind the cookie.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from app.domain.accounts import queries, sign_in
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.security.actor import ANONYMOUS, Actor
from app.security.declared import access as access  # noqa: PLC0414 -- areas take it from here
from app.security.declared import declared
from app.security.permissions import Permission

COOKIE = "custodia_session"

LARGEST = 2**63 - 1
"""The largest number that a row can have; no address with a larger one leads anywhere."""

PROGRAMS: dict[str, Callable[[], Actor]] = {}
"""How the actor is found for blueprints that serve programs, by name: they know no cookie. Filled by wiring."""

_LIBRARY_ENDPOINTS = {"static": Permission.PUBLIC, "bootstrap.static": Permission.PUBLIC}
"""Routes that Flask and Bootstrap-Flask add by themselves: style sheets and scripts."""


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """The permission that *endpoint* declares, or ``None`` where it declares none."""
    if endpoint in _LIBRARY_ENDPOINTS:
        return _LIBRARY_ENDPOINTS[endpoint]
    return declared(app.view_functions[endpoint])


def refuse_undeclared_routes(app: Flask) -> None:
    """Raise :class:`RuntimeError` naming every route without a permission."""
    bare = sorted(
        {rule.endpoint for rule in app.url_map.iter_rules() if permission_of(app, rule.endpoint) is None}
    )
    if bare:
        raise RuntimeError(f"These routes declare no permission: {', '.join(bare)}")


def limits() -> tuple[dt.timedelta, dt.timedelta]:
    """The idle and the absolute limit of a session."""
    settings = current_app.config["SETTINGS"]
    return (
        dt.timedelta(minutes=settings.session_idle_minutes),
        dt.timedelta(minutes=settings.session_absolute_minutes),
    )


def actor() -> Actor:
    """The actor of this request."""
    return cast(Actor, g.actor)


def guard() -> Any:
    """Before each request: find the actor, then refuse what the route's permission does not allow."""
    g.actor = ANONYMOUS
    endpoint = request.endpoint
    if endpoint in _LIBRARY_ENDPOINTS:
        return None
    program = PROGRAMS.get(request.blueprint or "")
    token = request.cookies.get(COOKIE)
    if program is not None:
        g.actor = program()
    elif token:
        idle, absolute = limits()
        found = queries.signed_in(
            db.session, token, idle=idle, absolute=absolute, beside=organisation.house_columns()
        )
        if found is not None:
            g.actor, g.house = found.actor, organisation.house_of(found.beside)
            sign_in.touch(g.actor.session or "", found.seen_at)
    if endpoint is None:
        return None
    if any(isinstance(value, int) and value > LARGEST for value in (request.view_args or {}).values()):
        abort(404)
    permission = permission_of(current_app, endpoint)
    if permission is None or not g.actor.may(permission):
        return _turn_away()
    return None


def _turn_away() -> Any:
    if g.actor is not ANONYMOUS:
        abort(403)
    if request.method != "GET" or request.blueprint in PROGRAMS:
        abort(401)
    return redirect(url_for("session.sign_in", next=request.full_path.rstrip("?")))


def safe_next(target: str | None) -> str:
    """*target* where it is a path of this site, else the home page: no open redirect."""
    if not target:
        return url_for("home.index")
    parts = urlsplit(target)
    own = (
        not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
    )
    return target if own and "\n" not in target and "\r" not in target else url_for("home.index")


def give_cookie(response: Response, token: str) -> Response:
    """Hand the browser its session *token*; a new Flask session keeps nothing from before the sign-in."""
    session.clear()
    _, absolute = limits()
    response.set_cookie(
        COOKIE, token, max_age=int(absolute.total_seconds()), httponly=True, samesite="Lax", secure=_secure()
    )
    return response


def take_cookie(response: Response) -> Response:
    """Take the session cookie away."""
    session.clear()
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=_secure())
    return response


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
