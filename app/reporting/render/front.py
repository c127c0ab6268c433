"""The front matter of a report as plain lines: what the first sheet of a workbook and the head of a word file say."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.reports.terms import CODES, ReportKind
from app.kernel import clock
from app.kernel.words import listing
from app.reporting.render import definitions
from app.reporting.render.statements import limits
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import long_day, number, set_with
from app.reporting.seal import Seal
from app.reporting.snapshot.schema.frame import Snapshot

Fact = tuple[str, str]
"""What a line is about, and what it says."""


@dataclass(frozen=True)
class Front:
    """Title and lines under it, the facts of the cover, where the file comes from, how to verify it, the cautions."""

    title: str
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]
    provenance: tuple[Fact, ...]
    verify: str
    cautions: tuple[str, ...]


def front(snapshot: Snapshot, seal: Seal) -> Front:
    """The front matter of *snapshot* under *seal*."""
    kind = snapshot["kind"]
    privileged = (definitions.PRIVILEGE,) if kind == ReportKind.INVENTORY else ()
    return Front(
        title=snapshot["title"],
        lines=(
            snapshot["organisation"]["name"],
            f"{CODES[ReportKind(kind)]} {ReportKind(kind).label}",
            *privileged,
        ),
        facts=(*_OWN.get(kind, _nothing)(snapshot), *_facts(snapshot, seal)),
        provenance=_provenance(seal),
        verify=(
            "To verify, give this file to the verification page or the verify command of the Custodia that issued "
            "it. The seal and the data of the report are inside the file, in canonical JSON (RFC 8785); the SHA-256 "
            "of their member “snapshot”, in that form, is the number above."
        ),
        cautions=(definitions.CAUTIONS.get(kind, definitions.CAUTION),),
    )


def _facts(snapshot: Snapshot, seal: Seal) -> tuple[Fact, ...]:
    words, counts = Words(snapshot), snapshot["counts"]
    filters = "; ".join(f"{name}: {value}" for name, value in sorted(snapshot["parameters"].items()))
    return (
        ("As of", moment(snapshot["as_of"], snapshot)),
        ("Rules applied as on", long_day(snapshot["on"])),
        ("Regimes evaluated", words.all(snapshot["regimes"], "regime") or "None is switched on"),
        ("Regimes not evaluated", words.all(snapshot["regimes_off"], "regime") or "None"),
        ("Shown", f"{number(counts['shown'])} of {number(counts['total'])} {counts['of']}"),
        ("Filters", filters or "No filter applied"),
        ("Report", seal.number),
        ("Issued", moment(seal.issued_at, snapshot)),
        ("Issued by", seal.issued_by),
        ("SHA-256 of the data", seal.snapshot_sha256),
    )


def _provenance(seal: Seal) -> tuple[Fact, ...]:
    previous, trail = seal.previous, seal.trail
    libraries, fonts = set_with(seal.versions)
    return (
        ("Report before", f"{previous.number}, SHA-256 {previous.sha256}" if previous else "None"),
        ("Head of the trail", f"Entry {number(trail.seq)}, hash {trail.hash}" if trail else "Not recorded"),
        ("Set with", libraries),
        ("Fonts", fonts),
    )


def moment(instant: str, snapshot: Snapshot) -> str:
    """*instant* in the organisation's time zone, and exactly."""
    zone = snapshot["organisation"]["time_zone"]
    local = dt.datetime.fromisoformat(instant).astimezone(clock.zone(zone))
    return f"{long_day(local.date().isoformat())}, {local:%H:%M:%S} {zone} ({instant})"


def _of_deal(snapshot: Snapshot) -> tuple[Fact, ...]:
    """What the title block of a schedule says."""
    words, data = Words(snapshot), snapshot["data"]
    deal, buyer = data["deal"], data["buyer"]
    ours = f"{snapshot['organisation']['name']} ({(words.of(deal['side'], 'side') or '').lower()})"
    theirs = "buyer not recorded"
    if buyer["name"]:
        country = words.of(buyer["country"], "country")
        theirs = f"{buyer['name']} ({', '.join(filter(None, ('buyer', country)))})"
    signing, closing = (
        long_day(deal[day]) if deal[day] else "not recorded" for day in ("signing_on", "closing_on")
    )
    named = "; ".join(
        f"{one['name']} ({(words.of(one['part'], 'party') or '').lower()})"
        for one in data.get("parties") or ()
    )
    return (
        ("Schedule", data["schedule"] or "[●]"),
        ("Agreement", data.get("agreement") or "[●]"),
        ("Version", str(data["mark"]).capitalize()),
        ("Transaction", f"{deal['codename']} ({deal['ref']}), {words.of(deal['kind'], 'deal_kind')}"),
        (
            "Perimeter",
            "; ".join(filter(None, (words.of(deal["perimeter"], "perimeter"), deal["perimeter_note"]))),
        ),
        ("Parties", named or f"{ours}; {theirs}"),
        (
            "Timetable",
            f"Stage: {words.of(deal['stage'], 'deal_stage')}; signing {signing}; closing {closing}",
        ),
        ("Not recorded", listing(limits(snapshot)) or "No fact that this Schedule prints is missing"),
    )


def _nothing(_: Snapshot) -> tuple[Fact, ...]:
    return ()


_OWN: Mapping[str, Callable[[Snapshot], tuple[Fact, ...]]] = {"inventory": _of_deal}
"""The facts that a kind has before the common ones."""
