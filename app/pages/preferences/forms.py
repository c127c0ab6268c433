"""The form of a new opt-out, in which the address of the person is typed and not kept."""

from app.domain.evidence.records import Preference
from app.pages.kit import choices
from app.pages.kit.forms import RecordForm, form_for
from app.pages.kit.people_hashed import OnePersonForm

FIELDS = ("kind", "channel", "received_on", "subjects_count", "honoured_on", "scope")
"""What is asked for when a request comes in; whom to pass it on to follows from the flows."""


def new_form() -> type[RecordForm]:
    """The form of a new opt-out."""
    base = form_for(Preference, choices=choices.all_links(), only=FIELDS)
    return type("NewPreferenceForm", (OnePersonForm, base), {"record": Preference, "names": base.names})
