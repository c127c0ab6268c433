"""The template engine of the press room: its own, apart from the web's, so that print is the same from anywhere.

Templates are rendered with ``labels`` (the snapshot's words), ``time_zone`` and ``missing`` (characters known to have
no glyph) in their context. Everything that they print is made legible, and escaped.
"""

import datetime as dt
import functools
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.kernel import clock, points
from app.kernel.words import listing, plural
from app.reporting.charts import bars, emblem, trends
from app.reporting.render import definitions, statements
from app.reporting.render.legible import abridged, legible
from app.reporting.render.writing import (
    as_share,
    change,
    day,
    grouped,
    long_day,
    number,
    percent,
    references_in,
)


@functools.cache
def environment() -> jinja2.Environment:
    """The engine with the documents' templates, made once."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("app.reporting", "documents"),
        autoescape=True,
        finalize=_finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        {
            "abridged": abridged,
            "as_share": as_share,
            "change": change,
            "day": day,
            "grouped": grouped,
            "label": _label,
            "labels": _labels,
            "listing": listing,
            "local_day": _local_day,
            "local_time": _local_time,
            "long_day": long_day,
            "number": number,
            "percent": percent,
            "plain": _plain,
            "points": points.words,
            "references_in": references_in,
        }
    )
    made.globals.update(
        {
            "bars": bars,
            "definitions": definitions,
            "emblem": emblem,
            "plural": plural,
            "statements": statements,
            "trends": trends,
        }
    )
    return made


@jinja2.pass_context
def _finalize(context: Context, value: Any) -> Any:
    """What a template prints: text made legible; markup of our own as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return legible(value, context["missing"])
    return value


@jinja2.pass_context
def _plain(context: Context, value: str) -> Markup:
    """*value* for an attribute or a title: legible, escaped, on one line."""
    return escape(" ".join(legible(value, context["missing"]).split()))


@jinja2.pass_context
def _label(context: Context, key: str | None, vocabulary: str) -> str:
    """The words of *key*; the key itself where the snapshot has none."""
    return "" if key is None else str(context["labels"].get(vocabulary, {}).get(key, key))


@jinja2.pass_context
def _labels(context: Context, keys: list[str], vocabulary: str) -> list[str]:
    return [str(context["labels"].get(vocabulary, {}).get(key, key)) for key in keys]


@jinja2.pass_context
def _local_day(context: Context, instant: str) -> str:
    """The day of *instant* in the organisation's time zone, written out."""
    return long_day(_local(context, instant).date().isoformat())


@jinja2.pass_context
def _local_time(context: Context, instant: str) -> str:
    """The time of day of *instant* in the organisation's time zone, to the second."""
    return _local(context, instant).strftime("%H:%M:%S")


def _local(context: Context, instant: str) -> dt.datetime:
    return dt.datetime.fromisoformat(instant).astimezone(clock.zone(context["time_zone"]))
