"""Incidents across all third parties, each with the breach clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import get_template_attribute, url_for
from markupsafe import Markup
from sqlalchemy import select

from app.db import states
from app.db.aggregate import KINDS
from app.domain.evidence.breach_clock import BreachClock, ClockState, breach_clock
from app.domain.third_parties.models import Incident as IncidentRow
from app.domain.third_parties.models import ThirdParty
from app.domain.third_parties.records import Incident
from app.domain.third_parties.records import ThirdParty as ThirdPartyRecord
from app.extensions import db
from app.kernel import clock
from app.pages.kit import cells, formats
from app.pages.kit.computed import Computed, mentioning, no_query
from app.pages.kit.lists import Column, Filter
from app.pages.kit.validity import day_and_time, told_after
from app.pages.oversight.columns import party_url

OPEN = (("open", "Open"), ("closed", "Closed"))


@dataclass(frozen=True)
class Line:
    """An incident with its third party and where its clock stands."""

    party: ThirdPartyRecord
    incident: Incident
    clock: BreachClock

    @property
    def delay(self) -> str | None:
        """How long after they knew we were told."""
        return told_after(self.incident)


def lines() -> list[Line]:
    """Every incident, those at third parties in the archive too, the newest first."""
    refs = sorted(set(db.session.scalars(select(IncidentRow.third_party))))
    now, zone = clock.now(), formats.time_zone()
    parties = [
        ThirdPartyRecord.restore(state)
        for start in range(0, len(refs), states.BATCH)
        for state in states.read_keys(
            db.session, KINDS[ThirdParty.__kind__], refs[start : start + states.BATCH]
        ).values()
    ]
    found = [Line(party, one, breach_clock(one, now, zone)) for party in parties for one in party.incidents]
    return sorted(found, key=_newest, reverse=True)


def sign(clock: BreachClock) -> Markup:
    """Where a clock stands, as sign and words."""
    return cast(Markup, get_template_attribute("kit/oversight.html", "clock_sign")(clock))


def listing() -> Computed:
    """The list."""
    found: Sequence[Line] = lines()
    return Computed(
        title="Incidents",
        name="incidents",
        lead="What went wrong at third parties, and how many hours are left to tell the authority: 72 from when we "
        "are told (GDPR Art. 33(1)). Record the time of day: without it the clock runs from the start of the day.",
        query=no_query,
        key=None,
        rows=lambda: found,
        url=lambda line: party_url(line.party.ref or "", "incidents"),
        search=mentioning(
            lambda line: f"{line.party.ref} {line.party.name} {line.incident.title} {line.incident.note}"
        ),
        placeholder="What happened, third party",
        empty_title="No incidents",
        empty_text="Record an incident as soon as a third party tells of it: the clock runs from then.",
        archived=lambda line: line.party.archived,
        columns=(
            Column(
                "title",
                "What happened",
                lambda line: line.incident.title or "Untitled",
                sort=lambda line: (line.incident.title or "").casefold(),
            ),
            Column(
                "third_party",
                "Third party",
                lambda line: Markup('<a href="{}">{}</a>').format(
                    url_for("third_parties.detail", ref=line.party.ref), line.party.name
                ),
                sort=lambda line: line.party.name.casefold(),
                export=lambda line: line.party.name,
            ),
            Column(
                "aware",
                "They knew",
                lambda line: day_and_time(
                    line.incident.aware_third_party_on, line.incident.aware_third_party_time
                ),
                sort=lambda line: line.incident.aware_third_party_on,
                export=lambda line: line.incident.aware_third_party_on,
            ),
            Column(
                "told",
                "Told us",
                _told,
                sort=lambda line: line.incident.notified_us_on,
                export=lambda line: line.incident.notified_us_on,
            ),
            Column(
                "due",
                "Authority by",
                lambda line: formats.moment(line.clock.due_at) if line.clock.due_at else None,
                sort=lambda line: line.clock.due_at,
                export=lambda line: line.clock.due_at,
            ),
            Column(
                "clock",
                "Breach clock",
                lambda line: sign(line.clock),
                sort=lambda line: line.clock.state.value,
                export=lambda line: f"{line.clock.state.label}: {line.clock.words}",
            ),
            Column(
                "authority",
                "Authority told",
                lambda line: day_and_time(line.incident.notified_sa_on, line.incident.notified_sa_time),
                sort=lambda line: line.incident.notified_sa_on,
                export=lambda line: line.incident.notified_sa_on,
                shown=False,
            ),
            Column(
                "people",
                "People",
                lambda line: line.incident.subjects_count,
                sort=lambda line: line.incident.subjects_count,
                numeric=True,
            ),
            Column(
                "closed",
                "Closed",
                lambda line: cells.day(line.incident.closed_on),
                sort=lambda line: line.incident.closed_on,
                export=lambda line: line.incident.closed_on,
            ),
        ),
        filters=(
            Filter(
                "clock",
                "Breach clock",
                ClockState.choices,
                lambda value: lambda line: line.clock.state.value == value,
            ),
            Filter(
                "open",
                "Incident",
                lambda: OPEN,
                lambda value: lambda line: (line.incident.closed_on is None) == (value == "open"),
            ),
            Filter(
                "archived",
                "Archived",
                lambda: (("no", "In use"), ("yes", "Archived"), ("all", "All")),
                lambda value: lambda line: value == "all" or line.party.archived == (value == "yes"),
                default="no",
            ),
        ),
    )


def _newest(line: Line) -> tuple[str, str]:
    return str(line.incident.notified_us_on or ""), line.incident.notified_us_time or ""


def _told(line: Line) -> Any:
    told = day_and_time(line.incident.notified_us_on, line.incident.notified_us_time)
    if told is None or line.delay is None:
        return told
    return Markup('{} <span class="quiet small nowrap">{}</span>').format(told, line.delay)


def named(part: Any) -> str:
    """How an incident is called."""
    return f"“{part.title}”" if part.title else "the incident"
