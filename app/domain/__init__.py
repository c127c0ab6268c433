"""Main floor: a room per noun, all furnished alike (terms, records, models, queries, operations)."""
