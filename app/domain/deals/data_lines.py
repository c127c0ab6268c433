"""The rows of Parts A to D: data assets, what is split from them, and records that travel with the people.

Every value is plain (words, dates, counts): no names of data subjects, no personal data of theirs.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.deals.collection import at_collection
from app.domain.deals.engine import PREFERENCE_RULE
from app.domain.deals.matter import Matter
from app.domain.deals.numbering import ItemKey
from app.domain.deals.plain import plain
from app.domain.deals.proposal import Proposal
from app.domain.deals.records import Segment
from app.domain.deals.standing import Standing
from app.domain.deals.terms import DealStage, Disposition, ItemType
from app.domain.flows.terms import VolumeBand
from app.domain.notices.coverage import deal_coverage

_BANDS = (
    (100, VolumeBand.UNDER_100),
    (1_000, VolumeBand.UNDER_1K),
    (10_000, VolumeBand.UNDER_10K),
    (100_000, VolumeBand.UNDER_100K),
    (1_000_000, VolumeBand.UNDER_1M),
)

PARTS: Mapping[Disposition, str] = {
    Disposition.NO_TRANSFER: "B",
    Disposition.SUPPRESSION_ONLY: "D",
    Disposition.ANONYMISE: "C",
    Disposition.EXCLUDE: "C",
    Disposition.DELETE: "C",
}
"""The part of the inventory to which a disposition sends a line; Part A for the others."""


def band(records: int | None) -> VolumeBand | None:
    """The band in which *records* lies."""
    if records is None:
        return None
    return next((found for limit, found in _BANDS if records < limit), VolumeBand.OVER_1M)


@dataclass(frozen=True)
class Word:
    """A term of the organisation's vocabulary: key, label, its code in the notice, why it is sensitive."""

    key: str
    label: str
    code: str | None = None
    sensitive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cohort:
    """The share of the people told under one notice version, and how clearly it announces this deal."""

    notice: str
    effective_on: dt.date | None
    share: int
    ground: str


@dataclass(frozen=True)
class DataLine:
    """A row of Parts A to D. ``part`` follows from the disposition; the number does not change with it."""

    number: str
    type: ItemType
    ref: str
    name: str
    system: str | None
    subjects: tuple[Word, ...]
    categories: tuple[Word, ...]
    purposes: tuple[Word, ...]
    legal_basis: tuple[str, ...]
    notices: tuple[Cohort, ...]
    records_signing: int | None
    records_closing: int | None
    retention_end_on: dt.date | None
    standing: Standing
    in_perimeter: bool = True
    activity: str | None = None
    custodian: str = ""
    reason: str = ""
    method: str = ""
    form: str = ""

    @property
    def key(self) -> ItemKey:
        """What the line is about."""
        return (self.type, self.ref)

    @property
    def part(self) -> str:
        """The part in which it is printed."""
        if self.type is ItemType.CONSENT_RECORD:
            return "D"
        return PARTS.get(Disposition(self.standing.disposition), "A")

    @property
    def records(self) -> int | None:
        """The latest count."""
        return self.records_closing if self.records_closing is not None else self.records_signing

    @property
    def band(self) -> VolumeBand | None:
        """The latest count as a band."""
        return band(self.records)

    def as_json(self) -> dict[str, Any]:
        """The row in JSON types, with what follows from it."""
        more = {"part": self.part, "records": self.records, "band": self.band}
        return {**plain(self), **plain(more), "standing": self.standing.as_json()}


_NAMES = {
    ItemType.SUPPRESSION_LIST: "{name}: opted-out addresses",
    ItemType.ACCOUNT: "{name}: payment tokens",
}
_FORMS = {
    ItemType.SUPPRESSION_LIST: "Keyed hashes, for keeping people off lists only",
    ItemType.ACCOUNT: "Tokens, from one payment processor to the other",
}
_METHODS = {
    Disposition.DELETE: "Erase, copies and back-ups included, with a certificate",
    Disposition.ANONYMISE: "Make anonymous beyond recovery",
    Disposition.EXCLUDE: "Leave out of every file and system that is handed over",
}


def data_line(
    matter: Matter, segment: Segment, number: str, where: Standing, proposal: Proposal | None
) -> DataLine:
    """The line of *segment*, or of what was split from it, with what the register says of its data."""
    context = matter.context
    type_ = proposal.type if proposal is not None else ItemType.SEGMENT
    name = segment.name or segment.ref or ""
    keys = proposal.categories if proposal is not None else matter.categories(segment)
    disposition = Disposition(where.disposition)
    recipients = matter.deal.stage is DealStage.ABANDONED and disposition is Disposition.DELETE
    stays = PARTS.get(disposition) in {"B", "C"}
    return DataLine(
        number=number,
        type=type_,
        ref=segment.ref or "",
        name=_NAMES.get(type_, "{name}").format(name=name),
        system=segment.system,
        activity=segment.activity,
        subjects=tuple(Word(key, _label(context.subjects, key)) for key in matter.subjects(segment)),
        categories=tuple(
            Word(
                key,
                _label(context.categories, key),
                sensitive=tuple(sorted(flag.value for flag in matter.flags_of(key))),
            )
            for key in keys
        ),
        purposes=tuple(
            Word(
                key,
                _label(context.purposes, key),
                code=_code(context.purposes, key),
            )
            for key in matter.purposes(segment)
        ),
        legal_basis=tuple(sorted(basis.value for basis in matter.bases(segment))),
        notices=_cohorts(matter, segment),
        records_signing=segment.records_signing,
        records_closing=segment.records_closing,
        retention_end_on=segment.retention_end_on,
        standing=where,
        in_perimeter=segment.in_perimeter,
        custodian=("Recipient" if recipients else _custodian(matter)) if stays else "",
        reason=where.reason if stays else "",
        method=_METHODS.get(disposition, ""),
        form=_FORMS.get(type_, ""),
    )


def _custodian(matter: Matter) -> str:
    """Who keeps what does not move: our own entity, by its legal name."""
    own = matter.context.entities.get(matter.context.organisation.entity or "")
    return own.legal_name if own is not None else "Seller"


def _cohorts(matter: Matter, segment: Segment) -> tuple[Cohort, ...]:
    found = []
    known = {notice.ref: notice for notice in at_collection(matter, segment).notices}
    for cohort in segment.notices:
        notice = known.get(cohort.notice)
        effective = notice.effective_on if notice is not None else None
        ground = deal_coverage(notice, matter.deal.kind).value
        found.append(Cohort(cohort.notice, effective, cohort.share, ground))
    return tuple(found)


def preferences_line(proposal: Proposal, number: str, where: Standing) -> DataLine:
    """The ledger's opt-outs of one kind; their count comes with the rule that sends them along."""
    firing = next(firing for firing in proposal.firings if firing.rule_id == PREFERENCE_RULE)
    count = int(firing.values["count"])
    return DataLine(
        number=number,
        type=proposal.type,
        ref=proposal.ref,
        name="Opt-outs of sale and sharing",
        system=None,
        subjects=(),
        categories=(),
        purposes=(),
        legal_basis=(),
        notices=(),
        records_signing=count,
        records_closing=None,
        retention_end_on=None,
        standing=where,
        form="Keyed hashes with date and scope, to be obeyed by the acquirer",
    )


def _label(known: Mapping[str, object], key: str) -> str:
    return getattr(known.get(key), "label", None) or key


def _code(known: Mapping[str, object], key: str) -> str | None:
    return getattr(known.get(key), "policy_code", None)
