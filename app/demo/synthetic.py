"""A plausible register of any size, made from the demo's: for trials and measurements.

Each third party is one of the demo's under another name, with its agreements and flows moved in time, thinned out and
varied, so that every rule has something to find and something to pass. The same seed on the same day gives the same
register; everything is invented.
"""

import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app import demo
from app.demo.dates import shift_dates
from app.demo.invented import Names
from app.kernel.canonical import sha256
from app.kernel.ids import reference

Row = dict[str, Any]
Document = dict[str, Any]

CHUNK = 250
"""Third parties handed out at a time."""

FLOWS = 5
"""Flows of a third party, on average."""

OPT_OUTS = 20
"""Requests in the ledger, whatever the size: each concerns every third party that markets."""

_LEFT_ALONE = {"TP-0015", "TP-0019", "TP-0020"}
"""Of the demo: an authority, a sub-processor and a buyer, of which a register has few."""

_RARE = {"TP-0001", "TP-0004", "TP-0005", "TP-0006", "TP-0007", "TP-0008", "TP-0010", "TP-0012", "TP-0013"}
"""Of the demo: those with many agreements, or about whom the rules have most to say; they come less often."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class _Template:
    """A third party of the demo with what belongs to it."""

    party: Row
    entity: Row | None
    agreements: tuple[Row, ...]
    flows: tuple[Row, ...]


@dataclass
class _Numbers:
    """The last number given out, by kind."""

    last: dict[str, int] = field(default_factory=dict)

    def next(self, kind: str) -> str:
        """The next reference of *kind*."""
        self.last[kind] = self.last.get(kind, 0) + 1
        return reference(kind, self.last[kind])


def documents(count: int, *, seed: int = 1, today: dt.date) -> Iterator[Document]:
    """A register of *count* third parties as register files that follow each other, the first complete in itself.

    What a document refers to stands in it or in an earlier one. Dates lie around *today*.
    """
    source = shift_dates(demo.register(), today)
    yield _base(source)
    maker = _Maker(source, random.Random(seed), today)  # noqa: S311 -- nothing here is secret
    for start in range(0, count, CHUNK):
        yield maker.chunk(min(CHUNK, count - start))
    yield maker.ledger()


def _base(source: Document) -> Document:
    """What does not grow with the number of third parties."""
    parents = {row.get("parent") for row in source["entities"]}
    own = [row for row in source["entities"] if row["kind"] != "external" or row["ref"] in parents]
    kept = ("organisation", "people", "categories", "subjects", "purposes", "activities", "notices")
    return demo_frame() | {name: source[name] for name in kept} | {"entities": own}


def demo_frame() -> Document:
    """The first lines of a register file."""
    return {"format": "custodia-register", "version": 1}


class _Maker:
    """Makes third parties from templates, one after the other."""

    def __init__(self, source: Document, chance: random.Random, today: dt.date) -> None:
        self.chance = chance
        self.today = today
        self.templates = _templates(source)
        self.weights = [1 if template.party["ref"] in _RARE else 3 for template in self.templates]
        self.spare_flows = [flow for template in self.templates for flow in template.flows]
        self.numbers = _Numbers({"entity": max(int(row["ref"][3:]) for row in source["entities"])})
        self.marketing = {row["key"] for row in source["purposes"] if row.get("marketing")} | _marketing()
        self.marketers: list[str] = []
        self.names = Names(chance)
        self.made = 0

    def chunk(self, count: int) -> Document:
        """The next *count* third parties with everything that is theirs."""
        lists: dict[str, list[Row]] = {
            name: [] for name in ("entities", "documents", "third_parties", "agreements", "flows")
        }
        for _ in range(count):
            self._add(self.chance.choices(self.templates, self.weights)[0], lists)
        return demo_frame() | lists

    def ledger(self) -> Document:
        """Opt-outs, most of them passed on to everybody who markets."""
        rows = []
        for number in range(1, OPT_OUTS + 1 if self.made else 1):
            received = self.today - dt.timedelta(days=self.chance.randint(1, 300))
            complete = self.chance.random() < 0.7
            told = [
                {
                    "third_party": ref,
                    "sent_on": (received + dt.timedelta(days=1)).isoformat(),
                    "ack_on": (received + dt.timedelta(days=3)).isoformat(),
                }
                for ref in self.marketers
                if complete or self.chance.random() < 0.98
            ]
            rows.append(
                {
                    "ref": reference("preference", number),
                    "subject_ref": sha256(f"subject {number}".encode())[:32],
                    "kind": "marketing_optout",
                    "channel": "email_remove",
                    "received_on": received.isoformat(),
                    "honoured_on": (
                        received + dt.timedelta(days=self.chance.choice([1, 2, 5, 20]))
                    ).isoformat(),
                    "propagation": told,
                }
            )
        return demo_frame() | {"preferences": rows}

    def _add(self, template: _Template, lists: Mapping[str, list[Row]]) -> None:
        by = dt.timedelta(days=-self._days())
        name, country = self.names.next(), self.names.country()
        party_ref = self.numbers.next("third_party")
        self.made += 1
        slug = re.sub(r"[^a-z]+", "-", name.lower())
        entity_ref = None
        if template.entity is not None:
            entity_ref = self.numbers.next("entity")
            entity = {k: v for k, v in template.entity.items() if k not in {"lei", "reg_no"}}
            entity |= {
                "ref": entity_ref,
                "legal_name": f"{name} {self.chance.choice(['S.L.', 'GmbH', 'Ltd', 'Inc.'])}",
            }
            lists["entities"].append(_moved(entity, by) | {"country": country})
        flows = self._flows(template, party_ref, by)
        agreements = self._agreements(template, party_ref, entity_ref, flows, by)
        party = _moved(template.party, by) | {
            "ref": party_ref,
            "name": name,
            "entity": entity_ref,
            "aliases": [],
            "domains": [f"{slug}.example"],
            "breach_contact": f"security@{slug}.example",
            "contacts": [{"name": "Privacy office", "email": f"privacy@{slug}.example"}],
            "sub_processors": self._sub_processors(template.party, by),
        }
        if self.chance.random() < 0.05:
            party["owner"] = None
        lists["third_parties"].append(party)
        lists["flows"].extend(flows)
        for agreement in agreements:
            self._file_document(agreement, lists["documents"])
        lists["agreements"].extend(agreements)
        if any(
            flow["status"] == "active" and not self.marketing.isdisjoint(flow["purposes"]) for flow in flows
        ):
            self.marketers.append(party_ref)

    def _days(self) -> int:
        """Most are about as old as in the demo, some much older."""
        return self.chance.randint(0, 20) if self.chance.random() < 0.7 else self.chance.randint(20, 300)

    def _flows(self, template: _Template, party: str, by: dt.timedelta) -> list[Row]:
        if not template.flows:
            return []
        wanted = max(len(template.flows), self.chance.randint(FLOWS - 2, FLOWS + 3))
        chosen = [(flow, "") for flow in template.flows]
        while len(chosen) < wanted:
            own = self.chance.random() < 0.97
            flow = self.chance.choice(template.flows if own else self.spare_flows)
            chosen.append((flow, f", {self.names.market()}"))
        made = []
        for flow, market in chosen:
            ref = self.numbers.next("flow")
            row = _moved(flow, by) | {"ref": ref, "third_party": party, "name": f"{flow['name']}{market}"}
            if market and self.chance.random() < 0.5:
                row["locations"] = [{"country": self.names.european(), "kind": "storage"}]
            if len(row["categories"]) > 2 and self.chance.random() < 0.3:
                row["categories"] = sorted(self.chance.sample(row["categories"], len(row["categories"]) - 1))
            made.append(row | {"_from": flow["ref"]})
        return made

    def _agreements(
        self, template: _Template, party: str, entity: str | None, flows: list[Row], by: dt.timedelta
    ) -> list[Row]:
        refs = {row["ref"]: self.numbers.next("agreement") for row in template.agreements}
        made = [self._agreement(row, refs, flows, by, party, entity) for row in template.agreements]
        for flow in flows:
            del flow["_from"]
            for transfer in flow.get("transfers", []):
                transfer["doc_agreement"] = refs.get(transfer.get("doc_agreement"))
        return made

    def _agreement(
        self,
        row: Row,
        refs: Mapping[str, str],
        flows: list[Row],
        by: dt.timedelta,
        party: str,
        entity: str | None,
    ) -> Row:
        governed = set(row.get("governs_flows", []))
        agreement = _moved(row, by) | {
            "ref": refs[row["ref"]],
            "third_party": party,
            "their_entity": entity,
            "parent": refs.get(row.get("parent", "")),
            "superseded_by": refs.get(row.get("superseded_by", "")),
            "governs_flows": [
                f["ref"] for f in flows if f["_from"] in governed and self.chance.random() < 0.95
            ],
        }
        clauses = agreement.get("clauses", [])
        unread = self.chance.random() < 0.2
        for clause in clauses:
            if self.chance.random() < 0.05:
                clause["state"] = self.chance.choice(["absent", "partial"])
        return agreement | {"clauses": [] if unread else clauses}

    def _file_document(self, agreement: Row, into: list[Row]) -> None:
        """Give the agreement's paper a place in the register; its bytes are nowhere, as after a load."""
        if not agreement.get("doc_sha256"):
            return
        digest = sha256(f"paper of {agreement['ref']}".encode())
        agreement["doc_sha256"] = digest
        into.append(
            {
                "sha256": digest,
                "name": f"{agreement['ref']}.pdf",
                "size": self.chance.randint(40_000, 900_000),
                "media_type": "application/pdf",
                "uploaded_on": agreement.get("effective_on"),
            }
        )

    def _sub_processors(self, party: Row, by: dt.timedelta) -> list[Row]:
        """Those of the template, each an earlier third party."""
        if self.made < 2:
            return []
        made: list[Row] = []
        for row in party.get("sub_processors", []):
            other = reference("third_party", self.chance.randint(1, self.made - 1))
            if other not in {sub["sub_third_party"] for sub in made}:
                made.append(_moved(row, by) | {"sub_third_party": other})
        return made


def _templates(source: Document) -> list[_Template]:
    entities = {row["ref"]: row for row in source["entities"]}
    return [
        _Template(
            party,
            entities.get(party.get("entity", "")),
            tuple(row for row in source["agreements"] if row["third_party"] == party["ref"]),
            tuple(row for row in source["flows"] if row["third_party"] == party["ref"]),
        )
        for party in source["third_parties"]
        if party["ref"] not in _LEFT_ALONE
    ]


def _marketing() -> set[str]:
    from app.domain.catalogue import builtin

    return {purpose.key for purpose in builtin.purposes() if purpose.marketing}


def _moved(row: Row, by: dt.timedelta) -> Row:
    """A copy of *row* with every day in it moved."""
    return {name: _move(value, by) for name, value in row.items()}


def _move(value: Any, by: dt.timedelta) -> Any:
    if isinstance(value, str):
        return (dt.date.fromisoformat(value) + by).isoformat() if _DAY.fullmatch(value) else value
    if isinstance(value, list):
        return [_move(one, by) for one in value]
    return _moved(value, by) if isinstance(value, dict) else value
