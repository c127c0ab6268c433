"""R11: the register at two instants, or the data of two sealed reports, and what the trail tells of the difference."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.db.aggregate import KINDS
from app.db.references import CONFIDENTIAL
from app.domain.audit import comparing, naming
from app.domain.audit.comparing import ADDED, CHANGED, REMOVED
from app.domain.audit.naming import KIND_NAMES, Named
from app.domain.findings import comparing as ledgers
from app.domain.findings import reading
from app.domain.findings.kpis import NAMES, Kpi
from app.domain.findings.ledger import FindingEvent
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.reports import queries, sides
from app.domain.reports.models import Report
from app.domain.reports.sides import Sides
from app.infra.blobs import Blobs
from app.kernel import clock
from app.kernel.errors import Missing
from app.reporting.collecting.material import Material
from app.reporting.press import extract
from app.reporting.snapshot.comparison import REGISTER, collect_comparison, mentioned_in, row_of
from app.reporting.snapshot.report_rows import differing
from app.reporting.snapshot.schema.comparison import ChangedField, ChangedObject, ComparedFigure, Side
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.wording import Wording

LEFT_OUT = CONFIDENTIAL | {"person"}
"""Kinds that no comparison of the register shows: deals are their members' own, accounts are no part of it."""

COMPARED = frozenset(KIND_NAMES) - LEFT_OUT - {"finding"}
"""Kinds of objects that are compared."""


def gather(material: Material) -> Snapshot:
    """The snapshot of R11; raises what :func:`app.domain.reports.sides.resolve` raises."""
    order = material.order
    found = sides.resolve(material.session, material.actor, order.earlier, order.later)
    if found.reports is None and not order.later:
        # Now means what it means in every report, so that the same data give the same report.
        at = material.source.at or found.later
        found = Sides(min(found.earlier, at), max(found.earlier, at))
    if found.deal != order.deal:
        raise Missing("This comparison is on a deal: order it as one of that deal.")
    return compared(material.session, material.blobs, found, today=order.on)


def compared(
    session: Session,
    blobs: Blobs,
    found: Sides,
    *,
    today: dt.date | None = None,
    third_party: str | None = None,
) -> Snapshot:
    """The snapshot that compares *found*, or what concerns *third_party* of it."""
    source = reading.Source(session, found.later)
    context = reading.context(source, today=today, third_parties=False)
    people = {state["email"]: state["name"] for state in source.states("person")}
    if found.reports is not None:
        before, after = (_snapshot(session, blobs, report) for report in found.reports)
        rows = differing(before, after)
        _enrich(session, rows, found)
        return collect_comparison(
            context,
            _report_side(found.reports[0]),
            _report_side(found.reports[1]),
            rows,
            compared=found.reports[0].kind,
            people=people,
            labels={"part": _part_names(rows)},
        )
    objects = [*_objects(session, found, third_party), *_findings(session, found, third_party, people)]
    figures = [] if third_party else _figures(session, found)
    return collect_comparison(
        context,
        _instant_side(found.earlier),
        _instant_side(found.later),
        objects,
        compared=REGISTER,
        figures=figures,
        people=people,
    )


def _objects(session: Session, found: Sides, third_party: str | None) -> Iterator[ChangedObject]:
    """The objects that differ, in words."""
    changes = list(
        comparing.between(session, found.earlier, found.later, kinds=COMPARED, third_party=third_party)
    )
    wanted = mentioned_in(changes)
    names = _named_then(session, found, wanted)
    deeds = comparing.deeds(session, (seq for change in changes for seq in change.entries))
    wording = Wording(names)
    for change in changes:
        yield row_of(change, deeds, wording, names)


def _named_then(session: Session, found: Sides, wanted: set[Named]) -> dict[Named, str]:
    """What the objects *wanted* were called, at the later instant where they were there, else at the earlier."""
    named: dict[Named, str] = {}
    for at in (found.earlier, found.later):
        with reading.standing(reading.Source(session, at)):
            named |= naming.names(session, wanted)
    return named


def _findings(
    session: Session, found: Sides, third_party: str | None, people: Mapping[str, str]
) -> Iterator[ChangedObject]:
    """The findings that opened, closed or changed."""
    before = ledgers.standing(session, found.earlier, third_party=third_party)
    after = ledgers.standing(session, found.later, third_party=third_party)
    differing_ones = [
        identity
        for identity in {**before, **after}
        if identity not in before
        or identity not in after
        or dict(before[identity].values) != dict(after[identity].values)
    ]
    numbers = [(after.get(identity) or before[identity]).number for identity in differing_ones]
    events = ledgers.last_events(session, numbers, found.earlier, found.later)
    parties = {(after.get(i) or before[i]).third_party for i in differing_ones} - {None}
    names = _named_then(session, found, {("third_party", str(ref)) for ref in parties})
    for identity in differing_ones:
        was, now = before.get(identity), after.get(identity)
        one = now or was
        assert one is not None  # noqa: S101 -- it stood at one of the two
        event = events.get(one.number)
        fields = [
            _finding_field(
                name,
                None if was is None else was.values[name],
                None if now is None else now.values[name],
                people,
                event,
            )
            for name in ledgers.COMPARED
            if _is_told(name, was, now)
        ]
        rule, target, key = identity
        yield {
            "part": "finding",
            "key": f"{rule} {target}{f' [{key}]' if key else ''}",
            "name": str(one.values["message"]),
            "third_party": one.third_party,
            "third_party_name": names.get(("third_party", str(one.third_party))) if one.third_party else None,
            "what": ADDED if was is None else REMOVED if now is None else CHANGED,
            "fields": [field for field in fields if field["before"] != field["after"]],
            **_event(event),  # type: ignore[typeddict-item]
        }


