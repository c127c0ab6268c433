"""Pages as of a past instant: ``?as_of=2026-03-31`` on any page that reads the register.

The request then reads the past (:mod:`app.db.past`) on behalf of an actor who may only read, so that no page needs to
know of it: what would change something is not offered, and refused where it is asked for all the same. Links made
with ``url_for`` carry the instant on.
"""

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, redirect, request
from markupsafe import Markup

from app.db import past
from app.domain.deals import queries as deals
from app.domain.findings import reading
from app.extensions import db
from app.kernel import clock
from app.kernel.errors import CustodiaError, Invalid
from app.pages.kit import access, addresses, errors, formats
from app.security.actor import ANONYMOUS
from app.security.permissions import READING, Permission

ARGUMENT = "as_of"
TIME = "as_of_time"
"""The time of day in a form that asks for day and time apart."""

_WRITING = frozenset(Permission) - READING - {Permission.PUBLIC, Permission.SIGNED_IN}

_PRESENT = frozenset({"trail.check", "settings.about"})
"""Places that tell of the present only, though they read."""

_OWN = frozenset({"session"})
"""Areas that are about the person who looks, not about the register."""


def register(app: Flask) -> None:
    """Let the pages of *app* be read as of the past."""
    app.before_request(_enter)
    app.teardown_request(_leave)
    app.url_defaults(_carry)
    app.context_processor(lambda: {"as_of": instant()})
    app.jinja_env.globals["as_of_choice"] = choice
    app.jinja_env.globals["now_url"] = now_url
    app.jinja_env.globals["zone_name"] = formats.time_zone


def instant() -> dt.datetime | None:
    """The past instant that this request reads, ``None`` for now."""
    then = past.current()
    return None if then is None else then.at


def suffix() -> str:
    """What the name of a file says of the instant: ``_as-of_2026-03-31T215959Z``; nothing for now."""
    then = instant()
    return "" if then is None else f"_as-of_{then:%Y-%m-%dT%H%M%SZ}"


def refusal() -> Any:
    """The answer to whoever would change something as of the past."""
    return errors.error_page(409, "The past cannot be changed: go back to now first. Nothing was changed.")


def shows_past(endpoint: str) -> bool:
    """Whether the page of *endpoint* can be read as of the past: it reads the register and takes no answers."""
    if (
        endpoint in _PRESENT
        or endpoint.partition(".")[0] in _OWN
        or endpoint not in current_app.view_functions
    ):
        return False
    permission = access.permission_of(current_app, endpoint)
    if permission is Permission.SIGNED_IN:
        return not _takes_answers(endpoint)
    return permission in READING


def _takes_answers(endpoint: str) -> bool:
    return any("POST" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))


def now_url() -> str:
    """The same address at the present."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in {ARGUMENT, TIME}]
    return addresses.with_query(request.script_root + request.path, kept)


def choice() -> dict[str, Any] | None:
    """What the form to choose an instant shows; ``None`` where the page knows the present only."""
    if request.method != "GET" or g.get("actor") is None or not shows_past(request.endpoint or ""):
        return None
    then = instant()
    local = None if then is None else then.astimezone(clock.zone(formats.time_zone()))
    is_day = local is not None and local.time() >= dt.time(23, 59, 59)
    return {
        "action": request.script_root + request.path,
        "kept": [(k, v) for k, v in request.args.items(multi=True) if k not in {ARGUMENT, TIME, "page"}],
        "day": local.date().isoformat() if local else "",
        "time": "" if local is None or is_day else local.strftime("%H:%M:%S").removesuffix(":00"),
    }


def _enter() -> Any:
    text = request.args.get(ARGUMENT, "").strip()
    endpoint = request.endpoint
    if not text or endpoint is None or g.actor is ANONYMOUS:
        return None
    permission = access.permission_of(current_app, endpoint)
    if permission is Permission.PUBLIC:
        return None
    if request.method not in {"GET", "HEAD"} or permission in _WRITING or _takes_answers(endpoint):
        return refusal()
    if not shows_past(endpoint):
        return errors.error_page(400, "This page tells of the present only: open it without a past instant.")
    if request.args.get(TIME, "").strip():
        return redirect(_with_time(text))
    zone = formats.time_zone()
    try:
        at = reading.resolve_instant(db.session, text, zone)
    except Invalid as error:
        return errors.error_page(400, worded(error, _at))
    assert at is not None  # noqa: S101 -- there is a text
    g.leave_past = contextlib.ExitStack()
    g.leave_past.enter_context(past.reading(deals.past(db.session, g.actor, at)))
    g.actor = g.actor.as_reader()
    g.pop("house")
    # What the sign-in has read is of the present.
    db.session.expunge_all()
    return None


def worded(error: CustodiaError, address: Callable[[str], str] | None = None) -> str:
    """*error* as a page says it: where the register begins, in the time of the organisation.

    *address* gives where the first instant, written out, is asked for.
    """
    if not isinstance(error, reading.BeforeRegister) or error.first is None:
        return error.sentence
    said = Markup("{}: the register begins at {} ({}): choose a later time").format(
        error.asked, formats.moment(error.first), formats.time_zone()
    )
    if address is None:
        return said + "."
    exact = clock.format_instant(error.first)
    return said + Markup(', or <a href="{}">its first instant</a>.').format(address(exact))


def _with_time(day: str) -> str:
    return _at(f"{day[:10]}T{request.args[TIME].strip()}")


def _at(instant: str) -> str:
    """The same address as of *instant*."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in {ARGUMENT, TIME}]
    return addresses.with_query(request.script_root + request.path, [*kept, (ARGUMENT, instant)])


def _leave(_error: BaseException | None) -> None:
    stack = g.pop("leave_past", None)
    if stack is not None:
        stack.close()


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    """Let the address of *endpoint* carry the instant on."""
    if past.current() is not None and ARGUMENT not in values and shows_past(endpoint):
        values[ARGUMENT] = request.args.get(ARGUMENT, "").strip()
