"""Forms made from records: a field's label, explanation, bounds and choices are said once, in the record.

A form only shows and collects raw text; :meth:`app.kernel.records.Record.parse` judges it, so that pages, API and
import refuse the same things with the same words, and what a person typed is shown again untouched.
"""

import datetime as dt
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from pydantic.fields import FieldInfo
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.widgets import DateInput, NumberInput, TimeInput

from app.kernel import places, spelling
from app.kernel.errors import Invalid
from app.kernel.records import PROSE, Record, group_of, is_country, is_list, link_of, part_type, term_type
from app.kernel.words import Term
from app.pages.kit.fields import ChoiceField, LinesField, PicksField, UploadField

Choices = Callable[[], Sequence[tuple[str, str]]]
"""Gives the choices of a field that links to other objects."""

MOST_CHOICES = 400
"""Links with more choices than this are typed as a reference instead of picked from a list."""

MOST_PARTS = 500
"""Parts of one list that a form accepts."""
UPLOAD = "_file"
"""Ends the name of the field beside a link to a document, in which the file itself can be chosen."""


class PartForm(Form):
    """Base of the forms of parts, which carry no CSRF token of their own."""


def form_for(
    record: type[Record],
    *,
    choices: Mapping[str, Choices] | None = None,
    only: Iterable[str] | None = None,
    omit: Collection[str] = (),
) -> type["RecordForm"]:
    """A form class for *record*.

    *choices* gives, per kind of object linked to, the options; *only* and *omit* select fields, *omit* also those of
    parts, as ``transfers.onward``. Fields without a group (references, archived …) are left out unless in *only*.
    """
    names = [
        name
        for name, info in record.model_fields.items()
        if (name in only if only is not None else group_of(info)) and name not in set(omit)
    ]
    fields = _fields(record, names, choices or {}, omit)
    fields |= {"record": record, "names": tuple(names)}
    return type(f"{record.__name__}Form", (RecordForm,), fields)


