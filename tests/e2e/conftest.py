"""A served instance of its own (web and worker as processes) and a browser; skipped where Chromium is missing."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app import create_app
from app.cli import instance as cli_instance
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.organisation import operations as organisation
from app.domain.organisation.records import Organisation
from app.domain.organisation.terms import Regime
from app.extensions import db
from app.security.actor import SYSTEM
from app.security.roles import Role
from app.settings import Settings

CHROMIUM = shutil.which("chromium")
PASSWORD = "quiet-river-stone-lamp"
ROOT = Path(__file__).resolve().parents[2]

VIEWPORTS = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}


@dataclass(frozen=True)
class Served:
    """A running instance: its address, its folder, and who may sign in with :data:`PASSWORD`."""

    url: str
    instance: Path
    officer: str = "officer@lumen.example"
    executive: str = "executive@lumen.example"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty register with an officer and an executive, served by the real processes."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    folder = tmp_path_factory.mktemp("served")
    app = create_app(Settings.read({}, instance=folder, log_level="ERROR"))
    with app.app_context():
        cli_instance.prepare()
        organisation.set_organisation(
            SYSTEM, Organisation(time_zone="Europe/Madrid", regimes=[Regime.GDPR, Regime.US_FTC])
        )
        for email, name, role in (
            (Served.officer, "Olivia Serra", Role.COMPLIANCE),
            (Served.executive, "Elena Prat", Role.EXECUTIVE),
        ):
            accounts.add(SYSTEM, Person(email=email, name=name, roles=[role]))
            accounts.set_password(SYSTEM, email, PASSWORD)
        db.session.remove()
        db.engine.dispose()
    port = _free_port()
    environment = os.environ | {"CUSTODIA_INSTANCE": str(folder), "CUSTODIA_LOG_LEVEL": "WARNING"}
    commands = (["serve", "--port", str(port), "--workers", "1"], ["worker"])
    children = [
        subprocess.Popen([sys.executable, "-m", "app", *command], cwd=ROOT, env=environment)
        for command in commands
    ]
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/health")
        yield Served(url, folder)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=30)


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page in a browser of its own, nobody signed in; the test fails where the console reports an error."""
    context = browser.new_context(base_url=served.url, viewport=VIEWPORTS["wide"], accept_downloads=True)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "console",
        lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield opened
    context.close()
    assert problems == []


def sign_in(page: Page, email: str) -> None:
    """Sign *email* in through the form."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2 A and AA that axe can find, and nothing that scrolls sideways, wide and narrow."""
    page.wait_for_load_state()  # a click comes back before the styles of the next page are there
    for viewport in VIEWPORTS.values():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        found = (
            Axe()
            .run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
            .response["violations"]
        )
        said = [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found
            for node in violation["nodes"]
        ]
        assert said == [], f"{page.url} at {viewport['width']} px"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size(VIEWPORTS["wide"])  # type: ignore[arg-type]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    pause = Event()
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 -- our own address
                return
        except OSError:
            pause.wait(0.1)
    raise TimeoutError(f"{url} does not answer.")
