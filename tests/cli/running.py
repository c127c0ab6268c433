"""Runs commands, in this process or as a program of their own."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import Result
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]


def run(app: Flask, *arguments: str | Path) -> Result:
    """``python -m app ARGUMENTS`` on the instance of *app*, in this process."""
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def program(instance: Path, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """``python -m app ARGUMENTS`` as a program of its own, with *settings* in its environment."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        env=environment(instance, **settings),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def environment(instance: Path, **settings: str) -> dict[str, str]:
    """The environment of a program that runs on *instance*."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CUSTODIA_", "GUNICORN_"))
    }
    return kept | {"CUSTODIA_INSTANCE": str(instance)} | settings
