"""The list of agreements, its export, and the drawing of how long each binds."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import operations, queries
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, AgreementKind
from app.pages.agreements.spans import drawn
from app.security.actor import Actor
from tests.pages.agreements.conftest import DAY


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=in_force", True),
        ("state=draft", False),
        ("kind=nda", True),
        ("kind=dpa", False),
        ("third_party=TP-0001", True),
        ("ending=30", False),
        ("paper=none", True),
        ("paper=some", False),
        ("reading=none", True),
        ("reading=some", False),
        ("findings=some", True),
        ("q=secrecy+undertaking", True),
        ("q=correo", True),
        ("q=nothing", False),
        ("sort=-state", True),
        ("sort=end&size=100", True),
        ("columns=law&columns=effective", True),
    ],
)
def test_the_list_searches_filters_and_sorts(
    client: FlaskClient, agreement: str, query: str, shown: bool
) -> None:
    assert (f'href="/agreements/{agreement}"' in client.get(f"/agreements?{query}").text) is shown


@pytest.mark.parametrize(("days", "found"), [(29, {"30", "60", "90"}), (61, {"90"}), (91, set())])
def test_what_ends_soon_is_found_by_the_days_left(
    client: FlaskClient,
    session: Session,
    officer: Actor,
    agreement: str,
    today: dt.date,
    days: int,
    found: set[str],
) -> None:
    record, _ = queries.get(session, agreement)
    ends = {"evergreen": False, "expires_on": today + days * DAY}
    operations.update(officer, agreement, record.model_copy(update=ends))

    shown = {
        within
        for within in ("30", "60", "90")
        if f'href="/agreements/{agreement}"' in client.get(f"/agreements?ending={within}").text
    }

    assert shown == found


def test_the_export_says_the_same_as_the_list(client: FlaskClient, agreement: str) -> None:
    rows = (
        client.get("/agreements?export=csv&columns=state&columns=party").get_data(as_text=True).splitlines()
    )

    assert rows == ["\ufeffAgreement,Third party,State", "Undertaking of secrecy,Correo Rápido,In force"]


def test_every_page_of_the_demo_opens(demo: None, client: FlaskClient, session: Session) -> None:
    refs = [ref for ref, _ in queries.options(session)]

    assert len(refs) > 20
    for ref in refs:
        for page in (
            "",
            "/edit",
            "/assess",
            "/second-reading",
            "/flows",
            "/renew",
            "/terminate",
            "/supersede",
        ):
            assert client.get(f"/agreements/{ref}{page}").status_code == 200, f"{ref}{page}"


def test_what_is_no_agreement_is_not_found(client: FlaskClient) -> None:
    for page in ("", "/edit", "/assess", "/second-reading", "/flows", "/renew", "/terminate", "/supersede"):
        assert client.get(f"/agreements/AG-0404{page}").status_code == 404
    assert client.post("/agreements/AG-0404/archive").status_code == 404


@pytest.mark.parametrize(
    ("fields", "bars"),
    [
        ({"evergreen": True}, [("binds", True)]),
        ({"expires_on": dt.date(2027, 1, 1), "survival_months": 12}, [("binds", False), ("survives", False)]),
        (
            {"expires_on": dt.date(2025, 1, 1), "survival_indefinite": True},
            [("binds", False), ("survives", True)],
        ),
        ({"expires_on": dt.date.max, "survival_months": 1}, [("binds", True)]),
    ],
)
def test_the_drawing_shows_how_long_an_agreement_binds(
    fields: dict[str, object], bars: list[tuple[str, bool]]
) -> None:
    start = dt.date(2024, 1, 1)
    signed = {"acceptance": Acceptance.CLICK, "effective_on": start}
    agreement = Agreement.parse({"third_party": "TP-0001", "kind": "nda"} | signed | fields)

    span = drawn(agreement, dt.date(2026, 1, 1), {})

    assert span is not None
    assert [(bar.kind, bar.open) for bar in span.bars] == bars
    assert all(0 <= bar.start < bar.start + bar.width <= 100 for bar in span.bars)
    assert 0 < span.today < 100


def test_what_was_never_concluded_has_no_drawing() -> None:
    agreement = Agreement(third_party="TP-0001", kind=AgreementKind.NDA, effective_on=dt.date(2024, 1, 1))

    assert drawn(agreement, dt.date(2026, 1, 1), {}) is None
