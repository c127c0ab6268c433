"""The programming interface: the same operations as the pages, for other programs."""
