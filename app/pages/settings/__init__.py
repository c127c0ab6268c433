"""Pages of the organisation's settings, and about this installation."""
