"""The trail: who did what to which object when, each entry hashing its predecessor and the revisions it filed."""