class RecordForm(FlaskForm):
    """A form of a record; ``version`` is the one that the person opened."""

    record: type[Record]
    names: tuple[str, ...] = ()

    version = HiddenField()

    def data_for_record(self, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the form holds, over *base* (the stored state) for the fields that the form leaves out."""
        data = dict(base or {})
        for name in self.names:
            data[name] = _value(self._fields[name], self.record.model_fields[name], data.get(name))
        return data

    def show(self, error: Invalid) -> None:
        """Put the sentences of *error* at the fields that they name."""
        for path, sentences in error.problems.items():
            _place(self, path, sentences)

    def groups(self) -> list[dict[str, Any]]:
        """The fields by group, in order, as the ``form_page`` macro takes them."""
        found: dict[str, list[str]] = {}
        for name in self.names:
            group = found.setdefault(group_of(self.record.model_fields[name]) or "Details", [])
            group.extend(one for one in (name + UPLOAD, name) if one in self._fields)
        return [{"title": title, "fields": fields} for title, fields in found.items()]

    def rearrange(self, keys: Iterable[str]) -> bool:
        """Add or remove a part where one of the posted *keys* is such a button; whether there was one."""
        for key in keys:
            if key.startswith("add-"):
                return _add_part(self, key.removeprefix("add-"))
            if key.startswith("remove-"):
                name, _, number = key.removeprefix("remove-").rpartition("-")
                return _remove_part(self, name, number)
        return False


def _parts(form: Any, name: str) -> FieldList | None:
    for field in form._fields.values():
        if isinstance(field, FieldList):
            if field.name == name:
                return field
            for entry in field.entries:
                inner = _parts(entry.form, name) if isinstance(entry, FormField) else None
                if inner is not None:
                    return inner
        elif isinstance(field, FormField):
            inner = _parts(field.form, name)
            if inner is not None:
                return inner
    return None


def _add_part(form: Any, name: str) -> bool:
    found = _parts(form, name)
    if found is None or len(found.entries) >= MOST_PARTS:
        return False
    found.append_entry()
    return True


def _remove_part(form: Any, name: str, number: str) -> bool:
    found = _parts(form, name)
    if found is None or not number.isdigit() or int(number) >= len(found.entries):
        return False
    found.entries.pop(int(number))
    return True


def _fields(
    record: type[Record], names: Iterable[str], choices: Mapping[str, Choices], omit: Collection[str] = ()
) -> dict[str, Any]:
    """The fields of a form, each link to a document followed by one to choose the file itself."""
    fields: dict[str, Any] = {}
    for name in names:
        info = record.model_fields[name]
        within = [one.removeprefix(f"{name}.") for one in omit if one.startswith(f"{name}.")]
        fields[name] = _field(info, choices, within)
        if link_of(info) == "document":
            explanation = (
                "PDF, Word, Excel, image or text; it is stored at once, so no error asks for it again."
            )
            fields[name + UPLOAD] = UploadField(f"{info.title}: a new file", description=explanation)
            fields[name].kwargs["label"] = f"{info.title} already on file"
    return fields


def _field(info: FieldInfo, choices: Mapping[str, Choices], omit: Collection[str] = ()) -> Any:
    label, explanation = info.title or "", info.description or ""
    said: dict[str, Any] = {"label": label, "description": explanation}
    if info.is_required():
        said["render_kw"] = {"required": True}
    elif isinstance(info.default, Term | bool):
        said["default"] = info.default
    part, term, link = part_type(info), term_type(info), link_of(info)
    many = is_list(info)
    if part is not None:
        inner = _part_form(part, choices, omit)
        one = FormField(inner, **said)
        return FieldList(FormField(inner), max_entries=MOST_PARTS, **said) if many else one
    if typing.get_origin(info.annotation) is dict:
        return FormField(_by_key_form(info), **said)
    options = _options(info, term, link, choices)
    if options is not None:
        if many:
            return PicksField(choices=_offered(options), **said)
        blank = [] if _never_blank(info) else [("", "–")]
        return ChoiceField(choices=_offered([*blank, *options]), **said)
    if many:
        return LinesField(**said)
    plain = _plain(info.annotation)
    if plain is bool:
        return BooleanField(**said)
    if plain is dt.date:
        return StringField(widget=DateInput(), **said)
    if plain is int:
        return StringField(widget=NumberInput(), **said)
    if _is_time_of_day(info):
        return StringField(widget=TimeInput(), **said)
    return TextAreaField(**said) if _is_long(info) else StringField(**said)


def _offered(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Pairs of value and label as WTForms takes them."""
    return [SelectChoice(value, label) for value, label in pairs]


def _never_blank(info: FieldInfo) -> bool:
    return not info.is_required() and info.default is not None and info.default_factory is None


def _options(
    info: FieldInfo, term: Any, link: str | None, choices: Mapping[str, Choices]
) -> list[tuple[str, str]] | None:
    if term is not None:
        return list(term.choices())
    if is_country(info):
        return sorted(places.countries().items(), key=lambda pair: pair[1])
    if link is None or link not in choices:
        return None
    found = list(choices[link]())
    return found if len(found) <= MOST_CHOICES else None


def _all_marks(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) is typing.Annotated:
        base, *marks = typing.get_args(annotation)
        return [*marks, *_all_marks(base)]
    return [mark for inner in typing.get_args(annotation) for mark in _all_marks(inner)]


def _is_long(info: FieldInfo) -> bool:
    marks = [*info.metadata, *_all_marks(info.annotation)]
    return any((getattr(mark, "max_length", None) or 0) >= PROSE for mark in marks)


def _is_time_of_day(info: FieldInfo) -> bool:
    marks = [*info.metadata, *_all_marks(info.annotation)]
    return any(getattr(mark, "func", None) is spelling.time_of_day for mark in marks)


def _plain(annotation: Any) -> Any:
    if typing.get_origin(annotation) is typing.Annotated:
        return _plain(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return _plain(next(a for a in typing.get_args(annotation) if a is not type(None)))
    return annotation


def _part_form(part: type[Record], choices: Mapping[str, Choices], omit: Collection[str]) -> type[PartForm]:
    fields = _fields(part, [name for name in part.model_fields if name not in omit], choices)
    made = type(f"{part.__name__}PartForm", (PartForm,), fields)
    made.record = part  # type: ignore[attr-defined]
    return made


def _by_key_form(info: FieldInfo) -> type[PartForm]:
    keys, values = typing.get_args(info.annotation)
    options = _offered([("", "–"), *values.choices()])
    fields = {f"key_{i}": ChoiceField(label=key.label, choices=options) for i, key in enumerate(keys)}
    made = type("ByKeyForm", (PartForm,), fields)
    made.keys = [key.value for key in keys]  # type: ignore[attr-defined]
    return made


def _value(field: Field, info: FieldInfo, stored: Any = None) -> Any:
    """The raw value of *field* as the record takes it; ticks stand in the order in which they are *stored*."""
    if isinstance(field, FieldList):
        before = stored if isinstance(stored, list) else []
        padded = [*before, *[None] * len(field.entries)]
        return [_part_value(entry.form, part) for entry, part in zip(field.entries, padded, strict=False)]
    if isinstance(field, FormField):
        keys = getattr(field.form, "keys", None)
        if keys is not None:
            pairs = zip(keys, field.form, strict=True)
            return {key: inner.data for key, inner in pairs if inner.data}
        return _part_value(field.form, stored)
    if isinstance(field, LinesField):
        return [line.strip() for line in (field.data or "").splitlines() if line.strip()]
    if isinstance(field, PicksField):
        chosen = list(field.data or [])
        kept = [value for value in stored or [] if value in chosen]
        return kept + [value for value in chosen if value not in kept]
    if isinstance(field, BooleanField):
        return bool(field.data)
    # Browsers send line breaks as CRLF, whatever they were given.
    return field.data.replace("\r\n", "\n") if isinstance(field.data, str) and field.data else None


def _part_value(form: Any, stored: Any = None) -> dict[str, Any]:
    record: type[Record] = form.record
    fields, before = form._fields, stored if isinstance(stored, dict) else {}
    return {
        name: _value(fields[name], info, before.get(name))
        for name, info in record.model_fields.items()
        if name in fields
    }


def _place(form: Any, path: tuple[str | int, ...], sentences: list[str]) -> None:
    """Walk *path* into *form* as far as it goes and put *sentences* there."""
    current: Any = form
    for step in path:
        if isinstance(current, FieldList) and isinstance(step, int) and step < len(current.entries):
            current = current.entries[step]
        elif isinstance(current, FormField) and step in current.form._fields:
            current = current.form._fields[str(step)]
        elif current is form and step in form._fields:
            current = form._fields[str(step)]
        else:
            break
    if current is form:
        form.form_errors = [*form.form_errors, *sentences]
    elif isinstance(current, FormField):
        current.form.form_errors = [*current.form.form_errors, *sentences]
    else:
        current.errors = [*current.errors, *sentences]


def initial(state: Mapping[str, Any], record: type[Record]) -> dict[str, Any]:
    """*state* as form data: vocabularies by key to the form's own names."""
    data = dict(state)
    for name, info in record.model_fields.items():
        if typing.get_origin(info.annotation) is dict and name in data:
            keys, _ = typing.get_args(info.annotation)
            data[name] = {f"key_{i}": data[name].get(key.value) for i, key in enumerate(keys)}
    return data
