"""The only file that knows every blueprint, command group and model module."""

import importlib
import pkgutil
from pathlib import Path

from flask import Flask

from app import cli, domain, extensions, jobs, pages
from app.api import reference
from app.api.v1 import authentication, blueprint, problems
from app.db import engine, past
from app.domain import operation
from app.domain.findings import upkeep
from app.infra import log, queue
from app.pages.kit import access, errors, formats, hooks, navigation
from app.pages.kit import past as past_pages
from app.settings import Settings

ROOT = Path(__file__).resolve().parent
"""The folder of the package."""

MODELS = ("models", "waivers", "ledger", "figures")
"""Modules of a room that may define tables."""


def new_app(settings: Settings) -> Flask:
    """A bare Flask application with its configuration."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    log.set_up(settings.log_level, settings.log_format)
    app = Flask("app", instance_path=str(settings.instance), root_path=str(ROOT))
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # Twice the limit of a file, so that one a little too large is still told so beside what was typed.
        MAX_CONTENT_LENGTH=2 * settings.upload_limit,
        MAX_FORM_MEMORY_SIZE=5_000_000,
        MAX_FORM_PARTS=20_000,
        SESSION_COOKIE_NAME="custodia_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        WTF_CSRF_TIME_LIMIT=12 * 60 * 60,
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_DEFAULT_LOCALE="en",
    )
    return app


def bind_extensions(app: Flask) -> None:
    """Bind the extensions, once every mapped class is known."""
    load_models()
    extensions.db.init_app(app)
    extensions.migrate.init_app(
        app, extensions.db, directory=str(ROOT.parent / "migrations"), render_as_batch=True, compare_type=True
    )
    extensions.csrf.init_app(app)
    extensions.babel.init_app(app)
    extensions.bootstrap.init_app(app)


def load_models() -> None:
    """Import every module that defines tables."""
    importlib.import_module("app.db.history")
    importlib.import_module("app.db.ledgers")
    for room in pkgutil.iter_modules(domain.__path__, "app.domain."):
        if not room.ispkg:
            continue
        package = importlib.import_module(room.name)
        for module in pkgutil.iter_modules(package.__path__, room.name + "."):
            if module.name.rpartition(".")[2] in MODELS:
                importlib.import_module(module.name)


def guard_database(app: Flask) -> None:
    """Tune the engine and let it refuse writes outside operations."""
    with app.app_context():
        engine.guard(extensions.db.engine)
        past.attach(extensions.db.engine)


def connect_rooms() -> None:
    """Let the rules engine react to every operation inside its transaction, and the queue know every job."""
    if upkeep.react not in operation.BEFORE_FILING:
        operation.BEFORE_FILING.append(upkeep.react)
    queue.HANDLERS.update(jobs.HANDLERS)
    queue.NIGHTLY[:] = jobs.NIGHTLY
    queue.MINUTELY[:] = jobs.MINUTELY


def add_pages(app: Flask, settings: Settings) -> None:
    """Register every area's blueprint, then refuse routes without a permission."""
    hooks.register(app, settings)
    errors.register(app)
    formats.register(app)
    navigation.register(app)
    past_pages.register(app)
    for area in pkgutil.iter_modules(pages.__path__, "app.pages."):
        if area.name == "app.pages.kit":
            continue
        app.register_blueprint(importlib.import_module(area.name + ".views").blueprint)
    app.register_blueprint(importlib.import_module("app.pages.kit.views").blueprint)


def add_interface(app: Flask) -> None:
    """Register the interface for programs: actors by token instead of cookie, problems instead of pages."""
    made = blueprint.blueprint()
    # A token is sent on purpose; what a browser sends by itself, a cookie, opens nothing there.
    extensions.csrf.exempt(made)
    access.PROGRAMS[made.name] = authentication.actor_of_request
    errors.ELSEWHERE["/api/"] = problems.http
    app.register_blueprint(made)
    app.register_blueprint(reference.blueprint)


def refuse_undeclared_routes(app: Flask) -> None:
    """Raise :class:`RuntimeError` where a route declares no permission."""
    access.refuse_undeclared_routes(app)


def add_commands(app: Flask) -> None:
    """Give ``flask --app app`` the same commands as ``python -m app``."""
    for command in cli.commands():
        app.cli.add_command(command)
