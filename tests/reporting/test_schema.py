import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from app.domain.reports.catalogue import OFFERED
from app.reporting.collect import COLLECTORS
from app.reporting.schema import report_schema
from app.reporting.seal import wire
from app.reporting.snapshot.schema import DATA
from app.reporting.snapshot.schema.frame import Snapshot
from tests.reporting import samples
from tests.reporting.kinds import EMPTY, HOSTILE, MAKERS, ORDINARY

VALIDATOR = jsonschema.Draft202012Validator(report_schema())


def wired(make: Callable[[], Snapshot]) -> Any:
    """The JSON rendering of *make*'s snapshot, parsed."""
    snapshot = make()
    return json.loads(wire(samples.seal(snapshot), snapshot))


def test_the_schema_is_one_and_names_every_kind() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())
    assert set(DATA) == {kind.value for kind in COLLECTORS}
    assert {one.kind.value for one in OFFERED} <= set(DATA)
    assert set(DATA) == set(ORDINARY) == set(EMPTY) == set(HOSTILE)


@pytest.mark.parametrize("name", MAKERS)
def test_every_report_is_of_the_published_form(name: str) -> None:
    errors = [
        f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(wired(MAKERS[name]))
    ]
    assert errors == []


@pytest.mark.parametrize(
    "change",
    [
        lambda report: report.update(more=1),
        lambda report: report["snapshot"].update(more=1),
        lambda report: report["snapshot"].pop("on"),
        lambda report: report["snapshot"].update(version=2),
        lambda report: report["snapshot"].update(kind="board"),
        lambda report: report["seal"].update(kind="board"),
        lambda report: report["seal"].pop("trail"),
        lambda report: report["snapshot"]["data"].update(more=[]),
        lambda report: report["snapshot"]["data"]["third_parties"][0].pop("name"),
        lambda report: report["snapshot"]["data"]["third_parties"][0].update(review_overdue="no"),
    ],
)
def test_what_is_of_another_form_is_refused(change: Callable[[Any], Any]) -> None:
    report = copy.deepcopy(wired(samples.register))
    change(report)
    assert not VALIDATOR.is_valid(report)
