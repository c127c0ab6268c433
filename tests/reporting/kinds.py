"""Snapshots of every kind of report: an ordinary one, one of a register with nothing in it, one of hostile names."""

from collections.abc import Callable, Mapping

from app.reporting.snapshot.schema.frame import Snapshot
from tests.reporting import comparisons, extremes, rights, samples, tabled

ORDINARY: Mapping[str, Callable[[], Snapshot]] = {
    "board": samples.board,
    "promise": samples.promise,
    "register": samples.register,
    "clauses": samples.clauses,
    "notice": rights.notice,
    "ledger": rights.ledger,
    "inventory": samples.inventory,
    "findings": samples.history,
    "comparison": comparisons.comparison,
    "transfers": tabled.transfers,
    "ropa": tabled.ropa,
    "vendor": tabled.vendor,
}
"""By kind: the one of the ordinary register."""

EMPTY: Mapping[str, Callable[[], Snapshot]] = {
    "board": extremes.empty_board,
    "promise": extremes.empty_promise,
    "register": extremes.empty_register,
    "clauses": extremes.empty_clauses,
    "notice": rights.empty_notice,
    "ledger": rights.empty_ledger,
    "inventory": extremes.empty_inventory,
    "findings": extremes.empty_findings,
    "comparison": comparisons.empty_comparison,
    "transfers": tabled.empty_transfers,
    "ropa": tabled.empty_ropa,
    "vendor": tabled.empty_vendor,
}
"""By kind: the one where nothing is recorded."""

HOSTILE: Mapping[str, Callable[[], Snapshot]] = {
    "board": extremes.hostile_board,
    "promise": extremes.hostile_promise,
    "register": extremes.hostile_register,
    "clauses": extremes.hostile_clauses,
    "notice": rights.hostile_notice,
    "ledger": rights.hostile_ledger,
    "inventory": extremes.hostile_inventory,
    "findings": extremes.hostile_findings,
    "comparison": comparisons.hostile_comparison,
    "transfers": tabled.hostile_transfers,
    "ropa": tabled.hostile_ropa,
    "vendor": tabled.hostile_vendor,
}
"""By kind: the one with hostile text in every field that takes any."""

MAKERS: Mapping[str, Callable[[], Snapshot]] = {
    **ORDINARY,
    "closing_inventory": samples.closing,
    "hostile_closing_inventory": extremes.hostile_closing,
    **{f"empty_{kind}": make for kind, make in EMPTY.items()},
    **{f"hostile_{kind}": make for kind, make in HOSTILE.items()},
}
"""All of them, by name."""
