"""Measurements that take longer than tests or need data that is not in the repository."""
