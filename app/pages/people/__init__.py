"""Pages of the people who use the product."""
