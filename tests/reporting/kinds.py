"""Snapshots of every kind of report: an ordinary one, one of a register with nothing in it, one of hostile names."""

from collections.abc import Callable, Mapping

from app.reporting.snapshot.schema.frame import Snapshot
from tests.reporting import extremes, samples

ORDINARY: Mapping[str, Callable[[], Snapshot]] = {
    "board": samples.board,
    "register": samples.register,
    "inventory": samples.inventory,
}
"""By kind: the one of the ordinary register."""

EMPTY: Mapping[str, Callable[[], Snapshot]] = {
    "board": extremes.empty_board,
    "register": extremes.empty_register,
    "inventory": extremes.empty_inventory,
}
"""By kind: the one where nothing is recorded."""

HOSTILE: Mapping[str, Callable[[], Snapshot]] = {
    "board": extremes.hostile_board,
    "register": extremes.hostile_register,
    "inventory": extremes.hostile_inventory,
}
"""By kind: the one with hostile text in every field that takes any."""

MAKERS: Mapping[str, Callable[[], Snapshot]] = {
    **ORDINARY,
    **{f"empty_{kind}": make for kind, make in EMPTY.items()},
    **{f"hostile_{kind}": make for kind, make in HOSTILE.items()},
}
"""All of them, by name."""
