"""Part F of the inventory: every consent and notice that the deal needs, of whom, by when, and where it stands."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.data_lines import DataLine
from app.domain.deals.lines import Lines
from app.domain.deals.matter import Matter, shifted
from app.domain.deals.plain import plain
from app.domain.deals.standing import GateState
from app.domain.deals.terms import ConsentStatus, Gate, GatePhase

COUNTERPARTY = frozenset({Gate.COUNTERPARTY_CONSENT, Gate.COUNTERPARTY_NOTICE})
"""The gates that a counterparty opens."""
OF_PEOPLE = frozenset({Gate.NOTICE_SENT, Gate.WINDOW_CLOSED, Gate.CONSENTS_RECORDED})
"""The gates that are met by telling or asking the people whose data they are."""
OF_COURT = frozenset({Gate.CPO_REPORT, Gate.COURT_ORDER})
"""The gates that the bankruptcy court opens."""
WHOM = {
    **dict.fromkeys(OF_PEOPLE, "The people concerned"),
    Gate.CPO_REPORT: "The consumer privacy ombudsman",
    Gate.COURT_ORDER: "The court",
}


@dataclass(frozen=True)
class Requirement:
    """A consent or notice on one line: ``number`` of the line, of ``whom``, how it ``stands`` in words.

    ``due_on`` is the last day to ask or to tell: closing less the notice period, where a clause has one.
    """

    number: str
    gate: Gate
    phase: GatePhase
    whom: str
    about: str
    due_on: dt.date | None
    notice_days: int | None
    owner: str | None
    met_on: dt.date | None
    is_open: bool
    status: str | None
    requested_on: dt.date | None
    answered_on: dt.date | None
    rule_ids: tuple[str, ...]

    @property
    def stands(self) -> str:
        """Where it stands, in a word or two."""
        if self.status is not None:
            return ConsentStatus(self.status).label
        return "Open" if self.is_open else "Met"

    def is_late(self, today: dt.date) -> bool:
        """Whether it is open after its last day."""
        return self.is_open and self.due_on is not None and self.due_on < today

    def as_json(self) -> dict[str, Any]:
        """The row in JSON types."""
        return {**plain(self), "stands": self.stands}


def requirements(matter: Matter, lines: Lines) -> tuple[Requirement, ...]:
    """What the deal needs of counterparties, people and courts, the first due first."""
    found = [*_of_agreements(matter, lines), *_of_data(lines)]
    late = dt.date.max
    return tuple(
        sorted(found, key=lambda one: (one.due_on or late, one.number[:1], len(one.number), one.number))
    )


def _of_agreements(matter: Matter, lines: Lines) -> Iterator[Requirement]:
    for line in lines.agreements:
        for gate in line.standing.gates:
            if gate.gate in COUNTERPARTY:
                yield _requirement(line, gate, line.counterparty, line.title, ask_by(matter, line, gate))


def ask_by(matter: Matter, line: AgreementLine, gate: GateState) -> dt.date | None:
    """The last day to ask or tell the counterparty of *line*: closing less its notice period, or sooner."""
    by_clause = shifted(matter.deal.closing_on, -(line.notice_days or 0))
    days = [day for day in (by_clause, gate.due_on) if day is not None]
    return min(days, default=None)


def _of_data(lines: Lines) -> Iterator[Requirement]:
    for line in lines.data:
        if not line.in_perimeter:
            continue
        for gate in line.standing.gates:
            if gate.gate in WHOM:
                yield _requirement(line, gate, WHOM[gate.gate], line.name, gate.due_on)


def _requirement(
    line: AgreementLine | DataLine, gate: GateState, whom: str, about: str, due_on: dt.date | None
) -> Requirement:
    asked = line if isinstance(line, AgreementLine) else None
    return Requirement(
        number=line.number,
        gate=gate.gate,
        phase=gate.phase,
        whom=whom,
        about=about,
        due_on=due_on,
        notice_days=asked.notice_days if asked is not None else None,
        owner=gate.owner,
        met_on=gate.met_on,
        is_open=gate.is_open,
        status=(asked.consent_status or ConsentStatus.NOT_STARTED.value) if asked is not None else None,
        requested_on=asked.consent_requested_on if asked is not None else None,
        answered_on=asked.consent_received_on if asked is not None else None,
        rule_ids=gate.rule_ids,
    )
