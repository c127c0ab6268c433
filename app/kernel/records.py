"""Records: the full state of an object as one frozen, validated value.

One record class per noun is what the register file, a revision, a form and the API share, so that a field is
described, bounded and explained once. References to other objects are carried by :class:`Link` marks, which let the
generic code (select fields, reference checks, load order) know what a field points at.
"""

import datetime as dt
import functools
import re
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import ErrorDetails

from app.kernel import spelling
from app.kernel.errors import Invalid
from app.kernel.words import Term

LINE = 200
"""The longest single line (a name, a title), in characters."""
PROSE = 20_000
"""The longest running text, in characters."""

_KEY = r"^[a-z0-9][a-z0-9_.\-]{0,99}$"
_CODE = r"^[A-Za-z][A-Za-z0-9.]{0,11}$"
_SHA256 = r"^[0-9a-f]{64}$"
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")


@dataclass(frozen=True)
class Link:
    """Marks a field whose value identifies another object: its table's name, such as ``third_party``."""

    kind: str


def _form(prefix: str, digits: int) -> str:
    """The pattern of references: so many ASCII digits, more only once these do not suffice (no second spelling)."""
    return rf"{prefix}-(?:[0-9]{{{digits}}}|[1-9][0-9]{{{digits},8}})"


def _ref(kind: str, prefix: str, digits: int = 4) -> Any:
    return Annotated[str, StringConstraints(pattern=f"^{_form(prefix, digits)}$"), Link(kind)]


Domain = Annotated[str, StringConstraints(min_length=1, max_length=LINE), AfterValidator(spelling.domain)]
WebAddress = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LINE),
    AfterValidator(spelling.one_line),
    AfterValidator(spelling.web_address),
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=LINE), AfterValidator(spelling.one_line)]
Prose = Annotated[str, StringConstraints(max_length=PROSE), AfterValidator(spelling.printable)]
Text = Annotated[str, StringConstraints(max_length=1_000_000), AfterValidator(spelling.printable)]
TimeOfDay = Annotated[str, AfterValidator(spelling.time_of_day)]
Moment = Annotated[dt.datetime, AfterValidator(spelling.in_utc)]
Key = Annotated[str, StringConstraints(pattern=_KEY)]
Code = Annotated[str, StringConstraints(pattern=_CODE)]
Country = Annotated[str, StringConstraints(min_length=2, max_length=2), AfterValidator(spelling.country)]
Sha256 = Annotated[str, StringConstraints(pattern=_SHA256)]
Days = Annotated[int, pydantic.Field(ge=0, le=36_500)]
Count = Annotated[int, pydantic.Field(ge=0, le=10**12)]

EntityRef = _ref("entity", "EN")
ActivityRef = _ref("activity", "AC")
NoticeRef = _ref("notice", "NV")
ThirdPartyRef = _ref("third_party", "TP")
AgreementRef = _ref("agreement", "AG")
FlowRef = _ref("flow", "FL")
PreferenceRef = _ref("preference", "PF")
DisclosureRef = _ref("disclosure", "DC")
ReportScheduleRef = _ref("report_schedule", "SC")
DealRef = _ref("deal", "D", 3)
SegmentRef = Annotated[str, StringConstraints(pattern=f"^{_form('S', 3)}$")]
ProvisionRef = Annotated[
    str, StringConstraints(pattern=f"^{_form('NV', 4)}/[A-Za-z][A-Za-z0-9.]{{0,11}}$"), Link("provision")
]
PersonRef = Annotated[
    str, StringConstraints(max_length=LINE), AfterValidator(spelling.person), Link("person")
]
DocumentRef = Annotated[str, StringConstraints(pattern=_SHA256), Link("document")]
CategoryKey = Annotated[Key, Link("category")]
SubjectKey = Annotated[Key, Link("subject")]
PurposeKey = Annotated[Key, Link("purpose")]
Email = Annotated[str, StringConstraints(max_length=LINE), AfterValidator(spelling.email)]


def field(
    label: str,
    explanation: str = "",
    group: str = "",
    *,
    default: Any = None,
    factory: Any = None,
    **more: Any,
) -> Any:
    """A record's field: its *label*, one sentence of *explanation*, and the *group* of the form that it stands in."""
    extra: pydantic.config.JsonDict = {"group": group} if group else {}
    if factory is not None:
        return pydantic.Field(
            default_factory=factory, title=label, description=explanation, json_schema_extra=extra, **more
        )
    return pydantic.Field(
        default=default, title=label, description=explanation, json_schema_extra=extra, **more
    )


