"""The data of R11, the comparison: what came, went and changed between two instants or two reports, and by whom."""

from typing_extensions import TypedDict


class Side(TypedDict):
    """One of the two that are compared: the register at an instant, or what the data of a sealed report said."""

    as_of: str
    report: str | None
    title: str | None
    snapshot_sha256: str | None


class ChangedField(TypedDict):
    """A field that differs, in words and by its path; who changed it last in between, where the trail tells.

    ``at`` is an instant, ``by`` an e-mail address or ``system``, ``operation`` and ``entry`` as in the trail.
    """

    path: list[str]
    label: str
    before: str | None
    after: str | None
    at: str | None
    by: str | None
    operation: str | None
    reason: str | None
    entry: int | None


class ChangedObject(TypedDict):
    """An object or row that differs: ``what`` is added, removed or changed; ``part`` groups those of one kind.

    Of one added or removed, ``fields`` says all that was recorded of it. ``at`` to ``entry`` name the last entry that
    touched it in between.
    """

    part: str
    key: str
    name: str | None
    third_party: str | None
    third_party_name: str | None
    what: str
    fields: list[ChangedField]
    at: str | None
    by: str | None
    operation: str | None
    reason: str | None
    entry: int | None


class PartTally(TypedDict):
    """How many of one part were added, removed and changed."""

    part: str
    added: int
    removed: int
    changed: int


class PartyTally(TypedDict):
    """How much differs of one third party and what belongs to it."""

    ref: str
    name: str | None
    added: int
    removed: int
    changed: int


class Fraction(TypedDict):
    """A figure as it stood."""

    numerator: int
    denominator: int


class ComparedFigure(TypedDict):
    """A key figure at both instants; nothing where it was not kept then."""

    id: str
    name: str
    before: Fraction | None
    after: Fraction | None


class ComparisonData(TypedDict):
    """``compared`` is ``register``, or the kind of the two reports."""

    earlier: Side
    later: Side
    compared: str
    tallies: list[PartTally]
    third_parties: list[PartyTally]
    figures: list[ComparedFigure]
    objects: list[ChangedObject]
