"""Views of the vocabulary: what ships with the product is shown, what the organisation adds can be changed."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint
from sqlalchemy import select

from app.domain.catalogue import operations, queries
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.catalogue.records import Category as CategoryRecord
from app.domain.catalogue.records import Purpose as PurposeRecord
from app.domain.catalogue.records import Subject as SubjectRecord
from app.domain.catalogue.terms import Identifiability, Sensitivity
from app.extensions import db
from app.pages.kit import cells, formats
from app.pages.kit.area import Area
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains

blueprint = Blueprint("catalogue", __name__, template_folder="templates")

Model = type[Category] | type[Subject] | type[Purpose]

_ORIGIN = (("yes", "Shipped"), ("no", "Added by us"))


def _listing(
    model: Model, title: str, lead: str, url: Callable[[Any], str], own: Sequence[Column], *filters: Filter
) -> Listing:
    used = queries.use_counts(db.session, model)
    return Listing(
        title=title,
        name=title.lower().replace(" ", "-"),
        lead=lead,
        query=lambda: select(*(column for column in model.__table__.c if column.name != "description")),
        key=model.key,
        url=url,
        search=contains(model.key, model.label),
        placeholder="Key or label",
        empty_title=f"No {title.lower()} yet",
        empty_text="Add the first one.",
        default_sort="label",
        columns=(
            Column("label", "Label", lambda row: row.label or row.key, sort=model.label),
            Column("key", "Key", lambda row: row.key, sort=model.key),
            *own,
            Column("used", "Used by", lambda row: used.get(row.key, 0), numeric=True),
            Column(
                "builtin",
                "Origin",
                lambda row: "Shipped" if row.builtin else "Added by us",
                sort=model.builtin,
            ),
        ),
        filters=(
            *filters,
            Filter("origin", "Origin", lambda: _ORIGIN, lambda value: model.builtin.is_(value == "yes")),
            archived_filter(model.archived),
        ),
    )


def _terms(vocabulary: Any, keys: Sequence[str]) -> str:
    return ", ".join(vocabulary(key).label for key in keys)


def categories() -> Listing:
    """The list of data categories."""
    return _listing(
        Category,
        "Data categories",
        "What personal data are called in flows, activities and agreements.",
        lambda row: CATEGORIES.address(row.key),
        (
            Column("parent", "Parent", lambda row: row.parent, sort=Category.parent),
            Column(
                "identifiability",
                "Identifiability",
                lambda row: cells.term(Identifiability, row.identifiability),
                sort=Category.identifiability,
            ),
            Column("sensitivity", "Sensitivity", lambda row: _terms(Sensitivity, row.sensitivity)),
        ),
        Filter(
            "identifiability",
            "Identifiability",
            Identifiability.choices,
            lambda value: Category.identifiability == value,
        ),
    )


def subjects() -> Listing:
    """The list of subject groups."""
    return _listing(
        Subject,
        "Data subjects",
        "The groups of people whose data are processed.",
        lambda row: SUBJECTS.address(row.key),
        (
            Column("minor", "Minors", lambda row: formats.yes(row.is_minor), sort=Subject.is_minor),
            Column(
                "consumer", "Consumers", lambda row: formats.yes(row.is_consumer), sort=Subject.is_consumer
            ),
            Column(
                "employee", "Employees", lambda row: formats.yes(row.is_employee), sort=Subject.is_employee
            ),
        ),
    )


def purposes() -> Listing:
    """The list of purposes."""
    return _listing(
        Purpose,
        "Purposes",
        "Why data are processed, each with its code in the privacy notice.",
        lambda row: PURPOSES.address(row.key),
        (
            Column("code", "Code in the notice", lambda row: row.policy_code, sort=Purpose.policy_code),
            Column("marketing", "Marketing", lambda row: formats.yes(row.marketing), sort=Purpose.marketing),
        ),
        Filter(
            "marketing",
            "Marketing",
            lambda: (("yes", "Yes"), ("no", "No")),
            lambda value: Purpose.marketing.is_(value == "yes"),
        ),
    )


def _more(record: Any) -> dict[str, Any]:
    return {"used": [use.key for use in queries.uses(db.session, type(record), record.key)]}


CATEGORIES = Area(
    blueprint="catalogue",
    url="/catalogue/categories",
    kind="category",
    record=CategoryRecord,
    one="a data category",
    many="Data categories",
    listing=categories,
    read=lambda key: queries.get(db.session, CategoryRecord, key),
    create=operations.add_category,
    update=operations.update_category,
    archive=operations.archive_category,
    restore=operations.restore_category,
    named=lambda record: record.label or record.key,
    key="key",
    list_template="catalogue/list.html",
    more=_more,
)

SUBJECTS = Area(
    blueprint="catalogue",
    url="/catalogue/subjects",
    kind="subject",
    record=SubjectRecord,
    one="a subject group",
    many="Data subjects",
    listing=subjects,
    read=lambda key: queries.get(db.session, SubjectRecord, key),
    create=operations.add_subject,
    update=operations.update_subject,
    archive=operations.archive_subject,
    restore=operations.restore_subject,
    named=lambda record: record.label or record.key,
    key="key",
    prefix="subjects_",
    list_template="catalogue/list.html",
    more=_more,
)

PURPOSES = Area(
    blueprint="catalogue",
    url="/catalogue/purposes",
    kind="purpose",
    record=PurposeRecord,
    one="a purpose",
    many="Purposes",
    listing=purposes,
    read=lambda key: queries.get(db.session, PurposeRecord, key),
    create=operations.add_purpose,
    update=operations.update_purpose,
    archive=operations.archive_purpose,
    restore=operations.restore_purpose,
    named=lambda record: record.label or record.key,
    key="key",
    prefix="purposes_",
    list_template="catalogue/list.html",
    more=_more,
)

for _area in (CATEGORIES, SUBJECTS, PURPOSES):
    _area.register(blueprint)
