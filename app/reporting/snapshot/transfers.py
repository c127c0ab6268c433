"""R6, international transfers: which data of which flow go where, on what ground, and what lapses soon."""

import datetime as dt
from collections.abc import Iterable, Iterator

from app.domain.agreements import predicates
from app.domain.findings.crossings import (
    ASSESSMENT_DAYS,
    BY_LIST,
    DPF_CHECK_DAYS,
    Crossing,
    crossings,
    is_assessed,
    is_restricted,
    is_sound,
    lacks_mechanism,
    lacks_uk_paper,
    list_is_current,
    needs_assessment,
)
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import SCC_KINDS, agreements_in_force, governing, personal_flows
from app.domain.flows.records import Flow
from app.domain.flows.terms import TiaOutcome
from app.kernel.adequacy import ROWS, AdequacyRow
from app.reporting.snapshot.frame import People, Vocabulary, day, frame, tallies
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.transfers import (
    Adequacy,
    Lapse,
    OnwardRow,
    TransferRow,
    TransfersData,
    UnplacedRow,
)

TITLE = "International transfers of personal data"
NO_MECHANISM = "none recorded"
"""What stands for a mechanism where there is none, among the tallies."""


def collect_transfers(
    dossiers: Iterable[Dossier], context: Context, *, people: People | None = None
) -> Snapshot:
    """The snapshot of R6: every crossing of an active flow of personal data under the regimes switched on."""
    vocabulary = Vocabulary(context, people)
    transfers: list[TransferRow] = []
    onward: list[OnwardRow] = []
    unplaced: list[UnplacedRow] = []
    inside = 0
    for dossier in dossiers:
        for flow in personal_flows(dossier, context):
            found = crossings(flow, dossier.third_party, context)
            transfers += [transfer_row(crossing, dossier, context, vocabulary) for crossing in found]
            if not flow.locations and not flow.transfers:
                unplaced.append(_unplaced(flow, dossier))
            elif not found:
                inside += 1
        onward += onward_rows(dossier, context, vocabulary)
    transfers.sort(
        key=lambda row: (row["sound"], row["third_party"], row["flow"], row["regime"], row["country"])
    )
    rows = dict.fromkeys(
        key for row in transfers for key in (row["adequacy"], row["adequacy_recorded"]) if key
    )
    data: TransfersData = {
        "coverage": {"numerator": sum(row["sound"] for row in transfers), "denominator": len(transfers)},
        "transfers": transfers,
        "onward": sorted(onward, key=lambda row: (row["third_party"], row["sub_third_party"])),
        "unplaced": sorted(unplaced, key=lambda row: row["flow"]),
        "inside": inside,
        "adequacy": [_adequacy(ROWS[key], vocabulary) for key in sorted(rows) if key in ROWS],
        "countries": tallies(row["country"] for row in transfers),
        "mechanisms": tallies(row["mechanism"] or NO_MECHANISM for row in transfers),
    }
    shown = len(transfers)
    return frame(
        "transfers",
        TITLE,
        context,
        vocabulary,
        counts={"shown": shown, "total": shown, "of": "transfers"},
        data=data,
    )


def transfer_row(
    crossing: Crossing, dossier: Dossier, context: Context, vocabulary: Vocabulary
) -> TransferRow:
    """The row of *crossing*, of a flow of *dossier*."""
    flow, party, recorded = crossing.flow, dossier.third_party, crossing.transfer
    kinds = dict.fromkeys(place.kind for place in flow.locations if place.country == crossing.country)
    return {
        "flow": flow.ref or "",
        "flow_name": flow.name,
        "third_party": party.ref or "",
        "third_party_name": party.name,
        "role": vocabulary.term("role", party.role),
        "regime": vocabulary.term("regime", crossing.regime),
        "country": vocabulary.country(crossing.country),
        "places": [vocabulary.term("location_kind", kind) for kind in kinds],
        "categories": vocabulary.categories(key for key in flow.categories if context.is_personal(key)),
        "mechanism": vocabulary.optional("mechanism", crossing.mechanism),
        "module": recorded.module if recorded else None,
        "adequacy": crossing.adequacy.key if crossing.adequacy else None,
        "adequacy_recorded": recorded.adequacy_row if recorded else None,
        "document": recorded.doc_agreement if recorded else None,
        "tia_on": day(recorded.tia_on) if recorded else None,
        "tia_outcome": vocabulary.optional("tia_outcome", recorded.tia_outcome) if recorded else None,
        "measures": recorded.suppl_measures if recorded else None,
        "onward": recorded.onward if recorded else False,
        "dpf_status": vocabulary.optional("dpf_status", party.dpf_status),
        "dpf_checked_on": day(party.dpf_checked_on),
        "rests_on_adequacy": crossing.rests_on_adequacy,
        "sound": is_sound(crossing, dossier, context),
        "lacks": list(_lacks(crossing, dossier, context)),
        "fallback": _fallback(crossing, dossier, context),
        "lapse": _lapse(crossing, dossier, context),
    }


