"""The form of the organisation's settings."""

from typing import Any

from wtforms import SelectChoice

from app.domain.organisation import queries
from app.domain.organisation.records import Organisation
from app.domain.organisation.terms import EntityKind
from app.extensions import db
from app.pages.kit import choices
from app.pages.kit.fields import ChoiceField
from app.pages.kit.forms import RecordForm, form_for
from app.pages.settings.regimes import switched


def settings_form() -> type[RecordForm]:
    """The form, with our own entities, the zones by name, and with each regime what it switches on."""
    base = form_for(Organisation, choices={"entity": lambda: queries.options(db.session, EntityKind.SELF)})
    return type("SettingsForm", (_Settings, base), {"record": base.record, "names": base.names})


class _Settings(RecordForm):
    """Explains the choices of the fields that the record alone cannot explain."""

    time_zone = ChoiceField(
        label=Organisation.model_fields["time_zone"].title,
        description=Organisation.model_fields["time_zone"].description or "",
        choices=choices.zones,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say with each regime what it switches on."""
        super().__init__(*args, **kwargs)
        field: Any = self._fields["regimes"]
        field.choices = [
            SelectChoice(one.regime.value, f"{one.regime.label}: {one.in_words}") for one in switched(())
        ]
        self._fields[
            "holidays"
        ].description = "Days that do not count as business days, one a line: 2026-12-25."
