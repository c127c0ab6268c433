"""The demo's register as the rules see it, without a database."""

import datetime as dt
from typing import Any

import pytest

from app import demo
from app.demo.papers import documents
from app.demo.schema import LISTS
from app.domain.catalogue import builtin
from app.domain.findings.dossier import Context, Dossier
from app.domain.organisation.records import Organisation

Records = dict[str, list[Any]]


def plain(text: str) -> bytes:
    """Stands for the setting of a paper as PDF: these tests look at words, not at type."""
    return text.encode()


def records_of(register: dict[str, Any]) -> Records:
    return {name: [record.parse(row) for row in register[name]] for name, record in LISTS.items()}


def judged_on(register: dict[str, Any], today: dt.date) -> tuple[Context, list[Dossier]]:
    """The context and the dossiers of *register* on *today*."""
    found = records_of(register)
    context = Context(
        today=today,
        as_of=dt.datetime.combine(today, dt.time(12), dt.UTC),
        organisation=Organisation.parse(register["organisation"]),
        entities={entity.ref: entity for entity in found["entities"]},
        categories={entry.key: entry for entry in [*builtin.categories(), *found["categories"]]},
        subjects={entry.key: entry for entry in [*builtin.subjects(), *found["subjects"]]},
        purposes={entry.key: entry for entry in [*builtin.purposes(), *found["purposes"]]},
        activities={activity.ref: activity for activity in found["activities"]},
        notices={notice.ref: notice for notice in found["notices"]},
        preferences=tuple(found["preferences"]),
        disclosures=tuple(found["disclosures"]),
        waivers=tuple(found["waivers"]),
        active_people=frozenset(person.email for person in found["people"] if person.active),
        third_parties={party.ref: party for party in found["third_parties"]},
    )
    dossiers = [
        Dossier(
            party,
            tuple(agr for agr in found["agreements"] if agr.third_party == party.ref),
            tuple(flow for flow in found["flows"] if flow.third_party == party.ref),
        )
        for party in found["third_parties"]
    ]
    return context, dossiers


@pytest.fixture(scope="session")
def resolved() -> dict[str, Any]:
    """The register as written, with its papers filed."""
    return documents(plain)[1]


@pytest.fixture(scope="session")
def records(resolved: dict[str, Any]) -> Records:
    return records_of(resolved)


@pytest.fixture(scope="session")
def judged(resolved: dict[str, Any]) -> tuple[Context, list[Dossier]]:
    return judged_on(resolved, demo.ANCHOR)
