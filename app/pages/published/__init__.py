"""The public list of sub-processors, for customers: a page, JSON, a feed of changes, and mail to whoever asks."""
