"""What a document needs beside its snapshot: the same data, grouped as its pages show them; a module a kind."""

from collections.abc import Callable, Mapping
from typing import Any

from app.reporting.render.views import board, inventory, register
from app.reporting.snapshot.schema.frame import Snapshot

VIEWS: Mapping[str, Callable[[Snapshot], Mapping[str, Any]]] = {
    "board": board.view,
    "inventory": inventory.view,
    "register": register.view,
}
"""By kind: what its template is given beside the snapshot."""

ROWS: Mapping[str, Callable[[Snapshot], int]] = {
    "board": board.rows,
    "inventory": inventory.rows,
    "register": register.rows,
}
"""By kind: how many rows its tables have, to guess its length by."""
