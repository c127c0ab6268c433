"""Which column is which field: where the header is, what the columns are called and hold, what was saved by name."""
