"""Views of the revisions of any object of the register, for those who may see the object."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import select

from app.db import changes
from app.db.aggregate import KINDS
from app.db.history import Revision
from app.domain.accounts import queries as accounts
from app.domain.audit import comparing, naming
from app.domain.audit.models import Entry
from app.domain.deals import queries as deals
from app.extensions import db
from app.kernel.records import Record
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address
from app.pages.kit.area import shown
from app.reporting.render.change_words import doing, said
from app.reporting.snapshot.wording import Wording, info_at, mentioned
from app.security.permissions import Permission

blueprint = Blueprint("revisions", __name__, template_folder="templates")

_OTHERS = {"person": Permission.PEOPLE_READ, "organisation": Permission.SETTINGS_READ}
"""What reading the kinds needs that are no part of the register proper."""


@blueprint.get("/history/<kind>/<key>")
@access(Permission.REGISTER_READ)
def index(kind: str, key: str) -> Any:
    """Every revision, newest first."""
    _expect_open(kind, key)
    rows = _rows(kind, key)
    if not rows:
        abort(404)
    return render_template("revisions/index.html", rows=list(reversed(rows)), **_about(kind, key, rows))


@blueprint.get("/history/<kind>/<key>/<int:number>")
@access(Permission.REGISTER_READ)
def detail(kind: str, key: str, number: int) -> Any:
    """One revision as it was."""
    _expect_open(kind, key)
    rows = _rows(kind, key)
    row = next((one for one in rows if one["number"] == number), None)
    if row is None:
        abort(404)
    record = KINDS[kind].__record__.restore(row["state"])
    return render_template(
        "revisions/detail.html",
        row=row,
        groups=shown(record),
        earlier=next((one for one in reversed(rows) if one["number"] < number), None),
        later=next((one for one in rows if one["number"] > number), None),
        **_about(kind, key, rows),
    )


@blueprint.get("/history/<kind>/<key>/compare")
@access(Permission.REGISTER_READ)
def compare(kind: str, key: str) -> Any:
    """What differs between two revisions, the earlier first whichever was asked for first."""
    _expect_open(kind, key)
    rows = _rows(kind, key)
    by_number = {one["number"]: one for one in rows}
    asked = [request.args.get(name, "") for name in ("from", "to")]
    found = [by_number.get(int(text)) if text.isascii() and text.isdigit() else None for text in asked]
    if not all(found):
        abort(404)
    before, after = sorted((one for one in found if one), key=lambda one: int(one["number"]))
    record = KINDS[kind].__record__
    return render_template(
        "revisions/compare.html",
        before=before,
        after=after,
        fields=_differences(record, before["state"], after["state"]),
        **_about(kind, key, rows),
    )


def _expect_open(kind: str, key: str) -> None:
    """That the actor may see the object *key* of *kind*; it is as good as not there otherwise."""
    if kind not in KINDS:
        abort(404)
    if kind == "deal":
        if key not in deals.visible_refs(db.session, actor()):
            abort(404)
        return
    if not actor().may(_OTHERS.get(kind, Permission.REGISTER_READ)):
        abort(404)


def _rows(kind: str, key: str) -> list[dict[str, Any]]:
    """The revisions, oldest first, with who filed each and what it changed."""
    query = (
        select(
            Revision.number,
            Revision.valid_from,
            Revision.valid_to,
            Revision.state,
            Entry.seq,
            Entry.actor,
            Entry.operation,
            Entry.notes,
        )
        .join(Entry, Entry.seq == Revision.entry)
        .where(Revision.kind == kind, Revision.key == key)
        .order_by(Revision.number)
    )
    people = accounts.names(db.session)
    record = KINDS[kind].__record__
    rows: list[dict[str, Any]] = []
    for row in db.session.execute(query):
        before = rows[-1]["state"] if rows else None
        rows.append(
            {
                "number": row.number,
                "at": row.valid_from,
                "until": row.valid_to,
                "state": row.state,
                "entry": row.seq,
                "who": people.get(row.actor, row.actor.capitalize()),
                "doing": doing(row.operation),
                "reason": comparing.reason_in(row.notes),
                "changed": [] if before is None else _labels(record, before, row.state),
                "url": url_for("revisions.detail", kind=kind, key=key, number=row.number),
            }
        )
    return rows


def _labels(record: type[Record], before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The fields that differ, by label, each once."""
    wording = Wording({})
    return list(
        dict.fromkeys(wording.label(record, path[:1]) for path, _, _ in changes.deep(record, before, after))
    )


def _differences(record: type[Record], before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields that differ, in words."""
    found = list(changes.deep(record, before, after))
    wanted = {
        named
        for path, was, now in found
        for value in (was, now)
        for named in mentioned(info_at(record, path), value)
    }
    wording = Wording(naming.names(db.session, wanted))
    return [
        {
            "label": wording.label(record, path),
            "before": said(wording.value(record, path, was)),
            "after": said(wording.value(record, path, now)),
        }
        for path, was, now in found
    ]


def _about(kind: str, key: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    one, _ = naming.KIND_NAMES.get(kind, (kind.replace("_", " ").capitalize(), ""))
    short = f"{key[:12]}…" if len(key) == 64 else key
    return {
        "kind": kind,
        "key": key,
        "kind_name": one,
        "short": short,
        "name": naming.name_in(kind, rows[-1]["state"]) or short,
        "page": address(kind, key),
        "is_gone": rows[-1]["until"] is not None,
    }
