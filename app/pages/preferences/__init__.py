"""Pages of the opt-out ledger."""
