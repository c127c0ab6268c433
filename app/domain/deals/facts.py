"""What the record of the deal itself shows about its gates, so that it need not be ticked on every line."""

import datetime as dt
from collections.abc import Mapping

from app.domain.agreements.predicates import executed_on, in_force
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.deals.matter import Matter, shifted
from app.domain.deals.terms import Gate, GatePhase, Ombudsman

GateKey = tuple[GatePhase, Gate]


def window_ends_on(matter: Matter) -> dt.date | None:
    """The last day of the objection window, where notice was sent and the window is recorded."""
    deal = matter.deal
    return shifted(deal.notice_sent_on, deal.window_days) if deal.window_days is not None else None


def deal_nda(matter: Matter, day: dt.date) -> Agreement | None:
    """The deal's confidentiality agreement in force on *day*: with the buyer, where the buyer is named."""
    buyer = matter.deal.buyer_entity
    candidates = (
        (agreement, dossier)
        for dossier in matter.dossiers
        for agreement in dossier.agreements
        if agreement.kind is AgreementKind.DEAL_NDA
        and buyer in {None, agreement.their_entity, dossier.third_party.entity}
    )
    return next((found for found, own in candidates if in_force(found, day, own.agreements_by_ref)), None)


def met_gates(matter: Matter) -> Mapping[GateKey, dt.date | None]:
    """The gates that the deal's own record shows as met by today, each with its day where one is known."""
    deal, today = matter.deal, matter.context.today
    dated = {
        (GatePhase.CLOSING, Gate.NOTICE_SENT): deal.notice_sent_on,
        (GatePhase.AFTER, Gate.NOTICE_SENT): deal.art14_notice_on,
        (GatePhase.CLOSING, Gate.WINDOW_CLOSED): shifted(window_ends_on(matter), 1),
        (GatePhase.CLOSING, Gate.COURT_ORDER): deal.court_approved_on,
    }
    met: dict[GateKey, dt.date | None] = {
        key: day for key, day in dated.items() if day is not None and day <= today
    }
    if deal.cpo is Ombudsman.REPORTED:
        met[GatePhase.CLOSING, Gate.CPO_REPORT] = None
    signed = deal_nda(matter, today)
    if signed is not None:
        met[GatePhase.CLOSING, Gate.DEAL_NDA] = executed_on(signed)
    return met
