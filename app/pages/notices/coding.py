"""Saying sentence by sentence what a notice provides, and the difference between two codings.

Who saves second sees both codings sentence by sentence and chooses; nothing typed is lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from sqlalchemy import select

from app.db.history import Revision
from app.domain.notices import difference, queries, sentences
from app.domain.notices.records import Notice, Provision
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.words import plural
from app.pages.kit.access import actor, permission_of
from app.pages.kit.acts import told
from app.pages.notices.forms import CodingForm, coding_data, coding_form
from app.pages.notices.reading import Picture

Save = Callable[[Notice, int], Notice]
"""Stores a notice with its provisions, given the version that the person saw."""


def address(ref: str, endpoints: Sequence[str] = ("notices.code", "notices.edit_provisions")) -> str | None:
    """Where this person codes the notice *ref*, the first of *endpoints* that is open; ``None`` where none is."""
    for endpoint in endpoints:
        permission = permission_of(current_app, endpoint)
        if permission is not None and actor().may(permission):
            return url_for(endpoint, ref=ref)
    return None


def page(ref: str, save: Save) -> Any:
    """The coding page of *ref*; on POST adds or removes a provision, or calls *save*."""
    stored, version = queries.get(db.session, ref)
    if stored.archived:
        raise Refused(f"{ref} is archived: restore it first.")
    numbers = [sentence.number for sentence in sentences.split(stored.text or "")] + [0]
    made = coding_form(numbers)
    if request.method == "GET":
        start = _carried(stored)
        provisions = stored.provisions if start is None else start
        form = made(data=coding_data(provisions, numbers) | {"version": str(version)})
        return _show(stored, form, changed=start is not None)
    form = made()
    if form.rearrange(request.form):
        return _show(stored, form, changed=True)
    try:
        fits = form.validate_on_submit()
        provisions = _chosen(form, stored) if request.form.get("resolve") else form.provisions()
        if not fits:
            return _show(stored, form, changed=True), 422
        save(_with(stored, provisions), _seen(form, version))
    except Conflict as error:
        db.session.rollback()
        return _conflict(stored, form, _seen(form, version), error), 409
    except (Invalid, Refused) as error:
        db.session.rollback()
        if isinstance(error, Invalid):
            form.show(error)
        else:
            form.form_errors = [*form.form_errors, error.sentence]
        return _show(stored, form, changed=True), error.status
    return told(
        f"The coding is saved: {plural(len(provisions), 'provision')}.", url_for("notices.detail", ref=ref)
    )


def _show(stored: Notice, form: CodingForm, *, changed: bool) -> str:
    return render_template(
        "notices/coding.html",
        record=stored,
        form=form,
        picture=Picture(stored),
        changed=changed,
        offers=_offers(stored),
    )


def _offers(stored: Notice) -> list[tuple[str, str]]:
    """Earlier versions whose coding can be carried over, while this one has none: reference and title."""
    if stored.provisions:
        return []
    rows = queries.versions(db.session, stored.entity)
    earlier = [(row.ref, row.title or "Untitled") for row in rows if row.ref != stored.ref]
    return [(ref, title) for ref, title in earlier[::-1] if queries.get(db.session, ref)[0].provisions]


def _carried(stored: Notice) -> list[Provision] | None:
    """The provisions of the version that ``?from=`` names, at the numbers of this one's sentences."""
    ref = request.args.get("from")
    if ref is None or ref not in dict(_offers(stored)):
        return None
    return difference.carried_over(queries.get(db.session, ref)[0], stored)


def _with(stored: Notice, provisions: Sequence[Provision]) -> Notice:
    """*stored* with *provisions*; in their stored order where they are the same, so that nothing is filed."""
    same = len(provisions) == len(stored.provisions) and all(one in stored.provisions for one in provisions)
    return stored.model_copy(update={"provisions": stored.provisions if same else list(provisions)})


def _seen(form: CodingForm, otherwise: int) -> int:
    text = form.version.data
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _by_sentence(provisions: Sequence[Provision], numbers: Sequence[int]) -> dict[int, list[Provision]]:
    found: dict[int, list[Provision]] = {number: [] for number in numbers}
    for one in provisions:
        found[one.sentence_no if one.sentence_no in found else 0].append(one)
    return found


def _chosen(form: CodingForm, stored: Notice) -> list[Provision]:
    """The provisions as chosen sentence by sentence on the page that showed both codings."""
    mine, theirs = (
        _by_sentence(form.provisions(), form.numbers),
        _by_sentence(stored.provisions, form.numbers),
    )
    order = sorted(form.numbers, key=lambda number: (number == 0, number))
    return [
        one
        for number in order
        for one in (theirs if request.form.get(f"choose-s{number}") == "theirs" else mine)[number]
    ]


def _conflict(stored: Notice, form: CodingForm, seen: int, error: Conflict) -> str:
    """Both codings sentence by sentence; where only one side changed, that one is chosen already."""
    base = db.session.scalar(
        select(Revision.state).where(
            Revision.kind == "notice", Revision.key == stored.ref, Revision.number == seen
        )
    )
    before = _by_sentence(Notice.restore(base).provisions if base else [], form.numbers)
    mine, theirs = (
        _by_sentence(form.provisions(), form.numbers),
        _by_sentence(stored.provisions, form.numbers),
    )
    rows = [
        {
            "name": f"s{number}",
            "label": f"Sentence {number}" if number else "Of no sentence",
            "mine": _in_words(mine[number]),
            "theirs": _in_words(theirs[number]),
            "chosen": "theirs" if mine[number] == before[number] else "mine",
        }
        for number in sorted(form.numbers)
        if mine[number] != theirs[number]
    ]
    left_out = {"csrf_token", "version", "resolve"}
    kept = [
        pair
        for pair in request.form.items(multi=True)
        if pair[0] not in left_out and not pair[0].startswith("choose-")
    ]
    return render_template(
        "kit/conflict_page.html",
        title=f"Code {stored.title or stored.ref}",
        ref=stored.ref,
        rows=rows,
        kept=kept,
        version=error.version,
        cancel_url=url_for("notices.detail", ref=stored.ref),
    )


def _in_words(provisions: Sequence[Provision]) -> str:
    return "\n".join(_line(one) for one in provisions)


def _line(one: Provision) -> str:
    text = f": {one.text}" if one.text else ""
    return f"{one.code} {one.kind.label.lower()}{text}{' (open-ended)' if one.unclear else ''}"


@dataclass(frozen=True)
class Recoded:
    """A code whose provision differs between two versions; one is missing where it was added or left out."""

    code: str
    before: str | None
    after: str | None


def differences(older: Notice, newer: Notice) -> list[Recoded]:
    """The codes whose kind, words or clarity differ, in the order of *newer*, those that are gone at the end.

    Where a provision stands is no difference: sentences are numbered anew in every version.
    """
    before = {one.code: _line(one) for one in older.provisions}
    after = {one.code: _line(one) for one in newer.provisions}
    codes = [*after, *(code for code in before if code not in after)]
    return [
        Recoded(code, before.get(code), after.get(code))
        for code in codes
        if before.get(code) != after.get(code)
    ]
