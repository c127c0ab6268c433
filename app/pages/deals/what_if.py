"""What if: other facts tried on the same register, beside the deal as it is; then applied, or kept as a scenario."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.domain.deals import line_numbers, what_if
from app.domain.deals.course import Scenario
from app.domain.deals.records import Deal
from app.domain.deals.what_if import FACTS, Comparison, compared, differing, facts_of
from app.extensions import db
from app.kernel import places
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.records import label_of
from app.pages.deals.history import said
from app.pages.deals.picture import Picture
from app.pages.deals.room import Visit, blueprint, enter, of_members
from app.pages.deals.words import TONES
from app.pages.kit import choices
from app.pages.kit.access import access, actor
from app.pages.kit.forms import RecordForm, form_for, initial
from app.security.permissions import Permission

SIZE = 50
"""Changed lines on a page."""


@dataclass(frozen=True)
class Row:
    """A fact now and as tried, in words."""

    label: str
    now: str
    then: str
    differs: bool


@blueprint.get("/deals/<ref>/what-if")
@access(Permission.SIGNED_IN)
@of_members()
def what_if_page(visit: Visit) -> Any:
    """The form, and once it was sent the comparison; the address holds everything, and nothing is saved."""
    return _page(visit, request.args)


def _page(visit: Visit, args: MultiDict[str, str], sentence: str = "") -> Any:
    picture = Picture(visit)
    deal = visit.deal
    kept = next((one for one in deal.scenarios if one.name == args.get("scenario")), None)
    tried, problem = None, sentence
    if args.get("try"):
        form = _form(formdata=args)
        try:
            tried = _scenario(form)
        except Invalid as error:
            form.show(error)
            problem = problem or error.sentence
    else:
        tried = kept
        form = _form(data=initial((kept or facts_of(deal)).to_state(), Scenario))
    comparison = None
    if tried is not None:
        used = line_numbers.given_out(db.session, visit.ref)
        comparison = compared(picture.inventory.matter, picture.inventory.lines, tried, used)
    page = args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1
    status = 422 if args.get("try") and tried is None else 200
    return render_template(
        "deals/what_if.html",
        visit=visit,
        deal=deal,
        form=form,
        tried=tried,
        comparison=comparison,
        facts=_facts(deal, tried, _purposes(picture)) if tried is not None else [],
        differs=bool(tried is not None and differing(deal, tried)),
        names=_names(picture),
        rows=_rows(comparison, number),
        page=_pages(comparison, number, args),
        name=args.get("name", kept.name if kept is not None else ""),
        note=args.get("note", (kept.note or "") if kept is not None else ""),
        problem=problem,
        sent=[(key, value) for key, value in _sent(tried)],
        people=picture.people,
        tones=TONES,
    ), status


def _form(**given: Any) -> RecordForm:
    made = form_for(Scenario, choices=choices.all_links(), only=FACTS)
    return made(meta={"csrf": False}, **given)


def _scenario(form: RecordForm) -> Scenario:
    return Scenario.parse(form.data_for_record() | {"name": request.values.get("name") or "As tried"})


def _sent(tried: Scenario | None) -> list[tuple[str, str]]:
    """The facts tried as the fields of a form."""
    if tried is None:
        return []
    found: list[tuple[str, str]] = [("try", "1")]
    for name, value in tried.to_state().items():
        if name not in FACTS or value in (None, False):
            continue
        values = value if isinstance(value, list) else ["y" if value is True else value]
        found += [(name, str(one)) for one in values]
    return found


def _purposes(picture: Picture) -> dict[str, str]:
    return {key: one.label or key for key, one in picture.inventory.matter.context.purposes.items()}


def _said(name: str, value: Any, purposes: dict[str, str]) -> str:
    if name == "buyer_purposes":
        return ", ".join(purposes.get(key, key) for key in value)
    if name == "buyer_country" and value:
        return places.country_name(value)
    return said(Scenario, name, value, {})


def _facts(deal: Deal, tried: Scenario, purposes: dict[str, str]) -> list[Row]:
    now, then = facts_of(deal).to_state(), tried.to_state()
    return [
        Row(
            label_of(Scenario, (name,)),
            _said(name, now[name], purposes) or "–",
            _said(name, then[name], purposes) or "–",
            now[name] != then[name],
        )
        for name in FACTS
    ]


def _names(picture: Picture) -> dict[str, str]:
    """What each line is called, by its number; one that is not there yet by its segment, under its reference."""
    found = {segment.ref or "": segment.name or segment.ref or "" for segment in picture.visit.deal.segments}
    return found | {card.number: card.name for card in picture.cards}


def _rows(comparison: Comparison | None, number: int) -> Any:
    return () if comparison is None else comparison.changes[(number - 1) * SIZE : number * SIZE]


def _pages(comparison: Comparison | None, number: int, args: MultiDict[str, str]) -> dict[str, Any]:
    total = len(comparison.changes) if comparison is not None else 0
    pages = max(1, -(-total // SIZE))

    def url(page: int) -> str | None:
        if not 1 <= page <= pages:
            return None
        kept = MultiDict(
            (key, value) for key, value in args.items(multi=True) if key not in {"page", "csrf_token"}
        )
        kept["page"] = str(page)
        return request.path + "?" + urlencode(list(kept.items(multi=True)))

    return {"number": number, "pages": pages, "previous": url(number - 1), "next": url(number + 1)}


@blueprint.post("/deals/<ref>/what-if")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def settle_what_if(visit: Visit) -> Any:
    """Apply what was tried to the deal, keep it as a scenario, or take a kept one away."""
    act = request.form.get("act", "")
    if act == "drop":
        what_if.drop(actor(), visit.ref, request.form.get("name", ""))
        flash("The scenario is taken away; its history stays.", "success")
        return redirect(visit.page + "#scenarios", 303)
    try:
        form = _form(formdata=request.form)
        scenario = _scenario(form)
        if act == "apply":
            what_if.apply(actor(), visit.ref, scenario, version=_version(visit))
            flash("The deal has these facts now; lines show where the rules propose otherwise.", "success")
            return redirect(visit.page, 303)
        if act != "keep":
            raise Invalid.of("act", "Choose to apply it or to keep it.")
        name = request.form.get("name", "").strip()
        if not name:
            raise Invalid.of("name", "Name: is required: give the scenario a name to keep it.")
        kept = Scenario.parse(scenario.to_state() | {"name": name, "note": request.form.get("note", "")})
        what_if.keep(actor(), visit.ref, kept)
    except Conflict:
        db.session.rollback()
        return _page(
            enter(visit.ref), request.form, "Somebody else changed the deal meanwhile: compare again."
        )[0], 409
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _page(enter(visit.ref), request.form, error.sentence)[0], error.status
    flash(f"“{kept.name}” is kept beside the deal.", "success")
    return redirect(url_for("deals.what_if_page", ref=visit.ref, scenario=kept.name), 303)


def _version(visit: Visit) -> int:
    seen = request.form.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else visit.version
