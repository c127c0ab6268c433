"""Run a measurement by name: ``python -m tests.benchmarks passages FOLDER``."""

import runpy
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
    sys.exit(f"Name one of: {', '.join(NAMES)}.")
name = sys.argv.pop(1)
runpy.run_module(f"tests.benchmarks.{name}", run_name="__main__", alter_sys=True)
