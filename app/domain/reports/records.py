"""The state of a schedule: a report that is issued by itself, and sent to people as a link."""

from typing import Annotated, Self

import pydantic
from pydantic import model_validator

from app.domain.reports.terms import Month, Paper, ReportKind, Rhythm, Weekday
from app.kernel import clock
from app.kernel.records import (
    REQUIRED,
    Line,
    PersonRef,
    Record,
    ReportScheduleRef,
    ThirdPartyRef,
    TimeOfDay,
    field,
    no_repeats,
)

DayOfMonth = Annotated[int, pydantic.Field(ge=1, le=31)]


class ReportSchedule(Record):
    """A kind of report, when it is issued, and who is told; which of the day fields count depends on the rhythm."""

    ref: ReportScheduleRef | None = field("Reference")
    name: Line = field("Name", "Such as “Board report”.", "Report", default=REQUIRED)
    kind: ReportKind = field("Kind", "What is issued.", "Report", default=ReportKind.BOARD)
    third_party: ThirdPartyRef | None = field("Third party", "For a vendor file: of whom.", "Report")
    paper: Paper = field("Paper", "", "Report", default=Paper.A4)
    rhythm: Rhythm = field("How often", "", "When", default=Rhythm.MONTHLY)
    weekday: Weekday = field(
        "Day of the week", "Counts for what is issued every week.", "When", default=Weekday.MONDAY
    )
    day: DayOfMonth = field(
        "Day of the month",
        "Counts for every month, quarter and year; in a shorter month its last day stands for it.",
        "When",
        default=1,
    )
    month: Month = field(
        "Month",
        "Counts for every year; for every quarter it is the month of the first, such as January, April, July, October.",
        "When",
        default=Month.JANUARY,
    )
    time: TimeOfDay = field("Time", "Such as 07:00.", "When", default="07:00")
    time_zone: Line = field("Time zone", "In which day and time are meant.", "When", default="UTC")
    recipients: list[PersonRef] = field(
        "Recipients",
        "Each is told by e-mail where the report is; only who may read reports can be chosen.",
        "Delivery",
        factory=list,
    )
    paused: bool = field("Paused", default=False)
    archived: bool = field("Archived", default=False)

    @model_validator(mode="after")
    def _known_zone(self) -> Self:
        clock.zone(self.time_zone)
        no_repeats(self.recipients)
        return self
