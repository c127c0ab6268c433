"""Agreements: kinds, acceptance and signatures, term, assignment and change of control, clause by clause."""
