"""Snapshots of R11: an ordinary one, one where nothing differs, one full of hostile text, one of thousands of rows."""

import datetime as dt
from typing import Any

from app import wiring
from app.db import changes
from app.db.aggregate import KINDS
from app.domain.audit.comparing import ADDED, CHANGED, REMOVED, Deed, FieldChange, ObjectChange
from app.kernel import clock
from app.reporting.snapshot.comparison import collect_comparison, row_of
from app.reporting.snapshot.report_rows import differing
from app.reporting.snapshot.schema.comparison import Side
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.wording import Wording
from tests.reporting import extremes, samples

wiring.load_models()  # by which the kinds of objects are known

EARLIER = dt.datetime(2026, 8, 31, 21, 59, 59, 999999, tzinfo=dt.UTC)
EVIDENCE = {
    "kind": "soc2",
    "issued_on": "2026-09-01",
    "valid_until": "2027-09-01",
    "doc_sha256": None,
    "note": None,
}
PEOPLE = {"ines@solana.example": "Inés Solana"}


def side(at: dt.datetime, **more: Any) -> Side:
    """The register at *at*."""
    plain: Side = {
        "as_of": clock.format_instant(at),
        "report": None,
        "title": None,
        "snapshot_sha256": None,
    }
    return plain | more  # type: ignore[return-value]


def deed(seq: int, reason: str | None = None) -> Deed:
    """An entry of the trail."""
    at = EARLIER + dt.timedelta(hours=7 * seq)
    return Deed(seq, at, "ines@solana.example" if seq % 3 else "system", "third_party.update", reason)


def change(kind: str, before: dict[str, Any] | None, after: dict[str, Any] | None, seq: int) -> ObjectChange:
    """What became of an object, by the entry *seq*."""
    state = after or before or {}
    if before is None or after is None:
        what = ADDED if before is None else REMOVED
        return ObjectChange(kind, state["ref"], what, before, after, (), (seq,))
    fields = tuple(
        FieldChange(path, was, now, seq)
        for path, was, now in changes.deep(KINDS[kind].__record__, before, after)
    )
    return ObjectChange(kind, state["ref"], CHANGED, before, after, fields, (seq,))


def made(changes: list[ObjectChange], reason: str | None = None, **more: Any) -> Snapshot:
    """The snapshot of *changes*."""
    names = {("third_party", f"TP-{number:04d}"): f"Vendor {number}" for number in range(1, 20)}
    deeds = {number: deed(number, reason) for change in changes for number in change.entries}
    rows = [row_of(one, deeds, Wording(names), names) for one in changes]
    figures = [
        {
            "id": kpi["id"],
            "name": kpi["name"],
            "before": {"numerator": 0, "denominator": kpi["denominator"]},
            "after": {"numerator": kpi["numerator"], "denominator": kpi["denominator"]},
        }
        for kpi in samples.kpis()
    ]
    return collect_comparison(
        more.pop("context", None) or samples.context(),
        side(EARLIER),
        side(samples.AS_OF),
        rows,
        figures=figures,  # type: ignore[arg-type]
        people=more.pop("people", PEOPLE),
    )


def comparison() -> Snapshot:
    """A third party renamed, one added, an agreement restated, a flow gone."""
    old = samples.third_party(1).to_state()
    new = old | {
        "name": "Veloz Paquetería, S.A.",
        "risk_tier": None,
        "evidence": [EVIDENCE],
    }
    paper = samples.agreement(3, "TP-0001", ["FL-0001"]).to_state()
    clause = {
        "key": "conf.nondisclosure",
        "state": "absent",
        "ref": "§ 3",
        "quote": None,
        "note": None,
        "value": None,
        "assessed_by": "ines@solana.example",
        "assessed_on": "2026-09-02",
        "second_reader": None,
        "second_on": None,
    }
    flow = samples.flow(7, "TP-0002", name="Delivery slots").to_state()
    return made(
        [
            change("third_party", old, new, 2),
            change("third_party", None, samples.third_party(9, name="Taller Roca").to_state(), 3),
            change(
                "agreement",
                paper | {"clauses": [clause]},
                paper | {"title": "Restated terms", "clauses": [clause | {"state": "present"}]},
                4,
            ),
            change("flow", flow, None, 5),
        ],
        reason="Agreed with the vendor on the phone.",
    )


def empty_comparison() -> Snapshot:
    """Nothing differs."""
    return collect_comparison(samples.context(), side(EARLIER), side(samples.AS_OF), [])


def hostile_comparison() -> Snapshot:
    """Hostile text in every value, before and after."""
    changes = []
    for number, text in enumerate(extremes.HOSTILE, 1):
        old = samples.third_party(number, name=text).to_state()
        changes.append(
            change("third_party", old, old | {"name": f"2 {text}"[:200], "description": text}, number)
        )
        changes.append(
            change("third_party", None, samples.third_party(number + 40, name=text).to_state(), number)
        )
    return made(
        changes,
        reason=extremes.HOSTILE[2],
        context=extremes.hostile_context(),
        people={"ines@solana.example": extremes.HOSTILE[0]},
    )


def long_comparison(count: int = 1500) -> Snapshot:
    """Thousands of fields changed, some with long words and long text."""
    changes = []
    for number in range(1, count + 1):
        old = samples.third_party(number).to_state()
        new = old | {
            "name": f"Renamed {number}",
            "description": "Carries parcels. " * (number % 12),
            "risk_tier": "high",
        }
        changes.append(change("third_party", old, new, number))
    return made(changes)


def of_reports() -> Snapshot:
    """Two register reports compared by their data alone."""
    before = samples.register()
    after = samples.register()
    rows = [dict(row) for row in after["data"]["third_parties"]]
    rows[0] |= {"name": "Another name", "next_review_on": None}
    after = after | {"data": after["data"] | {"third_parties": rows[:-1]}}  # type: ignore[operator,assignment]
    return collect_comparison(
        samples.context(),
        side(EARLIER, report="R-2026-0003", title=before["title"], snapshot_sha256="a" * 64),
        side(samples.AS_OF, report="R-2026-0009", title=after["title"], snapshot_sha256="b" * 64),
        differing(before, after),
        compared="register",
    )
