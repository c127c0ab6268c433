"""How values are written for people: the Jinja filters ``day``, ``moment``, ``number``, ``label``, ``country``."""

import datetime as dt
from typing import Any, cast

from flask import Flask, g
from markupsafe import Markup, escape

from app.domain.accounts import queries as accounts
from app.domain.organisation import queries as organisation
from app.domain.organisation.queries import House
from app.extensions import db
from app.kernel import clock, places
from app.kernel.words import written
from app.reporting import charts


def register(app: Flask) -> None:
    """Make the filters, and the charts of the reports, known to every template."""
    for function in (day, moment, number, label, country, yes):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["charts"] = charts


def day(value: dt.date | str | None) -> str:
    """A plain date, or the local day of an instant, as ``3 Mar 2026``; ``not recorded`` where there is none."""
    if value is None or value == "":
        return "not recorded"
    if isinstance(value, str):
        value = dt.date.fromisoformat(value[:10])
    if isinstance(value, dt.datetime):
        value = clock.day_of(value, time_zone())
    return written(value)


def moment(value: dt.datetime | str | None) -> str | Markup:
    """An instant in the organisation's time zone, inside a ``time`` element that carries the UTC instant."""
    if value is None or value == "":
        return "never"
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    local = value.astimezone(clock.zone(time_zone()))
    text = f"{local.day} {local:%b %Y %H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(clock.format_instant(value), text)


def number(value: int | None) -> str:
    """A whole number with thousands separated; ``–`` where there is none."""
    return "–" if value is None else f"{value:,}"


def label(value: Any) -> str:
    """The label of a term; of anything else its text with underscores as spaces."""
    if value is None or value == "":
        return "not recorded"
    found = getattr(value, "label", None)
    return str(found) if found else str(value).replace("_", " ")


def country(value: str | None) -> str | Markup:
    """The name of a country, with its code."""
    if not value:
        return "not recorded"
    return Markup('{} <span class="text-body-secondary">{}</span>').format(
        places.country_name(value), escape(value)
    )


def yes(value: bool) -> str:
    """``Yes`` or ``No``."""
    return "Yes" if value else "No"


def house() -> House:
    """The organisation's time zone and name, read once a request: with the sign-in, where there is one."""
    if "house" not in g:
        g.house = organisation.house(db.session)
    return cast(House, g.house)


def people() -> dict[str, str]:
    """Everybody's name by e-mail address, read once a request."""
    if "people" not in g:
        g.people = accounts.names(db.session)
    return cast(dict[str, str], g.people)


def time_zone() -> str:
    """The organisation's time zone."""
    return house().time_zone


def today() -> dt.date:
    """Today in the organisation's time zone."""
    return clock.day_of(clock.now(), time_zone())
