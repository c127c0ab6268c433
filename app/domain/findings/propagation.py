"""Whom an opt-out must be passed on to, told when, confirmed when, and by which day.

Whoever markets for us must hear of it, as RTS-02 and K9 have it. Who was told once is shown although its flow ended
since; who has not been told by then need not be any more.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, or_, select

from app.domain.evidence.records import Preference
from app.domain.findings import reading
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rules.rights import due_on, marketing_flows, must_be_told
from app.domain.flows.models import Flow
from app.domain.flows.terms import FlowStatus
from app.kernel.words import Term


class TellingState(Term):
    """How far the passing on of an opt-out to one third party has come."""

    TO_TELL = "to_tell", "To be told"
    TOLD = "told", "Told, not confirmed"
    CONFIRMED = "confirmed", "Confirmed"


@dataclass(frozen=True)
class Telling:
    """One opt-out and one third party; *due_on* is the last day for its confirmation."""

    preference: Preference
    third_party: str
    sent_on: dt.date | None
    ack_on: dt.date | None
    due_on: dt.date | None

    @property
    def key(self) -> str:
        """Names the pair in forms: ``PF-0001/TP-0004``."""
        return f"{self.preference.ref}/{self.third_party}"

    @property
    def state(self) -> TellingState:
        """How far it has come."""
        if self.ack_on is not None:
            return TellingState.CONFIRMED
        return TellingState.TOLD if self.sent_on is not None else TellingState.TO_TELL

    def is_late(self, today: dt.date) -> bool:
        """Whether the confirmation came, or is still missing, after the last day for it."""
        return self.due_on is not None and (self.ack_on or today) > self.due_on


def recipients(source: reading.Source, context: Context) -> list[Dossier]:
    """The third parties that market for us today, in order of reference."""
    refs = None
    if source.as_of is None:
        keys = [key for key, purpose in context.purposes.items() if purpose.marketing]
        if not keys:
            return []
        # A vocabulary's keys need no escaping in JSON.
        text = cast(Flow.purposes, String)
        marketing = or_(*(text.contains(f'"{key}"', autoescape=True) for key in keys))
        query = select(Flow.third_party).where(
            Flow.status == FlowStatus.ACTIVE.value, Flow.archived.is_(False), marketing
        )
        refs = sorted(set(source.session.scalars(query)))
    return [one for one in reading.dossiers(source, refs) if marketing_flows(one, context)]


def tellings(
    preferences: Iterable[Preference], marketers: Sequence[Dossier], context: Context
) -> Iterator[Telling]:
    """Every pair of one of *preferences* and a third party that must hear of it, or did."""
    flows = {one.third_party.ref or "": marketing_flows(one, context) for one in marketers}
    for preference in preferences:
        due = due_on(preference, context)
        told = {entry.third_party: entry for entry in preference.propagation}
        must = {
            ref
            for ref, some in flows.items()
            if any(must_be_told(flow, preference, context) for flow in some)
        }
        for ref in sorted(must | {ref for ref, entry in told.items() if entry.sent_on or entry.ack_on}):
            entry = told.get(ref)
            yield Telling(
                preference, ref, entry.sent_on if entry else None, entry.ack_on if entry else None, due
            )


def open_preferences(context: Context) -> list[Preference]:
    """The opt-outs of the ledger, the oldest first."""
    return sorted(
        (one for one in context.preferences if not one.archived),
        key=lambda one: (one.received_on or dt.date.min, one.ref or ""),
    )
