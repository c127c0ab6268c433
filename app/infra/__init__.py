"""Doors to the outside, one heavy library a file, imported when first used."""
