"""The lines of a deal: a row for each data asset and each agreement, numbered, with where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.deals.agreement_lines import AgreementLine, agreement_line
from app.domain.deals.data_lines import DataLine, data_line, preferences_line
from app.domain.deals.engine import propose_for
from app.domain.deals.facts import met_gates
from app.domain.deals.matter import Matter
from app.domain.deals.numbering import ItemKey, by_number, numbered, struck
from app.domain.deals.plain import plain
from app.domain.deals.proposal import Proposal
from app.domain.deals.records import Item
from app.domain.deals.standing import OUTSIDE, Standing, standing, stored_standing
from app.domain.deals.terms import ItemType
from app.domain.evidence.terms import PreferenceKind


@dataclass(frozen=True)
class OtherLine:
    """A line that a person added, such as a vendor account: no rule proposes anything for it."""

    number: str
    type: ItemType
    ref: str
    standing: Standing

    in_perimeter = True

    @property
    def key(self) -> ItemKey:
        """What the line is about."""
        return (self.type, self.ref)

    def as_json(self) -> dict[str, Any]:
        """The row in JSON types."""
        return {**plain(self), "standing": self.standing.as_json()}


@dataclass(frozen=True)
class Lines:
    """Every line of a deal, by number, and the numbers of those that were struck."""

    data: tuple[DataLine, ...]
    agreements: tuple[AgreementLine, ...]
    others: tuple[OtherLine, ...]
    struck: tuple[str, ...]
    proposals: tuple[Proposal, ...]

    @cached_property
    def data_by_key(self) -> Mapping[ItemKey, DataLine]:
        """The lines of data by what they are about."""
        return {line.key: line for line in self.data}

    @cached_property
    def facts(self) -> tuple[DataLine | AgreementLine, ...]:
        """The lines in the perimeter that state facts of the register."""
        return (*(line for line in self.data if line.in_perimeter), *self.agreements)

    @cached_property
    def perimeter(self) -> tuple[DataLine | AgreementLine | OtherLine, ...]:
        """The lines that must be decided: everything in the perimeter."""
        return (*self.facts, *self.others)


def collect(matter: Matter, used: tuple[str, ...] = ()) -> Lines:
    """The lines of *matter*; *used* are numbers of earlier schedules that no stored item shows any more."""
    proposals = propose_for(matter)
    outside = [segment for segment in matter.segments if not segment.in_perimeter]
    wanted = [
        *(proposal.key for proposal in proposals),
        *((ItemType.SEGMENT, segment.ref or "") for segment in outside),
    ]
    added = _added_by_hand(matter, wanted)
    wanted += [(item.type, item.ref) for item in added]
    numbers = numbered(matter.deal.items, wanted, used)
    segments = {segment.ref or "": segment for segment in matter.segments}
    agreements = {agreement.ref or "": (party, agreement) for party, agreement in matter.agreements}
    met = met_gates(matter)
    data: list[DataLine] = []
    papers: list[AgreementLine] = []
    for proposal in proposals:
        item = matter.items.get(proposal.key)
        number, where = numbers[proposal.key], standing(proposal, item, met)
        if proposal.type is ItemType.AGREEMENT:
            papers.append(agreement_line(matter, number, *agreements[proposal.ref], where, item))
        elif proposal.type is ItemType.CONSENT_RECORD:
            data.append(preferences_line(proposal, number, where))
        else:
            data.append(data_line(matter, segments[proposal.ref], number, where, proposal))
    for segment in outside:
        number = numbers[ItemType.SEGMENT, segment.ref or ""]
        data.append(data_line(matter, segment, number, OUTSIDE, None))
    return Lines(
        data=tuple(sorted(data, key=lambda line: by_number(line.number))),
        agreements=tuple(sorted(papers, key=lambda line: by_number(line.number))),
        others=tuple(
            OtherLine(numbers[item.type, item.ref], item.type, item.ref, stored_standing(item, met))
            for item in added
        ),
        struck=struck(matter.deal.items, wanted),
        proposals=proposals,
    )


def _added_by_hand(matter: Matter, wanted: Iterable[ItemKey]) -> list[Item]:
    """The stored items that no rule made: a line whose object is gone was struck and is not among them."""
    known = frozenset(wanted)
    made = {*(segment.ref for segment in matter.deal.segments), *(kind.value for kind in PreferenceKind)}
    return [
        item
        for key, item in matter.items.items()
        if key not in known
        and item.ref not in made
        and item.type not in {ItemType.SEGMENT, ItemType.AGREEMENT}
    ]
