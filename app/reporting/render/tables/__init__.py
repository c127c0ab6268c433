"""Every kind of report as tables of plain values, from which sheets and word files are made; a module a kind."""

from collections.abc import Callable, Mapping

from app.reporting.render.tables import (
    board,
    clauses,
    comparison,
    history,
    inventory,
    ledger,
    notice,
    promise,
    register,
    ropa,
    transfers,
    vendor,
)
from app.reporting.render.tables.table import Table
from app.reporting.snapshot.schema.frame import Snapshot

TABLES: Mapping[str, Callable[[Snapshot], list[Table]]] = {
    "board": board.tables,
    "clauses": clauses.tables,
    "findings": history.tables,
    "comparison": comparison.tables,
    "inventory": inventory.tables,
    "promise": promise.tables,
    "ledger": ledger.tables,
    "notice": notice.tables,
    "register": register.tables,
    "ropa": ropa.tables,
    "transfers": transfers.tables,
    "vendor": vendor.tables,
}
"""By kind: its tables, in the order of its parts."""

ON_PAPER: Mapping[str, Callable[[Snapshot], list[Table]]] = {**TABLES, "clauses": clauses.on_paper}
"""The same where they are set on pages of a word file, which have room for fewer columns than a sheet."""
