"""``check --json`` on a register with one breach of each rule, and on the same register with every breach mended."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.findings.rule import RULES
from tests.breaches import ON, PLANTS, register, without_a_notice
from tests.cli.running import run

Identity = tuple[str, str, str]

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

IN_A_FILE_OF_ITS_OWN = "NOT-01"
"""That no notice was captured at all goes with no other finding on a notice."""


@pytest.mark.parametrize("broken", [True, False], ids=["broken", "mended"])
def test_exactly_what_was_planted_is_found(empty: Flask, tmp_path: Path, broken: bool) -> None:
    document, planted = register(broken=broken)

    found = check(empty, document, tmp_path)

    assert sorted(identities(found)) == (
        sorted((rule, *where) for rule, where in planted.items()) if broken else []
    )
    assert [one["rule"] for one in found["findings"] if one["severity"] != RULES[one["rule"]].severity] == []


def test_messages_write_days_as_pages_do_and_values_as_data_do(empty: Flask, tmp_path: Path) -> None:
    document, _ = register(broken=True)

    found = check(empty, document, tmp_path)["findings"]

    assert [one["message"] for one in found if ISO_DAY.search(one["message"])] == []
    expired = next(one for one in found if one["rule"] == "AGR-07")
    expires = dt.date.fromisoformat(expired["values"]["expires_on"])
    assert f"expired on {expires.day} {expires:%b %Y}," in expired["message"]


@pytest.mark.parametrize("broken", [True, False], ids=["broken", "mended"])
def test_a_register_without_a_notice_is_told_so(empty: Flask, tmp_path: Path, broken: bool) -> None:
    found = check(empty, without_a_notice(broken=broken), tmp_path)

    assert identities(found) == ([(IN_A_FILE_OF_ITS_OWN, "NV-0001", "")] if broken else [])


def test_every_rule_on_the_register_has_its_plant() -> None:
    planted = [rule for rules in PLANTS for rule in rules]

    assert len(planted) == len(set(planted))
    assert {*planted, IN_A_FILE_OF_ITS_OWN} == set(RULES)
    assert len(RULES) == 78


def check(app: Flask, document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What ``check --json`` says of *document* once ``load`` has taken it in."""
    file = folder / "register.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    loaded = run(app, "load", file)
    assert (loaded.exit_code, loaded.stderr) == (0, "")
    done = run(app, "check", "--json", "--on", ON.isoformat())
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["on"] == ON.isoformat()
    return found


def identities(found: dict[str, Any]) -> list[Identity]:
    return [(one["rule"], one["object"], one["key"]) for one in found["findings"]]
