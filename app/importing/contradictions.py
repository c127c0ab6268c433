"""Two rows of one file that say different things of the same field: which counts, and in which words that is told."""

from typing import Any

from app.domain.third_parties.terms import RiskTier
from app.kernel.records import Record, term_type
from app.kernel.spelling import shortened

_TIERS = {tier.value: place for place, tier in enumerate(RiskTier)}
"""Risk tiers from the lowest."""


def is_graver(value: Any, than: Any) -> bool:
    """Whether *value* asks for more care *than* the other: a tick that is set, a higher risk tier."""
    if isinstance(value, bool) and isinstance(than, bool):
        return value and not than
    if isinstance(value, str) and isinstance(than, str) and value in _TIERS and than in _TIERS:
        return _TIERS[value] > _TIERS[than]
    return False


def kept(record: type[Record], name: str, row: int | None, first: Any, second: Any) -> str:
    """That what the earlier *row* said of the field *name* of *record* stays, and the *second* value is left out."""
    who = "An earlier row" if row is None else f"Row {row}"
    return (
        f"{who} said “{words(record, name, first)}” of the same, which is kept; "
        f"“{words(record, name, second)}” is left out."
    )


def taken(record: type[Record], name: str, row: int, first: Any, second: Any) -> str:
    """That the *second* value is taken instead of the first, since it asks for more care."""
    return (
        f"Row {row} said “{words(record, name, first)}” of the same; "
        f"“{words(record, name, second)}”, which asks for more care, is taken."
    )


def words(record: type[Record], name: str, value: Any) -> str:
    """*value* of the field *name* as people read it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    info = record.model_fields.get(name)
    vocabulary = term_type(info) if info is not None else None
    if vocabulary is not None and value in set(vocabulary):
        return vocabulary(value).label
    return shortened(value) if isinstance(value, str | int) else "something else"
