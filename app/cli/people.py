"""``user``: people of the instance, for whoever sits at the server."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli import instance
from app.cli.sentences import say, speaking
from app.domain.accounts import operations, queries
from app.domain.accounts.records import Person
from app.extensions import db
from app.security.actor import SYSTEM
from app.security.roles import Role


@click.group("user")
def user() -> None:
    """People: list, add, change roles, make a link to set a password, deactivate."""


@user.command("list")
@with_appcontext
@speaking
def list_people() -> None:
    """Everybody, with roles and when last seen."""
    instance.prepare()
    for row in queries.people(db.session):
        roles = ", ".join(row.roles) or "no role"
        say(f"{row.email}  {row.name}  {roles}{'' if row.active else '  (inactive)'}")


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As others read it.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@with_appcontext
@speaking
def add(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Add EMAIL and print the link with which the person sets a password."""
    instance.prepare()
    person = operations.add(SYSTEM, Person.parse({"email": email, "name": name, "roles": list(roles)}))
    say(link_for(person.email))


@user.command("link")
@click.argument("email")
@with_appcontext
@speaking
def link(email: str) -> None:
    """Print a new link with which EMAIL sets a password; earlier ones stop working."""
    instance.prepare()
    say(link_for(email))


@user.command("roles")
@click.argument("email")
@click.argument("roles", nargs=-1, type=click.Choice([role.value for role in Role]))
@with_appcontext
@speaking
def roles(email: str, roles: tuple[str, ...]) -> None:
    """Give EMAIL exactly ROLES."""
    instance.prepare()
    person, version = queries.get(db.session, email)
    changed = person.model_copy(update={"roles": [Role(role) for role in roles]})
    operations.update(SYSTEM, email, changed, version=version)
    say(f"{email}: {', '.join(roles) or 'no role'}.")


@user.command("deactivate")
@click.argument("email")
@with_appcontext
@speaking
def deactivate(email: str) -> None:
    """End the access of EMAIL; the person's name stays in the history."""
    instance.prepare()
    person, version = queries.get(db.session, email)
    operations.update(SYSTEM, email, person.model_copy(update={"active": False}), version=version)
    say(f"{email} can no longer sign in.")


def link_for(email: str, port: int = 8000) -> str:
    """A one-time link for *email*, at the public address where one is set."""
    token = operations.make_link(SYSTEM, email)
    return f"{base_url(port)}/welcome/{token}"


def base_url(port: int = 8000) -> str:
    """The public address where one is set, else that of this machine."""
    return current_app.config["SETTINGS"].public_url.rstrip("/") or f"http://127.0.0.1:{port}"


COMMANDS = [user]
