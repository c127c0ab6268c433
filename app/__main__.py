"""``python -m app …``: the same commands as ``flask --app app …``."""

import os
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.cli import reports
from app.settings import Settings

HELP = "Custodia: the register of third parties that receive personal data, and its sealed audit reports."


PRIVATE = 0o077
"""The umask: what the product writes is for the user alone that it runs as."""


def main() -> None:
    """Run the command that was asked for; what it makes is private to the user that runs it."""
    os.umask(PRIVATE)
    group = FlaskGroup(name="app", create_app=_app, add_default_commands=False, help=HELP)
    # Known without the application, since it checks files on machines that have no register.
    group.add_command(reports.verify)
    group(prog_name="python -m app")


def _app() -> Flask:
    """The application; settings that cannot be used end the command with a sentence."""
    try:
        settings = Settings.read()
        if sys.argv[1:] == ["doctor"] and not settings.instance.is_dir():
            raise click.ClickException(
                f"There is no instance in {settings.instance}: “python -m app up” makes one; "
                "CUSTODIA_INSTANCE names another folder."
            )
        found = _names_in(settings.instance)
        settings.instance.mkdir(parents=True, exist_ok=True)
    except ValueError as error:  # tomllib's errors among them
        raise click.ClickException(f"Settings: {error}") from error
    except OSError as error:
        raise click.ClickException(
            f"The folder {error.filename} cannot be used: {error.strerror}."
        ) from error
    if not _is_known(settings.database_url):
        cure = "write sqlite:////folder/file or postgresql+psycopg://user:password@host/name."
        raise click.ClickException(f"CUSTODIA_DATABASE_URL names no database that is supported: {cure}")
    app = create_app(settings)
    app.config["FOUND"] = found
    return app


def _names_in(folder: Path) -> frozenset[str] | None:
    """What is in *folder* before the application makes anything there; ``None`` where there is no such folder."""
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else None


def _is_known(database_url: str) -> bool:
    """Whether *database_url* names one of the databases that the product is made for."""
    try:
        return make_url(database_url).drivername in {"sqlite", "postgresql+psycopg"}
    except SQLAlchemyError:
        return False


if __name__ == "__main__":
    main()
