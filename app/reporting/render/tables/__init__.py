"""Every kind of report as tables of plain values, from which sheets and word files are made; a module a kind."""

from collections.abc import Callable, Mapping

from app.reporting.render.tables import board, inventory, register
from app.reporting.render.tables.table import Table
from app.reporting.snapshot.schema.frame import Snapshot

TABLES: Mapping[str, Callable[[Snapshot], list[Table]]] = {
    "board": board.tables,
    "inventory": inventory.tables,
    "register": register.tables,
}
"""By kind: its tables, in the order of its parts."""
