"""Pages of how third parties are overseen: evidence, reviews, sub-processors and incidents, across all of them."""
