"""What is not a register object and yet read by programs: findings, figures, the trail, the organisation."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Response, request
from sqlalchemy import select

from app.api.v1 import writing
from app.api.v1.authentication import actor
from app.api.v1.filters import known
from app.api.v1.problems import BadRequest
from app.api.v1.resource import body_of, summary_of
from app.api.v1.route import DAY, NUMBER, OBJECT, TEXT, Route, Schema, answer, page_of, query
from app.domain.audit.models import Entry
from app.domain.deals import queries as deals
from app.domain.findings import figures, operations, queries, selections, waivers
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.organisation import operations as organisation_operations
from app.domain.organisation import queries as organisation_queries
from app.domain.organisation.records import Organisation
from app.extensions import db
from app.kernel import clock
from app.kernel.records import Record
from app.security.permissions import Permission

MOST = 500
NULLABLE: Schema = {"type": ["string", "null"]}
_PAGING = (
    query("after", "The “next” of the page before.", NUMBER),
    query("limit", "How many at most.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}),
)
ON_FINDINGS: Mapping[str, Callable[..., Any]] = {
    "assign": operations.assign,
    "comment": operations.comment,
    "set-due": operations.set_due,
    "waive": waivers.waive,
    "approve-waivers": waivers.approve,
    "decline-waivers": waivers.decline,
}
"""What can be done with several findings at once."""
FINDING_FILTERS = ("status", "severity", "rule", "object", "third_party", "owner", "overdue")
_ASKED = selections.of_findings(dt.date.min).each
"""What the page of findings asks beside their fields."""


FINDING: Schema = {
    "type": "object",
    "properties": {
        "number": NUMBER,
        **dict.fromkeys(("rule", "severity", "object", "key", "status", "title", "message", "remedy"), TEXT),
        "citation": TEXT,
        "third_party": NULLABLE,
        "owner": NULLABLE,
        "due_on": NULLABLE,
        "opened_at": TEXT,
        "changed_at": TEXT,
        "closed_at": NULLABLE,
        "values": OBJECT,
        "history": {"type": "array", "items": OBJECT},
    },
    "required": ["number", "rule", "severity", "object", "key", "status"],
}


def routes() -> Iterator[Route]:
    """The routes."""
    yield Route(
        "/findings",
        "findings:list",
        "GET",
        findings,
        Permission.FINDINGS_READ,
        "Findings",
        "List findings, those that are open unless status says otherwise",
        parameters=(
            query("status", "The status, or all.", {"type": "string", "enum": [*FindingStatus, "all"]}),
            query("severity", "The severity.", {"type": "string", "enum": list(Severity)}),
            *(query(name, f"Exactly this {name.replace('_', ' ')}.", TEXT) for name in FINDING_FILTERS[2:6]),
            query("overdue", "Those past their day.", {"type": "string", "enum": ["true"]}),
            *(
                query(one.key, f"{one.label}.", {"type": "string", "enum": [key for key, _ in one.choices]})
                for one in _ASKED
            ),
            *_PAGING,
        ),
        answers={200: page_of(FINDING, NUMBER)},
        problems=(400,),
    )
    yield Route(
        "/findings/<int:number>",
        "findings:read",
        "GET",
        finding,
        Permission.FINDINGS_READ,
        "Findings",
        "Read a finding with its history",
        answers={200: FINDING},
        problems=(404,),
    )
    for name, operation in ON_FINDINGS.items():
        body = body_of(operation, name)
        yield Route(
            f"/findings/{name}",
            f"findings:{name}",
            "POST",
            _act(operation, body),
            Permission.FINDINGS_WRITE,
            "Findings",
            summary_of(operation),
            body=body,
            answers={200: {"type": "object", "properties": {"items": {"type": "array", "items": FINDING}}}},
            problems=(400, 404, 409, 415, 422),
        )
    yield Route(
        "/findings/<int:number>/withdraw",
        "findings:withdraw",
        "POST",
        withdraw,
        Permission.FINDINGS_WRITE,
        "Findings",
        "Take the waiver of a finding back",
        answers={200: FINDING},
        problems=(400, 404, 409, 422),
    )
    kpi = {"type": "object", "properties": {"id": TEXT, "numerator": NUMBER, "denominator": NUMBER}}
    yield Route(
        "/kpis",
        "kpis:list",
        "GET",
        kpis,
        Permission.FINDINGS_READ,
        "Figures",
        "The thirteen figures as last counted, each with its fraction",
        answers={
            200: {"type": "object", "properties": {"on": DAY, "items": {"type": "array", "items": kpi}}}
        },
        problems=(400,),
    )
    yield Route(
        "/trail",
        "trail:list",
        "GET",
        trail,
        Permission.TRAIL_READ,
        "Trail",
        "Entries of the trail in order; of what is closed to the token, place and hash alone",
        parameters=_PAGING,
        answers={200: page_of(OBJECT, NUMBER)},
        problems=(400,),
    )
    settings: Schema = {"$ref": "#/components/schemas/StoredOrganisation"}
    yield Route(
        "/organisation",
        "organisation:read",
        "GET",
        organisation,
        Permission.REGISTER_READ,
        "Organisation",
        "The organisation’s settings",
        answers={200: settings},
        tagged=True,
    )
    yield Route(
        "/organisation",
        "organisation:replace",
        "PUT",
        set_organisation,
        Permission.SETTINGS_WRITE,
        "Organisation",
        "Replace the organisation’s settings",
        body=Organisation,
        answers={200: settings},
        problems=(400, 404, 409, 412, 415, 422),
        tagged=True,
    )


def finding_state(row: Finding) -> dict[str, Any]:
    """A finding in JSON types."""
    return {
        "number": row.id,
        "rule": row.rule,
        "severity": row.severity,
        "object": row.object,
        "key": row.key,
        "third_party": row.third_party,
        "status": row.status,
        "title": row.title,
        "message": row.message,
        "remedy": row.remedy,
        "citation": row.citation,
        "values": row.values,
        "owner": row.owner,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "opened_at": clock.format_instant(row.opened_at),
        "changed_at": clock.format_instant(row.changed_at),
        "closed_at": clock.format_instant(row.closed_at) if row.closed_at else None,
    }


def findings() -> Response:
    """Findings by number: those that are open, unless ``status`` says otherwise."""
    args = request.args
    known(args, [*FINDING_FILTERS, *(one.key for one in _ASKED), "after", "limit"])
    query = select(Finding).where(Finding.id > _number(args, "after", 0))
    status = args.get("status", "open")
    if status != "all":
        query = query.where(Finding.status == _one_of(status, "status", [s.value for s in FindingStatus]))
    if "severity" in args:
        wanted = _one_of(args["severity"], "severity", [s.value for s in Severity])
        query = query.where(Finding.severity == wanted)
    for name in ("rule", "object", "third_party", "owner"):
        if name in args:
            query = query.where(getattr(Finding, name) == args[name])
    if "overdue" in args:
        _one_of(args["overdue"], "overdue", ["true"])
        query = query.where(Finding.due_on < organisation_queries.today(db.session))
    for one in selections.of_findings(organisation_queries.today(db.session)).each:
        if one.key in args:
            query = query.where(one.where(_one_of(args[one.key], one.key, [key for key, _ in one.choices])))
    limit = _limit(args)
    rows = db.session.scalars(query.order_by(Finding.id).limit(limit + 1)).all()
    following = rows[limit - 1].id if len(rows) > limit else None
    return answer({"items": [finding_state(row) for row in rows[:limit]], "next": following})


def finding(number: int) -> Response:
    """A finding with everything that happened to it."""
    row = queries.get(db.session, number)
    history = [
        {
            "at": clock.format_instant(e.at),
            "actor": e.actor,
            "what": e.what,
            "operation": e.operation,
            "note": e.note,
        }
        for e in queries.events(db.session, number)
    ]
    return answer(finding_state(row) | {"history": history})


def _act(operation: Callable[..., Any], body: type[Record]) -> Callable[[], Response]:
    """A view that lets *operation* loose on the findings that the body numbers, and shows them after."""

    def view() -> Response:
        wanted = body.parse(writing.body())
        values = {name: getattr(wanted, name) for name in wanted.model_fields_set}
        operation(actor(), **values)
        rows = [queries.get(db.session, number) for number in values["numbers"]]
        return answer({"items": [finding_state(row) for row in rows]})

    return view


def withdraw(number: int) -> Response:
    """Take the waiver of a finding back."""
    waivers.withdraw(actor(), number)
    return finding(number)


def kpis() -> Response:
    """The thirteen figures as last counted, each with its fraction."""
    known(request.args, [])
    found = figures.current(db.session)
    counted = figures.computed(db.session) if found is None else found
    return answer({"on": counted.on.isoformat(), "items": [kpi.as_json() for kpi in counted.kpis]})


def trail() -> Response:
    """Entries of the trail in order; of a deal that is not open to the actor, its place and hash alone."""
    args = request.args
    known(args, ["after", "limit"])
    limit = _limit(args)
    query = select(Entry).where(Entry.seq > _number(args, "after", 0)).order_by(Entry.seq).limit(limit + 1)
    rows = db.session.scalars(query).all()
    open_deals = deals.visible_refs(db.session, actor())
    items = [_entry(row, closed=row.deal is not None and row.deal not in open_deals) for row in rows[:limit]]
    return answer({"items": items, "next": rows[limit - 1].seq if len(rows) > limit else None})


def _entry(row: Entry, *, closed: bool) -> dict[str, Any]:
    found = {"seq": row.seq, "previous": row.previous, "hash": row.hash, "closed": closed}
    shown = {
        "at": clock.format_instant(row.at),
        "actor": row.actor,
        "operation": row.operation,
        "changes": row.changes,
        "notes": row.notes,
        "deal": row.deal,
    }
    return found | (dict.fromkeys(shown) if closed else shown)


def organisation() -> Response:
    """The organisation's settings."""
    record, version = organisation_queries.current(db.session)
    return answer(record.to_state() | {"version": version}, ETag=writing.etag(version))


def set_organisation() -> Response:
    """Replace the organisation's settings."""
    data = writing.body()
    _, version = organisation_queries.current(db.session)
    writing.expect_version("The organisation", version)
    data.pop("version", None)
    organisation_operations.set_organisation(actor(), Organisation.parse(data), version=version)
    return organisation()


def _one_of(text: str, name: str, choices: list[str]) -> str:
    if text not in choices:
        raise BadRequest(f"{name}: “{text[:40]}” is not one of {', '.join(choices)}.")
    return text


def _number(args: Any, name: str, otherwise: int) -> int:
    text = args.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise BadRequest(f"{name}: “{text[:40]}” is not a whole number.")
    return int(text)


def _limit(args: Any) -> int:
    limit = _number(args, "limit", 50)
    if not 1 <= limit <= MOST:
        raise BadRequest(f"limit: choose a whole number from 1 to {MOST}.")
    return limit
