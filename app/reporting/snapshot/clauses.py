"""R4, agreements and clauses: the matrix of agreements and clauses with references and quotes, and what ends soon."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.domain.agreements.clauses.catalogue import asked, families_asked, label_of
from app.domain.agreements.clauses.chain import Assessment, chain, effective_clauses, is_amendment
from app.domain.agreements.clauses.entry import ClauseType, Family, SourceMark
from app.domain.agreements.ending import ending
from app.domain.agreements.predicates import in_force
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import ClauseState, Stage
from app.domain.findings import kpis
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.measures import Counts, clause_completeness
from app.reporting.snapshot.agreements import agreement_row, matters
from app.reporting.snapshot.frame import People, Vocabulary, day, frame, tallies
from app.reporting.snapshot.schema.clauses import (
    ClauseCell,
    ClauseRow,
    ClausesData,
    EndingRow,
    FamilyMatrix,
)
from app.reporting.snapshot.schema.frame import Snapshot

TITLE = "Agreements and their clauses"


def collect_clauses(
    dossiers: Iterable[Dossier], context: Context, *, people: People | None = None
) -> Snapshot:
    """The snapshot of R4 of *dossiers*: every agreement that binds, survives, is on its way, or that flows rest on."""
    vocabulary = Vocabulary(context, people)
    for state in ClauseState:
        vocabulary.term("clause_state", state)
    rows: list[ClauseRow] = []
    ends: list[EndingRow] = []
    kinds: dict[str, Agreement] = {}
    counts: Counts = Counter()
    total = 0
    for dossier in dossiers:
        counts.update(clause_completeness(dossier, context))
        total += len(dossier.agreements)
        for agreement in dossier.agreements:
            if not matters(agreement, dossier, context):
                continue
            ends.extend(_ending(agreement, dossier, context, vocabulary))
            if not _is_read_in_its_parent(agreement, dossier, context):
                kinds[agreement.ref or ""] = agreement
                rows.append(_row(agreement, dossier, context, vocabulary))
    rows.sort(key=lambda row: (row["third_party_name"].casefold(), row["third_party"], row["ref"]))
    ends.sort(key=lambda row: (row["notice_by"] or row["on"], row["on"], row["ref"]))
    measured = kpis.of_counts("K2", counts)
    data: ClausesData = {
        "completeness": {"numerator": measured.numerator, "denominator": measured.denominator},
        "states": [
            {"key": state.value, "count": counts[state.value]} for state in ClauseState if counts[state.value]
        ],
        "stages": tallies((row["state"] for row in rows), (stage.value for stage in Stage)),
        "ending": ends,
        "families": list(_families(rows, kinds, context, vocabulary)),
        "agreements": rows,
    }
    shown = len(rows) + sum(len(row["amended_by"]) for row in rows)
    return frame(
        "clauses",
        TITLE,
        context,
        vocabulary,
        counts={"shown": shown, "total": total, "of": "agreements"},
        data=data,
    )


def _is_read_in_its_parent(agreement: Agreement, dossier: Dossier, context: Context) -> bool:
    """Whether it is an amendment in force of an agreement that is listed: then it is read there."""
    known = dossier.agreements_by_ref
    if not is_amendment(agreement, known) or not in_force(agreement, context.today, known):
        return False
    return matters(known[agreement.parent or ""], dossier, context)


def _row(agreement: Agreement, dossier: Dossier, context: Context, vocabulary: Vocabulary) -> ClauseRow:
    known, today = dossier.agreements_by_ref, context.today
    effective = effective_clauses(agreement, today, known)
    keys = dict.fromkeys([*(one.key for one in asked(agreement.kind, today)), *sorted(effective)])
    cells = [_cell(key, effective.get(key), vocabulary) for key in keys]
    members = [one.ref or "" for one in chain(agreement, today, known) if one.ref != agreement.ref]
    parent = agreement.parent if is_amendment(agreement, known) else None
    return {
        **agreement_row(agreement, dossier, context, vocabulary),
        "amended_by": [ref for ref in members if ref != parent],
        "amends": parent,
        "risk_tier": vocabulary.optional("risk_tier", dossier.third_party.risk_tier),
        "alone": sum(
            cell["state"] != ClauseState.NOT_ASSESSED and cell["second_reader"] is None for cell in cells
        ),
        "clauses": cells,
    }


def _cell(key: str, found: Assessment | None, vocabulary: Vocabulary) -> ClauseCell:
    clause = found.clause if found else None
    return {
        "key": vocabulary.entry("clause", key, label_of(key)),
        "state": vocabulary.term("clause_state", clause.state if clause else ClauseState.NOT_ASSESSED),
        "agreement": found.agreement.ref if found else None,
        "ref": clause.ref if clause else None,
        "value": clause.value if clause else None,
        "quote": clause.quote if clause else None,
        "note": clause.note if clause else None,
        "assessed_by": vocabulary.person(clause.assessed_by if clause else None),
        "assessed_on": day(clause.assessed_on if clause else None),
        "second_reader": vocabulary.person(clause.second_reader if clause else None),
        "second_on": day(clause.second_on if clause else None),
    }


def _families(
    rows: list[ClauseRow], kinds: dict[str, Agreement], context: Context, vocabulary: Vocabulary
) -> Iterator[FamilyMatrix]:
    """The checklists that the listed agreements are asked for, each with its lines and those agreements."""
    for family in Family:
        members = [row["ref"] for row in rows if family in families_asked(kinds[row["ref"]].kind)]
        if not members:
            continue
        lines: dict[str, ClauseType] = {}
        for ref in members:
            lines |= {one.key: one for one in asked(kinds[ref].kind, context.today) if one.family is family}
        yield {
            "family": vocabulary.term("family", family),
            "columns": [
                {
                    "key": vocabulary.entry("clause", one.key, one.label),
                    "citation": one.citation,
                    "weight": one.weight,
                    "source_confirmed": one.source is SourceMark.CONFIRMED,
                }
                for one in lines.values()
            ],
            "agreements": members,
        }


def _ending(
    agreement: Agreement, dossier: Dossier, context: Context, vocabulary: Vocabulary
) -> Iterator[EndingRow]:
    found = ending(agreement, context.today, dossier.agreements_by_ref)
    if found is None:
        return
    row = agreement_row(agreement, dossier, context, vocabulary)
    yield {
        "ref": row["ref"],
        "third_party": row["third_party"],
        "third_party_name": row["third_party_name"],
        "kind": row["kind"],
        "title": row["title"],
        "on": found.on.isoformat(),
        "days": found.days,
        "renews": found.renews,
        "notice_by": day(found.notice_by),
        "notice_days": found.notice_days,
        "horizon": found.horizon,
        "decided": found.decided,
        "decided_on": day(agreement.renewal_decided_on),
        "superseded_by": agreement.superseded_by,
        "active_flows": row["active_flows"],
    }
