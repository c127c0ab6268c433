"""R3, the register extract: who receives what, why, under which agreement, where, and what is open."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.agreements.terms import Stage
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import active_flows, governing, is_active
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus, LocationKind
from app.domain.third_parties.terms import Affiliation, RiskTier, Role, Status
from app.kernel.words import plural
from app.reporting.snapshot.agreements import agreement_row, matters
from app.reporting.snapshot.frame import People, Vocabulary, day, frame, tallies
from app.reporting.snapshot.schema.frame import Snapshot, Tally
from app.reporting.snapshot.schema.register import CountryRow, RegisterData, RegisterRow

TITLE = "Register of third parties"


def collect_register(
    dossiers: Iterable[Dossier],
    context: Context,
    findings: Iterable[Mapping[str, Any]],
    *,
    people: People | None = None,
    parameters: Mapping[str, str] | None = None,
    total: int | None = None,
) -> Snapshot:
    """The snapshot of R3 of *dossiers*, with the open *findings* counted against each.

    *parameters* are the filters as the reader should see them; *total* how many third parties there are where the
    filters leave some out.
    """
    vocabulary = Vocabulary(context, people)
    severities: dict[str, list[str]] = {}
    for finding in findings:
        severities.setdefault(finding.get("third_party") or "", []).append(
            vocabulary.term("severity", Severity(finding["severity"]))
        )
    rows = [_row(dossier, context, vocabulary, severities) for dossier in dossiers]
    rows.sort(key=lambda row: row["ref"])
    data: RegisterData = {"third_parties": rows, "totals": _totals(rows)}
    shown = len(rows)
    return frame(
        "register",
        TITLE,
        context,
        vocabulary,
        counts={"shown": shown, "total": shown if total is None else total, "of": "third parties"},
        data=data,
        parameters=parameters,
    )


def _row(
    dossier: Dossier, context: Context, vocabulary: Vocabulary, severities: Mapping[str, list[str]]
) -> RegisterRow:
    third_party = dossier.third_party
    flows = [flow for flow in dossier.flows if _state(flow, context) is not FlowStatus.ENDED]
    categories = vocabulary.categories(key for flow in flows for key in flow.categories)
    listed = [agreement for agreement in dossier.agreements if matters(agreement, dossier, context)]
    entity = context.entities.get(third_party.entity or "")
    overdue = third_party.next_review_on is None or third_party.next_review_on < context.today
    return {
        "ref": third_party.ref or "",
        "name": third_party.name,
        "description": third_party.description,
        "entity": None if entity is None else entity.legal_name,
        "affiliation": vocabulary.term("affiliation", third_party.affiliation),
        "role": vocabulary.term("role", third_party.role),
        "status": vocabulary.term("status", third_party.status),
        "risk_tier": vocabulary.optional("risk_tier", third_party.risk_tier),
        "owner": vocabulary.person(third_party.owner),
        "purposes": vocabulary.purposes(key for flow in flows for key in flow.purposes),
        "categories": categories,
        "sensitive": [key for key in categories if is_sensitive(key, context)],
        "subjects": vocabulary.subjects(key for flow in flows for key in flow.subjects),
        "agreements": [agreement_row(agreement, dossier, context, vocabulary) for agreement in listed],
        "countries": _countries(flows, vocabulary),
        "flows": tallies(
            (vocabulary.term("flow_status", _state(flow, context)) for flow in dossier.flows),
            (status.value for status in FlowStatus),
        ),
        "last_review_on": day(third_party.last_review_on),
        "next_review_on": day(third_party.next_review_on),
        "review_overdue": overdue and third_party.status is Status.ACTIVE,
        "findings": tallies(severities.get(third_party.ref or "", ()), (s.value for s in Severity)),
        "summary": _summary(dossier, context),
    }


def is_sensitive(key: str, context: Context) -> bool:
    """Whether the category, or a broader one that it belongs to, is flagged as sensitive."""
    seen: set[str] = set()
    while key not in seen:
        seen.add(key)
        category = context.categories.get(key)
        if category is None:
            return False
        if category.sensitivity:
            return True
        key = category.parent or key
    return False


def _state(flow: Flow, context: Context) -> FlowStatus:
    """The flow's status on the rules' today: one marked active that has ended counts as ended."""
    if flow.status is FlowStatus.ACTIVE and not is_active(flow, context.today):
        return FlowStatus.ENDED
    return flow.status


def _countries(flows: Iterable[Flow], vocabulary: Vocabulary) -> list[CountryRow]:
    """Where the data of *flows* are, by country code; what happens there, in the order of the vocabulary."""
    kinds: dict[str, set[LocationKind]] = {}
    for flow in flows:
        for location in flow.locations:
            kinds.setdefault(location.country, set()).add(location.kind)
    return [
        {
            "code": vocabulary.country(code),
            "kinds": [vocabulary.term("location_kind", kind) for kind in LocationKind if kind in kinds[code]],
        }
        for code in sorted(kinds)
    ]


def _summary(dossier: Dossier, context: Context) -> str:
    """One line on how the active flows of personal data stand."""
    active = active_flows(dossier, context)
    personal = [flow for flow in active if context.carries_personal_data(flow)]
    held = " Still holds data, as recorded." if dossier.third_party.holds_data and not active else ""
    if not active:
        return f"No active flow is recorded.{held}"
    if not personal:
        return f"{plural(len(active), 'active flow')}, recorded as carrying no personal data."
    bare = [flow.ref or "" for flow in personal if not governing(dossier, flow, context)]
    flows = plural(len(personal), "active flow")
    if not bare:
        return f"{flows} of personal data; an agreement in force is recorded for {_each(len(personal))}."
    return f"{flows} of personal data; no agreement in force is recorded for {', '.join(bare)}."


def _each(count: int) -> str:
    return "it" if count == 1 else "each"


def _totals(rows: list[RegisterRow]) -> dict[str, list[Tally]]:
    """How the third parties and their agreements divide, for the overview."""
    return {
        "status": tallies((row["status"] for row in rows), (s.value for s in Status)),
        "role": tallies((row["role"] for row in rows), (r.value for r in Role)),
        "affiliation": tallies((row["affiliation"] for row in rows), (a.value for a in Affiliation)),
        "risk_tier": tallies(
            (row["risk_tier"] for row in rows if row["risk_tier"]), (t.value for t in RiskTier)
        ),
        "stage": tallies(
            (agr["state"] for row in rows for agr in row["agreements"]), (s.value for s in Stage)
        ),
        "country": tallies(country["code"] for row in rows for country in row["countries"]),
        "severity": [
            {"key": severity.value, "count": count}
            for severity in Severity
            if (
                count := sum(
                    t["count"] for row in rows for t in row["findings"] if t["key"] == severity.value
                )
            )
        ],
    }