REQUIRED: Any = ...
"""The default of a field that must be given."""


class Record(BaseModel):
    """Base of all records: frozen, closed to unknown keys, blank read as missing."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )

    erasable: ClassVar[tuple[str, ...]] = ()
    """The fields whose values can be erased from history too (:mod:`app.kernel.commitments`)."""

    @pydantic.model_validator(mode="before")
    @classmethod
    def _blank_is_missing(cls, data: Any) -> Any:
        """What is missing is null, false or []: so "" counts as null, and null for a list or a tick as its default."""
        if not isinstance(data, Mapping):
            return data
        cleaned = dict(data)
        days, defaulted = _days_of(cls), _defaulted_of(cls)
        for key, given in data.items():
            if given is None or given == "" or (given.__class__ is str and given.isspace()):
                if key in defaulted:
                    del cleaned[key]
                else:
                    cleaned[key] = None
            elif key in days:
                cleaned[key] = _as_written(given)
        return cleaned

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """A record of *data* (Python or JSON types); raises :class:`~app.kernel.errors.Invalid` with all problems."""
        try:
            return cls.model_validate(data)
        except pydantic.ValidationError as error:
            raise Invalid(_sentences(cls, error.errors(include_url=False))) from error

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """A record of a stored *state*: validated too, since a revision may have been rewritten by hand."""
        return cls.model_validate(state)

    def to_state(self) -> dict[str, Any]:
        """The record in JSON types, every key present, by the names of the register file."""
        return self.model_dump(mode="json", by_alias=True)


@functools.cache
def _days_of(record: type[Record]) -> frozenset[str]:
    """The fields of *record* that hold a day or a time."""
    times = {dt.date, dt.datetime}
    return frozenset(
        name
        for name, info in record.model_fields.items()
        if not times.isdisjoint(_plain_types(info.annotation))
    )


@functools.cache
def _defaulted_of(record: type[Record]) -> frozenset[str]:
    """The fields of *record* whose default stands for null: lists, ticks, terms."""
    return frozenset(name for name, info in record.model_fields.items() if not accepts_none(info))


def _as_written(value: Any) -> Any:
    """A day as it was written, without spaces around it; a number as words, since pydantic would count seconds."""
    if isinstance(value, str):
        value = value.strip()
        return f"the number {value}" if _NUMBER.fullmatch(value) else value
    return f"the number {value}" if isinstance(value, int | float) else value


def accepts_none(info: pydantic.fields.FieldInfo) -> bool:
    """Whether a field may be null (a required one is left to pydantic, whose error then says so)."""
    annotation: Any = info.annotation
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return type(None) in typing.get_args(annotation)
    return info.is_required()


def label_of(record: type[BaseModel], path: tuple[str | int, ...]) -> str:
    """The label of the field at *path*, walking into parts: ``Transfers 1: To country``."""
    words: list[str] = []
    current: Any = record
    for step in path:
        if isinstance(step, int):
            words[-1:] = [f"{words[-1]} {step + 1}"] if words else [str(step + 1)]
            continue
        fields = current.model_fields if isinstance(current, type) and issubclass(current, BaseModel) else {}
        info = fields.get(step) or next((f for f in fields.values() if f.alias == step), None)
        if info is None:
            words.append(str(step))
            continue
        words.append(info.title or str(step).replace("_", " ").capitalize())
        current = part_type(info) or current
    return ": ".join(words)


def part_type(info: pydantic.fields.FieldInfo) -> type["Record"] | None:
    """The record class of a field that holds a record or a list of them, else ``None``."""
    return next(
        (t for t in _types_in(info.annotation) if isinstance(t, type) and issubclass(t, Record)), None
    )


def term_type(info: pydantic.fields.FieldInfo) -> type[Term] | None:
    """The vocabulary of a field that holds one or several terms, else ``None``."""
    return next((t for t in _types_in(info.annotation) if isinstance(t, type) and issubclass(t, Term)), None)


def link_of(info: pydantic.fields.FieldInfo) -> str | None:
    """The kind of object that a field's values identify, else ``None``."""
    marks = [*info.metadata, *_marks_in(info.annotation)]
    return next((mark.kind for mark in marks if isinstance(mark, Link)), None)


def is_list(info: pydantic.fields.FieldInfo) -> bool:
    """Whether a field holds a list."""
    return typing.get_origin(info.annotation) is list


def is_country(info: pydantic.fields.FieldInfo) -> bool:
    """Whether a field holds one or several country codes."""
    wanted = typing.get_args(Country)[1:]
    marks = [*info.metadata, *_marks_in(info.annotation)]
    return any(mark in wanted and callable(getattr(mark, "func", None)) for mark in marks)


