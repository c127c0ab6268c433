"""Section 4 of the benchmarks, importing: ``python -m tests.benchmarks importing [--rows 50000] [--runs 5]``.

One XLSX file of third parties with twelve columns. Its preview (read, map, compare with the register, look for
duplicates) is set against python-calamine reading the file and nothing else; its commit, with trail and revisions,
and its undo against a bare bulk INSERT of the same rows. All in one run, each pass in a process of its own, task and
reference in turns; medians, ratios first. Findings are judged after the commit, in a transaction of their own, and are
not part of it. Peak memory is that of the process with all of the product loaded, as it stood after each step.
"""

import argparse
import io
import json
import os
import pickle
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.cli import instance
from app.db import states
from app.db.engine import open_gate
from app.domain.imports.terms import ImportState
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.importing import commit, running
from app.importing.service import Importer
from app.kernel import clock
from app.security.actor import SYSTEM
from tests.instances import forget, make_app

HEADS = (
    "Vendor", "Service", "Website", "Vendor ID", "Role", "Status", "Risk", "Since", "Next review", "Contact e-mail",
    "Affiliation", "Breach contact",
)  # fmt: skip
COUNTS = (
    "Harbour",
    "Lantern",
    "Meadow",
    "Quartz",
    "Saffron",
    "Tundra",
    "Velvet",
    "Willow",
    "Zephyr",
    "Bramble",
)
TRADES = (
    "Analytics",
    "Cloud",
    "Couriers",
    "Hosting",
    "Mailing",
    "Payments",
    "Software",
    "Studios",
    "Support",
    "Systems",
)


def row(number: int) -> list[str]:
    """The cells of one invented vendor, no two alike."""
    word, trade = COUNTS[number % 10], TRADES[number // 10 % 10]
    code = f"{number * 7919 % 1_000_003:06d}"
    return [
        f"{word} {code} {trade}",
        f"{trade} for the shop, contract {code}",
        f"https://www.{word.lower()}{code}.example/about",
        f"V{number:06d}",
        ("Processor", "Independent controller", "Service provider")[number % 3],
        ("Active", "Planned")[number % 2],
        ("Low", "Medium", "High")[number % 3],
        f"20{10 + number % 14:02d}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        f"2027-{1 + number % 12:02d}-{1 + number % 28:02d}",
        f"privacy@{word.lower()}{code}.example",
        ("Non-affiliated", "Unknown")[number % 2],
        f"+44 20 7946 {number % 10000:04d}",
    ]


def workbook(rows: int) -> bytes:
    """The file that is imported."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("Vendors")
    for place, cells in enumerate([list(HEADS), *map(row, range(rows))]):
        sheet.write_row(place, 0, cells)
    book.close()
    return buffer.getvalue()


def worked() -> float:
    """Seconds of the processor that this process and its children took so far, which others on the machine leave be."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def measured(action: Callable[[], Any], name: str) -> dict[str, float]:
    """Seconds that *action*, called *name*, takes by the clock and of the processor."""
    start, begun = time.perf_counter(), worked()
    action()
    return {name: time.perf_counter() - start, f"{name} work": worked() - begun}


def peak() -> float:
    """The most memory in MB that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare_read(data: bytes) -> None:
    """What the preview is set against."""
    import python_calamine

    python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def bare_insert(found: list[dict[str, Any]]) -> None:
    """What the commit is set against: the same rows into the table of third parties, and the commit, then undone."""
    with open_gate("benchmark"):
        session = db.session
        session.commit()
        session.execute(insert(ThirdParty.__table__), found)
        session.commit()


def reference(data: bytes) -> dict[str, float]:
    """One run of the reader alone."""
    return measured(lambda: bare_read(data), "calamine")


def once(data: bytes) -> dict[str, float]:
    """One run on a new instance: seconds of each step, and peak memory after it."""
    folder = Path(tempfile.mkdtemp(prefix="custodia-importing-"))
    app = make_app(folder)
    try:
        with app.app_context():
            instance.prepare()
            importer = Importer(app.config["SETTINGS"], SYSTEM)
            seconds = {"start peak": peak()}
            start, begun = time.perf_counter(), worked()
            batch = importer.stage("vendors.xlsx", data)
            importer.set_mapping(batch, importer.suggest(importer.get(batch)))
            importer.begin_plan(batch)
            outcome = importer.plan(batch)
            seconds |= {"preview": time.perf_counter() - start, "preview work": worked() - begun}
            seconds |= {"preview peak": peak()}
            if outcome.create != outcome.rows:
                raise SystemExit(f"Not every row came in: {outcome.to_json()}")
            importer.begin_write(batch)
            files = importer.files(batch)
            with running.uncollected():
                seconds |= measured(lambda: commit.commit(SYSTEM, batch, files.plan), "commit")
            seconds |= {"commit peak": peak()}
            if importer.get(batch).state != ImportState.COMMITTED:
                raise SystemExit("The import was not written.")
            copy = folder / "rows"
            with copy.open("wb") as kept:  # out of the way of the undo, whose memory is measured
                for state in states.read(db.session, ThirdParty):
                    pickle.dump(_as_row(state), kept)
            importer.begin_undo(batch)
            with running.uncollected():
                seconds |= measured(lambda: commit.undo(SYSTEM, batch), "undo")
            seconds |= {"undo peak": peak()}
            with copy.open("rb") as kept:
                found = [pickle.load(kept) for _ in range(outcome.rows)]  # noqa: S301 -- our own file
            seconds |= measured(lambda: bare_insert(found), "insert")
            return seconds
    finally:
        forget(app)
        shutil.rmtree(folder, ignore_errors=True)


def apart(part: str, file: Path) -> dict[str, float]:
    """What the pass *part* over *file* finds in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.importing", "--pass", part, "--file", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{part} failed:\n{run.stderr[-3000:]}")
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def _as_row(state: dict[str, Any]) -> dict[str, Any]:
    fields = states._fields(ThirdParty, states.own_fields(ThirdParty))
    return states._to_row(fields, state) | {"version": 1, "changed_at": clock.now()}


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=50_000)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--pass", dest="part", choices=("once", "reference"), help=argparse.SUPPRESS)
    asked.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = asked.parse_args()
    if chosen.part:
        print(json.dumps({"once": once, "reference": reference}[chosen.part](chosen.file.read_bytes())))
        return
    with tempfile.TemporaryDirectory(prefix="custodia-importing-") as folder:
        file = Path(folder) / "vendors.xlsx"
        file.write_bytes(workbook(chosen.rows))
        size = file.stat().st_size / 1_048_576
        runs = [apart("reference", file) | apart("once", file) for _ in range(chosen.runs)]
    median = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    load = os.getloadavg()[0]
    print(
        f"{chosen.rows:,} rows, {len(HEADS)} columns, {size:.1f} MB, {chosen.runs} runs, medians, load {load:.1f}"
    )
    for name, against, target in (
        ("preview", "calamine", 10),
        ("commit", "insert", 6),
        ("undo", "insert", 0),
    ):
        ratio, work = (median[name + kind] / median[against + kind] for kind in ("", " work"))
        aim = f"target {target:2} x" if target else "no target  "
        print(
            f"{name:<8} {ratio:5.1f} x {against:<9} {work:5.1f} x of work   {aim}   "
            f"{median[name]:6.2f} s against {median[against]:.2f} s   peak {median[f'{name} peak']:,.0f} MB"
        )
    print(f"before any of it the process takes {median['start peak']:,.0f} MB")


if __name__ == "__main__":
    main()
