"""The signing schedule compared with a later inventory."""

from typing import Any

from app.domain.deals.schedule import inventory as build
from app.domain.findings.dossier import Dossier
from app.reporting.snapshot.inventory import collect_inventory
from app.reporting.snapshot.inventory_since import Signing
from app.reporting.snapshot.schema.frame import Snapshot
from tests.domain.deals.builders import agreement, approved, context, deal, dossier, segment


def made(
    *segments: Any, held: tuple[Dossier, ...] = (), signing: Signing | None = None, **changes: Any
) -> Snapshot:
    """R10 of a signed deal with *segments*."""
    sold = deal(*segments, stage="signed", **changes)
    return collect_inventory(sold, build(sold, held, context()), context(), signing=signing)


def since(before: Snapshot, *segments: Any, **changes: Any) -> Any:
    """What R10 of *segments* says of the signing schedule *before*."""
    return made(*segments, signing=Signing("R-2026-0001", before), **changes)["data"]["since_signing"]


def test_nothing_is_compared_without_a_signing_schedule() -> None:
    assert made()["data"]["since_signing"] is None


def test_the_same_register_gives_no_change() -> None:
    found = since(made())
    assert (found["report"], found["changes"], found["vendors"]) == ("R-2026-0001", [], [])
    assert found["counts"] == {"added": 0, "removed": 0, "changed": 0}
    assert [row["delta"] for row in found["records"]] == [0]


def test_lines_come_go_and_change_from_old_to_new() -> None:
    before = made(segment(), segment(ref="S-002", name="Old"))
    found = since(before, segment(system="Madrid"), segment(ref="S-003", name="New"))
    changes = {
        (row["what"], row["name"], row["field"], row["before"], row["after"]) for row in found["changes"]
    }
    assert ("Added", "New", None, None, None) in changes
    assert ("Removed", "Old", None, None, None) in changes
    assert ("Changed", "Rings under warranty", "System", None, "Madrid") in changes


def test_records_have_their_difference_by_line() -> None:
    (row,) = since(made(), segment(records_closing=1850))["records"]
    assert (row["number"], row["signing"], row["now"], row["delta"]) == ("A-001", 2000, 1850, -150)


def test_a_decision_against_the_proposal_says_why() -> None:
    override = {"by": "counsel@lumen.example", "at": "2026-11-20T10:00:00Z", "reason": "Kept for claims."}
    item = approved("A-001", "segment", "S-001", "EXCLUDE", override=override)
    (row,) = [one for one in since(made(), items=[item])["changes"] if one["field"] == "Disposition"]
    assert (row["after"], row["why"]) == ("Exclude (stays with seller)", "Kept for claims.")


def test_a_change_of_a_clause_is_marked_and_in_words() -> None:
    before = made(held=(dossier(agreement()),))
    after = agreement(assignment={"rule": "consent", "ref": "14.2"})
    rows = since(before, held=(dossier(after),))["changes"]
    (row,) = [one for one in rows if one["field"] == "Assignment rule"]
    assert row["clause"]
    assert (row["before"], row["after"]) == ("Free", "Consent")


def test_new_counterparties_are_named_with_their_lines() -> None:
    (row,) = since(made(), held=(dossier(agreement()),))["vendors"]
    assert (row["third_party"], row["lines"]) == ("TP-0001", ["E-001"])
