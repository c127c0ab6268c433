"""Imports: what was brought from files, staged, looked at, written in one piece, and can be taken back in one."""
