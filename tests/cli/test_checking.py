"""``check`` as a command: the shape of its JSON, the past, and who is told of deals."""

import datetime as dt
import json
from typing import Any

import pytest
from flask import Flask

from app.domain.audit import chain
from app.domain.findings.kpis import NAMES
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries as parties
from app.extensions import db
from app.kernel import clock
from app.security.actor import SYSTEM
from tests.cli.running import run
from tests.importing.files import demo_register, load

FINDING = {"rule", "severity", "object", "key", "message", "remedy", "citation", "values"}
SEVERITIES = ["critical", "high", "medium", "low", "info"]
ON = "2026-11-01"


@pytest.fixture
def lumen(empty: Flask) -> Flask:
    """The register of the demo."""
    with empty.app_context():
        load(demo_register())
    return empty


def check(app: Flask, *arguments: str) -> dict[str, Any]:
    done = run(app, "check", "--json", *arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def identities(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["rule"], one["object"], one["key"]) for one in found["findings"]]


def test_the_json_has_its_shape_and_nothing_else(lumen: Flask) -> None:
    found = check(lumen, "--on", ON)
    assert set(found) == {"as_of", "on", "findings", "kpis"}
    assert found["on"] == ON
    assert clock.parse_instant(found["as_of"], "UTC") <= clock.now()
    assert {frozenset(one) for one in found["findings"]} == {frozenset(FINDING)}
    assert {type(one["key"]) for one in found["findings"]} == {str}
    assert {one["severity"] for one in found["findings"]} <= set(SEVERITIES)
    assert {frozenset(kpi) for kpi in found["kpis"]} == {
        frozenset({"id", "numerator", "denominator", "parts"})
    }
    assert [kpi["id"] for kpi in found["kpis"]] == [kpi for kpi in NAMES if kpi != "K12"]


def test_an_empty_register_is_checked_too(empty: Flask) -> None:
    found = check(empty)
    assert identities(found) == [("NOT-01", "organisation", "")]
    assert [kpi for kpi in found["kpis"] if kpi["denominator"]] == []
    said = run(empty, "check").stdout
    assert "1 finding on" in said
    assert "K1            n/a  Agreement coverage" in said


def test_findings_on_deals_come_after_the_others_and_gravest_first(lumen: Flask) -> None:
    found = check(lumen, "--on", ON)["findings"]
    of_deals = [one["rule"].startswith("DEAL") for one in found]
    assert of_deals == sorted(of_deals)
    assert any(of_deals)
    assert {one["object"] for one, of_deal in zip(found, of_deals, strict=True) if of_deal} == {"D-001"}
    for some in (
        [one for one, of_deal in zip(found, of_deals, strict=True) if not of_deal],
        [one for one, of_deal in zip(found, of_deals, strict=True) if of_deal],
    ):
        ranks = [SEVERITIES.index(one["severity"]) for one in some]
        assert ranks == sorted(ranks)


def test_an_archived_deal_is_left_out(empty: Flask) -> None:
    document = demo_register()
    with empty.app_context():
        load(document | {"deals": [document["deals"][0] | {"archived": True}]})
    assert [one for one in check(empty, "--on", ON)["findings"] if one["rule"].startswith("DEAL")] == []


def test_what_a_waiver_covers_is_left_out_until_it_ends(lumen: Flask) -> None:
    waived = ("NOT-06", "FL-0023", "")
    assert waived not in identities(check(lumen, "--on", "2027-01-31"))
    assert waived in identities(check(lumen, "--on", "2027-02-01"))


def test_the_past_is_checked_as_it_was(lumen: Flask) -> None:
    then = check(lumen, "--on", ON)
    with lumen.app_context():
        at = chain.last_instant(db.session)
        assert at is not None
        party, version = parties.get(db.session, "TP-0006")
        third_parties.update(SYSTEM, "TP-0006", party.model_copy(update={"owner": None}), version=version)
        db.session.remove()
    now = check(lumen, "--on", ON)
    assert identities(now) != identities(then)
    as_of = check(lumen, "--on", ON, "--as-of", clock.format_instant(at))
    assert as_of["findings"] == then["findings"]
    assert as_of["as_of"] == clock.format_instant(at)


def test_the_rules_today_is_that_of_the_instant_unless_named(lumen: Flask) -> None:
    tomorrow = (clock.now() + dt.timedelta(days=1)).date().isoformat()
    assert check(lumen, "--as-of", tomorrow)["on"] == tomorrow
    assert check(lumen, "--as-of", tomorrow, "--on", ON)["on"] == ON


def test_people_read_a_line_a_finding_and_a_line_a_figure(lumen: Flask) -> None:
    found = check(lumen, "--on", ON)
    done = run(lumen, "check", "--on", ON)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == len(found["findings"]) + 1 + len(found["kpis"])
    first = found["findings"][0]
    assert lines[0].startswith(f"Critical  {first['rule']}  {first['object']}")
    assert lines[0].endswith(first["message"])
    assert lines[len(found["findings"])].startswith(f"{len(found['findings'])} findings on {ON}: ")
    assert lines[len(found["findings"])].endswith(" 2 waived.")
