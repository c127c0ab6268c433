"""Version 1 of the interface: REST with JSON, bearer tokens, problem details, OpenAPI 3.1."""
