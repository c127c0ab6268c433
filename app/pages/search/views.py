"""View of the search: a reference leads straight to its object, words to results by kind."""

import re
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select

from app.db.aggregate import KINDS
from app.db.search import words_of
from app.domain.deals import queries as deals
from app.domain.reports import queries as reports
from app.extensions import db
from app.kernel import ids
from app.kernel.errors import Missing
from app.kernel.words import listing
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address, kind_of
from app.pages.search.groups import open_titles, results
from app.security.permissions import Permission

blueprint = Blueprint("search", __name__, template_folder="templates")

_REFERENCE = re.compile(r"(EN|AC|NV|TP|AG|FL|PF|DC|D)-?(\d{1,9})(/[A-Z][A-Z0-9.]{0,11})?", re.IGNORECASE)
_REPORT = re.compile(r"R-\d{4}-\d{1,9}", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


@blueprint.get("/search")
@access(Permission.SIGNED_IN)
def index() -> Any:
    """What matches ``?q=``, by kind; an exact reference is opened at once."""
    text = " ".join(request.args.get("q", "").split())
    straight = _straight(text)
    if straight is not None:
        return redirect(straight)
    words = words_of(text)
    found = results(words, text)
    return render_template(
        "search/index.html",
        text=" ".join(words),
        results=found,
        shown=sum(len(one.found.hits) for one in found),
        more=any(one.found.more for one in found),
        searched=listing(open_titles()),
    )


def _straight(text: str) -> str | None:
    """The address of the one object that *text* names, if it is there and open to this person."""
    if _REPORT.fullmatch(text) and actor().may(Permission.REPORTS_READ):
        return _report(text.upper())
    if _HASH.fullmatch(text):
        return _page("document", text.lower())
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return None
    letters, number, provision = match.groups()
    kind = kind_of(f"{letters.upper()}-{number}")
    page = _page(kind, ids.reference(kind, int(number)))
    if provision is None or page is None:
        return page
    return f"{page}#provision-{provision[1:].upper()}" if kind == "notice" else None


def _page(kind: str, key: str) -> str | None:
    if kind == "deal" and key not in deals.visible_refs(db.session, actor()):
        return None
    table = KINDS[kind].__table__
    column = table.c[KINDS[kind].__key__]
    if db.session.scalar(select(column).where(column == key)) is None:
        return None
    return address(kind, key)


def _report(number: str) -> str | None:
    try:
        report = reports.get(db.session, actor(), number)
    except Missing:
        return None
    return url_for("reports.detail", number=report.number)
