"""Pages of deals: open to the members of each, and to nobody else not even there."""
