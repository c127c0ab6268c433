"""``up``: everything from nothing, to a served demo or an empty register."""

import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app import demo
from app.cli import instance, people
from app.cli.reports import blobs
from app.cli.sentences import fail, say, speaking
from app.cli.servers import expect_free
from app.demo import dates, papers
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as accounts_queries
from app.domain.accounts.models import Credential
from app.domain.reports import releases
from app.domain.reports.models import Report
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.importing import register_file
from app.kernel import clock
from app.reporting import issue, requested
from app.reporting.order import Order
from app.reporting.papers import text_as_pdf
from app.security.actor import SYSTEM
from app.security.roles import Role
from app.settings import founding_token

_PAUSE = threading.Event()
"""Never set: waiting for it is a pause that a signal ends."""
_PATIENCE = 1200
"""Pauses of a tenth of a second in which the web process may begin to answer: a small machine may be busy."""

_DEMO_REPORTS = (("board", None), ("promise", None), ("register", None), ("inventory", "D-001"))


@click.command("up")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="Port to serve on."
)
@click.option(
    "--empty", is_flag=True, help="No demo: an empty register and a link for the first administrator."
)
@click.option("--once", is_flag=True, help="Stop before serving.")
@with_appcontext
@speaking
def up(port: int, empty: bool, once: bool) -> None:
    """Bring everything up: instance, migrations, the demo with its reports, then web and worker until Ctrl-C."""
    if not once:
        expect_free("127.0.0.1", port)
    with step("Preparing the instance"):
        instance.prepare()
    if empty:
        _first_administrator(port)
    elif _is_new() or _is_demo():
        _make_demo()
    if _is_demo():
        _say_sign_in()
    if once:
        return
    _serve(port)


@contextmanager
def step(what: str) -> Iterator[None]:
    """A line of progress with the time that the step took."""
    click.echo(f"{what} … ", nl=False)
    started = time.perf_counter()
    yield
    click.echo(f"done ({time.perf_counter() - started:.1f} s)")


def _is_new() -> bool:
    """Whether nothing was ever done here: no third party, nobody, and no link for a first administrator."""
    return (
        db.session.scalar(select(ThirdParty.ref).limit(1)) is None
        and not accounts_queries.has_people(db.session)
        and founding_token(current_app.config["SETTINGS"].instance) is None
    )


def _demo_password_file() -> Path:
    return Path(current_app.instance_path) / "keys" / "demo-password"


def _is_demo() -> bool:
    return _demo_password_file().is_file()


def _make_demo() -> None:
    """Load the demo, give its people roles and one password, issue its reports; what is there already stays.

    The password is kept first: it marks the instance as a demo, so that one that was interrupted is completed.
    """
    path = _demo_password_file()
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(4)), encoding="ascii")
    if db.session.scalar(select(ThirdParty.ref).limit(1)) is None:
        with step("Loading the demo register of Joyería Lumen"):
            _load_demo()
    _add_people(path.read_text(encoding="ascii"))
    _issue_reports()


def _load_demo() -> None:
    files, register = papers.documents(text_as_pdf, dates.shift_dates(demo.register(), clock.now().date()))
    for data in files.values():
        blobs().put(data)
    register_file.load(SYSTEM, register)


def _add_people(password: str) -> None:
    known = set(db.session.scalars(select(Credential.email)))
    missing = {email: roles for email, roles in demo.PEOPLE.items() if roles and email not in known}
    if not missing:
        return
    with step("Adding the demo's people"):
        for email, roles in missing.items():
            person, version = accounts_queries.get(db.session, email)
            held = [Role(role) for role in roles]
            accounts.update(SYSTEM, email, person.model_copy(update={"roles": held}), version=version)
            accounts.set_password(SYSTEM, email, password)


def _issue_reports() -> None:
    folder = Path(current_app.instance_path) / "reports"
    there = set(db.session.scalars(select(Report.kind).distinct()))
    for kind, deal in _DEMO_REPORTS:
        if kind in there:
            continue
        with step(f"Issuing the {kind} report"):
            issued = issue.issue(db.session, blobs(), SYSTEM, Order(kind=kind, deal=deal))
            requested.write_files(db.session, blobs(), issued, folder, issue.forms_of(kind))
            if deal is not None:
                releases.release(SYSTEM, deal, issued.number)


def _first_administrator(port: int) -> None:
    """As long as nobody administers, print the link with which the first administrator enters."""
    if accounts_queries.has_administrator(db.session):
        return
    settings = current_app.config["SETTINGS"]
    token = founding_token(settings.instance, make=True)
    say(f"Enter as the first administrator: {people.base_url(port)}/first-administrator/{token}")


def _say_sign_in() -> None:
    password = _demo_password_file().read_text(encoding="ascii")
    say("")
    say("The demo's people, all with the password " + password)
    for email, roles in demo.PEOPLE.items():
        if roles:
            say(f"  {email:<44} {', '.join(Role(role).label for role in roles)}")
    say("")


def _serve(port: int) -> None:
    """Run web and worker as child processes until one ends, which is an error, or Ctrl-C."""
    base = [sys.executable, "-m", "app"]
    signal.signal(signal.SIGTERM, _interrupt)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in (["serve", "--port", str(port)], ["worker"]):
            children.append(subprocess.Popen([*base, *command]))  # noqa: S603 -- our own command
        _wait_until_serving(port, children)
        say(f"Custodia is served at http://127.0.0.1:{port} (Ctrl-C stops it).")
        while True:
            _expect_running(children)
            _PAUSE.wait(0.3)
    except KeyboardInterrupt:
        say("Stopping.")
    finally:
        _stop(children)


def _expect_running(children: list["subprocess.Popen[bytes]"]) -> None:
    """End with a sentence where one of *children* has ended by itself."""
    for name, child in zip(("web", "worker"), children, strict=True):
        if child.poll() is not None:
            fail(f"The {name} process ended with status {child.returncode}: its last lines above say why.")


def _interrupt(_signal: int, _frame: Any) -> None:
    raise KeyboardInterrupt


def _wait_until_serving(port: int, children: list["subprocess.Popen[bytes]"]) -> None:
    for _ in range(_PATIENCE):
        _expect_running(children)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                return
        except OSError:
            _PAUSE.wait(0.1)
    fail(f"The web process does not answer on port {port}: its last lines above say why.")


def _stop(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()


COMMANDS = [up]
