"""Who may do what: permissions, roles, passwords, tokens, headers."""
