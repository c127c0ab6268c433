"""The checklists of clauses: what each kind of agreement is read for, and what the reading amounts to."""
