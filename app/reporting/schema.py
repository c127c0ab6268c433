"""The published form of a report's JSON, as JSON Schema (draft 2020-12), made from the types that fill it.

Its version is that of snapshots and seals: a new one only where a reader of the old would go wrong.
"""

import functools
from typing import Any

from pydantic import TypeAdapter

from app.domain.reports.terms import CODES, ReportKind
from app.reporting import seal as seals
from app.reporting.snapshot.schema import DATA
from app.reporting.snapshot.schema import frame as snapshots

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = f"urn:custodia:report:schema:{snapshots.VERSION}"
"""Its name wherever it is kept; a report says its version in ``snapshot.version`` and ``seal.version``."""


@functools.cache
def report_schema() -> dict[str, Any]:
    """The schema of ``{"seal": …, "snapshot": …}``; which data a snapshot holds follows from its kind."""
    inputs = [
        ("seal", "validation", TypeAdapter(seals.Seal)),
        ("snapshot", "validation", TypeAdapter(snapshots.Snapshot)),
    ]
    inputs += [(kind, "validation", TypeAdapter(data)) for kind, data in sorted(DATA.items())]
    made, shared = TypeAdapter.json_schemas(inputs, ref_template="#/$defs/{model}")  # type: ignore[arg-type]
    definitions = shared["$defs"]
    _close(definitions)
    _mark(_definition(made, "seal", definitions), seals.FORMAT, seals.VERSION)
    _mark(_definition(made, "snapshot", definitions), snapshots.FORMAT, snapshots.VERSION)
    return {
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": "Custodia report",
        "description": "The JSON rendering of a sealed report, and what its other renderings hold inside. The SHA-256 "
        "of the member “snapshot” in canonical form (RFC 8785) is the identity of its data. Days are YYYY-MM-DD, "
        "instants ISO 8601 in UTC, numbers whole. Enumerations stand by key; “labels” has their words.",
        "type": "object",
        "properties": {"seal": made["seal", "validation"], "snapshot": made["snapshot", "validation"]},
        "required": ["seal", "snapshot"],
        "additionalProperties": False,
        "oneOf": [
            {
                "title": f"{CODES[ReportKind(kind)]} {ReportKind(kind).label}",
                "properties": {
                    "seal": {"properties": {"kind": {"const": kind}}},
                    "snapshot": {"properties": {"kind": {"const": kind}, "data": made[kind, "validation"]}},
                },
            }
            for kind in sorted(DATA)
        ],
        "$defs": definitions,
    }


def _definition(made: Any, name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """The definition to which the schema of *name* refers."""
    found: dict[str, Any] = definitions[made[name, "validation"]["$ref"].rpartition("/")[2]]
    return found


def _close(definitions: dict[str, Any]) -> None:
    """Let no object have a member that its type does not name, and let each have all that are named."""
    for definition in definitions.values():
        if "properties" in definition:
            definition["additionalProperties"] = False
            definition["required"] = sorted(definition["properties"])


def _mark(definition: dict[str, Any], form: str, version: int) -> None:
    """Name form and version, by which a reader knows what to expect."""
    definition["properties"] |= {"format": {"const": form}, "version": {"const": version}}
    definition["required"] = sorted(definition["properties"])
