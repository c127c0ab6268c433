"""Snapshots of any size to measure with: the register that ``synth`` makes up, collected without a database."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from app.demo.synthetic import documents
from app.domain.agreements.records import Agreement
from app.domain.catalogue.builtin import categories, purposes, subjects
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.terms import Severity
from app.domain.flows.records import Activity, Flow
from app.domain.organisation.records import Entity, Organisation
from app.domain.third_parties.records import ThirdParty
from app.reporting.seal import Seal, snapshot_sha256
from app.reporting.snapshot.register import collect_register
from app.reporting.snapshot.schema.frame import Snapshot

TODAY = dt.date(2026, 11, 22)
SEED = 1


class Register:
    """The made-up register of *count* third parties, streamed as dossiers; its context is complete once they are."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.context = Context(
            today=TODAY,
            as_of=dt.datetime(2026, 11, 22, 22, tzinfo=dt.UTC),
            entities={},
            activities={},
            categories={entry.key: entry for entry in categories()},
            subjects={entry.key: entry for entry in subjects()},
            purposes={entry.key: entry for entry in purposes()},
        )

    def dossiers(self) -> Iterator[Dossier]:
        """Every third party with its agreements and flows."""
        for document in documents(self._count, seed=SEED, today=TODAY):
            self._learn(document)
            agreements: dict[str, list[Agreement]] = defaultdict(list)
            flows: dict[str, list[Flow]] = defaultdict(list)
            for row in document.get("agreements", ()):
                agreements[row["third_party"]].append(Agreement.parse(row))
            for row in document.get("flows", ()):
                flows[row["third_party"]].append(Flow.parse(row))
            for row in document.get("third_parties", ()):
                ref = row["ref"]
                yield Dossier(ThirdParty.parse(row), tuple(agreements[ref]), tuple(flows[ref]))

    def findings(self) -> Iterator[dict[str, Any]]:
        """Three open findings on every second third party, of all severities."""
        severities = list(Severity)
        for number in range(0, self._count, 2):
            for index in range(3):
                severity = severities[(number // 2 + index * index) % len(severities)]
                yield {"severity": severity.value, "third_party": f"TP-{number + 1:04d}"}

    def _learn(self, document: dict[str, Any]) -> None:
        context: Any = self.context
        if document.get("organisation"):
            object.__setattr__(context, "organisation", Organisation.parse(document["organisation"]))
        records = {"entities": Entity, "activities": Activity}
        words = {"categories": Category, "subjects": Subject, "purposes": Purpose}
        for name, record in records.items():
            getattr(context, name).update({row["ref"]: record.parse(row) for row in document.get(name, ())})
        for name, record in words.items():
            getattr(context, name).update({row["key"]: record.parse(row) for row in document.get(name, ())})


def register(count: int) -> Snapshot:
    """The snapshot of R3 of *count* third parties."""
    made = Register(count)
    return collect_register(made.dossiers(), made.context, made.findings())


def seal(snapshot: Snapshot) -> Seal:
    """A seal that fits *snapshot*."""
    return Seal(
        number="R-2026-0001",
        kind=snapshot["kind"],
        issued_at="2026-11-23T08:15:42.318046Z",
        issued_by="Inés Robledo",
        snapshot_sha256=snapshot_sha256(snapshot),
    )
