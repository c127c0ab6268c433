"""A real browser on a served application."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from app.pages.kit.access import COOKIE
from app.security.roles import Role
from tests.conftest import ClientOf

OpenPage = Callable[..., Page]
"""Opens a page as a role: ``open_page("/third-parties", Role.COMPLIANCE, width=390, scheme="dark")``."""


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the application, served for the length of a test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join(timeout=10)
    server.server_close()


@pytest.fixture
def open_page(browser: Browser, site: str, client_of: ClientOf) -> Iterator[OpenPage]:
    """Opens pages; whatever the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(
        path: str, role: Role | None = None, *, width: int = 1440, scheme: str = "light", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            base_url=site,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if role is not None:
            cookie = client_of(role).get_cookie(COOKIE)
            assert cookie is not None
            context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": site}])
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
