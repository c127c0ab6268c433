import json
from typing import Any

import pytest

from app.kernel.canonical import canonical
from app.reporting.seal import Seal, snapshot_sha256, unwire, wire, wire_sha256
from tests.reporting import extremes, samples


def test_seal_and_snapshot_survive_the_wire() -> None:
    snapshot = samples.register()
    seal = samples.seal(snapshot)
    assert unwire(wire(seal, snapshot)) == (seal, snapshot)


def test_a_first_seal_of_an_empty_trail_survives_the_wire() -> None:
    snapshot = extremes.empty_register()
    seal = samples.seal(snapshot, previous=None, trail=None, paper="Letter")
    assert Seal.from_wire(seal.to_wire()) == seal


def test_the_wire_form_is_canonical_json() -> None:
    snapshot = samples.board()
    data = wire(samples.seal(snapshot), snapshot)
    assert canonical(json.loads(data)) == data


def test_the_identity_of_the_data_does_not_depend_on_the_seal() -> None:
    snapshot = samples.board()
    early, late = samples.seal(snapshot), samples.seal(snapshot, number="R-2026-0008")
    assert early.snapshot_sha256 == late.snapshot_sha256 == snapshot_sha256(snapshot)
    assert wire_sha256(early, snapshot) != wire_sha256(late, snapshot)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"seal": {}, "snapshot": {}}',
        b'{"seal": null, "snapshot": null}',
        b'{"seal": {}, "seal": {}, "snapshot": {}}',
        b'{"seal": {}, "snapshot": {"x": NaN}}',
        b'{"seal": {}, "snapshot": {"x": 1e999}}',
        b"[" * 100_000,
        b'{"seal": ' * 50_000,
    ],
)
def test_what_is_no_wire_form_is_told(data: bytes) -> None:
    assert unwire(data) is None


@pytest.mark.parametrize(
    "change",
    [{"paper": "A3"}, {"format": "other"}, {"version": 2}, {"extra": 1}, {"number": 7}, {"trail": {"seq": "x"}},
     {"versions": []}, {"previous": "R-2026-0006"}, {"issued_at": None}],
)  # fmt: skip
def test_a_seal_of_another_form_is_refused(change: dict[str, Any]) -> None:
    data = samples.seal(extremes.empty_register()).to_wire() | change
    with pytest.raises(ValueError, match="no seal"):
        Seal.from_wire(data)
