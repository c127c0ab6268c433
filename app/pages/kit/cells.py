"""How values stand in the cells of a list: terms by label, dates aligned, counts of findings with their gravity."""

import datetime as dt
from collections.abc import Sequence

from flask import g, get_template_attribute
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
    return _badge(vocabulary(key)) if key else None


def keyed(choices: Sequence[tuple[str, str]], key: str) -> Markup:
    """The label of *key* among *choices*, with its sign."""
    return _badge(key, dict(choices).get(key, key))


def _badge(term: str, text: str = "") -> Markup:
    """What the macro ``badge`` makes, of each word once a request: the rows of a list share a few."""
    made: dict[tuple[str, str], Markup] = g.setdefault("badges", {})
    key = (str(term), text or formats.label(term))
    if key not in made:
        made[key] = get_template_attribute("kit/details.html", "badge")(term, text=text)
    return made[key]


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
