"""The tables of findings, their history, and what lists show of a dossier.

Findings follow from the register by the rules, so they are no register objects: the register file leaves them out,
and any past instant's findings can be computed again from the revisions. Whose they were, since when, and whether a
waiver covered them then is read from what these rows said before (:mod:`app.db.ledgers`).
"""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.ledgers import Kept
from app.db.types import Instant, Json
from app.extensions import Base
from app.kernel.records import LINE

_SERIAL = BigInteger().with_variant(Integer, "sqlite")


class Finding(Kept):
    """What a rule found on an object; its identity (rule, object, key) lasts through closing and reopening."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_identity", "rule", "object", "key", unique=True),
        Index("ix_finding_status", "status", "severity_rank"),
    )

    id: Mapped[int] = mapped_column(_SERIAL, primary_key=True)
    rule: Mapped[str] = mapped_column(String(10))
    object: Mapped[str] = mapped_column(String(LINE), index=True)
    key: Mapped[str] = mapped_column(String(LINE))
    #: The third party in whose dossier it was found; empty for findings on the register as a whole.
    third_party: Mapped[str | None] = mapped_column(
        ForeignKey("third_party.ref", ondelete="CASCADE", deferrable=True, initially="DEFERRED"), index=True
    )
    severity: Mapped[str] = mapped_column(String(10))
    #: 0 for critical to 4 for info, so that lists sort gravest first.
    severity_rank: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(LINE))
    message: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    citation: Mapped[str] = mapped_column(String(LINE))
    #: The field values that made the rule fire.
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    rule_version: Mapped[int]
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    #: Day by which it should be closed (K10), by severity; empty for info.
    due_on: Mapped[dt.date | None] = mapped_column(index=True)
    owner: Mapped[str | None] = mapped_column(ForeignKey("person.email"), index=True)


class FindingEvent(Base):
    """What happened to a finding: opened, changed, closed, reopened, waived, assigned, commented."""

    __tablename__ = "finding_event"
    __log__ = "at"

    id: Mapped[int] = mapped_column(_SERIAL, primary_key=True)
    finding: Mapped[int] = mapped_column(ForeignKey("finding.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    #: Who caused it: the actor of the operation, or ``system`` for the passing of time.
    actor: Mapped[str] = mapped_column(String(LINE))
    what: Mapped[str] = mapped_column(String(20))
    #: The operation in which it happened, as in the trail.
    operation: Mapped[str] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(Text)
    values: Mapped[dict[str, Any]] = mapped_column(Json)


class Summary(Kept):
    """What lists show of a third party's dossier, kept when the dossier is evaluated."""

    __tablename__ = "third_party_summary"
    __passing__ = frozenset({"evaluated_on"})

    third_party: Mapped[str] = mapped_column(
        ForeignKey("third_party.ref", ondelete="CASCADE", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    )
    #: The best state among its agreements: ``in_force``, ``unsigned``, ``ended`` or ``none``.
    agreement_state: Mapped[str] = mapped_column(String(20), index=True)
    active_flows: Mapped[int]
    agreements: Mapped[int]
    open_findings: Mapped[int] = mapped_column(index=True)
    #: The rank of the gravest open finding, 9 for none.
    worst: Mapped[int] = mapped_column(index=True)
    countries: Mapped[list[str]] = mapped_column(Json)
    categories: Mapped[list[str]] = mapped_column(Json)
    evaluated_on: Mapped[dt.date]