def group_of(info: pydantic.fields.FieldInfo) -> str:
    """The form group of a field, ``""`` where it has none."""
    extra = info.json_schema_extra
    return str(extra.get("group", "")) if isinstance(extra, dict) else ""


def _types_in(annotation: Any) -> list[Any]:
    inner = typing.get_args(annotation)
    return [annotation] if not inner else [found for part in inner for found in _types_in(part)]


def _plain_types(annotation: Any) -> list[Any]:
    """The types in *annotation*, whatever marks they carry."""
    return [t for t in _types_in(annotation) if isinstance(t, type)]


def _marks_in(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) is Annotated:
        base, *marks = typing.get_args(annotation)
        return [*marks, *_marks_in(base)]
    return [mark for part in typing.get_args(annotation) for mark in _marks_in(part)]


def _sentences(record: type[BaseModel], errors: list[ErrorDetails]) -> dict[tuple[str | int, ...], list[str]]:
    """Pydantic's errors as sentences that name the field and the cure, by path."""
    problems: dict[tuple[str | int, ...], list[str]] = {}
    for error in errors:
        path = tuple(
            step for step in error["loc"] if isinstance(step, int) or not step.startswith("function-")
        )
        label = label_of(record, path)
        sentence = _sentence(error)
        problems.setdefault(path, []).append(
            f"{label}: {sentence}" if label else sentence[:1].upper() + sentence[1:]
        )
    return problems


def _sentence(error: ErrorDetails) -> str:
    """The cure for one of pydantic's error types."""
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "missing":
            return "is required: fill it in."
        case "extra_forbidden":
            return "is not a known field: remove it or correct its name."
        case "string_too_long":
            return f"is too long: shorten it to {context['max_length']:,} characters."
        case "string_too_short":
            return "is required: fill it in." if not error["input"] else "is too short."
        case "enum" if error["input"] is None:
            return "is required: choose one."
        case "enum":
            return f"“{spelling.shortened(error['input'])}” is not one of the choices: use {context['expected']}."
        case "value_error":
            text = str(context.get("error", error["msg"]))
            if "email" in text:
                return "is not a valid e-mail address: write it like name@company.example."
            return text
        case "string_pattern_mismatch":
            return f"“{spelling.shortened(error['input'])}” is not in the right form: {_form_of(context['pattern'])}."
        case "string_type" if error["input"] is not None:
            return "must be text."
        case "string_unicode":
            return "contains characters that no text can hold (lone surrogates): remove them."
        case "model_type":
            return "must be an object with its fields."
        case "bool_parsing" | "bool_type":
            return "must be true or false."
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            return f"must be {'at least' if 'ge' in context else 'at most'} {bound:,}."
    if kind == "none_required" or error["input"] is None:
        return "is required: fill it in."
    if kind.startswith("date"):
        return f"“{spelling.shortened(error['input'])}” is not a date: write it as year-month-day, such as 2026-03-31."
    if kind.startswith("int"):
        return f"“{spelling.shortened(error['input'])}” is not a whole number."
    if kind.startswith("list"):
        return "must be a list."
    return error["msg"][:1].lower() + error["msg"][1:] + "."


def _form_of(pattern: str) -> str:
    """How to write what *pattern* asks for."""
    prefix = pattern[1:].partition("-")[0]
    if prefix.isalpha():
        digits = "001" if "{3}" in pattern else "0001"
        return f"write it like {prefix}-{digits}" + ("/G2" if "/" in pattern else "")
    return {
        _KEY: "use lower-case letters, digits, dots, dashes and underscores, 100 at most",
        _CODE: "use a letter, then letters, digits and dots, 12 characters at most",
        _SHA256: "write the 64 characters of the hash, 0 to 9 and a to f",
    }.get(pattern, f"it must match {pattern}")


def end_not_before_start(start: dt.date | None, end: dt.date | None, words: str) -> None:
    """Raise :class:`ValueError` with *words* where both days are given and *end* comes first."""
    if start is not None and end is not None and end < start:
        raise ValueError(f"{words}: correct one of the two dates.")


def no_repeats(values: Iterable[str | None]) -> None:
    """Raise :class:`ValueError` naming the first of *values* that stands twice; missing ones may."""
    seen: set[str] = set()
    for value in values:
        if value is not None and value in seen:
            raise ValueError(f"“{value}” stands twice: remove one.")
        seen.add(value or "")
