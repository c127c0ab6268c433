"""The search over the whole register."""
