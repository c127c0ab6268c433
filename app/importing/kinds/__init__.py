"""What rows may become, a module a kind: the fields that columns may fill, and how a row is built from their values."""
