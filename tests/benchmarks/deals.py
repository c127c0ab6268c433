"""The review of a deal of many lines: its page, opened again and after a decision, and a decision on one line.

Each is set against reading the deal with everything in it from the database, which no answer can do without.
"""

import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.cli import instance
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.accounts import sign_in
from app.domain.accounts.records import Person
from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.deals import operations, queries
from app.domain.deals.records import Deal
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.infra import collector
from app.kernel import clock
from app.pages.kit.access import COOKIE
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from app.settings import Settings
from tests.benchmarks.measuring import WORK, Line

COUNSEL = Actor("counsel@lumen.example", "Counsel", (Role.COUNSEL,))
LIST = "/deals/D-001/inventory"

Action = Callable[[], object]


def _app(items: int) -> Flask:
    """An instance with a deal of *items* lines, made once in a run: a tenth agreements, the rest segments."""
    folder = Path(os.environ[WORK], f"deal-{items}")
    fresh = not folder.exists()
    folder.mkdir(exist_ok=True)
    app = create_app(Settings.read({}, instance=folder, log_level="ERROR"))
    app.config.update(WTF_CSRF_ENABLED=False)
    if fresh:
        with app.app_context():
            instance.prepare()
            _fill(items)
            db.session.remove()
    collector.relax()  # as the processes that serve do
    return app


def _fill(items: int) -> None:
    accounts.add(SYSTEM, Person(email=COUNSEL.email, name=COUNSEL.name, roles=[Role.COUNSEL]))
    signed = clock.now().date().replace(year=2024, day=1)
    for number in range(items // 10):
        party = third_parties.register(SYSTEM, ThirdParty(name=f"Vendor {number} of parcels"))
        terms = {"third_party": party.ref, "kind": "msa", "title": f"Terms {number}", "stage": "in_force"}
        dates = dict.fromkeys(("signed_us_on", "signed_them_on", "effective_on"), signed)
        more = {"acceptance": "esign", "evergreen": True, "assignment": {"rule": "consent", "ref": "7"}}
        agreements.register(SYSTEM, Agreement.parse(terms | dates | more))
    segments = [
        {
            "name": f"Orders of collection {number}",
            "categories": ["user.name", "user.contact.email", "user.contact.address"],
            "subjects": ["customer"],
            "relation": "active_contract",
            "legal_basis": "A6-1-b",
            "system": f"Shop system {number % 7}",
            "records_signing": 1200 + number,
        }
        for number in range(items - items // 10)
    ]
    operations.open_deal(
        COUNSEL, Deal.parse({"codename": "Project Large", "kind": "asset_all", "segments": segments})
    )


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        actor = people.actor_of(db.session, COUNSEL.email)
        assert actor is not None
        client.set_cookie(COOKIE, sign_in.open_session(actor, address="127.0.0.1", agent="benchmark"))
        db.session.remove()
    return client


def reading(argument: str) -> Action:
    """The deal of that many lines with everything in it, from the database."""
    app = _app(int(argument))

    def action() -> None:
        with app.app_context():
            queries.get(db.session, SYSTEM, "D-001")
            db.session.remove()

    return action


def page(argument: str) -> Action:
    """The review page, of a deal that nobody changed since it was opened before."""
    client = _signed_in(_app(int(argument)))
    client.get(LIST)

    def action() -> None:
        assert client.get(LIST).status_code == 200

    return action


def decision(argument: str) -> Action:
    """A line decided as proposed, and the review page after it."""
    client = _signed_in(_app(int(argument)))
    numbers = itertools.count(1)
    forms = {}
    for number in range(1, 40):
        shown = client.get(f"{LIST}/A-{number:03d}").text
        mark, proposed = (
            re.search(rf'name="{name}" value="(\w+)"', shown) for name in ("seen", "disposition")
        )
        if mark and proposed:
            forms[number] = {"seen": mark[1], "disposition": proposed[1], "back": ""}

    def action() -> None:
        number = next(n for n in numbers if n in forms)
        answer = client.post(f"{LIST}/A-{number:03d}/decide", data=forms[number])
        assert answer.status_code == 303, answer.text
        assert client.get(answer.headers["Location"]).status_code == 200

    return action


LINES = (
    Line("review page of 2,000 lines, opened again", "tests.benchmarks.deals:page",
         "reading the deal from the database", "tests.benchmarks.deals:reading", 2.0, "2000", each=3),
    Line("a line of 2,000 decided, and the page after it", "tests.benchmarks.deals:decision",
         "reading the deal from the database", "tests.benchmarks.deals:reading", 8.0, "2000", each=3),
)  # fmt: skip
