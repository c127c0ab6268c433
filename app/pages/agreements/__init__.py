"""Pages of agreements: the list, one with its clauses, filing, assessing, ending and replacing."""
