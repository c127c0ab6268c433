"""Snapshots: the data of a report, the same for the same data, whoever issues it and whenever."""
