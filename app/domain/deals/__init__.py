"""Deals: what may move when the business is merged, bought or sold, item by item."""
