"""Views of findings: the list, one finding explained, and the decisions on it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.domain.accounts import queries as accounts
from app.domain.findings import operations, queries
from app.domain.findings.ledger import Finding
from app.domain.findings.records import Waiver
from app.domain.findings.rule import RULES
from app.domain.findings.terms import FindingStatus
from app.extensions import db
from app.kernel.errors import Invalid
from app.pages.findings.listing import FAMILIES, listing
from app.pages.kit import choices
from app.pages.kit.access import access, actor
from app.pages.kit.forms import form_for
from app.security.permissions import Permission

blueprint = Blueprint("findings", __name__, template_folder="templates")

_AREAS = {"TP": "third_parties", "AG": "agreements", "FL": "flows", "AC": "activities", "NV": "notices"}


@blueprint.get("/findings")
@access(Permission.FINDINGS_READ)
def index() -> Any:
    """The list."""
    return listing().respond()


@blueprint.get("/findings/<int:number>")
@access(Permission.FINDINGS_READ)
def detail(number: int) -> Any:
    """One finding: what fired, why, what to do, and what happened to it."""
    return _detail(queries.get(db.session, number))


@blueprint.post("/findings/<int:number>/assign")
@access(Permission.FINDINGS_WRITE)
def assign(number: int) -> Any:
    """Give the finding an owner."""
    operations.assign(actor(), number, request.form.get("owner", "").strip() or None)
    flash("The owner is recorded.", "success")
    return redirect(url_for("findings.detail", number=number), 303)


@blueprint.post("/findings/<int:number>/comment")
@access(Permission.FINDINGS_WRITE)
def comment(number: int) -> Any:
    """Say something about it."""
    try:
        operations.comment(actor(), number, request.form.get("text", ""))
    except Invalid as error:
        finding = queries.get(db.session, number)
        return _detail(finding, problem=error.sentence, text=request.form.get("text", "")), 422
    flash("The comment is recorded.", "success")
    return redirect(url_for("findings.detail", number=number), 303)


@blueprint.route("/findings/<int:number>/waive", methods=["GET", "POST"])
@access(Permission.FINDINGS_WRITE)
def waive(number: int) -> Any:
    """Let it stand until a day, for a reason."""
    finding = queries.get(db.session, number)
    form = form_for(Waiver, choices=choices.all_links(), only=("reason", "expires_on"))()
    if form.validate_on_submit():
        try:
            record = Waiver.parse(
                form.data_for_record({"rule": finding.rule, "object": finding.object, "key": finding.key})
            )
            operations.waive(actor(), number, record)
        except Invalid as error:
            db.session.rollback()
            form.show(error)
        else:
            flash("The finding is waived until the day that you set.", "success")
            return redirect(url_for("findings.detail", number=number), 303)
    page = render_template(
        "kit/form_page.html",
        form=form,
        groups=[{"title": "Waiver", "fields": ["reason", "expires_on"]}],
        title=f"Waive {finding.rule} on {finding.object}",
        lead=finding.message,
        submit="Waive",
        cancel_url=url_for("findings.detail", number=number),
        crumbs=[("Findings", url_for("findings.index"))],
    )
    return page, 200 if request.method == "GET" else 422


@blueprint.post("/findings/<int:number>/withdraw")
@access(Permission.FINDINGS_WRITE)
def withdraw(number: int) -> Any:
    """Take the waiver back, so that the finding is open again."""
    operations.withdraw(actor(), number)
    flash("The waiver is withdrawn; the finding is open again.", "success")
    return redirect(url_for("findings.detail", number=number), 303)


def _detail(finding: Finding, *, problem: str = "", text: str = "") -> str:
    names = accounts.names(db.session)
    rule = RULES.get(finding.rule)
    return render_template(
        "findings/detail.html",
        finding=finding,
        rule=rule,
        family=FAMILIES.get(finding.rule.partition("-")[0], ""),
        object_url=address(finding.object),
        events=[
            {"at": e.at, "who": names.get(e.actor, e.actor.capitalize()), "what": e.what, "reason": e.note}
            for e in queries.events(db.session, finding.id)
        ],
        waiver=queries.waiver(db.session, finding) if finding.status == FindingStatus.WAIVED else None,
        people=accounts.options(db.session),
        names=names,
        problem=problem,
        text=text,
        may_write=actor().may(Permission.FINDINGS_WRITE),
    )


def address(ref: str) -> str | None:
    """Where the object *ref* is shown, if it has a page."""
    area = _AREAS.get(ref.partition("-")[0])
    return url_for(f"{area}.detail", ref=ref) if area else None
