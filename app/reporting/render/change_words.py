"""How R11 says who changed what when, the same in every format and on the page."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from app.kernel import clock
from app.reporting.render.writing import day
from app.reporting.snapshot.schema.comparison import ChangedObject
from app.reporting.snapshot.schema.frame import Snapshot

WHAT: Mapping[str, str] = {"added": "Added", "removed": "Removed", "changed": "Changed"}
"""What became of an object."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST = 600
"""Characters of what was recorded of an object that came or went, as pages show it; sheets and data have all."""


def said(text: str | None) -> str | None:
    """A value as it is printed: days written out."""
    return day(text) if text is not None and _DAY.fullmatch(text) else text


def recorded(one: ChangedObject) -> str:
    """What was recorded of an object that came or went, in one line."""
    words = [f"{field['label']}: {said(field['after'] or field['before'])}" for field in one["fields"]]
    whole = "; ".join(words)
    return whole if len(whole) <= MOST else f"{whole[:MOST].rsplit(' ', 1)[0]} …"


def doing(operation: str | None) -> str:
    """An operation of the trail in words: ``agreement.terminate`` as ``agreement: terminate``."""
    return "" if operation is None else operation.replace(".", ": ").replace("_", " ")


def person(told: Mapping[str, Any], snapshot: Snapshot) -> str:
    """Who did it; nothing where that is not known."""
    by = told["by"]
    if by is None:
        return ""
    return snapshot["labels"].get("person", {}).get(by, by).removeprefix("system") or "System"


def moment(told: Mapping[str, Any], snapshot: Snapshot) -> str:
    """When, in the organisation's time zone; nothing where that is not known."""
    if told["at"] is None:
        return ""
    local = dt.datetime.fromisoformat(told["at"]).astimezone(
        clock.zone(snapshot["organisation"]["time_zone"])
    )
    return f"{day(local.date().isoformat())} {local:%H:%M}"
