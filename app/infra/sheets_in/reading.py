"""Reading a file into a staged table: what the product calls; the work is done in a child process with limits."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pydantic_core

from app.infra.sheets_in.tables import Cell
from app.kernel.errors import Invalid

SECONDS = 9.5
"""Seconds that reading one file may last."""
_WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True)
class Found:
    """A table that was found: its name, how many rows it has, and where in the staged file they begin."""

    name: str
    rows: int
    columns: int
    start: int
    hidden: bool = False


@dataclass(frozen=True)
class Reading:
    """What a file holds and how it was read: ``format``, ``encoding`` and ``delimiter`` where it is text."""

    tables: tuple[Found, ...]
    read: dict[str, str] = field(default_factory=dict)


def read(
    source: Path,
    target: Path,
    *,
    name: str,
    encoding: str = "",
    delimiter: str = "",
    seconds: float = SECONDS,
) -> Reading:
    """Read the file *source*, which was called *name*, and stage its rows in *target*, a line of JSON each.

    Raises :class:`~app.kernel.errors.Invalid` at ``file`` with a sentence where it cannot be read or goes beyond a
    limit.
    """
    asked = json.dumps({"name": name, "encoding": encoding, "delimiter": delimiter})
    with source.open("rb") as data, target.open("wb") as out:
        try:
            subprocess.run(  # noqa: S603 - our own file, a fixed argument, no shell
                [sys.executable, "-I", str(_WORKER), asked],
                stdin=data,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _invalid(name, "takes too long to read: split it into several") from error
    return _index(target, name)


def _invalid(name: str, fault: str) -> Invalid:
    return Invalid.of("file", f"File: “{name[:80] or 'the text'}” {fault}.")


def _index(target: Path, name: str) -> Reading:
    """Where each table begins in the staged file *target*, by one pass over it."""
    tables: list[Found] = []
    read: dict[str, str] | None = None
    with target.open("rb") as file:
        place = 0
        for line in file:
            place += len(line)
            if line.startswith(b"["):
                last = tables[-1]
                width = 0 if last.rows > 200 else len(json.loads(line))
                tables[-1] = Found(
                    last.name, last.rows + 1, max(last.columns, width), last.start, last.hidden
                )
            elif line.startswith(b"{"):
                said = json.loads(line)
                if "fault" in said:
                    raise _invalid(name, str(said["fault"]))
                if "read" in said:
                    read = said["read"]
                else:
                    tables.append(Found(said["table"], 0, 0, place, bool(said["hidden"])))
    if read is None:
        # Ended by a limit before it could answer: an overlarge area, a bomb, an endless reader.
        raise _invalid(
            name,
            "takes more memory or time than one file may: delete what stands beyond the table, or split it",
        )
    return Reading(tuple(tables), read)


def rows(staged: Path, table: Found) -> Iterator[list[Cell]]:
    """The rows of *table* in the file *staged*; a blank row is an empty list."""
    with staged.open("rb") as file:
        file.seek(table.start)
        for _ in range(table.rows):
            line = file.readline()
            try:
                yield pydantic_core.from_json(line)
            except ValueError:  # half a character, such as JSON can spell and UTF-8 cannot
                yield json.loads(line)


def as_json(reading: Reading) -> dict[str, Any]:
    """*reading* in JSON types, to be kept."""
    return {
        "tables": [[one.name, one.rows, one.columns, one.start, one.hidden] for one in reading.tables],
        "read": reading.read,
    }


def from_json(kept: dict[str, Any]) -> Reading:
    """The reading that :func:`as_json` kept."""
    return Reading(tuple(Found(*one) for one in kept["tables"]), kept["read"])
