"""Renderers: each sees a snapshot and its seal, and nothing else."""
