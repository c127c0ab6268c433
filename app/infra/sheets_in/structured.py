"""Lists in JSON and YAML as tables: a row an object, a column a name, with the names of objects inside joined."""

import json
from collections.abc import Iterator
from typing import Any

from app.infra.sheets_in.tables import MOST_COLUMNS, Fault, Table

MOST_YAML = 5 * 1024 * 1024
"""Characters of the longest YAML file: its reader takes its time."""
_MOST_DEPTH = 4
"""How deep objects inside objects become columns of their own."""
_PREFERRED = ("data", "items", "rows", "records", "results", "vendors", "list")


def json_tables(text: str, name: str) -> Iterator[Table]:
    """The lists of objects in the JSON *text*, which may also hold one object a line; raises :class:`Fault`."""
    try:
        yield from _tables(json.loads(text), name)
    except RecursionError as error:
        raise Fault("is nested too deeply: flatten it") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].strip().startswith("{"):
            raise Fault(_json_fault(error)) from error
        try:
            yield from _tables([json.loads(line) for line in lines], name)
        except (ValueError, RecursionError) as inner:
            raise Fault(_json_fault(error)) from inner


def _json_fault(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON at line {error.lineno}, column {error.colno}: correct it there"
    return "is not JSON: correct it"


def yaml_tables(text: str, name: str) -> Iterator[Table]:
    """The lists of objects in the YAML *text*; tags that make objects are refused; raises :class:`Fault`."""
    import yaml

    if len(text) > MOST_YAML:
        raise Fault(f"has more than {MOST_YAML // 1_048_576} MB of YAML: split it, or save it as CSV")
    if text.count("*") > 20 and _has_aliases(text):
        raise Fault("refers to parts of itself (YAML aliases), which is not read: write them out")
    try:
        # The C loader builds plain values only, as safe_load does.
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except RecursionError as error:
        raise Fault("is nested too deeply: flatten it") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Fault(f"is not YAML that can be read{where}: correct it there") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Fault("is not YAML that can be read: correct it") from error
    yield from _tables(document, name)


def _has_aliases(text: str) -> bool:
    """Whether the YAML *text* uses aliases, by which a short file can stand for an endless one."""
    import yaml

    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader))


def _tables(document: Any, name: str) -> Iterator[Table]:
    found = list(_lists(document, name))
    if not found:
        raise Fault("holds no list of objects: write one object a row, such as [{“name”: “…”}]")
    for label, objects in found:
        yield _table(label, objects)


def _lists(document: Any, name: str) -> Iterator[tuple[str, list[dict[Any, Any]]]]:
    if isinstance(document, list):
        objects = [one for one in document if isinstance(one, dict)]
        if objects and len(objects) * 2 >= len(document):
            yield name, objects
        elif document and all(isinstance(one, list) for one in document):
            yield name, [dict(zip(map(str, document[0]), row, strict=False)) for row in document[1:]]
        elif document and all(isinstance(one, str) for one in document):
            yield name, [{"name": one} for one in document]
        return
    if not isinstance(document, dict):
        return
    inner = [
        (str(key), list(_lists(value, str(key))))
        for key, value in document.items()
        if isinstance(value, list) and any(isinstance(one, dict | list) for one in value)
    ]
    lists = [one for _, some in inner for one in some]
    if lists and (len(document) <= 3 * len(lists) or any(key in _PREFERRED for key in document)):
        yield from lists
    elif document and all(isinstance(value, dict) for value in document.values()):
        yield name, [{"key": key, **value} for key, value in document.items()]
    elif document:
        yield name, [document]


def _table(name: str, objects: list[dict[Any, Any]]) -> Table:
    rows = [dict(_flat(one)) for one in objects]
    heads: dict[str, None] = {}
    for row in rows:
        heads.update(dict.fromkeys(row))
        if len(heads) > MOST_COLUMNS:
            raise Fault(
                f"has more than {MOST_COLUMNS} different names in its objects: keep those that are needed"
            )
    return Table(name, [list(heads), *([row.get(head) for head in heads] for row in rows)])


def _flat(value: dict[Any, Any], prefix: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict) and inner and depth < _MOST_DEPTH:
            yield from _flat(inner, f"{name} ", depth + 1)
        elif (
            isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], dict) and depth < _MOST_DEPTH
        ):
            yield from _flat(inner[0], f"{name} ", depth + 1)
        else:
            yield name, inner
