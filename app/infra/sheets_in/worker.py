"""The child process that reads one file: limits first, then its tables as lines of JSON on standard output.

Run by its path, never imported; the arguments are a JSON object, the file is on standard input. The lines are
``{"table": name, "hidden": …}``, then one list a row, and at the end ``{"read": {…}}`` or ``{"fault": "…"}``, a fault
being the rest of a sentence.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydantic_core

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from app.infra.sheets_in import books, markup, structured, text
from app.infra.sheets_in.tables import MOST_TABLES, Budget, Fault, Table

MEMORY = 300 * 1024 * 1024
"""Bytes of address space that the child may take."""
SECONDS = 8
"""Seconds of processor time that the child may take."""

_OTHERS = (
    (b"%PDF-", "is a PDF"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF8", "is a picture"),
    (b"\x7fELF", "is a program"),
    (b"MZ", "is a program"),
    (b"{\\rtf", "is a text document"),
    (b"\x1f\x8b", "is a packed file"),
    (b"Rar!", "is a packed file"),
    (b"7z\xbc\xaf", "is a packed file"),
)
_USE = "use XLSX, XLS, ODS, CSV, TSV, JSON, YAML, Markdown or HTML"
_MARKDOWN_TABLE = re.compile(
    r"^ {0,3}\|?[^\n|]*\|[^\n]*\n {0,3}\|?(?: *:?-{3,}:? *\|)+(?: *:?-{3,}:? *)?\|? *$", re.M
)
_MARKDOWN_LIST = re.compile(r"^ {0,3}[*+-] +\[[^\]\n]{1,200}\]\(", re.M)
_HTML = re.compile(r"<(?:table|html|ul|ol|body|!doctype html)\b", re.I)


def tables(data: bytes, name: str, encoding: str, delimiter: str, read: dict[str, Any]) -> Iterator[Table]:
    """The tables in *data*, whatever kind of file it is; *read* learns how it was read."""
    for start, what in _OTHERS:
        if data.startswith(start):
            raise Fault(f"{what}, not a table: {_USE}")
    if data.startswith(b"PK\x03\x04"):
        if not books.is_packed_book(data):
            raise Fault(f"is a packed file, but no workbook: {_USE}")
        read["format"] = "workbook"
        yield from books.tables(data)
        return
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        read["format"] = "workbook"
        yield from books.tables(data)
        return
    words, read["encoding"] = text.decode(data, encoding)
    if not words.strip():
        raise Fault("is empty: choose the file again")
    stem, _, ending = name.rpartition(".")
    yield from _of_text(words, ending.lower() if stem else "", stem or name or "Table", delimiter, read)


def _of_text(words: str, ending: str, stem: str, delimiter: str, read: dict[str, Any]) -> Iterator[Table]:
    start = words.lstrip()[:1]
    if delimiter:
        read["format"] = "delimited"
    elif ending in ("json", "jsonl", "ndjson") or (
        start in ("[", "{") and ending not in ("csv", "tsv", "md", "yml", "yaml")
    ):
        read["format"] = "json"
    elif ending in ("yaml", "yml"):
        read["format"] = "yaml"
    elif ending in ("md", "markdown") or (not ending and _is_markdown(words)):
        read["format"] = "markdown"
    elif ending in ("html", "htm") or (start == "<" and _HTML.search(words)):
        read["format"] = "html"
    elif start == "<" and words.lstrip().startswith("<?xml"):
        raise Fault(f"is XML, which is no table by itself: {_USE}")
    else:
        read["format"] = "delimited"
    match read["format"]:
        case "json":
            yield from structured.json_tables(words, stem)
        case "yaml":
            yield from structured.yaml_tables(words, stem)
        case "markdown":
            yield from markup.markdown_tables(words)
        case "html":
            yield from markup.html_tables(words)
        case _:
            found, read["delimiter"] = text.table(words, stem, delimiter)
            yield found


def _is_markdown(words: str) -> bool:
    sample = words[:200_000]
    return bool(_MARKDOWN_TABLE.search(sample) or _MARKDOWN_LIST.search(sample))


def write(asked: dict[str, str], data: bytes, out: Any) -> None:
    """Write the tables in *data* to *out*, line by line; raises :class:`Fault`."""
    read: dict[str, Any] = {"format": "", "encoding": "", "delimiter": ""}
    budget, found = Budget(), 0
    for table in tables(data, asked["name"], asked["encoding"], asked["delimiter"], read):
        head = {"table": table.name, "hidden": table.hidden}
        lines = [_encoded(head)]
        filled = False
        for row in budget.rows(table):
            filled = True
            lines.append(_encoded(row))
            if len(lines) >= 500 or len(lines[-1]) > 50_000:
                budget.spend(_written(out, lines))
                lines = []
        if filled:
            found += 1
            budget.spend(_written(out, lines))
        if found >= MOST_TABLES:
            break
    if not found:
        raise Fault("holds no rows: choose a file with a table")
    out.write(_encoded({"read": read}) + "\n")


def _encoded(value: Any) -> str:
    """*value* as a line of JSON."""
    try:
        return pydantic_core.to_json(value).decode()
    except ValueError:  # half a character, which is written as JSON spells it
        return json.dumps(value, ensure_ascii=False)


def _written(out: Any, lines: list[str]) -> int:
    text = "\n".join(lines)
    if text:
        out.write(text + "\n")
    return len(text)


def main() -> None:
    """Set the limits, read, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout
    out.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]
    try:
        write(json.loads(sys.argv[1]), sys.stdin.buffer.read(), out)
    except Fault as error:
        fault = str(error)
    except MemoryError:
        fault = "takes more memory than one file may: split it into several"
    except (Exception, RecursionError):  # noqa: BLE001, RUF100 - a broken file breaks its readers in many ways
        fault = "cannot be read; it appears to be damaged: save it anew"
    else:
        fault = ""
    if fault:
        out.write("\n" + json.dumps({"fault": fault}) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
