"""Custodia: the register of third parties that receive personal data, and the audits made from it."""

from typing import TYPE_CHECKING

from app.kernel.version import VERSION

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings

__version__ = VERSION


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The application for *settings* (by default those of the environment).

    Raises :class:`RuntimeError` where a route declares no permission.
    """
    # Imported here, so that importing a room of the house does not build the whole of it.
    from app import wiring
    from app.settings import Settings

    settings = (settings or Settings.read()).with_secret()
    app = wiring.new_app(settings)
    wiring.bind_extensions(app)
    wiring.guard_database(app)
    wiring.connect_rooms()
    wiring.add_pages(app, settings)
    wiring.add_interface(app)
    wiring.refuse_undeclared_routes(app)
    wiring.add_commands(app)
    return app
