"""Ground floor: values and rules of thumb that know nothing of the database, the web or the disk."""
