"""Pages of notices: versions with their sentences, what each provides, and how versions differ."""
