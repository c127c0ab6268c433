"""The rows of Part E: processor and confidentiality agreements, and what each needs to go along."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.predicates import confidentiality_alive, confidentiality_ends_on, executed_on
from app.domain.agreements.records import Agreement
from app.domain.deals.matter import Matter
from app.domain.deals.numbering import ItemKey
from app.domain.deals.plain import plain
from app.domain.deals.records import Item
from app.domain.deals.standing import Standing
from app.domain.deals.terms import ItemType
from app.domain.third_parties.records import ThirdParty


@dataclass(frozen=True)
class AgreementLine:
    """A row of Part E."""

    number: str
    ref: str
    third_party: str
    counterparty: str
    affiliation: str
    role: str
    title: str
    kind: str
    dated_on: dt.date | None
    our_entity: str | None
    effective_on: dt.date | None
    expires_on: dt.date | None
    runs_on: bool
    terminated_on: dt.date | None
    governing_law: str | None
    confidentiality_alive: bool
    confidentiality_until: dt.date | None
    confidentiality_unlimited: bool
    assignment_rule: str
    assignment_ref: str | None
    by_law_covered: str
    coc: str
    coc_ref: str | None
    notice_days: int | None
    notice_address: str | None
    shared_with_retained: bool
    document: str | None
    consent_status: str | None
    consent_requested_on: dt.date | None
    consent_received_on: dt.date | None
    standing: Standing

    type = ItemType.AGREEMENT
    part = "E"

    @property
    def key(self) -> ItemKey:
        """What the line is about."""
        return (self.type, self.ref)

    def as_json(self) -> dict[str, Any]:
        """The row in JSON types, with what follows from it."""
        more = {"type": self.type, "part": self.part}
        return {**plain(self), **plain(more), "standing": self.standing.as_json()}


def agreement_line(
    matter: Matter, number: str, party: ThirdParty, agreement: Agreement, where: Standing, item: Item | None
) -> AgreementLine:
    """The line of *agreement*, with what it says of assignment and where the consent stands."""
    today, entities = matter.context.today, matter.context.entities
    known = matter.agreements_by_ref
    terms, ours = agreement.assignment, entities.get(agreement.our_entity or "")
    status = item.consent_status if item is not None else None
    return AgreementLine(
        number=number,
        ref=agreement.ref or "",
        third_party=party.ref or "",
        counterparty=_counterparty(matter, party, agreement),
        affiliation=party.affiliation.value,
        role=party.role.value,
        title=agreement.title or agreement.kind.label,
        kind=agreement.kind.value,
        dated_on=executed_on(agreement) or agreement.effective_on,
        our_entity=ours.legal_name if ours is not None else agreement.our_entity,
        effective_on=agreement.effective_on,
        expires_on=agreement.expires_on,
        runs_on=agreement.evergreen or agreement.auto_renew,
        terminated_on=agreement.terminated_on,
        governing_law=agreement.governing_law,
        confidentiality_alive=confidentiality_alive(agreement, today, known),
        confidentiality_until=confidentiality_ends_on(agreement, known),
        confidentiality_unlimited=agreement.survival_indefinite,
        assignment_rule=terms.rule.value,
        assignment_ref=terms.ref,
        by_law_covered=terms.by_law_covered.value,
        coc=terms.coc.value,
        coc_ref=terms.coc_ref,
        notice_days=terms.notice_days,
        notice_address=terms.notice_address,
        shared_with_retained=agreement.shared_with_retained and matter.retains,
        document=agreement.doc_sha256,
        consent_status=status.value if status is not None else None,
        consent_requested_on=item.consent_requested_on if item is not None else None,
        consent_received_on=item.consent_received_on if item is not None else None,
        standing=where,
    )


def _counterparty(matter: Matter, party: ThirdParty, agreement: Agreement) -> str:
    """The legal name of who signed, else the name of the third party."""
    entity = matter.context.entities.get(agreement.their_entity or party.entity or "")
    return entity.legal_name if entity is not None else party.name