def _lacks(crossing: Crossing, dossier: Dossier, context: Context) -> Iterator[str]:
    """What is missing where the transfer is not sound, in sentences."""
    today, recorded = context.today, crossing.transfer
    if is_sound(crossing, dossier, context):
        return
    if lacks_mechanism(crossing):
        yield "No mechanism is recorded, and no adequacy decision appears to cover it."
    elif crossing.rests_on_adequacy and (
        crossing.mechanism in BY_LIST or (crossing.adequacy is not None and crossing.adequacy.condition)
    ):
        if not list_is_current(dossier.third_party, today):
            yield f"Active membership of the framework, seen within {DPF_CHECK_DAYS} days, is not recorded."
        elif crossing.adequacy is None:
            yield "No adequacy row covers the country for this recipient on this day."
    if needs_assessment(crossing):
        if not is_assessed(recorded, today):
            yield f"No transfer assessment of the last {ASSESSMENT_DAYS} days is recorded."
        if recorded is not None and recorded.tia_outcome is TiaOutcome.NOT_ACCEPTABLE:
            yield "The assessment ended as not acceptable."
    named = recorded.doc_agreement if recorded else None
    if (
        not crossing.rests_on_adequacy
        and named is not None
        and named not in {agr.ref for agr in agreements_in_force(dossier, context)}
    ):
        yield f"The agreement named, {named}, is not in force as recorded."
    if lacks_uk_paper(crossing, dossier, context):
        yield "A UK addendum or transfer agreement in force is not recorded."


def _fallback(crossing: Crossing, dossier: Dossier, context: Context) -> list[str]:
    """The agreements in force with standard clauses on which a transfer could rest if its adequacy row fell."""
    if not crossing.rests_on_adequacy:
        return []
    kinds = set(SCC_KINDS.values())
    return [agr.ref or "" for agr in governing(dossier, crossing.flow, context) if agr.kind in kinds]


def _lapse(crossing: Crossing, dossier: Dossier, context: Context) -> Lapse | None:
    """What ends first of all that the transfer rests on, from today on."""
    found: list[tuple[dt.date, str]] = []
    row, recorded, party = crossing.adequacy, crossing.transfer, dossier.third_party
    if crossing.rests_on_adequacy and row is not None:
        if row.valid_to is not None:
            found.append((row.valid_to, f"adequacy decision {row.key}"))
        if row.condition and party.dpf_checked_on is not None:
            found.append((_after(party.dpf_checked_on, DPF_CHECK_DAYS), "last look at the framework’s list"))
    if needs_assessment(crossing) and recorded is not None and recorded.tia_on is not None:
        found.append((_after(recorded.tia_on, ASSESSMENT_DAYS), "transfer assessment"))
    if recorded is not None and recorded.doc_agreement in dossier.agreements_by_ref:
        agreement = dossier.agreements_by_ref[recorded.doc_agreement or ""]
        ends = predicates.last_day(agreement, dossier.agreements_by_ref)
        if ends is not None:
            found.append((ends, f"agreement {agreement.ref}"))
    ahead = [one for one in found if one[0] >= context.today]
    if not ahead:
        return None
    on, what = min(ahead)
    return {"on": on.isoformat(), "what": what}


def _after(start: dt.date, days: int) -> dt.date:
    try:
        return start + dt.timedelta(days=days)
    except OverflowError:
        return dt.date.max


def onward_rows(dossier: Dossier, context: Context, vocabulary: Vocabulary) -> Iterator[OnwardRow]:
    """The sub-processors in use of *dossier* for which a country is recorded."""
    party = dossier.third_party
    for sub in party.sub_processors:
        if sub.country is None or not sub.in_use:
            continue
        other = context.third_parties.get(sub.sub_third_party)
        yield {
            "third_party": party.ref or "",
            "third_party_name": party.name,
            "sub_third_party": sub.sub_third_party,
            "sub_third_party_name": None if other is None else other.name,
            "country": vocabulary.country(sub.country),
            "mechanism": sub.mechanism,
            "needs": is_restricted(sub.country, other, context),
        }


def _unplaced(flow: Flow, dossier: Dossier) -> UnplacedRow:
    return {
        "flow": flow.ref or "",
        "flow_name": flow.name,
        "third_party": dossier.third_party.ref or "",
        "third_party_name": dossier.third_party.name,
    }


def _adequacy(row: AdequacyRow, vocabulary: Vocabulary) -> Adequacy:
    return {
        "key": row.key,
        "regime": vocabulary.term("regime", row.regime),
        "country": vocabulary.country(row.country),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": day(row.valid_to),
        "note": row.note,
        "source": row.source,
        "confirmed": row.confirmed,
        "checked_on": row.checked_on.isoformat(),
    }
