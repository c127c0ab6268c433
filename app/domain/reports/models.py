"""The tables of issued reports, their renderings, and requests for reports."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, link, ref_key
from app.db.types import Instant, Json
from app.domain.reports import records
from app.extensions import Base
from app.kernel.records import LINE


class Report(Base):
    """A sealed report. Its row is covered by the trail entry that filed it; nothing in it ever changes."""

    __tablename__ = "report"
    __log__ = "issued_at"

    #: Such as R-2026-0001.
    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    #: Place among all reports, from 1.
    place: Mapped[int] = mapped_column(Integer, unique=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(LINE))
    #: Instant of the data.
    as_of: Mapped[dt.datetime] = mapped_column(Instant)
    #: The rules' today.
    on_day: Mapped[dt.date]
    #: What was asked for beside kind and instant, such as the deal.
    parameters: Mapped[dict[str, Any]] = mapped_column(Json)
    #: The deal whose members alone may see it.
    deal: Mapped[str | None] = mapped_column(
        ForeignKey("deal.ref", deferrable=True, initially="DEFERRED"), index=True
    )
    snapshot_sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: The seal in JSON types, as printed and embedded.
    seal: Mapped[dict[str, Any]] = mapped_column(Json)
    issued_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    issued_by: Mapped[str] = mapped_column(String(LINE))
    #: Size of paper on which it is set.
    paper: Mapped[str] = mapped_column(String(10), default="A4")
    #: SHA-256 of all that was asked for, the instant resolved: whoever asks for the same gets this report.
    order_sha256: Mapped[str | None] = mapped_column(String(64), index=True)


class Rendering(Base):
    """A file of a report; its bytes are in the blob store under the same hash."""

    __tablename__ = "rendering"

    report: Mapped[str] = mapped_column(ForeignKey("report.number"), primary_key=True)
    format: Mapped[str] = mapped_column(String(10), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    #: SHA-256 of the file as it was rendered, before it was signed; empty for what is not signed itself.
    unsigned_sha256: Mapped[str | None] = mapped_column(String(64), index=True)


class RenderingCopy(Base):
    """A file derived from one of a report for one recipient, such as a copy with that person's watermark."""

    __tablename__ = "rendering_copy"

    #: Of the copy; two copies are never the same to the byte.
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    report: Mapped[str] = mapped_column(ForeignKey("report.number"), index=True)
    format: Mapped[str] = mapped_column(String(10))
    #: E-mail address or name of whoever it was made for.
    recipient: Mapped[str] = mapped_column(String(LINE))
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    size: Mapped[int] = mapped_column(BigInteger)


class ReportRelease(Base):
    """That guests of its deal see a report; without a row they do not. The trail holds who released and withdrew."""

    __tablename__ = "report_release"

    report: Mapped[str] = mapped_column(ForeignKey("report.number"), primary_key=True)
    #: E-mail address of the member who released it.
    by: Mapped[str] = mapped_column(String(LINE))
    at: Mapped[dt.datetime] = mapped_column(Instant)


class ReportSchedule(Aggregate):
    """A report that is issued by itself, again and again."""

    __tablename__ = "report_schedule"
    __record__ = records.ReportSchedule
    __kind__ = "report_schedule"

    ref: Mapped[str] = ref_key()
    name: Mapped[str] = mapped_column(String(LINE))
    kind: Mapped[str] = mapped_column(String(20), index=True)
    third_party: Mapped[str | None] = link("third_party.ref")
    paper: Mapped[str] = mapped_column(String(10))
    rhythm: Mapped[str] = mapped_column(String(10))
    weekday: Mapped[str] = mapped_column(String(10))
    day: Mapped[int]
    month: Mapped[str] = mapped_column(String(10))
    time: Mapped[str] = mapped_column(String(5))
    time_zone: Mapped[str] = mapped_column(String(LINE))
    recipients: Mapped[list[str]] = mapped_column(Json)
    paused: Mapped[bool]
    archived: Mapped[bool] = mapped_column(index=True)


class ReportScheduleClock(Base):
    """Up to when the occurrences of a schedule are seen to; no part of the register, since it moves by itself."""

    __tablename__ = "report_schedule_clock"

    schedule: Mapped[str] = mapped_column(String(14), primary_key=True)
    seen_to: Mapped[dt.datetime] = mapped_column(Instant)


class ReportRequest(Base):
    """A request for a report: what a worker picks up, and what the page shows meanwhile."""

    __tablename__ = "report_request"
    __table_args__ = (Index("ix_report_request_occurrence", "schedule", "due_at", unique=True),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    parameters: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), index=True)
    #: What is being done now, in words.
    progress: Mapped[str] = mapped_column(String(LINE))
    #: How many parts of how many are done; 0 of 0 before that is known.
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    asked_by: Mapped[str] = mapped_column(String(LINE), index=True)
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    #: Who makes it, as ``machine:process:random``; empty while nobody does.
    worker: Mapped[str | None] = mapped_column(String(LINE))
    #: Until when that worker need not be heard of; later, another takes over.
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    #: How often somebody began to make it.
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    report: Mapped[str | None] = mapped_column(ForeignKey("report.number"))
    problem: Mapped[str | None] = mapped_column(Text)
    #: The schedule that asks, and the occurrence for which it does.
    schedule: Mapped[str | None] = mapped_column(String(14))
    due_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    #: Whether messages to the recipients were handed over to delivery.
    dispatched: Mapped[bool] = mapped_column(default=False)


class ReportDelivery(Base):
    """A message that tells one recipient where a report is."""

    __tablename__ = "report_delivery"
    __table_args__ = (Index("ix_report_delivery_next", "state", "next_at"),)

    request: Mapped[str] = mapped_column(ForeignKey("report_request.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(LINE), primary_key=True)
    schedule: Mapped[str] = mapped_column(String(14), index=True)
    report: Mapped[str] = mapped_column(ForeignKey("report.number"))
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    #: When it is tried, or tried again.
    next_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    #: Why it was not sent, in a sentence.
    problem: Mapped[str | None] = mapped_column(Text)
