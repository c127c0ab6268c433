"""The forms of notices: capture by paste or file, and coding sentence by sentence."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FieldList, FileField, FormField, SelectChoice, StringField, TextAreaField

from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind
from app.infra.media import TYPES, Upload, inspect
from app.infra.text_by_page import pages_of
from app.kernel.errors import Invalid, TooLarge
from app.pages.kit import choices, uploads
from app.pages.kit.fields import ChoiceField
from app.pages.kit.forms import PartForm, RecordForm, form_for

FACTS = ("title", "entity", "url", "captured_on", "effective_on")
"""What may be corrected about a captured version."""

MOST_AT_ONE = 60
"""Provisions that one sentence may have in the form."""


def facts_form(*, with_text: bool) -> type[RecordForm]:
    """The form of a version's facts; *with_text* where the text is still missing."""
    only = (*FACTS, "text") if with_text else FACTS
    return form_for(Notice, choices=choices.all_links(), only=only)


def capture_form() -> type[RecordForm]:
    """The form that captures a version."""
    base = facts_form(with_text=True)
    return type("CaptureForm", (_FromFile, base), {})


class _FromFile(RecordForm):
    """Adds a file whose text takes the place of pasted text; what was read is shown again on error.

    ``refused`` is the status of a file that was too large, set on the class that a request made for itself.
    """

    refused = 0

    file = FileField(
        "Or choose a file",
        description="Plain text, Markdown, a saved web page, Word or PDF: its text is taken, without menus.",
    )

    def groups(self) -> list[dict[str, Any]]:
        """The fields by group, the file beside the text."""
        groups = super().groups()
        for group in groups:
            if "text" in group["fields"]:
                group["fields"] = [*group["fields"], "file"]
        return groups

    def data_for_record(self, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the form holds; raises ``Invalid`` where the file cannot be read or text was pasted as well."""
        self.text.data = one_kind_of_line_end(self.text.data or "")
        upload = uploads.read(self.file.data)
        if upload is not None:
            text = self._read(upload)
            if self.text.data.strip() and self.text.data.strip() != text:
                raise Invalid.of("file", "File: text was pasted as well: empty the text or choose no file.")
            self.text.data = text
        return super().data_for_record(base)

    def _read(self, upload: Upload) -> str:
        """The text in *upload*; that of a PDF is put where it can be looked through first."""
        try:
            _, media_type = inspect(upload, limit=uploads.limit())
        except TooLarge as error:
            type(self).refused = error.status
            raise Invalid.of("file", error.sentence) from error
        # What runs on over the end of a page is one sentence.
        text = "\n".join(page.strip() for page in pages_of(upload.data, media_type)).strip()
        if media_type == TYPES[".pdf"]:
            self.text.data = text
            raise Invalid.of(
                "text",
                "Text: it was taken out of the PDF: look it through for page numbers, then capture it.",
            )
        return text


def one_kind_of_line_end(text: str) -> str:
    """*text* with single line feeds, whatever the browser sends, so that its hash is that of a file's text."""
    return re.sub(r"\r\n?", "\n", text)


def _said(name: str) -> dict[str, Any]:
    info = Provision.model_fields[name]
    return {"label": info.title, "description": info.description}


class ProvisionForm(PartForm):
    """One provision at the sentence under which it stands."""

    code = StringField(**_said("code"))
    kind = ChoiceField(
        choices=[SelectChoice(*pair) for pair in (("", "–"), *ProvisionKind.choices())], **_said("kind")
    )
    text = TextAreaField(**_said("text"))
    unclear = BooleanField(**_said("unclear"))

    def values(self, number: int) -> dict[str, Any]:
        """What was entered, as a provision of sentence *number* (0 for none)."""
        return {
            "code": (self.code.data or "").strip() or None,
            "kind": self.kind.data or None,
            "text": one_kind_of_line_end(self.text.data or "").strip() or None,
            "unclear": bool(self.unclear.data),
            "sentence_no": number or None,
        }

    def is_blank(self) -> bool:
        """Whether nothing was entered, as in a provision added and left."""
        return not any((self.code.data, self.kind.data, self.text.data, self.unclear.data))


class CodingForm(RecordForm):
    """Provisions sentence by sentence: the list ``s5`` holds those of sentence 5, ``s0`` those of none."""

    record = Notice
    numbers: Sequence[int] = ()

    def lists(self) -> list[tuple[int, FieldList]]:
        """Each sentence's number with its list."""
        return [(number, self._fields[f"s{number}"]) for number in self.numbers]

    def provisions(self) -> list[Provision]:
        """The provisions entered, in the order of their sentences; raises ``Invalid`` as a notice would."""
        made: list[Provision] = []
        problems: dict[tuple[str | int, ...], list[str]] = {}
        for place, (number, entry) in enumerate(self._entered()):
            try:
                made.append(Provision.parse(entry.form.values(number)))
            except Invalid as error:
                problems.update({("provisions", place, *path): said for path, said in error.problems.items()})
        if problems:
            raise Invalid(problems)
        return made

    def show(self, error: Invalid) -> None:
        """Put the sentences of *error*, whose paths count provisions in order, at the fields that they mean."""
        whole: Any = self
        entered = self._entered()
        for path, said in error.problems.items():
            match path:
                case ("provisions", int(place), *rest) if place < len(entered):
                    form = entered[place][1].form
                    if rest and rest[0] in form._fields:
                        field = form._fields[str(rest[0])]
                        field.errors = [*field.errors, *said]
                    else:
                        form.form_errors = [*form.form_errors, *said]
                case _:
                    whole.form_errors = [*whole.form_errors, *said]

    def _entered(self) -> list[tuple[int, FormField]]:
        """The provisions that are not blank, each with its sentence's number; those of no sentence last."""
        lists = sorted(self.lists(), key=lambda pair: (pair[0] == 0, pair[0]))
        return [
            (number, entry) for number, field in lists for entry in field.entries if not entry.form.is_blank()
        ]


def coding_form(numbers: Sequence[int]) -> type[CodingForm]:
    """The form for the sentences *numbers*; 0 stands for provisions of no sentence."""
    fields = {
        f"s{number}": FieldList(
            FormField(ProvisionForm),
            label=f"Sentence {number}" if number else "Of no sentence",
            max_entries=MOST_AT_ONE,
        )
        for number in numbers
    }
    return type("SentencesForm", (CodingForm,), {**fields, "numbers": tuple(numbers)})


def coding_data(provisions: Sequence[Provision], numbers: Sequence[int]) -> dict[str, Any]:
    """*provisions* as the data of :func:`coding_form`."""
    data: dict[str, list[dict[str, Any]]] = {f"s{number}": [] for number in numbers}
    for one in provisions:
        number = one.sentence_no if one.sentence_no in numbers else 0
        data[f"s{number}"].append(
            {"code": one.code, "kind": one.kind.value, "text": one.text, "unclear": one.unclear}
        )
    return data
