"""Creating and editing through a form of a record: validation, parts, and two people editing the same object.

Who saves second sees both versions field by field and chooses; nothing typed is lost.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import render_template, request
from sqlalchemy import select

from app.db.diff import between
from app.db.history import Revision
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.records import Record, label_of
from app.pages.kit import uploads
from app.pages.kit.acts import told
from app.pages.kit.forms import RecordForm, initial

R = TypeVar("R", bound=Record)


def create(
    form_class: type[RecordForm],
    save: Callable[[Any], R],
    *,
    done: Callable[[R], str],
    title: str,
    cancel: str,
    submit: str = "Create",
    said: Callable[[R], str] | None = None,
    start: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
    template: str = "kit/form_page.html",
    **context: Any,
) -> Any:
    """A page that creates an object: shows the form, and on POST calls *save* with the record.

    *start* prefills; *fixed* are fields that the form leaves out. *done* gives the address to go to, *said* the
    sentence shown there.
    """
    form = (
        form_class(data=initial(dict(start or {}), form_class.record))
        if request.method == "GET"
        else form_class()
    )
    status = 200
    changed = False
    if request.method == "POST":
        changed = True
        stored = uploads.store(form)
        if not form.rearrange(request.form):
            outcome, status = _try(form, fixed or {}, save)
            if outcome is not None:
                return told(said(outcome) if said else "Saved.", done(outcome))
        status = stored.refused or status
    page = render_template(
        template,
        form=form,
        groups=form.groups(),
        title=title,
        cancel_url=cancel,
        submit=submit,
        changed=changed,
        **context,
    )
    return page, status


def edit(
    form_class: type[RecordForm],
    stored: R,
    version: int,
    save: Callable[[Any, int], R],
    *,
    done: str,
    title: str,
    said: str = "Saved.",
    submit: str = "Save",
    **context: Any,
) -> Any:
    """A page that edits *stored* (at *version*): on POST calls *save* with the record and the version seen."""
    state = stored.to_state()
    if request.method == "GET":
        form = form_class(data=initial(state, form_class.record) | {"version": str(version)})
        return _edit_page(form, title, done, submit, context)
    form = form_class()
    seen = _version(form.version.data, version)
    files = uploads.store(form)
    if form.rearrange(request.form):
        return _edit_page(form, title, done, submit, context, changed=True)
    chosen = form.data_for_record(state)
    if request.form.get("resolve"):
        theirs = {name for name in form.names if request.form.get(f"choose-{name}") == "theirs"}
        chosen |= {name: state[name] for name in theirs}
    try:
        fits = form.validate_on_submit()
        record = form.record.parse(chosen)
        if not fits:
            return _edit_page(form, title, done, submit, context, changed=True), files.refused or 422
        save(record, seen)
    except Conflict as error:
        db.session.rollback()
        return _conflict_page(form, stored, seen, error, title, done, files.links), 409
    except Invalid as error:
        db.session.rollback()
        form.show(error)
        return _edit_page(form, title, done, submit, context, changed=True), files.refused or 422
    except Refused as error:
        db.session.rollback()
        form.form_errors = [*form.form_errors, error.sentence]
        return _edit_page(form, title, done, submit, context, changed=True), error.status
    return told(said, done)


def _try(form: RecordForm, fixed: Mapping[str, Any], save: Callable[[Any], R]) -> tuple[R | None, int]:
    try:
        fits = form.validate_on_submit()
        record = form.record.parse(form.data_for_record(fixed))
        return (save(record), 303) if fits else (None, 422)
    except Invalid as error:
        db.session.rollback()
        form.show(error)
        return None, 422
    except Refused as error:
        db.session.rollback()
        form.form_errors = [*form.form_errors, error.sentence]
        return None, error.status


def _edit_page(
    form: RecordForm, title: str, done: str, submit: str, context: Mapping[str, Any], *, changed: bool = False
) -> str:
    return render_template(
        "kit/form_page.html",
        form=form,
        groups=form.groups(),
        title=title,
        cancel_url=done,
        submit=submit,
        changed=changed,
        **context,
    )


def _conflict_page(
    form: RecordForm,
    stored: Record,
    seen: int,
    error: Conflict,
    title: str,
    done: str,
    files: Mapping[str, str],
) -> str:
    """Both versions field by field; what only one side changed is chosen already, and *files* stay stored."""
    kind = type(stored)
    base = db.session.scalar(select(Revision.state).where(Revision.key == error.ref, Revision.number == seen))
    rows = []
    for name, (mine, theirs) in between(error.mine, error.theirs).items():
        if name not in form.names:
            continue
        before = (base or {}).get(name)
        rows.append(
            {
                "name": name,
                "label": label_of(kind, (name,)),
                "mine": in_words(mine),
                "theirs": in_words(theirs),
                "chosen": "theirs" if mine == before else "mine",
            }
        )
    sent = [(key, value) for key, value in request.form.items(multi=True) if _worth_keeping(key)]
    kept = [*(pair for pair in sent if pair[0] not in files), *files.items()]
    return render_template(
        "kit/conflict_page.html",
        title=title,
        ref=error.ref,
        rows=rows,
        kept=kept,
        version=error.version,
        cancel_url=done,
    )


def in_words(value: Any) -> str:
    """A value of a state as text: lists joined, parts as ``label: value`` lines."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ("\n" if any(isinstance(item, dict) for item in value) else ", ").join(
            in_words(v) for v in value
        )
    if isinstance(value, dict):
        said = [
            f"{k.replace('_', ' ')}: {in_words(v)}"
            for k, v in value.items()
            if v not in (None, [], False, "")
        ]
        return "; ".join(said)
    return str(value)


def _version(text: str | None, otherwise: int) -> int:
    """The version that a form was opened on, *otherwise* where it does not say."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _worth_keeping(key: str) -> bool:
    return key not in {"csrf_token", "version", "resolve"} and not key.startswith("choose-")
