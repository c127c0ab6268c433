"""The form of a new disclosure, in which addresses of people are typed and not kept."""

from app.domain.evidence.records import Disclosure
from app.pages.kit import choices
from app.pages.kit.forms import RecordForm, form_for
from app.pages.kit.people_hashed import ManyPeopleForm


def new_form() -> type[RecordForm]:
    """The form of a new disclosure."""
    base = form_for(Disclosure, choices=choices.all_links(), omit=("subject_refs",))
    return type("NewDisclosureForm", (ManyPeopleForm, base), {"record": Disclosure, "names": base.names})
