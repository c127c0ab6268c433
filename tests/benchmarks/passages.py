"""How often the passage finder points to a clause that is there: recall at 3 passages, by family, on real agreements.

Run as ``python -m tests.benchmarks.passages FOLDER`` or with the folder in ``CUSTODIA_AGREEMENTS``. The agreements are
published under licences that allow their use, and stay out of the repository; each file of ``passages_gold`` names
the source, the licence and where in the folder the document is looked for. One that is missing is left out and named.

Method
------
A person read each document against the checklists and noted, for every clause found present, the first words of each
place that holds it (the anchors), and which clauses are not there; where a lawyer might say either, neither is noted.
The finder is asked for the clauses noted as present. It succeeds where one of its first three passages contains an
anchor (letters and digits alone are compared, so that line breaks count for nothing). Recall is successes by clauses
present. Beside it: recall at 1; recall at 3 of the highlighted quote alone, which is stricter; and for the clauses
noted as absent how many got no suggestion at all, which is welcome but no promise.

The set ``tuned`` was looked at while the cues were written, so its figures flatter. The set ``held_out`` was neither
read nor run before the cues were fixed, and no cue was changed for it since; its figures are the ones to quote. On
2026-11-22 recall at 3 was 103 of 103 tuned and 121 of 129 held out. (Three held-out papers gave 70 of 75 at their
first run; cutting into passages was then mended on texts written for its tests, which made it 71; two papers were
added after.) On 2026-11-26 one more paper was labelled before it was run, the Bonterms addendum: 17 of 17, so 138 of
146 held out; of the UK addendum's tables, four in one document, one was found. Few documents, English only, labelled by
one reader, two of them (Bonterms) kin in wording to a tuned one, one a template: the figures say what to expect of
papers like these, no more. Who changes a cue because of a held-out document moves that document to ``tuned``.

Families without a document (third-party terms, joint controllers, groups, transitional services) are not measured.
"""

import argparse
import os
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.agreements.clauses.catalogue import BY_KEY
from app.domain.agreements.passages.cues import DATED
from app.domain.agreements.passages.finder import MOST
from app.domain.agreements.passages.reading import Reading, read
from app.domain.agreements.passages.segments import Span
from app.infra.media import TYPES

VARIABLE = "CUSTODIA_AGREEMENTS"
GOLD = Path(__file__).with_name("passages_gold")


@dataclass(frozen=True)
class Gold:
    """What a person found in one document."""

    title: str
    source: str
    licence: str
    file: str
    set: str
    present: dict[str, list[str]]
    absent: list[str]


@dataclass
class Tally:
    """Counts of one set and family."""

    present: int = 0
    first: int = 0
    within: int = 0
    quoted: int = 0
    absent: int = 0
    silent: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count in what *other* counted."""
        self.present += other.present
        self.first += other.first
        self.within += other.within
        self.quoted += other.quoted
        self.absent += other.absent
        self.silent += other.silent
        self.missed += other.missed


def golds() -> Iterator[Gold]:
    """All labelled documents."""
    for path in sorted(GOLD.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        absent = data.pop("absent")["keys"]
        yield Gold(**data, absent=absent)


def measure(gold: Gold, folder: Path) -> dict[str, Tally]:
    """The counts of one document by family; raises ValueError for an anchor that it does not contain."""
    path = folder / gold.file
    reading = read(path.read_bytes(), TYPES[path.suffix], [*gold.present, *gold.absent])
    whole = _bare(" ".join(reading.pages))
    tallies: dict[str, Tally] = {}
    for key, anchors in gold.present.items():
        wanted = [_bare(anchor) for anchor in anchors]
        strange = [anchor for anchor, bare in zip(anchors, wanted, strict=True) if bare not in whole]
        if strange:
            raise ValueError(f"{gold.title}, {key}: the document does not contain {strange}.")
        found = reading.suggestions[key]
        passages = [_bare(_text(reading, suggestion.spans)) for suggestion in found]
        places = [at for at, text in enumerate(passages) if any(anchor in text for anchor in wanted)]
        quotes = [_bare(suggestion.quote) for suggestion in found]
        tally = tallies.setdefault(BY_KEY[key].family.label, Tally())
        tally.present += 1
        tally.first += 0 in places
        tally.within += bool(places)
        tally.quoted += any(anchor in quote for anchor in wanted for quote in quotes)
        tally.missed += [] if places else [f"{key} in {gold.title}"]
    for key in gold.absent:
        tally = tallies.setdefault(BY_KEY[key].family.label, Tally())
        tally.absent += 1
        tally.silent += not reading.suggestions[key]
    return tallies


def _text(reading: Reading, spans: tuple[Span, ...]) -> str:
    return " ".join(reading.pages[span.page - 1][span.start : span.end] for span in spans)


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def report(folder: Path) -> bool:
    """Print the figures for what *folder* holds; whether it held anything."""
    sets: dict[str, dict[str, Tally]] = {}
    for gold in golds():
        if not (folder / gold.file).is_file():
            print(f"not in the folder, left out: {gold.file} ({gold.source})")
            continue
        print(f"{gold.set:9} {gold.title} ({gold.licence})")
        for family, tally in measure(gold, folder).items():
            sets.setdefault(gold.set, {}).setdefault(family, Tally()).add(tally)
    print(f"\ncues of {DATED}, at most {MOST} passages a clause\n")
    print(
        f"{'set':9} {'family':40} {'present':>7} {'recall@1':>9} {'recall@3':>9} {'quote@3':>9} {'absent, silent':>15}"
    )
    for name, families in sets.items():
        whole = Tally()
        for tally in families.values():
            whole.add(tally)
        for family, tally in [*families.items(), ("all", whole)]:
            print(f"{name:9} {family:40} {_row(tally)}")
        print(*(f"{name:9} missed: {missed}" for missed in whole.missed), "", sep="\n")
    return bool(sets)


def _row(tally: Tally) -> str:
    shares = [_share(count, tally.present) for count in (tally.first, tally.within, tally.quoted)]
    silent = f"{tally.silent} of {tally.absent}"
    return f"{tally.present:7} {shares[0]:>9} {shares[1]:>9} {shares[2]:>9} {silent:>15}"


def _share(count: int, of: int) -> str:
    return f"{count / of:.0%}" if of else "n/a"


def main() -> None:
    """Measure what lies in the folder given, or in the one that the environment names."""
    parser = argparse.ArgumentParser(description="Recall of the passage finder on real agreements.")
    parser.add_argument("folder", nargs="?", default=os.environ.get(VARIABLE), help=f"or set {VARIABLE}")
    folder = parser.parse_args().folder
    if not folder:
        parser.error(f"name the folder that holds the agreements, or set {VARIABLE}")
    sys.exit(0 if report(Path(folder)) else 1)


if __name__ == "__main__":
    main()
