"""Pages of schedules: which reports are issued by themselves, when, to whom, and what came of it."""

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from sqlalchemy import func, select
from wtforms import SelectChoice

from app import settings
from app.domain.accounts import queries as accounts
from app.domain.organisation import queries as organisation
from app.domain.reports import deliveries, queries, schedules, timing
from app.domain.reports.models import ReportSchedule
from app.domain.reports.records import ReportSchedule as ScheduleRecord
from app.domain.reports.terms import DeliveryState, ReportKind, RequestState, Rhythm
from app.extensions import db
from app.infra import mail, queue
from app.kernel import clock
from app.kernel.errors import Refused
from app.pages.kit import cells, choices, formats
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told
from app.pages.kit.area import Area
from app.pages.kit.fields import ChoiceField
from app.pages.kit.forms import RecordForm, form_for
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains
from app.pages.reports.blueprint import blueprint
from app.security.permissions import Permission


def listing() -> Listing:
    """The list of schedules."""
    table = ReportSchedule
    return Listing(
        title="Scheduled reports",
        name="schedules",
        lead="Reports that are issued by themselves. Recipients are told by e-mail where to find them.",
        query=lambda: select(
            table.ref,
            table.name,
            table.kind,
            table.rhythm,
            table.recipients,
            table.paused,
            table.archived,
            queries.last_run_of(table.ref).label("last_run"),
        ),
        key=table.ref,
        url=lambda row: AREA.address(row.ref),
        search=contains(table.ref, table.name),
        placeholder="Name or reference",
        empty_title="Nothing is scheduled",
        empty_text="Schedule the board report for every month, or the register for every quarter.",
        default_sort="name",
        columns=(
            Column("name", "Name", lambda row: row.name, sort=func.lower(table.name)),
            Column("ref", "Reference", lambda row: row.ref, sort=table.ref),
            Column("kind", "Kind", lambda row: cells.term(ReportKind, row.kind), sort=table.kind),
            Column("rhythm", "How often", lambda row: cells.term(Rhythm, row.rhythm), sort=table.rhythm),
            Column("recipients", "Recipients", lambda row: len(row.recipients), numeric=True),
            Column("next", "Next", _next),
            Column(
                "last",
                "Last issued",
                lambda row: formats.moment(row.last_run) if row.last_run else None,
                export=lambda row: row.last_run,
            ),
        ),
        filters=(
            Filter("kind", "Kind", ReportKind.choices, lambda value: table.kind == value),
            Filter("rhythm", "How often", Rhythm.choices, lambda value: table.rhythm == value),
            Filter(
                "state",
                "State",
                lambda: (("running", "Running"), ("paused", "Paused")),
                lambda value: table.paused.is_(value == "paused"),
            ),
            archived_filter(table.archived),
        ),
    )


def _next(row: Any) -> str:
    if row.archived:
        return "never"
    if row.paused:
        return "paused"
    record, _ = queries.schedule(db.session, row.ref)
    return formats.moment(timing.next_after(record, clock.now()))


_START = {"day": 1, "time": "07:00"}
"""What the form of a new schedule begins with, beside the organisation's zone."""


class _Form(RecordForm):
    """Names the zones, and only the kinds that can be scheduled."""

    time_zone = ChoiceField(
        label=ScheduleRecord.model_fields["time_zone"].title,
        description=ScheduleRecord.model_fields["time_zone"].description or "",
        choices=choices.zones,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what can be scheduled; a new one begins in the organisation's zone."""
        if request.method == "GET" and "data" in kwargs:
            kwargs["data"] = _START | {"time_zone": organisation.time_zone(db.session)} | kwargs["data"]
        super().__init__(*args, **kwargs)
        field: Any = self._fields["kind"]
        field.choices = [SelectChoice(kind.value, kind.label) for kind in schedules.kinds()]


def _form() -> type[RecordForm]:
    base = form_for(
        ScheduleRecord,
        choices={
            "person": _readers,
            "third_party": lambda: choices.named("third_party"),
        },
    )
    return type("ScheduleForm", (_Form, base), {"record": base.record, "names": base.names})


def _readers() -> list[tuple[str, str]]:
    """Who may be told: active people who may read reports."""
    may = accounts.emails_with(db.session, Permission.REPORTS_READ)
    return [(email, name) for email, name in accounts.options(db.session) if email in may]


def _more(record: Any) -> dict[str, Any]:
    names = accounts.names(db.session)
    running = not record.paused and not record.archived
    return {
        "when": timing.in_words(record),
        "next_at": timing.next_after(record, clock.now()) if running else None,
        "people": [(email, names.get(email, email)) for email in record.recipients],
        "runs": queries.runs_of(db.session, record.ref),
        "deliveries": queries.deliveries_of(db.session, record.ref),
        "names": names,
        "mail_is_set": mail.is_set(settings.current()),
        "request_states": dict(RequestState.choices()),
        "delivery_states": dict(DeliveryState.choices()),
    }


AREA = Area(
    blueprint="reports",
    prefix="schedule_",
    url="/reports/schedules",
    kind="report_schedule",
    record=ScheduleRecord,
    one="a schedule",
    many="Scheduled reports",
    listing=listing,
    read=lambda key: queries.schedule(db.session, key),
    create=schedules.add,
    update=schedules.update,
    archive=schedules.archive,
    restore=schedules.restore,
    named=lambda record: str(record.name),
    writes=Permission.REPORTS_ISSUE,
    reads=Permission.REPORTS_READ,
    starting=_form,
    editing=_form,
    template="reports/schedule.html",
    more=_more,
)

AREA.register(blueprint)


@blueprint.post("/reports/schedules/<key>/pause")
@access(Permission.REPORTS_ISSUE)
def pause(key: str) -> Any:
    """Let a schedule do nothing until it is resumed."""
    schedules.pause(actor(), key)
    return told("The schedule is paused: nothing is issued until it is resumed.", AREA.address(key))


@blueprint.post("/reports/schedules/<key>/resume")
@access(Permission.REPORTS_ISSUE)
def resume(key: str) -> Any:
    """Let a schedule go on."""
    schedules.resume(actor(), key)
    return told(
        "The schedule goes on. What was due while it was paused is not made up for.", AREA.address(key)
    )


@blueprint.post("/reports/schedules/<key>/run")
@access(Permission.REPORTS_ISSUE)
def run(key: str) -> Any:
    """Issue the report of a schedule now, and tell its recipients."""
    request_id = schedules.run_now(actor(), key)
    queue.enqueue(current_app._get_current_object(), "issue_report", request_id)  # type: ignore[attr-defined]
    return told(
        "The report is being issued; its recipients are told once it is there.",
        url_for("reports.progress", request_id=request_id),
    )


@blueprint.post("/reports/schedules/<key>/send")
@access(Permission.REPORTS_ISSUE)
def send(key: str) -> Any:
    """Try a message once more that was given up."""
    try:
        deliveries.send_again(actor(), request.form.get("request", ""), request.form.get("recipient", ""))
    except Refused as error:
        flash(error.sentence, "error")
        return redirect(AREA.address(key) + "#deliveries", 303)
    queue.enqueue(current_app._get_current_object(), "deliver")  # type: ignore[attr-defined]
    return told("The message is sent again.", AREA.address(key) + "#deliveries")
