"""Pages of webhooks: add, look at the log, pause, try out, remove."""

import re

from flask import Flask

from app.domain.webhooks import delivery
from app.infra.outgoing import Answer
from app.security.roles import Role
from tests.conftest import ClientOf

URL = "https://hooks.receiver.example/custodia"


def test_a_webhook_lives_from_its_form_to_its_removal(client_of: ClientOf, app: Flask) -> None:
    admin = client_of(Role.ADMIN)
    made = admin.post(
        "/settings/webhooks/new", data={"name": "Ticketing", "url": URL, "kinds": ["third_party", "report"]}
    )
    page = made.headers["Location"]
    admin.post(f"{page}/try")
    with app.app_context():
        delivery.send_due("key", lambda *_: Answer(500, "<b>broken</b>"))
    shown = admin.get(page).text

    assert "Reports, Third parties" in re.sub(r"\s+", " ", re.sub("<[^>]+>", "", shown)).replace(" ,", ",")
    assert "whsec_" in shown
    assert "&lt;b&gt;broken&lt;/b&gt;" in shown
    assert "Waiting" in shown
    admin.post(f"{page}/pause")
    assert "It is paused" in admin.get(page).text
    assert admin.post(f"{page}/resume").status_code == 303
    changed = admin.post(f"{page}/edit", data={"name": "Tickets", "url": URL, "kinds": ["flow"]})
    assert changed.status_code == 303
    assert "Tickets" in admin.get("/settings/webhooks").text
    admin.post(f"{page}/remove")
    assert admin.get(page).status_code == 404
    assert "No webhook yet" in admin.get("/settings/webhooks").text


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(client_of: ClientOf) -> None:
    page = client_of(Role.ADMIN).post(
        "/settings/webhooks/new", data={"name": "Ticketing", "url": "http://x.example", "kinds": ["flow"]}
    )

    assert page.status_code == 422
    assert "it must begin with https://" in page.text
    assert 'value="Ticketing"' in page.text
