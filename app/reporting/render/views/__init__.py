"""What a document needs beside its snapshot: the same data, grouped as its pages show them; a module a kind."""

from collections.abc import Callable, Mapping
from typing import Any

from app.reporting.render.views import (
    board,
    clauses,
    comparison,
    findings,
    inventory,
    ledger,
    notice,
    promise,
    register,
    ropa,
    transfers,
    vendor,
)
from app.reporting.snapshot.schema.frame import Snapshot

VIEWS: Mapping[str, Callable[[Snapshot], Mapping[str, Any]]] = {
    "board": board.view,
    "clauses": clauses.view,
    "findings": findings.view,
    "comparison": comparison.view,
    "inventory": inventory.view,
    "promise": promise.view,
    "ledger": ledger.view,
    "notice": notice.view,
    "register": register.view,
    "ropa": ropa.view,
    "transfers": transfers.view,
    "vendor": vendor.view,
}
"""By kind: what its template is given beside the snapshot."""

ROWS: Mapping[str, Callable[[Snapshot], int]] = {
    "board": board.rows,
    "clauses": clauses.rows,
    "findings": findings.rows,
    "comparison": comparison.rows,
    "inventory": inventory.rows,
    "promise": promise.rows,
    "ledger": ledger.rows,
    "notice": notice.rows,
    "register": register.rows,
    "ropa": ropa.rows,
    "transfers": transfers.rows,
    "vendor": vendor.rows,
}
"""By kind: how many rows its tables have, to guess its length by."""
