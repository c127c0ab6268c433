"""``token``: tokens for programs, for whoever sits at the server."""

import click
from flask.cli import with_appcontext

from app.cli import instance
from app.cli.sentences import say, speaking
from app.domain.accounts import api_tokens
from app.extensions import db
from app.kernel import clock
from app.security.actor import SYSTEM


@click.group("token")
def token() -> None:
    """Tokens for programs: list, make, revoke."""


@token.command("list")
@with_appcontext
@speaking
def list_tokens() -> None:
    """Every token that was not revoked, newest first."""
    instance.prepare()
    now = clock.now()
    for one in api_tokens.of_person(db.session):
        state = "has run out" if one.expires_at <= now else f"until {one.expires_at:%Y-%m-%d}"
        used = f"{one.used_at:%Y-%m-%d}" if one.used_at else "never"
        say(f"{one.id}  {one.email}  {one.name}  {', '.join(one.scopes)}  {state}  last used {used}")


@token.command("make")
@click.argument("email")
@click.option("--name", required=True, help="What it is for.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="What it may do, such as register:read."
)
@click.option("--days", default=90, show_default=True, help="How long it lives.")
@with_appcontext
@speaking
def make(email: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token that acts for EMAIL and print its secret, once."""
    instance.prepare()
    made = api_tokens.make(SYSTEM, email, name, scopes, days)
    say(f"{made.id}  {made.secret}")


@token.command("revoke")
@click.argument("token_id")
@with_appcontext
@speaking
def revoke(token_id: str) -> None:
    """End a token for good."""
    instance.prepare()
    api_tokens.revoke(SYSTEM, token_id)
    say(f"{token_id} is revoked.")


COMMANDS = [token]
