"""After closing: the preview of what moves in the register, who was told; and the certificates of a failed deal."""

from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.domain.deals import aftermath
from app.domain.deals.course import Told
from app.domain.deals.succession import FieldChange, Plan
from app.domain.deals.terms import DealStage
from app.domain.findings import reading
from app.extensions import db
from app.kernel.errors import Invalid, Refused
from app.kernel.records import LINE, term_type
from app.kernel.words import plural
from app.pages.deals.detail import Trouble, page
from app.pages.deals.review import day_typed, filed, text_typed
from app.pages.deals.room import Visit, blueprint, enter, of_members
from app.pages.kit import acts
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address
from app.pages.kit.editing import in_words
from app.pages.kit.formats import day
from app.security.permissions import Permission


@blueprint.get("/deals/<ref>/after")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def after(visit: Visit) -> Any:
    """What the register must say after closing, field by field, and who must be told."""
    return _page(visit)


def _page(visit: Visit, sentence: str = "", taken: set[str] | None = None, form: str = "move") -> str:
    deal, plan = aftermath.prepared(actor(), visit.ref)
    names = {state["ref"]: state["name"] for state in reading.Source(db.session).states("third_party")}
    entities = {state["ref"]: state["legal_name"] for state in reading.Source(db.session).states("entity")}
    return render_template(
        "deals/after.html",
        visit=visit,
        deal=deal,
        plan=plan,
        groups=_groups(plan, entities, taken),
        told=[_told(one, names) for one in deal.told],
        may_move=visit.may_write and deal.stage is DealStage.CLOSED,
        trouble=sentence,
        form=form,
    )


def _told(one: Told, names: dict[str, str]) -> dict[str, Any]:
    return {
        "record": one,
        "name": names.get(one.third_party, one.third_party),
        "url": address("third_party", one.third_party),
    }


def _groups(plan: Plan, entities: dict[str, str], taken: set[str] | None) -> list[dict[str, Any]]:
    """The changes object by object, each value in words."""
    found: list[dict[str, Any]] = []
    for (kind, ref), some in groupby(plan.changes, key=lambda one: (one.kind, one.ref)):
        rows = [
            {
                "change": one,
                "before": _in_words(one, one.before, entities),
                "after": _in_words(one, one.after, entities),
                "ticked": taken is None or one.key in taken,
            }
            for one in some
        ]
        first: FieldChange = rows[0]["change"]  # type: ignore[assignment]
        found.append(
            {
                "kind": kind.replace("_", " "),
                "ref": ref,
                "name": first.name,
                "url": address(kind, ref),
                "rows": rows,
            }
        )
    return found


def _in_words(one: FieldChange, value: Any, entities: dict[str, str]) -> str:
    if value in entities:
        return f"{entities[value]} ({value})"
    if isinstance(value, str) and one.field.endswith(("_on", "_from", "_to")):
        return day(value)
    terms = term_type(one.record.model_fields[one.field])
    if terms is not None and isinstance(value, str):
        return terms(value).label
    return in_words(value) or "–"


@blueprint.post("/deals/<ref>/after")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def integrate(visit: Visit) -> Any:
    """Change what is ticked, all or nothing, and list whom to tell."""
    keys = request.form.getlist("change")
    try:
        aftermath.integrate(
            actor(), visit.ref, request.form.get("mark", ""), keys, tell=bool(request.form.get("tell"))
        )
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _page(enter(visit.ref), error.sentence, set(keys)), error.status
    flash(
        f"{plural(len(keys), 'field')} of the register changed. The deal itself is named nowhere in them.",
        "success",
    )
    return redirect(url_for("deals.after", ref=visit.ref), 303)


@blueprint.post("/deals/<ref>/told")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def tell(visit: Visit) -> Any:
    """Record when third parties were told of the new controller."""
    try:
        refs = request.form.getlist("third_party")
        how = request.form.get("how", "").strip()[:LINE] or None
        aftermath.set_told(actor(), visit.ref, refs, day_typed("on", "Told on"), how)
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _page(enter(visit.ref), error.sentence, form="told"), error.status
    flash("It is recorded.", "success")
    return redirect(url_for("deals.after", ref=visit.ref) + "#told", 303)


@blueprint.post("/deals/<ref>/certificates")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def set_certificate(visit: Visit) -> Any:
    """Record where a certificate of deletion stands."""
    names = ("recipient", "requested_on", "due_on", "received_on", "note")
    typed = {name: request.form.get(name, "").strip() for name in names}

    def save() -> Any:
        if not typed["recipient"]:
            raise Invalid.of("recipient", "Recipient: is required: name who was shown the data.")
        days = {
            name: day_typed(name, label)
            for name, label in (
                ("requested_on", "Requested on"),
                ("due_on", "Due on"),
                ("received_on", "Received on"),
            )
        }
        document = filed(visit, note=f"Certificate of deletion, {typed['recipient']}")
        return aftermath.set_certificate(
            actor(), visit.ref, typed["recipient"], **days, document=document, note=text_typed("note")
        )

    return acts.perform(
        save,
        said=lambda record: f"The certificate of {typed['recipient']} is recorded.",
        done=lambda record: visit.page + "#certificates",
        again=lambda sentence: page(
            enter(visit.ref), Trouble(f"certificate:{typed['recipient']}", sentence, typed)
        ),
    )
