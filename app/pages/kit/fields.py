"""The fields of forms made from records, where WTForms has none that fits."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from wtforms import FileField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import Choice
from wtforms.widgets import CheckboxInput, ListWidget


class LinesField(TextAreaField):
    """A list of lines in a text area."""

    def process_data(self, value: Any) -> None:
        """Show one item a line."""
        self.data = "\n".join(str(item) for item in value) if isinstance(value, list | tuple) else value


class PicksField(SelectMultipleField):
    """Several of a list, as ticks; what is no longer in the list is still shown as it is stored."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def iter_choices(self) -> list[Choice]:
        """The choices, those that are stored but no longer offered at the end."""
        offered = super().iter_choices()
        return [*offered, *_gone(offered, self.data or ())]

    def pre_validate(self, form: Any) -> None:
        """Leave the judgement to the record, whose sentence names the cure."""


class ChoiceField(SelectField):
    """One of a list; what is no longer in the list is still shown as it is stored."""

    def iter_choices(self) -> list[Choice]:
        """The choices, the one that is stored but no longer offered at the end."""
        offered = super().iter_choices()
        return [*offered, *_gone(offered, [self.data] if self.data else ())]

    def pre_validate(self, form: Any) -> None:
        """Leave the judgement to the record."""


def _gone(offered: Iterable[Choice], values: Iterable[str]) -> list[Choice]:
    """Choices for those *values* that are not *offered*."""
    known = {choice.value for choice in offered}
    gone = [value for value in values if value not in known]
    return [Choice(value=v, label=f"{v} (no longer offered)", selected=True, render_kw={}) for v in gone]


class LimitedFiles:
    """A file field that tells the browser how large a file may be, so that it can say so before sending."""

    def __call__(self, **attributes: Any) -> Any:
        """The control, with the limit in bytes on it."""
        limit = current_app.config["SETTINGS"].upload_limit
        return super().__call__(**{"data-limit": limit} | attributes)  # type: ignore[misc]


class UploadField(LimitedFiles, FileField):
    """A file chosen instead of a document on file; stored as soon as it arrives: see the module ``uploads``."""
