"""R8, the ledgers: opt-outs honoured and passed on in time, and disclosures compelled or investigative.

No hash of a person is in it: entries are known by their reference, people are counted.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.evidence.records import Disclosure, Preference
from app.domain.evidence.terms import DisclosureDecision, DisclosureGround, PreferenceKind
from app.domain.findings import propagation
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.propagation import Telling, TellingState
from app.domain.findings.rules.rights import due_on, marketing_flows
from app.kernel.periods import business_days_between
from app.reporting.snapshot.findings import finding_rows
from app.reporting.snapshot.frame import People, Vocabulary, day, frame, tallies
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.ledger import (
    DisclosureRow,
    LedgerData,
    MarketerRow,
    OptOutRow,
    Propagated,
    TellingRow,
)

TITLE = "Opt-outs and disclosures"
RULES = ("RTS-01", "RTS-02", "RTS-04", "DSC-01")
"""The rules whose findings are printed."""


def collect_ledger(
    dossiers: Iterable[Dossier],
    kpis: Iterable[Mapping[str, Any]],
    context: Context,
    findings: Iterable[Mapping[str, Any]],
    *,
    people: People | None = None,
) -> Snapshot:
    """The snapshot of R8: the ledgers of *context*, passed on to those of *dossiers* who market."""
    vocabulary = Vocabulary(context, people)
    names = {ref: party.name for ref, party in context.third_parties.items()}
    marketers = []
    for dossier in dossiers:
        names[dossier.third_party.ref or ""] = dossier.third_party.name
        if marketing_flows(dossier, context):
            marketers.append(dossier)
    preferences = propagation.open_preferences(context)
    tellings = list(propagation.tellings(preferences, marketers, context))
    disclosures = sorted(
        (one for one in context.disclosures if not one.archived),
        key=lambda one: (one.received_on or dt.date.min, one.ref or ""),
    )
    by_preference: dict[str, list[Telling]] = {}
    for telling in tellings:
        by_preference.setdefault(telling.preference.ref or "", []).append(telling)
    about = [finding for finding in findings if finding["rule"] in RULES]
    data: LedgerData = {
        "retention_months": context.organisation.ledger_retention_months,
        "holidays": [one.isoformat() for one in sorted(context.organisation.holidays)],
        "propagated": _propagated(kpis),
        "kinds": tallies(
            (vocabulary.term("preference_kind", one.kind) for one in preferences),
            (kind.value for kind in PreferenceKind),
        ),
        "states": tallies(
            (vocabulary.term("telling_state", one.state) for one in tellings),
            (state.value for state in TellingState),
        ),
        "grounds": tallies(
            (vocabulary.term("ground", one.ground) for one in disclosures if one.ground),
            (ground.value for ground in DisclosureGround),
        ),
        "opt_outs": [
            _opt_out(one, by_preference.get(one.ref or "", []), context, vocabulary) for one in preferences
        ],
        "tellings": [_telling(one, names, context, vocabulary) for one in tellings],
        "marketers": _marketers(tellings, names, context),
        "disclosures": [_disclosure(one, names, vocabulary) for one in disclosures],
        "findings": finding_rows(about, context, vocabulary, names),
    }
    shown = len(preferences) + len(disclosures)
    return frame(
        "ledger",
        TITLE,
        context,
        vocabulary,
        counts={"shown": shown, "total": shown, "of": "entries of both ledgers"},
        data=data,
    )


def _propagated(kpis: Iterable[Mapping[str, Any]]) -> Propagated | None:
    found = next((kpi for kpi in kpis if kpi["id"] == "K9"), None)
    if found is None:
        return None
    return {"numerator": found["numerator"], "denominator": found["denominator"]}


def _opt_out(
    one: Preference, tellings: Sequence[Telling], context: Context, vocabulary: Vocabulary
) -> OptOutRow:
    due, today = due_on(one, context), context.today
    until = one.honoured_on or today
    days = (
        None
        if one.received_on is None
        else business_days_between(one.received_on, until, context.organisation.holidays)
    )
    confirmed = [telling for telling in tellings if telling.ack_on is not None]
    return {
        "ref": one.ref or "",
        "kind": vocabulary.term("preference_kind", one.kind),
        "channel": vocabulary.optional("preference_channel", one.channel),
        "scope": vocabulary.purposes(one.scope),
        "people": one.subjects_count,
        "received_on": day(one.received_on),
        "due_on": day(due),
        "honoured_on": day(one.honoured_on),
        "days": days,
        "late": due is not None and until > due,
        "to_tell": len(tellings),
        "confirmed": len(confirmed),
        "confirmed_late": sum(telling.is_late(today) for telling in confirmed),
        "overdue": sum(telling.is_late(today) for telling in tellings if telling.ack_on is None),
        "erased_on": day(one.erased_on),
    }


def _telling(one: Telling, names: Mapping[str, str], context: Context, vocabulary: Vocabulary) -> TellingRow:
    return {
        "opt_out": one.preference.ref or "",
        "third_party": one.third_party,
        "name": names.get(one.third_party, one.third_party),
        "state": vocabulary.term("telling_state", one.state),
        "sent_on": day(one.sent_on),
        "ack_on": day(one.ack_on),
        "due_on": day(one.due_on),
        "late": one.is_late(context.today),
    }


def _marketers(tellings: Sequence[Telling], names: Mapping[str, str], context: Context) -> list[MarketerRow]:
    held: dict[str, list[Telling]] = {}
    for telling in tellings:
        held.setdefault(telling.third_party, []).append(telling)
    return [
        {
            "ref": ref,
            "name": names.get(ref, ref),
            "requests": len(some),
            "told": sum(one.sent_on is not None for one in some),
            "confirmed": sum(one.ack_on is not None for one in some),
            "late": sum(one.is_late(context.today) for one in some if one.ack_on is not None),
            "overdue": sum(one.is_late(context.today) for one in some if one.ack_on is None),
        }
        for ref, some in sorted(held.items())
    ]


def _disclosure(one: Disclosure, names: Mapping[str, str], vocabulary: Vocabulary) -> DisclosureRow:
    refused = one.decision is DisclosureDecision.REFUSED
    wanted = (("ground", one.ground), ("approver", one.approver), ("scope", one.scope or refused))
    return {
        "ref": one.ref or "",
        "requester": one.requester,
        "authority": one.authority,
        "ground": vocabulary.optional("ground", one.ground),
        "received_on": day(one.received_on),
        "decided_on": day(one.decided_on),
        "decision": vocabulary.optional("disclosure_decision", one.decision),
        "approver": vocabulary.person(one.approver),
        "scope": one.scope,
        "people": one.subjects_count,
        "subject_notified": one.subject_notified,
        "via": one.via_third_party,
        "via_name": names.get(one.via_third_party or ""),
        "missing": [name for name, value in wanted if not value],
    }
