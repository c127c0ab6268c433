"""Reports: the ledger of what was issued and sealed, and of requests under way."""
