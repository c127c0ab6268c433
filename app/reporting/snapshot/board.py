"""R1, the board report: key figures, open findings, agreements that ask for a decision."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.terms import Severity
from app.kernel.words import plural
from app.reporting.snapshot.agreements import agreement_row, asks_for_decision
from app.reporting.snapshot.findings import finding_rows
from app.reporting.snapshot.frame import People, Vocabulary, frame, tallies
from app.reporting.snapshot.schema.agreements import AgreementRow
from app.reporting.snapshot.schema.board import BoardData, Decision, Fraction, Measure, Past
from app.reporting.snapshot.schema.findings import FindingRow
from app.reporting.snapshot.schema.frame import Snapshot

TITLE = "Third parties and personal data"
KPIS = ("K1", "K3", "K4", "K5", "K7", "K10")
"""The figures of the board report's first page, in order."""
EARLIER = 11
"""From how many reports before this one a figure is followed, at most."""

_GRAVE = {Severity.CRITICAL.value, Severity.HIGH.value}


def collect_board(
    dossiers: Iterable[Dossier],
    kpis: Iterable[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]],
    context: Context,
    previous: Snapshot | None = None,
    *,
    people: People | None = None,
) -> Snapshot:
    """The snapshot of R1; *previous* is that of the board report to compare with, if any.

    Deals are no part of it: who may see it may not see them.
    """
    vocabulary = Vocabulary(context, people)
    names = {ref: party.name for ref, party in context.third_parties.items()}
    agreements: list[AgreementRow] = []
    third_parties = 0
    for dossier in dossiers:
        third_parties += 1
        names.update({flow.ref or "": flow.name for flow in dossier.flows if flow.name})
        for agreement in dossier.agreements:
            if agreement.title:
                names[agreement.ref or ""] = agreement.title
            if asks_for_decision(agreement, dossier, context):
                agreements.append(agreement_row(agreement, dossier, context, vocabulary))
    names.update({ref: activity.name for ref, activity in context.activities.items()})
    agreements.sort(key=lambda row: (row["ends_on"] or row["notice_by"] or "9999-12-31", row["ref"]))
    measures = _measures(kpis, previous)
    rows = finding_rows(findings, context, vocabulary, names)
    data: BoardData = {
        "kpis": [measures[kpi] for kpi in KPIS if kpi in measures],
        "further": [measure for kpi, measure in measures.items() if kpi not in KPIS],
        "compared_with": None if previous is None else previous["as_of"],
        "severities": tallies((row["severity"] for row in rows), (s.value for s in Severity)),
        "severities_before": None if previous is None else previous["data"]["severities"],
        "findings": rows,
        "agreements": agreements,
        "decisions": list(_decisions(rows, agreements)),
    }
    return frame(
        "board",
        TITLE,
        context,
        vocabulary,
        counts={"shown": third_parties, "total": third_parties, "of": "third parties"},
        data=data,
    )


def _measures(kpis: Iterable[Mapping[str, Any]], previous: Snapshot | None) -> dict[str, Measure]:
    """The figures by id, each with the same figure of *previous* and of the reports before that one."""
    before: dict[str, Measure] = {}
    if previous is not None:
        before = {kpi["id"]: kpi for kpi in (*previous["data"]["kpis"], *previous["data"].get("further", ()))}
    found = sorted(kpis, key=lambda kpi: int(kpi["id"][1:]))
    return {kpi["id"]: _measure(kpi, before.get(kpi["id"]), previous) for kpi in found}


def _measure(kpi: Mapping[str, Any], before: Measure | None, previous: Snapshot | None) -> Measure:
    history: list[Past] = []
    if before is not None and previous is not None:
        past: Past = {
            "as_of": previous["as_of"],
            "numerator": before["numerator"],
            "denominator": before["denominator"],
        }
        history = [*before.get("history", ()), past][-EARLIER:]
    return {
        "id": kpi["id"],
        "name": kpi["name"],
        "numerator": kpi["numerator"],
        "denominator": kpi["denominator"],
        "parts": dict(kpi["parts"]),
        "before": None if before is None else _fraction(before),
        "history": history,
    }


def _fraction(kpi: Fraction) -> Fraction:
    return {"numerator": kpi["numerator"], "denominator": kpi["denominator"]}


def _decisions(findings: list[FindingRow], agreements: list[AgreementRow]) -> Iterable[Decision]:
    """What follows for the board from what is open: at most one question of a kind, with the objects it is about."""
    critical = [row for row in findings if row["severity"] == Severity.CRITICAL.value]
    if critical:
        verb = "is" if len(critical) == 1 else "are"
        yield {
            "ask": f"{plural(len(critical), 'critical finding')} {verb} open. For each: have it cured by its date, "
            "stop the sharing, or record a waiver with a reason and an end.",
            "refs": _refs(critical),
        }
    late = [row for row in findings if row["overdue"] and row["severity"] == Severity.HIGH.value]
    if late:
        noun = plural(len(late), "high finding")
        yield {
            "ask": f"{noun} past the due date: set a new date with the owner, or waive.",
            "refs": _refs(late),
        }
    unowned = [row for row in findings if row["owner"] is None and row["severity"] in _GRAVE]
    if unowned:
        noun = plural(len(unowned), "critical or high finding")
        yield {"ask": f"{noun} without an owner: name who answers for it.", "refs": _refs(unowned)}
    if agreements:
        noun = plural(len(agreements), "agreement")
        yield {
            "ask": f"{noun} that active flows rest on, ended or ending within 90 days without a recorded decision: "
            "renew, replace, or end the flows.",
            "refs": [row["ref"] for row in agreements],
        }


def _refs(rows: list[FindingRow]) -> list[str]:
    return list(dict.fromkeys(row["object"] for row in rows))
