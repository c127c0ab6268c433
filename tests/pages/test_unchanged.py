"""A form that is opened and sent back untouched changes nothing: none of its fields loses or invents a value."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS
from tests.pages.pagereading import form_of

FORMS = {
    "third_party": (
        "third-parties",
        (
            "edit",
            *(f"edit/{part}" for part in ("contacts", "sub-processors", "evidence", "incidents", "reviews")),
        ),
    ),
    "agreement": ("agreements", ("edit", "flows", "assess")),
    "flow": ("flows", ("edit",)),
    "activity": ("activities", ("edit",)),
}
EVERY = 6
"""One object in so many is tried, which takes seconds and still meets every kind of value."""


@pytest.mark.parametrize("kind", FORMS)
def test_an_untouched_form_changes_nothing(
    demo: None, client: FlaskClient, session: Session, kind: str
) -> None:
    base, forms = FORMS[kind]
    stored = list(states.read(session, KINDS[kind]))[::EVERY]

    outcomes = {}
    for state in stored:
        for form in forms:
            url = f"/{base}/{state['ref']}/{form}"
            outcomes[url] = client.post(url, data=form_of(client.get(url).text)).status_code

    assert set(outcomes.values()) == {303}, outcomes
    assert list(states.read(session, KINDS[kind]))[::EVERY] == stored
