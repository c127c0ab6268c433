"""Imports on the web: file or paste, table, columns, values, preview, done; each step a page of its own."""
