"""Pages of flows: what data go to whom, for what, on what ground."""
