"""Part K of R10: what the register holds that supports the privacy representations. Counts only, never people."""

import datetime as dt
from collections.abc import Iterator

from app.domain.deals.schedule import Inventory
from app.domain.evidence.terms import PreferenceKind
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.propagation import open_preferences, tellings
from app.domain.findings.rules.rights import due_on, marketing_flows
from app.domain.notices.records import Notice
from app.domain.notices.terms import ProvisionKind
from app.domain.third_parties.records import Incident
from app.kernel.periods import add_months
from app.reporting.snapshot.frame import day
from app.reporting.snapshot.schema.inventory_parts import FigureRow, IncidentRow, NoticeRow, Support

MONTHS = 36
"""How far incidents and disclosures are looked back for: the look-back that buyers commonly ask for."""


def support(inventory: Inventory) -> Support:
    """Part K of *inventory*."""
    matter, context = inventory.matter, inventory.matter.context
    serving = [dossier for dossier in matter.dossiers if matter.serves(dossier)]
    incidents = [_incident(dossier, one) for dossier in serving for one in _recent(dossier, context.today)]
    return {
        "notices": _notices(context),
        "incidents": sorted(incidents, key=lambda row: (row["aware_on"] or "", row["third_party"])),
        "figures": [*_of_incidents(incidents), *_of_disclosures(context), *_of_opt_outs(context, serving)],
    }


def looks_back_to(today: dt.date) -> dt.date:
    """The first day of the 36 months that end *today*."""
    return dt.date.min if today.year <= MONTHS // 12 else add_months(today, -MONTHS)


def _notices(context: Context) -> list[NoticeRow]:
    by_entity: dict[str, list[Notice]] = {}
    for notice in context.notices.values():
        if not notice.archived:
            by_entity.setdefault(notice.entity or "", []).append(notice)
    rows = []
    for entity, versions in sorted(by_entity.items()):
        ordered = sorted(versions, key=lambda one: (_start(one) or dt.date.min, one.ref or ""))
        known = context.entities.get(entity)
        for place, notice in enumerate(ordered):
            later = next(
                (start for one in ordered[place + 1 :] if (start := _start(one)) != _start(notice)), None
            )
            until = None if later is None or later == dt.date.min else later - dt.timedelta(days=1)
            rows.append(_notice(notice, known.legal_name if known is not None else None, until, context))
    return rows


def _start(notice: Notice) -> dt.date | None:
    return notice.effective_on or notice.captured_on


def _notice(notice: Notice, entity: str | None, until: dt.date | None, context: Context) -> NoticeRow:
    start, today = _start(notice), context.today
    return {
        "ref": notice.ref or "",
        "name": notice.title,
        "entity": entity,
        "effective_on": day(notice.effective_on),
        "captured_on": day(notice.captured_on),
        "until": day(until),
        "current": (start is None or start <= today) and (until is None or until >= today),
        "announces": any(one.kind is ProvisionKind.TRANSFER for one in notice.provisions),
        "sha256": notice.sha256,
    }


def _recent(dossier: Dossier, today: dt.date) -> Iterator[Incident]:
    """The incidents that came up since, or are not dated, or are still open."""
    since = looks_back_to(today)
    for one in dossier.third_party.incidents:
        known = one.aware_third_party_on or one.notified_us_on
        if known is None or known >= since or (one.closed_on is None or one.closed_on >= since):
            yield one


def _incident(dossier: Dossier, one: Incident) -> IncidentRow:
    return {
        "third_party": dossier.third_party.ref or "",
        "recipient": dossier.third_party.name,
        "name": one.title,
        "aware_on": day(one.aware_third_party_on),
        "told_us_on": day(one.notified_us_on),
        "authority_on": day(one.notified_sa_on),
        "authority_not_needed": one.sa_not_needed,
        "people_told_on": day(one.subjects_notified_on),
        "people": one.subjects_count,
        "closed_on": day(one.closed_on),
    }


def _of_incidents(incidents: list[IncidentRow]) -> Iterator[FigureRow]:
    whole = len(incidents)
    yield _figure(f"Incidents recorded in {MONTHS} months at third parties in the perimeter", whole)
    told = sum(row["authority_on"] is not None for row in incidents)
    yield _figure("Incidents reported to a supervisory authority", told, whole)
    yield _figure(
        "Incidents recorded as closed", sum(row["closed_on"] is not None for row in incidents), whole
    )


def _of_disclosures(context: Context) -> Iterator[FigureRow]:
    since = looks_back_to(context.today)
    live = [
        one
        for one in context.disclosures
        if not one.archived and (one.received_on is None or one.received_on >= since)
    ]
    yield _figure(f"Requests of authorities and others for disclosure in {MONTHS} months", len(live))
    decided = sum(one.decision is not None for one in live)
    yield _figure("Requests for disclosure with a decision recorded", decided, len(live))


def _of_opt_outs(context: Context, serving: list[Dossier]) -> Iterator[FigureRow]:
    """Whether opt-outs were honoured in time, by kind, and passed on to those in the perimeter who market."""
    requests, today = open_preferences(context), context.today
    for kind in PreferenceKind:
        some = [one for one in requests if one.kind is kind]
        if not some:
            continue
        due = [(one, due_on(one, context)) for one in some]
        in_time = sum(
            one.honoured_on is not None and last is not None and one.honoured_on <= last for one, last in due
        )
        overdue = sum(one.honoured_on is None and last is not None and last < today for one, last in due)
        yield _figure(f"{kind.label}: honoured within the time recorded for it", in_time, len(some))
        yield _figure(f"{kind.label}: not recorded as honoured, and overdue", overdue, len(some))
    if not requests:
        yield _figure("Opt-outs, objections and withdrawals in the ledger", 0)
        return
    marketers = [one for one in serving if marketing_flows(one, context)]
    known = {one.third_party.ref for one in serving}
    passed = [one for one in tellings(requests, marketers, context) if one.third_party in known]
    confirmed = sum(one.ack_on is not None for one in passed)
    yield _figure("Passed on to recipients in the perimeter, and confirmed", confirmed, len(passed))


def _figure(figure: str, count: int, of: int | None = None) -> FigureRow:
    return {"figure": figure, "count": count, "of": of}
