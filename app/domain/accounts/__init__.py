"""People who use the product: their roles, passwords and sessions."""
