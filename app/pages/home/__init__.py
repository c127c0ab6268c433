"""The home page: the state of the register at a glance."""
