"""Members of a deal, each until a day, and the log of what was disclosed in diligence."""

from typing import Any

from flask import flash, redirect, request, url_for

from app.domain.deals import operations
from app.domain.deals.course import Diligence, Member
from app.domain.deals.records import Deal
from app.kernel.errors import Invalid
from app.pages.deals.detail import Trouble, candidates, page
from app.pages.deals.room import Visit, blueprint, of_members
from app.pages.kit import acts, editing
from app.pages.kit.access import access, actor
from app.pages.kit.forms import form_for
from app.security.permissions import Permission


@blueprint.post("/deals/<ref>/members")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def set_member(visit: Visit) -> Any:
    """Let somebody see the deal, until the end of a day; or give a member another last day."""
    typed = {name: request.form.get(name, "").strip() for name in ("person", "until", "handing")}

    def save() -> Deal:
        known = {email for email, _ in candidates(visit)} | {member.person for member in visit.deal.members}
        if typed["person"] and typed["person"] not in known:
            raise Invalid.of(
                "person", "Person: choose somebody of the list: only some roles can open a deal."
            )
        member = Member.parse(typed)
        return operations.set_member(actor(), visit.ref, member.person, member.until, handing=member.handing)

    return acts.perform(
        save,
        said=lambda record: "The members are changed.",
        done=lambda record: visit.page + "#members",
        again=lambda sentence: page(visit, Trouble("member", sentence, typed)),
    )


@blueprint.post("/deals/<ref>/members/remove")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def remove_member(visit: Visit) -> Any:
    """Close the deal to somebody; whoever leaves it goes back to the list."""
    person = request.form.get("person", "")
    leaving = person == actor().email
    return acts.perform(
        lambda: operations.remove_member(actor(), visit.ref, person),
        said=lambda record: "You have left the deal." if leaving else "The deal is closed to that person.",
        done=lambda record: url_for("deals.index") if leaving else visit.page + "#members",
        again=lambda sentence: page(visit, Trouble("member", sentence)),
    )


@blueprint.route("/deals/<ref>/diligence/new", methods=["GET", "POST"])
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def log_diligence(visit: Visit) -> Any:
    """Log a disclosure in the data room."""
    return editing.create(
        form_for(Diligence, only=("on", "recipient", "redaction_note")),
        lambda data: operations.log_diligence(actor(), visit.ref, data),
        done=lambda record: visit.page + "#diligence",
        said=lambda record: "The disclosure is logged.",
        title="Log a disclosure",
        submit="Log it",
        cancel=visit.page,
        crumbs=visit.crumbs,
    )


@blueprint.route("/deals/<ref>/diligence", methods=["GET", "POST"])
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def correct_diligence(visit: Visit) -> Any:
    """Correct the log; what it said before stays in the history."""
    if not visit.deal.diligence:
        flash("Nothing is logged yet.", "message")
        return redirect(visit.page, 303)
    return editing.edit(
        form_for(Deal, only=("diligence",)),
        visit.deal,
        visit.version,
        lambda data, seen: operations.update(actor(), visit.ref, data, version=seen),
        done=visit.page,
        title="Correct the log of disclosures",
        crumbs=visit.crumbs,
    )
