"""Views of people: the list, one person, adding, roles, links to set a password."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy import func, select

from app.domain.accounts import operations, queries
from app.domain.accounts.models import Person, SignIn
from app.domain.accounts.records import Person as PersonRecord
from app.extensions import db
from app.pages.kit import editing, formats, history
from app.pages.kit.access import access, actor
from app.pages.kit.forms import form_for
from app.pages.kit.lists import Column, Filter, Listing, contains
from app.security.permissions import Permission
from app.security.roles import Role

blueprint = Blueprint("people", __name__, template_folder="templates")


def _roles(row: Any) -> str:
    return ", ".join(Role(role).label for role in row.roles) or "No role"


def listing() -> Listing:
    """The list of people."""
    seen = select(SignIn.email, func.max(SignIn.seen_at).label("seen")).group_by(SignIn.email).subquery()
    return Listing(
        title="People",
        name="people",
        lead="Who works with the register, and what each may do.",
        query=lambda: select(Person.email, Person.name, Person.roles, Person.active, seen.c.seen).outerjoin(
            seen, seen.c.email == Person.email
        ),
        key=Person.email,
        url=lambda row: url_for("people.detail", email=row.email),
        search=contains(Person.name, Person.email),
        placeholder="Name or e-mail",
        empty_title="Nobody yet",
        empty_text="Add the first person.",
        default_sort="name",
        archived=lambda row: False,
        columns=(
            Column("name", "Name", lambda row: row.name, sort=Person.name),
            Column("email", "E-mail", lambda row: row.email, sort=Person.email),
            Column("roles", "Roles", _roles),
            Column("active", "May sign in", lambda row: formats.yes(row.active), sort=Person.active),
            Column(
                "seen",
                "Last seen",
                lambda row: formats.moment(row.seen),
                sort=seen.c.seen,
                export=lambda row: row.seen,
            ),
        ),
        filters=(
            Filter(
                "active",
                "May sign in",
                lambda: (("yes", "Yes"), ("no", "No")),
                lambda value: Person.active.is_(value == "yes"),
            ),
        ),
    )


@blueprint.get("/people")
@access(Permission.PEOPLE_READ)
def index() -> Any:
    """The list."""
    may_write = actor().may(Permission.PEOPLE_WRITE)
    return listing().respond(
        create_url=url_for("people.new") if may_write else "", create_label="Add a person"
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@access(Permission.PEOPLE_WRITE)
def new() -> Any:
    """Add somebody."""
    return editing.create(
        form_for(PersonRecord),
        lambda data: operations.add(actor(), data),
        done=lambda person: url_for("people.detail", email=person.email),
        said=lambda person: f"{person.name} is added. Make a link with which the person sets a password.",
        title="Add a person",
        submit="Add",
        cancel=url_for("people.index"),
        crumbs=[("People", url_for("people.index"))],
    )


@blueprint.get("/people/<email>")
@access(Permission.PEOPLE_READ)
def detail(email: str) -> Any:
    """One person with roles and history."""
    return _detail(email)


def _detail(email: str, link: str = "") -> str:
    person, _ = queries.get(db.session, email)
    return render_template(
        "people/detail.html",
        person=person,
        link=link,
        history=history.timeline([("person", email)]),
        may_write=actor().may(Permission.PEOPLE_WRITE),
    )


@blueprint.route("/people/<email>/edit", methods=["GET", "POST"])
@access(Permission.PEOPLE_WRITE)
def edit(email: str) -> Any:
    """Change name, roles or activity."""
    person, version = queries.get(db.session, email)
    page = url_for("people.detail", email=email)
    return editing.edit(
        form_for(PersonRecord, omit=("email",)),
        person,
        version,
        lambda data, seen: operations.update(actor(), email, data, version=seen),
        done=page,
        title=f"Edit {person.name}",
        said=f"{person.name} is changed; open sessions were ended where roles changed.",
        crumbs=[("People", url_for("people.index")), (person.name, page)],
    )


@blueprint.post("/people/<email>/link")
@access(Permission.PEOPLE_WRITE)
def make_link(email: str) -> Any:
    """Make a link with which the person sets a password; shown once."""
    token = operations.make_link(actor(), email)
    return _detail(email, url_for("session.welcome", token=token, _external=True))


@blueprint.post("/people/<email>/end-sessions")
@access(Permission.PEOPLE_WRITE)
def end_sessions(email: str) -> Any:
    """End every session of the person."""
    operations.end_sessions(actor(), email)
    flash("Every session of this person was ended.", "success")
    return redirect(url_for("people.detail", email=email), 303)
