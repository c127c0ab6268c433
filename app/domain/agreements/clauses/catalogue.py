"""All checklists together: which clauses exist, and which ones an agreement is asked for on a day."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from app.domain.agreements.clauses import arrangements, ccpa, confidentiality, gdpr, transfers
from app.domain.agreements.clauses.entry import ClauseType, Family
from app.domain.agreements.terms import AgreementKind as Kind

CLAUSES: tuple[ClauseType, ...] = (
    *gdpr.CLAUSES,
    *ccpa.STATUTE,
    *ccpa.SERVICE,
    *ccpa.THIRD,
    *confidentiality.CLAUSES,
    *transfers.SCC,
    *transfers.IDTA,
    *transfers.ADDENDUM,
    *arrangements.JOINT,
    *arrangements.HEALTH,
    *arrangements.GROUP,
    *arrangements.TRANSITION,
)
"""Every clause, in the order of the checklists."""

BY_KEY: Mapping[str, ClauseType] = MappingProxyType({clause.key: clause for clause in CLAUSES})
"""Every clause by key."""

_SCC_KINDS = (Kind.SCC_M1, Kind.SCC_M2, Kind.SCC_M3, Kind.SCC_M4)

ASKED: Mapping[Kind, tuple[Family, ...]] = MappingProxyType(
    {
        Kind.NDA: (Family.CONFIDENTIALITY,),
        Kind.MSA: (Family.CONFIDENTIALITY,),
        Kind.DPA: (Family.G28,),
        Kind.CCPA_SP: (Family.CCPA_STATUTE, Family.CCPA_SERVICE),
        Kind.CCPA_TP: (Family.CCPA_THIRD,),
        **dict.fromkeys(_SCC_KINDS, (Family.SCC,)),
    }
)
"""The families that an agreement of a kind must be read for: the required keys of the rules and of K2."""

OFFERED: Mapping[Kind, tuple[Family, ...]] = MappingProxyType(
    {
        **ASKED,
        Kind.DPA_SUB: (Family.G28,),
        Kind.UK_IDTA: (Family.IDTA,),
        Kind.UK_ADDENDUM: (Family.ADDENDUM,),
        Kind.JCA: (Family.JOINT,),
        Kind.BAA: (Family.HEALTH,),
        Kind.IGDTA: (Family.GROUP, Family.G28),
        Kind.TSA: (Family.TRANSITION, Family.CONFIDENTIALITY),
        Kind.C2C: (Family.CONFIDENTIALITY,),
        Kind.DEAL_NDA: (Family.CONFIDENTIALITY,),
    }
)
"""The families that the assessment page offers; what is offered beyond :data:`ASKED` is voluntary."""


def families_asked(kind: Kind) -> tuple[Family, ...]:
    """The families that an agreement of *kind* must be read for; none for a kind without a checklist."""
    return ASKED.get(kind, ())


def asked(kind: Kind, day: dt.date) -> tuple[ClauseType, ...]:
    """The required clauses of an agreement of *kind* on *day*."""
    return _of(families_asked(kind), kind, day)


def offered(kind: Kind, day: dt.date) -> tuple[ClauseType, ...]:
    """The clauses that the assessment of an agreement of *kind* shows on *day*, the required ones first."""
    return _of(OFFERED.get(kind, ()), kind, day)


def is_asked(key: str, kind: Kind, day: dt.date) -> bool:
    """Whether an agreement of *kind* must be read for the clause *key* on *day*."""
    clause = BY_KEY.get(key)
    return (
        clause is not None
        and clause.family in families_asked(kind)
        and clause.is_asked_of(kind)
        and clause.is_valid(day)
    )


def label_of(key: str) -> str:
    """The label of the clause *key*, or the key itself where it is one of the organisation's own."""
    clause = BY_KEY.get(key)
    return key if clause is None else clause.label


def _of(families: tuple[Family, ...], kind: Kind, day: dt.date) -> tuple[ClauseType, ...]:
    return tuple(
        clause
        for family in families
        for clause in CLAUSES
        if clause.family is family and clause.is_asked_of(kind) and clause.is_valid(day)
    )
