"""The public list of sub-processors."""
