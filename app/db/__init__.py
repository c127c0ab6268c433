"""The database floor: engine, types, unit of work, states and their history, paging, search."""
