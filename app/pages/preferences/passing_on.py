"""What is still to be passed on: each opt-out with each third party that must hear of it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import get_template_attribute, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.domain.evidence.records import Preference
from app.domain.evidence.terms import PreferenceKind
from app.domain.findings import propagation, reading
from app.domain.findings.dossier import Context
from app.domain.findings.propagation import Telling, TellingState
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.kernel.errors import Invalid, Refused
from app.kernel.periods import business_days_between
from app.kernel.words import plural
from app.pages.kit import cells
from app.pages.kit.addresses import address
from app.pages.kit.computed import Computed, mentioning, no_query
from app.pages.kit.lists import Column, Filter

STATES = (
    ("open", "Still to be done"),
    ("late", "Late"),
    *TellingState.choices(),
)

MOST_AT_ONCE = 2000
"""Lines of which something is recorded at a time."""


@dataclass(frozen=True)
class Line:
    """A telling as it is shown: with the name of the third party, and how many business days are left."""

    telling: Telling
    name: str
    late: bool
    left: str

    @property
    def key(self) -> str:
        """Names the pair in forms."""
        return self.telling.key

    @property
    def preference(self) -> Preference:
        """The opt-out."""
        return self.telling.preference


def lines(preferences: Sequence[Preference] | None = None) -> list[Line]:
    """The tellings of *preferences*, of the whole ledger for ``None``, the most urgent first."""
    source = reading.Source(db.session)
    context = reading.context(source, third_parties=False)
    marketers = propagation.recipients(source, context)
    some = propagation.open_preferences(context) if preferences is None else preferences
    found = list(propagation.tellings(some, marketers, context))
    names = third_parties.names(db.session, sorted({one.third_party for one in found}))
    made = [_line(one, names.get(one.third_party, one.third_party), context) for one in found]
    return sorted(made, key=lambda line: (line.telling.due_on or dt.date.max, line.telling.key))


def _line(telling: Telling, name: str, context: Context) -> Line:
    late = telling.is_late(context.today)
    return Line(telling, name, late, _left(telling, context, late=late))


def _left(telling: Telling, context: Context, *, late: bool) -> str:
    holidays, due = context.organisation.holidays, telling.due_on
    if due is None:
        return "No day of receipt is recorded"
    if telling.ack_on is not None:
        days = business_days_between(due, telling.ack_on, holidays)
        return f"{plural(days, 'business day')} late" if late else "In time"
    if late:
        return f"{plural(business_days_between(due, context.today, holidays), 'business day')} late"
    days = business_days_between(context.today, due, holidays)
    return "Today" if not days else f"{plural(days, 'business day')} left"


def _sign(state: TellingState) -> Markup:
    macro = get_template_attribute("preferences/parts.html", "telling_sign")
    return cast(Markup, macro(state))


def _tick(line: Line, ticked: Collection[str] | None) -> Markup:
    macro = get_template_attribute("preferences/parts.html", "telling_tick")
    return cast(Markup, macro(line, ticked is not None, line.key in (ticked or ())))


def _keeps(value: str) -> Any:
    tests = {
        "open": lambda line: line.telling.state is not TellingState.CONFIRMED,
        "late": lambda line: line.late and line.telling.state is not TellingState.CONFIRMED,
    }
    return tests.get(value) or (lambda line: line.telling.state.value == value)


def listing(ticked: Collection[str] | None) -> Computed:
    """The list; lines can be ticked, and *ticked* are, unless that is ``None``."""
    found = lines()
    parties = sorted({(line.telling.third_party, line.name) for line in found}, key=lambda pair: pair[1])
    return Computed(
        title="Opt-outs to pass on",
        name="opt-outs-to-pass-on",
        lead="Whoever markets for us must hear of each opt-out, and confirm it within ten business days.",
        query=no_query,
        key=None,
        rows=lambda: found,
        url=lambda line: "",
        search=mentioning(lambda line: f"{line.preference.ref} {line.telling.third_party} {line.name}"),
        placeholder="Third party or opt-out",
        empty_title="Nothing to pass on",
        empty_text="No opt-out is on file, or no third party markets for us.",
        archived=lambda line: False,
        columns=(
            Column(
                "preference",
                "Opt-out",
                lambda line: _tick(line, ticked),
                sort=lambda line: line.preference.ref,
                export=lambda line: line.preference.ref,
            ),
            Column(
                "third_party",
                "Third party",
                lambda line: Markup('<a href="{}">{}</a>').format(
                    address("third_party", line.telling.third_party) or "", line.name
                ),
                sort=lambda line: line.name.casefold(),
                export=lambda line: line.name,
            ),
            Column(
                "kind",
                "Kind",
                lambda line: cells.term(PreferenceKind, line.preference.kind),
                sort=lambda line: line.preference.kind.value,
            ),
            Column(
                "state",
                "State",
                lambda line: _sign(line.telling.state),
                sort=lambda line: line.telling.state.value,
                export=lambda line: line.telling.state.label,
            ),
            Column(
                "received",
                "Received",
                lambda line: cells.day(line.preference.received_on),
                sort=lambda line: line.preference.received_on,
                export=lambda line: line.preference.received_on,
            ),
            Column(
                "sent",
                "Told",
                lambda line: cells.day(line.telling.sent_on),
                sort=lambda line: line.telling.sent_on,
                export=lambda line: line.telling.sent_on,
            ),
            Column(
                "ack",
                "Confirmed",
                lambda line: cells.day(line.telling.ack_on),
                sort=lambda line: line.telling.ack_on,
                export=lambda line: line.telling.ack_on,
            ),
            Column(
                "due",
                "Due",
                _due,
                sort=lambda line: line.telling.due_on,
                export=lambda line: line.telling.due_on,
            ),
        ),
        filters=(
            Filter("state", "State", lambda: STATES, _keeps, default="open"),
            Filter(
                "third_party",
                "Third party",
                lambda: parties,
                lambda value: lambda line: line.telling.third_party == value,
            ),
            Filter(
                "kind",
                "Kind",
                PreferenceKind.choices,
                lambda value: lambda line: line.preference.kind.value == value,
            ),
        ),
    )


def _due(line: Line) -> Markup:
    return cast(Markup, get_template_attribute("preferences/parts.html", "telling_due")(line))


def every(args: MultiDict[str, str]) -> tuple[int, list[str]]:
    """How many lines the search and filters of *args* let through, and the keys of those still to be recorded.

    Raises :class:`Refused` where there are more than can be recorded at a time.
    """
    found = listing(None).matching(args)
    if len(found) > MOST_AT_ONCE:
        raise Refused(
            f"{len(found):,} lines match: record at most {MOST_AT_ONCE:,} at a time, by narrower filters."
        )
    return len(found), [line.key for line in found if line.telling.state is not TellingState.CONFIRMED]


def pairs(keys: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that *keys* of a form name; what is no pair is left out."""
    split = (key.partition("/") for key in keys)
    return [(ref, third_party) for ref, slash, third_party in split if slash and ref and third_party]


def day_of(text: str | None) -> dt.date | None:
    """The day that a form gives, ``None`` where it gives none; raises ``Invalid`` for what is no date."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Invalid.of(
            "on", f"On: “{text[:40]}” is not a date: write it as year-month-day, such as 2026-03-31."
        ) from error


def counts(listing: Computed) -> list[tuple[str, int, str]]:
    """How many lines are in each state, late ones first, each with the address of those."""
    found = listing.rows()
    return [
        (label, sum(_keeps(key)(line) for line in found), url_for("preferences.due", state=key))
        for key, label in STATES
        if key != "open"
    ]
