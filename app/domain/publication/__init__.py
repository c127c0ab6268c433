"""The public list of sub-processors: what customers see, how it changed, and who wants to be told of changes."""
