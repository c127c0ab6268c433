"""R12: the ledger of findings with its events, the waivers, and what objects are called."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from app.domain.findings.engine import Found
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.findings.records import Waiver
from app.reporting.collecting.material import Material
from app.reporting.snapshot.history import Event, Story, collect_findings
from app.reporting.snapshot.schema.frame import Snapshot

BATCH = 500
"""Findings read at a time."""


def gather(material: Material) -> Snapshot:
    """The snapshot of R12."""
    timeliness = next(kpi for kpi in material.result.kpis if kpi.id == "K10")
    return collect_findings(
        _stories(material),
        [Waiver.restore(state) for state in material.source.states("waiver")],
        material.context,
        timeliness=timeliness,
        names=_names(material),
        people={"system": "System", **material.people},
    )


def _stories(material: Material) -> Iterator[Story]:
    """Each finding up to the instant with its events; one that stands then says what it said then."""
    session, instant = material.session, material.context.as_of
    then = {one.identity: one for one in (*material.result.findings, *material.result.waived)}
    keys = session.scalars(select(Finding.id).order_by(Finding.severity_rank, Finding.id)).all()
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        events: dict[int, list[Event]] = defaultdict(list)
        query = select(FindingEvent).where(FindingEvent.finding.in_(some), FindingEvent.at <= instant)
        for row in session.scalars(query.order_by(FindingEvent.id)):
            events[row.finding].append(Event(row.at, row.actor, row.what, row.operation, row.note))
        found = session.scalars(select(Finding).where(Finding.id.in_(some)).order_by(Finding.id))
        for finding in found:
            known = then.get((finding.rule, finding.object, finding.key))
            yield Story(_said(finding, known), events[finding.id])


def _said(finding: Finding, then: Found | None) -> dict[str, object]:
    """What *finding* says: in the words of the instant, where it stood *then*."""
    of = then or finding
    return {
        "rule": finding.rule,
        "object": finding.object,
        "key": finding.key,
        "severity": str(of.severity),
        "title": of.title,
        "message": of.message,
        "remedy": of.remedy,
        "citation": of.citation,
        "third_party": then.third_party if then else finding.third_party,
        "owner": finding.owner,
    }


def _names(material: Material) -> dict[str, str]:
    """What the objects of findings are called."""
    context = material.context
    names = {ref: party.name for ref, party in context.third_parties.items()}
    names |= {ref: activity.name for ref, activity in context.activities.items()}
    names |= {ref: notice.title for ref, notice in context.notices.items() if notice.title}
    for kind, field in (("agreement", "title"), ("flow", "name")):
        names |= {state["ref"]: state[field] for state in material.source.states(kind) if state[field]}
    return names
