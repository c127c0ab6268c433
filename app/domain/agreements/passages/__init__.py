"""The passage finder: where in a paper a clause may stand. It points; only a person's reading sets a state."""
