"""Pages of the vocabulary: data categories, subject groups, purposes."""