def _is_told(name: str, was: ledgers.Standing | None, now: ledgers.Standing | None) -> bool:
    """Whether a column says something: of what came or went all but the message, which names the finding."""
    if was is None or now is None:
        return name != "message"
    return bool(was.values[name] != now.values[name])


_SAID: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "status": ("Status", lambda value: FindingStatus(value).label),
    "severity": ("Severity", lambda value: Severity(value).label),
    "message": ("Finding", str),
    "owner": ("Owner", str),
    "due_on": ("Due on", lambda value: value.isoformat()),
}


def _finding_field(
    name: str, was: Any, now: Any, people: Mapping[str, str], event: FindingEvent | None
) -> ChangedField:
    label, said = _SAID[name]

    def words(value: Any) -> str | None:
        if value is None:
            return None
        return people.get(value, value) if name == "owner" else said(value)

    return {
        "path": [name],
        "label": label,
        "before": words(was),
        "after": words(now),
        **_event(event),  # type: ignore[typeddict-item]
    }


def _event(event: FindingEvent | None) -> dict[str, str | int | None]:
    if event is None:
        return {"at": None, "by": None, "operation": None, "reason": None, "entry": None}
    return {
        "at": clock.format_instant(event.at),
        "by": event.actor,
        "operation": event.operation,
        "reason": event.note,
        "entry": None,
    }


def _figures(session: Session, found: Sides) -> list[ComparedFigure]:
    """The key figures at both instants, as they were kept."""
    before, after = (ledgers.kept_figures(session, at) for at in (found.earlier, found.later))
    return [
        {"id": kpi, "name": name, "before": _fraction(before.get(kpi)), "after": _fraction(after.get(kpi))}
        for kpi, name in NAMES.items()
        if kpi in before or kpi in after
    ]


def _fraction(kpi: Kpi | None) -> Any:
    return None if kpi is None else {"numerator": kpi.numerator, "denominator": kpi.denominator}


def _snapshot(session: Session, blobs: Blobs, report: Report) -> Snapshot:
    """The data of *report*, from its JSON file."""
    wire = next((file for file in queries.renderings(session, report.number) if file.format == "json"), None)
    found = extract(blobs.get(wire.sha256)) if wire is not None else None
    if found is None:
        raise Missing(f"The data of {report.number} are not on file any more.")
    return found[1]


def _enrich(session: Session, rows: list[ChangedObject], found: Sides) -> None:
    """Add what the trail tells of the objects behind *rows*: who touched each last between the two instants."""
    refs = {one["key"]: one for one in rows}
    keys = {(kind, key) for key in refs for kind in _kinds_of(key)}
    changes = list(
        comparing.between(session, found.earlier, found.later, kinds={kind for kind, _ in keys}, keys=keys)
    )
    deeds = comparing.deeds(session, (seq for change in changes for seq in change.entries[-1:]))
    for change in changes:
        if change.entries and change.entries[-1] in deeds:
            deed = deeds[change.entries[-1]]
            told: dict[str, Any] = {
                "at": clock.format_instant(deed.at),
                "by": deed.actor,
                "operation": deed.operation,
                "reason": deed.reason,
                "entry": deed.seq,
            }
            refs[change.key].update(told)  # type: ignore[typeddict-item]


_PREFIXES = {
    "TP": "third_party",
    "AG": "agreement",
    "FL": "flow",
    "AC": "activity",
    "NV": "notice",
    "EN": "entity",
    "PF": "preference",
    "DC": "disclosure",
}


def _kinds_of(key: str) -> tuple[str, ...]:
    kind = _PREFIXES.get(key.partition("-")[0])
    return (kind,) if kind in KINDS else ()


def _part_names(rows: list[ChangedObject]) -> dict[str, str]:
    """What the parts of a report's data are called: by their names in the data."""
    return {
        part: part.rpartition(".")[2].replace("_", " ").capitalize()
        for part in dict.fromkeys(one["part"] for one in rows)
    }


def _instant_side(at: dt.datetime) -> Side:
    return {"as_of": clock.format_instant(at), "report": None, "title": None, "snapshot_sha256": None}


def _report_side(report: Report) -> Side:
    return {
        "as_of": clock.format_instant(report.as_of),
        "report": report.number,
        "title": report.title,
        "snapshot_sha256": report.snapshot_sha256,
    }
