"""View of a comparison: the two sides are chosen, what differs is shown and filtered, and can be issued as R11."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from app.db import history
from app.domain.reports import queries, sides
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.kernel.errors import CustodiaError
from app.pages.kit import formats, past
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address, address_of, with_query
from app.reporting.collecting.comparison import compared
from app.reporting.render.change_words import WHAT, doing, moment, person, recorded, said
from app.reporting.snapshot.schema.comparison import ChangedObject
from app.reporting.snapshot.schema.frame import Snapshot
from app.security.permissions import Permission

blueprint = Blueprint("comparison", __name__, template_folder="templates")

ON_A_PAGE = 50
"""Objects on one page."""

_ASKED = ("from", "to", "third_party", "part", "what", "by", "q")


@blueprint.get("/comparison")
@access(Permission.REGISTER_READ)
def index() -> Any:
    """The form with the two sides; below it, once they are chosen, what differs."""
    asked = {name: request.args.get(name, "").strip()[:200] for name in _ASKED}
    if not asked["from"]:
        return _page(asked)
    try:
        found = sides.resolve(db.session, actor(), asked["from"], asked["to"])
        party = asked["third_party"] or None
        if party is not None:
            third_parties.get(db.session, party)
        blobs = open_blobs(current_app.config["SETTINGS"])
        snapshot = compared(db.session, blobs, found, third_party=party)
    except CustodiaError as error:
        db.session.rollback()
        return _page(asked, problem=past.worded(error, _from)), error.status
    return _page(asked, snapshot=snapshot)


def _page(asked: dict[str, str], *, snapshot: Snapshot | None = None, problem: str = "") -> str:
    return render_template(
        "comparison/index.html",
        asked=asked,
        problem=problem,
        suggestions=_suggestions(),
        reports=_reports(),
        found=None if snapshot is None else _found(asked, snapshot),
        may_issue=actor().may(Permission.REPORTS_ISSUE),
        party_url=address("third_party", asked["third_party"]) if asked["third_party"] else None,
    )


def _suggestions() -> list[tuple[str, str]]:
    """Days from which people like to compare, with where that leads: those that the register knows, and its first."""
    first = history.first_instant(db.session)
    if first is None:
        return []
    today, zone = formats.today(), formats.time_zone()
    month = today.replace(day=1) - dt.timedelta(days=1)
    days = [
        ("the last 7 days", today - dt.timedelta(days=7)),
        (f"the end of {month:%B}", month),
        (f"the end of {today.year - 1}", dt.date(today.year - 1, 12, 31)),
    ]
    known = [(words, day.isoformat()) for words, day in days if clock.end_of_day(day, zone) >= first]
    return [
        (words, _from(instant))
        for words, instant in (*known, ("the register began", clock.format_instant(first)))
    ]


def _from(instant: str) -> str:
    """The comparison of *instant* with now."""
    return with_query(url_for("comparison.index"), [("from", instant)])


def _reports() -> list[tuple[str, str]]:
    """The newest reports that can be compared with another, as choices."""
    if not actor().may(Permission.REPORTS_READ):
        return []
    newest = db.session.scalars(queries.issued(db.session, actor()).limit(100))
    return [
        (one.number, f"{one.number} · {one.title} · {formats.day(one.as_of)}")
        for one in newest
        if one.kind != "comparison"
    ]


def _found(asked: dict[str, str], snapshot: Snapshot) -> dict[str, Any]:
    """What differs, filtered, a page of it."""
    data, names = snapshot["data"], snapshot["labels"].get("part", {})
    every: Sequence[ChangedObject] = data["objects"]
    chosen = [one for one in every if _matches(one, asked)]
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    text = request.args.get("page", "1")
    number = min(int(text), pages) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
    number = max(number, 1)
    first = (number - 1) * ON_A_PAGE
    people = sorted({one["by"] for row in every for one in (row, *row["fields"]) if one["by"]})
    return {
        "earlier": data["earlier"],
        "later": data["later"],
        "total": len(every),
        "matching": len(chosen),
        "tallies": [dict(one) | {"label": names.get(one["part"], one["part"])} for one in data["tallies"]],
        "parties": data["third_parties"][:8],
        "figures": [one for one in data["figures"] if one["before"] != one["after"]],
        "rows": [_row(one, snapshot, names) for one in chosen[first : first + ON_A_PAGE]],
        "parts": [(part, names.get(part, part)) for part in dict.fromkeys(one["part"] for one in every)],
        "whats": list(WHAT.items()),
        "people": [(by, person({"by": by}, snapshot)) for by in people],
        "page": {
            "number": number,
            "pages": pages,
            "first": first + 1,
            "last": first + len(chosen[first : first + ON_A_PAGE]),
        },
        "previous": _at(asked, number - 1) if number > 1 else None,
        "next": _at(asked, number + 1) if number < pages else None,
        "narrowed": any(asked[name] for name in ("part", "what", "by", "q")),
    }


def _at(asked: dict[str, str], page: int) -> str:
    pairs = [(name, value) for name, value in asked.items() if value]
    return with_query(url_for("comparison.index"), [*pairs, ("page", str(page))])


def _matches(one: ChangedObject, asked: dict[str, str]) -> bool:
    if asked["part"] and one["part"] != asked["part"]:
        return False
    if asked["what"] and one["what"] != asked["what"]:
        return False
    if asked["by"] and asked["by"] not in {one["by"], *(field["by"] for field in one["fields"])}:
        return False
    words = asked["q"].casefold().split()
    return not words or all(word in _text(one) for word in words)


def _text(one: ChangedObject) -> str:
    values = [one["key"], one["name"], one["third_party"], one["third_party_name"]]
    for field in one["fields"]:
        values += [field["label"], field["before"], field["after"]]
    return " ".join(value for value in values if value).casefold()


def _row(one: ChangedObject, snapshot: Snapshot, names: dict[str, str]) -> dict[str, Any]:
    ref = one["key"].split(" ")[1] if one["part"] == "finding" and " " in one["key"] else one["key"]
    whole = one["what"] != "changed"
    return {
        "part": names.get(one["part"], one["part"]),
        "name": one["name"] or one["key"],
        "key": one["key"] if len(one["key"]) < 64 else f"{one['key'][:12]}…",
        "url": address_of(ref)
        if one["part"] == "finding"
        else address(one["part"], one["key"]) or address_of(ref),
        "what": one["what"],
        "word": WHAT[one["what"]],
        "party": one["third_party_name"] if one["third_party"] != one["key"] else None,
        "party_url": address("third_party", one["third_party"]) if one["third_party"] else None,
        "who": person(one, snapshot),
        "when": moment(one, snapshot),
        "doing": doing(one["operation"]),
        "entry": one["entry"],
        "whole": recorded(one) if whole else "",
        "fields": []
        if whole
        else [
            {
                "label": field["label"],
                "before": said(field["before"]),
                "after": said(field["after"]),
                "who": person(field if field["at"] else one, snapshot),
                "when": moment(field if field["at"] else one, snapshot),
                "doing": doing((field if field["at"] else one)["operation"]),
                "reason": field["reason"],
                "entry": field["entry"] or one["entry"],
            }
            for field in one["fields"]
        ],
    }
