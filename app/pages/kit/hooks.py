"""What happens around every request: its number, the content security policy, headers, one log line."""

import secrets
import time
from typing import Any

from flask import Flask, Response, abort, g, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from app.infra import log
from app.kernel import ids
from app.pages.kit import access
from app.security import headers
from app.settings import Settings

RETRY_AFTER = 30
"""Seconds after which what could not be done just now, since a long change is being saved, may be tried again."""


def register(app: Flask, settings: Settings) -> None:
    """Attach the hooks to *app*."""
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.before_request(access.guard)
    app.after_request(_finish)
    app.jinja_env.globals["csp_nonce"] = nonce
    app.jinja_env.globals["icons_url"] = icons_url


def nonce() -> str:
    """The nonce of this response's policy."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def icons_url() -> str:
    """Where the drawings of all icons are, of which a page has hundreds; built once a request."""
    if "icons_url" not in g:
        g.icons_url = url_for("static", filename="icons/kit.svg")
    return str(g.icons_url)


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = str(ids.uuid7())
    log.unbind()
    log.bind(request=g.request_id)
    if "\x00" in request.path:
        # No name holds one, and PostgreSQL takes none even to look for.
        abort(404)


def _finish(response: Response) -> Response:
    for name, value in headers.BASE.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", headers.content_security_policy(nonce()))
    response.headers.setdefault("X-Request-ID", g.get("request_id", ""))
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    if request.endpoint not in {"static", "bootstrap.static"}:
        response.headers.setdefault("Cache-Control", "no-store")
        _log(response)
    return response


def _log(response: Response) -> None:
    values: dict[str, Any] = {"method": request.method, "path": request.path, "status": response.status_code}
    if "started" in g:
        values["ms"] = round((time.perf_counter() - g.started) * 1000, 1)
    if g.get("actor") is not None and g.actor.email:
        values["actor"] = g.actor.email
    log.logger().info("request", **values)
