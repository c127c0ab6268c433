"""The benchmarks: ``python -m tests.benchmarks`` prints one table of all sections, ``… NAME`` one section.

A section with lines takes ``--runs N`` (5), ``--long-runs N`` (1, for lines that take minutes) and ``--only WORDS``
(lines whose title has them); ``register`` and ``pages`` also ``--size N``, the third parties that they make up (1,000).
The others are measurements of their own, with arguments of their own: ``passages FOLDER``, ``lists FOLDER``,
``importing``, ``waiting``. Nothing here is passed or failed: machines differ, so figures are read beside their
reference.
"""

import argparse
import importlib
import os
import platform
import runpy
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measuring import SIZE, Line, measure, table

ALONE = ("importing", "lists", "passages", "waiting")
"""Measurements that are run by name, as modules."""
_NO_SECTIONS = {*ALONE, "bare", "files", "grown", "material", "measuring", "reference"}
SECTIONS = sorted(
    path.stem
    for path in Path(__file__).parent.glob("[a-z]*.py")
    if path.stem not in _NO_SECTIONS and path.stem != "__main__"
)


def lines_of(section: str) -> tuple[Line, ...]:
    """The lines of *section*; one without is a measurement of its own."""
    found: tuple[Line, ...] = getattr(importlib.import_module(f"tests.benchmarks.{section}"), "LINES", ())
    return found


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    asked.add_argument("sections", nargs="*", metavar="NAME", help=f"one of {', '.join((*SECTIONS, *ALONE))}")
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--long-runs", type=int, default=1)
    asked.add_argument("--only", default="")
    asked.add_argument("--size", type=int, default=1000, help="third parties of `register` and `pages`")
    chosen = asked.parse_args()
    os.environ[SIZE] = str(chosen.size)
    wanted = chosen.sections or SECTIONS
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        asked.error(f"{', '.join(unknown)}: name one of {', '.join((*SECTIONS, *ALONE))}.")
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="custodia-benchmarks-") as folder:
        for section in wanted:
            lines = [line for line in lines_of(section) if chosen.only.lower() in line.title.lower()]
            if not lines:
                continue
            print(f"\n{section}", flush=True)
            needed = getattr(importlib.import_module(f"tests.benchmarks.{section}"), "NEEDS", None)
            if needed and shutil.which(needed) is None:
                print(f"Left out: {needed} is not installed; Debian's package has the same name.", flush=True)
                continue
            results = measure(lines, folder, runs=chosen.runs, long_runs=chosen.long_runs)
            for text in table(results):
                print(text, flush=True)


if len(sys.argv) > 1 and sys.argv[1] in ALONE:
    name = sys.argv.pop(1)
    runpy.run_module(f"tests.benchmarks.{name}", run_name="__main__", alter_sys=True)
else:
    main()
