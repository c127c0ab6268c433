"""Pages of the key figures: each with what it counts, and what it misses."""
