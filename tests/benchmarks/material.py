"""Snapshots of any size to measure with: the register that ``synth`` makes up, collected without a database."""

import datetime as dt
import os
import pickle
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from app import demo
from app.demo import papers
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
from app.reporting.snapshot.vendor import Beside, collect_vendor
from tests.benchmarks.measuring import WORK
from tests.reporting import extremes, samples

TODAY = dt.date(2026, 11, 22)
SEED = 1


class Register:
    """The made-up register of *count* third parties, streamed as dossiers; its context is complete once they are.

    With *given* documents, the register that they hold.
    """

    def __init__(self, count: int, given: Sequence[dict[str, Any]] | None = None) -> None:
        self._count, self._given = count, given
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
        held = documents(self._count, seed=SEED, today=TODAY) if self._given is None else self._given
        for document in held:
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


def snapshot(kind: str, size: int) -> Snapshot:
    """The snapshot of *kind* of *size* (third parties, findings, items), made once in a run."""
    kept = Path(os.environ[WORK], f"{kind}-{size}.pickle")
    if not kept.exists():
        command = [
            sys.executable,
            "-c",
            f"from tests.benchmarks import material; material.make({kind!r}, {size})",
        ]
        subprocess.run(command, check=True)
    return cast("Snapshot", pickle.loads(kept.read_bytes()))  # noqa: S301 -- written by ourselves


def make(kind: str, size: int) -> None:
    """Keep that snapshot; in a process of its own, since making one takes more memory than having it."""
    made = _MAKERS[kind](size)
    Path(os.environ[WORK], f"{kind}-{size}.pickle").write_bytes(pickle.dumps(made))


def _register(count: int) -> Snapshot:
    made = Register(count)
    return collect_register(made.dossiers(), made.context, made.findings())


def _vendor(number: int) -> Snapshot:
    """The file of the demo's third party *number*, with the clauses of all its agreements."""
    _, document = papers.documents(lambda text: text.encode(), demo.register())
    made = Register(0, [document])
    held = {dossier.third_party.ref: dossier for dossier in made.dossiers()}
    people = {person["email"]: person["name"] for person in document["people"]}
    beside = Beside([], {}, [], cut=False, total=len(held))
    return collect_vendor(held[f"TP-{number:04d}"], made.context, beside, people=people)


def _inventory(items: int) -> Snapshot:
    """A deal with two thirds of its *items* data sets, the rest agreements."""
    parties = items // 3
    held = []
    for number in range(1, parties + 1):
        ref, flow = f"TP-{number:04d}", f"FL-{number:04d}"
        held.append(
            Dossier(
                samples.third_party(number, name=f"Vendor {number} of parcels"),
                (samples.agreement(number, ref, [flow], title=f"Terms {number}"),),
                (samples.flow(number, ref, name=f"Delivery addresses {number}"),),
            )
        )
    segments = [
        {
            "ref": f"S-{number:03d}",
            "name": f"Orders of collection {number}",
            "activity": "AC-0001",
            "purposes": ["orders.delivery"],
            "categories": ["user.name", "user.contact.email", "user.contact.address"],
            "subjects": ["customer"],
            "relation": "active_contract",
            "legal_basis": "A6-1-b",
            "system": f"Shop system {number % 7}",
            "records_signing": 1200 + number,
            "opted_out": number % 9 == 0,
        }
        for number in range(1, items - parties + 1)
    ]
    return samples.schedule(samples.deal(segments=segments), held, samples.context())


_MAKERS: Mapping[str, Callable[[int], Snapshot]] = {
    "board": extremes.long_board,
    "inventory": _inventory,
    "register": _register,
    "vendor": _vendor,
}


def seal(snapshot: Snapshot) -> Seal:
    """A seal that fits *snapshot*."""
    return Seal(
        number="R-2026-0001",
        kind=snapshot["kind"],
        issued_at="2026-11-23T08:15:42.318046Z",
        issued_by="Inés Robledo",
        snapshot_sha256=snapshot_sha256(snapshot),
    )
