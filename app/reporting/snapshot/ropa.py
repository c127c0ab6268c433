"""R7, the record of processing activities: what Article 30(1) and (2) ask, by activity."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.findings.crossings import DEROGATIONS, crossings, is_sound
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rules.register import ARTICLE_30, empty_fields
from app.domain.findings.scope import governing, personal_flows
from app.domain.flows.records import Activity, Flow, Retention
from app.domain.organisation.terms import EntityKind
from app.domain.third_parties.terms import Role
from app.kernel.words import plural
from app.reporting.snapshot.frame import People, Vocabulary, day, frame
from app.reporting.snapshot.register import is_sensitive
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.ropa import (
    ActivityRow,
    IncidentRow,
    RecipientRow,
    RetentionRow,
    RopaData,
    SafeguardRow,
)

TITLE = "Record of processing activities"
PROCESSORS = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR, Role.SERVICE_PROVIDER, Role.CONTRACTOR})
"""The roles of those that process on our behalf."""

Serving = list[tuple[Dossier, Flow]]


def collect_ropa(
    dossiers: Iterable[Dossier],
    context: Context,
    completeness: Mapping[str, Any] | None,
    *,
    people: People | None = None,
) -> Snapshot:
    """The snapshot of R7; *completeness* is K13 where it was evaluated."""
    vocabulary = Vocabulary(context, people)
    serving: dict[str, Serving] = {}
    unassigned: list[str] = []
    for dossier in dossiers:
        for flow in personal_flows(dossier, context):
            if flow.activity in context.activities:
                serving.setdefault(flow.activity or "", []).append((dossier, flow))
            else:
                unassigned.append(flow.ref or "")
    rows = [
        _row(activity, serving.get(ref, []), context, vocabulary)
        for ref, activity in sorted(context.activities.items())
        if not activity.archived
    ]
    data: RopaData = {
        "completeness": {
            "numerator": completeness["numerator"] if completeness else 0,
            "denominator": completeness["denominator"] if completeness else 0,
        },
        "activities": rows,
        "unassigned": sorted(unassigned),
    }
    shown = len(rows)
    return frame(
        "ropa",
        TITLE,
        context,
        vocabulary,
        counts={"shown": shown, "total": shown, "of": "activities"},
        data=data,
    )


def _row(activity: Activity, serving: Serving, context: Context, vocabulary: Vocabulary) -> ActivityRow:
    entity = context.entities.get(activity.controller_entity or context.organisation.entity or "")
    categories = vocabulary.categories([*activity.categories, *(k for _, f in serving for k in f.categories)])
    places = sorted({place.country for _, flow in serving for place in flow.locations})
    return {
        "ref": activity.ref or "",
        "name": activity.name,
        "controller": None if entity is None else entity.legal_name,
        "for_others": entity is not None and entity.kind is EntityKind.EXTERNAL,
        "joint": list(activity.joint),
        "purposes": vocabulary.purposes([*activity.purposes, *(k for _, f in serving for k in f.purposes)]),
        "legal_bases": _terms(vocabulary, "legal_basis", (flow.legal_basis for _, flow in serving)),
        "consent_evidence": _terms(
            vocabulary, "consent_evidence", (flow.consent_evidence for _, flow in serving)
        ),
        "subjects": vocabulary.subjects([*activity.subjects, *(k for _, f in serving for k in f.subjects)]),
        "categories": categories,
        "sensitive": [key for key in categories if is_sensitive(key, context)],
        "recipients": list(activity.recipients),
        "third_parties": _recipients(serving, context, vocabulary),
        "places": [vocabulary.country(code) for code in places],
        "transfers": _safeguards(serving, context, vocabulary),
        "retention": _retention(activity, categories, context),
        "security": activity.toms,
        "channels": _terms(vocabulary, "channel", activity.source_channels),
        "automated_decision": activity.automated_decision,
        "dpia_needed": activity.dpia.needed,
        "dpia_done_on": day(activity.dpia.done_on),
        "lia_on": day(activity.lia_on),
        "incidents": _incidents(serving, set(categories)),
        "missing": [ARTICLE_30[name] for name in empty_fields(activity, context)],
    }


def _terms(vocabulary: Vocabulary, name: str, terms: Iterable[Any]) -> list[str]:
    return [vocabulary.term(name, term) for term in dict.fromkeys(terms) if term is not None]


def _recipients(serving: Serving, context: Context, vocabulary: Vocabulary) -> list[RecipientRow]:
    by_party: dict[str, Serving] = {}
    for dossier, flow in serving:
        by_party.setdefault(dossier.third_party.ref or "", []).append((dossier, flow))
    found: list[RecipientRow] = []
    for ref, pairs in sorted(by_party.items()):
        party = pairs[0][0].third_party
        papers = dict.fromkeys(
            agreement.ref or "" for dossier, flow in pairs for agreement in governing(dossier, flow, context)
        )
        found.append(
            {
                "third_party": ref,
                "name": party.name,
                "role": vocabulary.term("role", party.role),
                "is_processor": party.role in PROCESSORS,
                "flows": sorted(flow.ref or "" for _, flow in pairs),
                "agreements": sorted(papers),
            }
        )
    return found


def _safeguards(serving: Serving, context: Context, vocabulary: Vocabulary) -> list[SafeguardRow]:
    rows: list[SafeguardRow] = [
        {
            "country": vocabulary.country(crossing.country),
            "regime": vocabulary.term("regime", crossing.regime),
            "flow": flow.ref or "",
            "mechanism": vocabulary.optional("mechanism", crossing.mechanism),
            "derogation": crossing.mechanism in DEROGATIONS,
            "assessed_on": day(crossing.transfer.tia_on) if crossing.transfer else None,
            "sound": is_sound(crossing, dossier, context),
        }
        for dossier, flow in serving
        for crossing in crossings(flow, dossier.third_party, context)
    ]
    return sorted(rows, key=lambda row: (row["country"], row["flow"], row["regime"]))


def _retention(activity: Activity, categories: list[str], context: Context) -> list[RetentionRow]:
    """Each category of the activity with what is recorded of its erasure; those of its flows follow where recorded."""
    recorded = {entry.category: entry for entry in activity.retention}
    wanted = [key for key in categories if key in recorded or key in activity.categories]
    return [
        {
            "category": key,
            "period": _period(recorded.get(key)),
            "trigger": recorded[key].trigger if key in recorded else None,
            "legal_ground": recorded[key].legal_ground if key in recorded else None,
        }
        for key in wanted
        if context.is_personal(key) or key in recorded
    ]


def _period(entry: Retention | None) -> str | None:
    if entry is None or entry.amount is None:
        return None
    return plural(entry.amount, entry.unit.value.removesuffix("s"))


def _incidents(serving: Serving, categories: set[str]) -> list[IncidentRow]:
    parties = {dossier.third_party.ref: dossier.third_party for dossier, _ in serving}
    return [
        {
            "third_party": ref or "",
            "title": incident.title,
            "aware_on": day(incident.aware_third_party_on or incident.notified_us_on),
        }
        for ref, party in sorted(parties.items(), key=lambda pair: pair[0] or "")
        for incident in party.incidents
        if not incident.categories or categories & set(incident.categories)
    ]
