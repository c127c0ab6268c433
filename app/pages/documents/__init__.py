"""Pages of documents: the files behind agreements and evidence."""
