"""Views of findings: the list, one finding explained, and the decisions on it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for

from app.domain.accounts import queries as accounts
from app.domain.findings import operations, queries, waivers
from app.domain.findings.ledger import Finding
from app.domain.findings.rule import RULES
from app.domain.findings.selections import FAMILIES
from app.domain.findings.terms import FOUR_EYES, FindingStatus, Severity
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.kernel.errors import Invalid, Refused
from app.pages.findings import deciding, explaining, rulebook
from app.pages.findings.area import blueprint
from app.pages.findings.listing import listing
from app.pages.kit import formats, values
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told
from app.pages.kit.addresses import address, address_of
from app.pages.kit.remedies import remedy
from app.security.permissions import Permission

__all__ = ["blueprint", "deciding", "rulebook"]


@blueprint.get("/findings")
@access(Permission.FINDINGS_READ)
def index() -> Any:
    """The list."""
    ticks = None
    if actor().may(Permission.FINDINGS_WRITE):
        ticks = {
            "url": url_for("findings.decide"),
            "name": "finding",
            "key": lambda row: row.id,
            "acts": [(key, act.button) for key, act in deciding.ACTS.items()],
            "keep": {"list": request.query_string.decode("ascii", "replace")},
            "most": operations.MOST_AT_ONCE,
        }
    return listing().respond(ticks=ticks, template="findings/list.html")


@blueprint.get("/findings/<int:number>")
@access(Permission.FINDINGS_READ)
def detail(number: int) -> Any:
    """One finding: what fired, why, what to do, and what happened to it."""
    return _detail(queries.get(db.session, number))


@blueprint.post("/findings/<int:number>/assign")
@access(Permission.FINDINGS_WRITE)
def assign(number: int) -> Any:
    """Give the finding an owner."""
    owner = request.form.get("owner", "").strip() or None
    return _decide(
        number, lambda: operations.assign(actor(), [number], owner), ("owner",), "The owner is recorded."
    )


@blueprint.post("/findings/<int:number>/due")
@access(Permission.FINDINGS_WRITE)
def set_due(number: int) -> Any:
    """Set the day by which it is to be closed; none goes back to that of its severity."""
    perform = deciding.ACTS["due"].perform
    sent = {"due_on": request.form.get("due_on", "").strip()}
    return _decide(number, lambda: perform([number], sent), ("due_on",), "The due day is recorded.")


@blueprint.post("/findings/<int:number>/comment")
@access(Permission.FINDINGS_WRITE)
def comment(number: int) -> Any:
    """Say something about it."""
    text = request.form.get("text", "")
    return _decide(
        number, lambda: operations.comment(actor(), [number], text), ("text",), "The comment is recorded."
    )


@blueprint.route("/findings/<int:number>/waive", methods=["GET", "POST"])
@access(Permission.FINDINGS_WRITE)
def waive(number: int) -> Any:
    """Let it stand until a day, for a reason."""
    finding = queries.get(db.session, number)
    sent = {name: request.form.get(name, "").strip() for name in ("reason", "expires_on")}
    problem, errors, status = "", {}, 200
    if request.method == "POST":
        try:
            deciding.waive([number], sent)
        except (Invalid, Refused) as error:
            db.session.rollback()
            problem, status = error.sentence, error.status
            errors = {str(path[0]): texts for path, texts in getattr(error, "problems", {}).items() if path}
        else:
            waits = Severity(finding.severity) in FOUR_EYES
            said = "It waits for a second person’s approval." if waits else "It ends on the day that you set."
            return told(f"The waiver is recorded. {said}", url_for("findings.detail", number=number))
    page = render_template(
        "findings/waive.html",
        finding=finding,
        second=Severity(finding.severity) in FOUR_EYES,
        sent=sent,
        problem=problem,
        errors=errors,
        tomorrow=formats.today() + dt.timedelta(days=1),
    )
    return page, status


@blueprint.post("/findings/<int:number>/approve")
@access(Permission.FINDINGS_WRITE)
def approve(number: int) -> Any:
    """Approve, as a second person, the waiver that somebody asked for."""
    return _decide(number, lambda: waivers.approve(actor(), [number]), (), "The waiver is approved.")


@blueprint.post("/findings/<int:number>/decline")
@access(Permission.FINDINGS_WRITE)
def decline(number: int) -> Any:
    """Decline the waiver that somebody asked for, or take one's own request back."""
    reason = request.form.get("reason", "")
    return _decide(
        number, lambda: waivers.decline(actor(), [number], reason), ("reason",), "The waiver is declined."
    )


@blueprint.post("/findings/<int:number>/withdraw")
@access(Permission.FINDINGS_WRITE)
def withdraw(number: int) -> Any:
    """Take the waiver back, so that the finding is open again."""
    said = "The waiver is withdrawn; the finding is open again."
    return _decide(number, lambda: waivers.withdraw(actor(), number), (), said)


def _decide(number: int, do: Callable[[], object], fields: Sequence[str], said: str) -> Any:
    """Do it and say so, or show the page again with what was wrong and what was typed."""
    try:
        do()
    except (Invalid, Refused) as error:
        db.session.rollback()
        errors = {str(path[0]): texts for path, texts in getattr(error, "problems", {}).items() if path}
        problem = "" if set(errors) & set(fields) else error.sentence
        sent = {name: request.form.get(name, "") for name in fields}
        return _detail(
            queries.get(db.session, number), problem=problem, errors=errors, sent=sent
        ), error.status
    return told(said, url_for("findings.detail", number=number))


def _detail(
    finding: Finding,
    *,
    problem: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    sent: Mapping[str, str] | None = None,
) -> str:
    names = accounts.names(db.session)
    words = values.vocabulary()
    rule = RULES.get(finding.rule)
    party = finding.third_party
    request_for_waiver = queries.waiver_request(db.session, finding)
    may_write = actor().may(Permission.FINDINGS_WRITE)
    is_open = finding.status == FindingStatus.OPEN
    return render_template(
        "findings/detail.html",
        finding=finding,
        rule=rule,
        condition=explaining.condition(rule) if rule else "",
        family=dict(FAMILIES).get(finding.rule.partition("-")[0], ""),
        object_url=address_of(finding.object),
        party=(third_parties.names(db.session, [party]).get(party, party), address("third_party", party))
        if party
        else None,
        shown=values.shown(finding.values, words),
        events=explaining.history(queries.events(db.session, finding.id), names, words),
        waiver=queries.waiver(db.session, finding) if finding.status == FindingStatus.WAIVED else None,
        request_for_waiver=request_for_waiver,
        may_approve=may_write
        and request_for_waiver is not None
        and request_for_waiver.requested_by != actor().email,
        cure=remedy(finding.rule, finding.object, finding.key, party) if is_open else None,
        late=is_open and finding.due_on is not None and finding.due_on < formats.today(),
        people=accounts.options(db.session),
        names=names,
        problem=problem,
        errors=errors or {},
        sent=sent or {},
        may_write=may_write,
    )
