"""Files that prove something: known by their SHA-256, kept once, never changed."""
