"""Whether a flow's status, dates and transfers make sense together: problems of one record by itself."""

import datetime as dt
from collections.abc import Iterator

from app.domain.checks import Problem
from app.domain.flows.records import Activity, Flow, Transfer
from app.domain.flows.terms import FlowStatus, Mechanism, TransferRegime
from app.kernel.places import EEA, country_name

AREAS = {
    TransferRegime.GDPR: EEA,
    TransferRegime.UK: frozenset({"GB"}),
    TransferRegime.BR: frozenset({"BR"}),
}
"""The countries inside of which no transfer takes place, by the regime that the data leave."""

_UK_ONLY = frozenset({Mechanism.UK_ADEQUACY, Mechanism.UK_BRIDGE, Mechanism.UK_IDTA, Mechanism.UK_ADDENDUM})
_UNITED_STATES_ONLY = frozenset({Mechanism.ADEQUACY_DPF, Mechanism.UK_BRIDGE})


def problems(record: Flow, today: dt.date) -> Iterator[Problem]:
    """What does not fit in *record*, read on *today*."""
    yield from _status_problems(record, today)
    yield from _transfer_problems(record, today)
    places = set()
    for place, location in enumerate(record.locations):
        if (location.country, location.kind) in places:
            yield ("locations", place), f"{country_name(location.country)} stands twice for this: remove one."
        places.add((location.country, location.kind))
    provisions = set()
    for place, link in enumerate(record.notice_links):
        if link.provision in provisions:
            yield ("notice_links", place, "provision"), f"{link.provision} stands twice: remove one."
        provisions.add(link.provision)


def _status_problems(record: Flow, today: dt.date) -> Iterator[Problem]:
    label = record.status.label
    if record.status is FlowStatus.ENDED:
        if record.ended_on is None:
            yield ("ended_on",), f"is required at the status “{label}”: enter the last day."
        elif record.ended_on > today:
            yield ("ended_on",), f"{record.ended_on} is in the future: keep the flow active until then."
        return
    if record.ended_on is not None and (record.ended_on <= today or record.status is FlowStatus.PLANNED):
        yield ("status",), f"“{label}” contradicts the end on {record.ended_on}: correct one of the two."
    if record.status is FlowStatus.ACTIVE:
        if record.first_on is None:
            yield ("first_on",), f"is required at the status “{label}”: enter the first day."
        elif record.first_on > today:
            yield ("first_on",), f"{record.first_on} is in the future: keep the flow planned until then."
    elif record.first_on is not None and record.first_on < today:
        yield ("status",), f"“{label}” contradicts the first day {record.first_on}: correct one of the two."


def _transfer_problems(record: Flow, today: dt.date) -> Iterator[Problem]:
    seen = set()
    for place, transfer in enumerate(record.transfers):
        for field, sentence in _of_transfer(transfer, today):
            yield ("transfers", place, field), sentence
        if (transfer.from_regime, transfer.to_country) in seen:
            yield ("transfers", place, "to_country"), "the same transfer stands twice: remove one."
        seen.add((transfer.from_regime, transfer.to_country))


def _of_transfer(transfer: Transfer, today: dt.date) -> Iterator[tuple[str, str]]:
    regime, mechanism = transfer.from_regime, transfer.mechanism
    if transfer.to_country in AREAS[regime]:
        country = country_name(transfer.to_country)
        yield (
            "to_country",
            f"{country} lies inside the area of {regime.label}: remove the transfer, keep the place.",
        )
    if mechanism in _UK_ONLY and regime is not TransferRegime.UK:
        yield "mechanism", f"“{mechanism.label}” serves transfers under UK GDPR alone: choose another."
    if mechanism in _UNITED_STATES_ONLY and transfer.to_country != "US":
        yield "mechanism", f"“{mechanism.label}” serves transfers to the United States alone: choose another."
    if transfer.module is not None and mechanism is not Mechanism.SCC:
        yield "module", "belongs to standard contractual clauses alone: leave it empty or choose those."
    if transfer.tia_outcome is not None and transfer.tia_on is None:
        yield "tia_on", "is required where the assessment has an outcome: enter the day."
    if transfer.tia_on is not None and transfer.tia_on > today:
        yield "tia_on", f"{transfer.tia_on} is in the future: enter it once it is done."


def activity_problems(record: Activity, today: dt.date) -> Iterator[Problem]:
    """What does not fit in an activity, read on *today*."""
    kept = set()
    for place, period in enumerate(record.retention):
        path = ("retention", place, "category")
        if period.category not in record.categories:
            yield (
                path,
                f"“{period.category}” is none of the activity's data categories: add it there first.",
            )
        if period.category in kept:
            yield path, f"“{period.category}” stands twice: remove one."
        kept.add(period.category)
    if record.lia_on is not None and record.lia_on > today:
        yield ("lia_on",), f"{record.lia_on} is in the future: enter it once it is done."
    done_on = record.dpia.done_on
    if done_on is not None and done_on > today:
        yield ("dpia", "done_on"), f"{done_on} is in the future: enter it once it is done."
