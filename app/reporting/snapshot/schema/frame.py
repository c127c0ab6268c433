"""The shape of a snapshot: JSON types only, whole numbers only, days as YYYY-MM-DD, instants as the kernel writes them.

Enumerations and vocabulary stand by key; ``labels`` holds the words for every key used, so that a snapshot is read
and printed without the register that it came from. Nothing in it tells when or by whom the report was issued.
"""

from typing import Any

from typing_extensions import TypedDict

FORMAT = "custodia-report"
VERSION = 1

Labels = dict[str, dict[str, str]]
"""By vocabulary (``role``, ``purpose`` …), then by key: the words."""


class Organisation(TypedDict):
    """Whose register it is; ``time_zone`` is the one in which its days begin and end."""

    ref: str | None
    name: str
    country: str | None
    time_zone: str


class Counts(TypedDict):
    """How many of ``of`` the report shows, and how many there are."""

    shown: int
    total: int
    of: str


class Snapshot(TypedDict):
    """What every kind of report has in common; ``data`` is the part that differs."""

    format: str
    version: int
    kind: str
    title: str
    language: str
    organisation: Organisation
    as_of: str
    on: str
    regimes: list[str]
    regimes_off: list[str]
    parameters: dict[str, str]
    counts: Counts
    labels: Labels
    data: Any


class Tally(TypedDict):
    """How many of one key."""

    key: str
    count: int
