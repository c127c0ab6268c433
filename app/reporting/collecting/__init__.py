"""Reads from the register what a report of each kind is made of, and hands it to the collector of that kind."""
