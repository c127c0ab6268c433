"""How values stand in the cells of a list: terms by label, dates aligned, counts of findings with their gravity."""

import datetime as dt
from collections.abc import Sequence
from typing import cast

from flask import get_template_attribute
from markupsafe import Markup

from app.domain.findings.terms import Severity
from app.kernel.words import Term
from app.pages.kit import formats

_SEVERITIES = list(Severity)


def term(vocabulary: type[Term], key: str | None) -> str | None:
    """The label of *key*."""
    return vocabulary(key).label if key else None


def badge(vocabulary: type[Term], key: str | None) -> Markup | None:
    """The label of *key* with its sign."""
    return cast(Markup, get_template_attribute("kit/details.html", "badge")(vocabulary(key))) if key else None


def keyed(choices: Sequence[tuple[str, str]], key: str) -> Markup:
    """The label of *key* among *choices*, with its sign."""
    macro = get_template_attribute("kit/details.html", "badge")
    return cast(Markup, macro(key, text=dict(choices).get(key, key)))


def day(value: dt.date | None) -> str | None:
    """A date, blank where there is none."""
    return formats.day(value) if value else None


def finding_count(count: int, worst: int | None) -> Markup | str:
    """A number of open findings, with the gravest one's severity."""
    if not count or worst is None or worst >= len(_SEVERITIES):
        return "0"
    gravest = badge(Severity, _SEVERITIES[worst].value)
    return Markup('{} <span class="nowrap">{}</span>').format(count, gravest)


def listed(values: Sequence[str], most: int = 3) -> str:
    """Several values in one cell, the first few by name."""
    shown = ", ".join(values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown
