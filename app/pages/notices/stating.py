"""Saying what a notice says and lacks of what it ought to say; the words propose, a person reads."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import render_template, request, url_for
from wtforms import FormField, SelectChoice, StringField
from wtforms.widgets import NumberInput

from app.domain.notices import queries, statements
from app.domain.notices.records import Notice, Said
from app.domain.notices.statements import Basis, Standing
from app.domain.notices.terms import Statement, StatementState
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.words import plural
from app.pages.kit.acts import told
from app.pages.kit.fields import ChoiceField
from app.pages.kit.forms import PartForm, RecordForm
from app.pages.notices import coding

Save = Callable[[Notice, int], Notice]
"""Stores a notice with its statements, given the version that the person saw."""


def address(ref: str) -> str | None:
    """Where this person says what the notice *ref* says; ``None`` for one who may not."""
    return coding.address(ref, ("notices.statements", "notices.edit_statements"))


class SaidForm(PartForm):
    """What was read of one statement."""

    state = ChoiceField(
        "State",
        choices=[SelectChoice("", "Not read yet")]
        + [SelectChoice(*pair) for pair in StatementState.choices()],
    )
    sentence_no = StringField("Sentence", widget=NumberInput(min=1))
    note = StringField("Note")

    def values(self, key: str) -> dict[str, Any]:
        """What was entered, as a statement."""
        return {
            "key": key,
            "state": self.state.data or None,
            "sentence_no": (self.sentence_no.data or "").strip() or None,
            "note": (self.note.data or "").strip() or None,
        }

    def is_blank(self) -> bool:
        """Whether nothing was entered."""
        return not any((self.state.data, self.sentence_no.data, self.note.data))


class StatementsForm(RecordForm):
    """One part a statement."""

    record = Notice

    def parts(self) -> Iterator[tuple[str, SaidForm]]:
        """Each statement's key with its part."""
        for key in Statement:
            yield key.value, self._fields[key.value].form

    def said(self) -> list[Said]:
        """What was read; raises ``Invalid`` with paths that count what is not blank, as a notice would."""
        made, problems = [], {}
        for place, (key, part) in enumerate(self._entered()):
            try:
                made.append(Said.parse(part.values(key)))
            except Invalid as error:
                problems.update({("statements", place, *path): said for path, said in error.problems.items()})
        if problems:
            raise Invalid(problems)
        return made

    def show(self, error: Invalid) -> None:
        """Put the sentences of *error* at the fields that they mean."""
        whole: Any = self
        entered = self._entered()
        for path, said in error.problems.items():
            match path:
                case ("statements", int(place), *rest) if place < len(entered):
                    part = entered[place][1]
                    field = part._fields.get(str(rest[0]) if rest else "", part.state)
                    field.errors = [*field.errors, *said]
                case _:
                    whole.form_errors = [*whole.form_errors, *said]

    def _entered(self) -> list[tuple[str, SaidForm]]:
        return [(key, part) for key, part in self.parts() if not part.is_blank()]


def _form() -> type[StatementsForm]:
    fields = {key.value: FormField(SaidForm, label=key.label) for key in Statement}
    return type("NoticeStatementsForm", (StatementsForm,), fields)


def page(ref: str, save: Save) -> Any:
    """The page on which it is said what *ref* says; on POST calls *save*."""
    stored, version = queries.get(db.session, ref)
    if stored.archived:
        raise Refused(f"{ref} is archived: restore it first.")
    found = statements.standings(stored)
    made = _form()
    if request.method == "GET":
        proposing = request.args.get("from") == "words"
        form = made(data=_data(found, proposing=proposing) | {"version": str(version)})
        return _show(stored, form, found, changed=proposing)
    form = made()
    try:
        fits = form.validate_on_submit()
        said = form.said()
        if not fits:
            return _show(stored, form, found, changed=True), 422
        seen = int(form.version.data) if (form.version.data or "").isdigit() else version
        save(stored.model_copy(update={"statements": said}), seen)
    except Conflict as error:
        db.session.rollback()
        form.version.data = str(error.version)
        form.form_errors = [
            *form.form_errors,
            "Somebody else changed this notice meanwhile. What you entered is kept below: compare it with the notice’s "
            "page, then save again.",
        ]
        return _show(stored, form, found, changed=True), 409
    except (Invalid, Refused) as error:
        db.session.rollback()
        if isinstance(error, Invalid):
            form.show(error)
        else:
            form.form_errors = [*form.form_errors, error.sentence]
        return _show(stored, form, found, changed=True), error.status
    gaps = sum(one.is_gap for one in statements.standings(queries.get(db.session, ref)[0]))
    return told(
        f"Saved. {plural(gaps, 'gap')} in what the notice says.",
        url_for("notices.detail", ref=ref, _anchor="statements"),
    )


def _data(found: list[Standing], *, proposing: bool) -> dict[str, Any]:
    """What stands, as the form's data; with what the words propose where nobody has read it and *proposing*."""
    shown = {Basis.READING} | ({Basis.WORDS, Basis.RECORD} if proposing else set())
    return {
        one.key.value: {
            "state": one.state.value if one.state else "",
            "sentence_no": str(one.sentence_no) if one.sentence_no else "",
            "note": one.note or "",
        }
        for one in found
        if one.basis in shown
    }


def _show(stored: Notice, form: StatementsForm, found: list[Standing], *, changed: bool) -> str:
    return render_template(
        "notices/statements.html",
        record=stored,
        form=form,
        rows=[(one, form._fields[one.key.value].form) for one in found],
        proposed=any(one.basis is Basis.WORDS for one in found),
        changed=changed,
    )
