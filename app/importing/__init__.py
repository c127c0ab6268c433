"""In and out: the register file, and what else is read from files."""
