"""Pages of processing activities: the record of Article 30."""
