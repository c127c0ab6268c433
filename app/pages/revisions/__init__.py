"""The revisions of an object: all of them, one as it was, the difference between two."""
