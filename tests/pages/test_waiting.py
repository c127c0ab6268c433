"""While a long change is being saved, forms say so in a sentence and lose nothing that was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import unit_of_work
from app.db.engine import Busy
from app.security.roles import Role
from tests.api.conftest import Program
from tests.importing.lists import dumped
from tests.pages.pagereading import changed, form_of, text_of

SENTENCE = "A long change is being saved just now: try again in a minute. Nothing was changed."


@pytest.fixture
def saving(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets somebody else hold the one place of a writer from now on, for longer than one waits."""

    def busy(session: Any) -> None:
        raise Busy

    return lambda: monkeypatch.setattr(unit_of_work, "line_up", busy)


def is_polite(answer: TestResponse) -> bool:
    return answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/third-parties/TP-0001/edit", "description"),
        ("/third-parties/TP-0001/edit/contacts", "contacts-0-phone"),
        ("/third-parties/new", "name"),
        ("/agreements/AG-0001/edit", "title"),
        ("/flows/FL-0001/edit", "opt_out_route"),
        ("/activities/AC-0001/edit", "name"),
    ],
)
def test_a_form_that_cannot_be_saved_now_says_so_and_shows_what_was_typed(
    demo: None, client: FlaskClient, session: Session, saving: Callable[[], None], address: str, field: str
) -> None:
    before = dumped()
    typed = changed(form_of(client.get(address).text), {field: "Typed at length"})
    saving()
    answer = client.post(address, data=typed)
    assert is_polite(answer)
    assert SENTENCE in text_of(answer.text)
    assert form_of(answer.text)[field] == "Typed at length"
    assert dumped() == before


def test_a_button_that_cannot_work_now_says_so(
    demo: None, client: FlaskClient, saving: Callable[[], None]
) -> None:
    saving()
    answer = client.post("/third-parties/TP-0001/archive")
    assert is_polite(answer)
    assert SENTENCE in text_of(answer.text)


def test_pages_are_read_meanwhile(demo: None, client: FlaskClient, saving: Callable[[], None]) -> None:
    saving()
    for address in ("/", "/third-parties", "/third-parties/TP-0001", "/findings", "/imports", "/trail"):
        assert client.get(address).status_code == 200, address


def test_a_program_is_told_when_to_try_again(demo: None, app: Flask, saving: Callable[[], None]) -> None:
    program = Program(app, Role.COMPLIANCE)
    saving()
    answer = program("PATCH", "/third-parties/TP-0001", json={"description": "Something"})
    assert is_polite(answer)
    assert answer.get_json()["detail"] == SENTENCE
