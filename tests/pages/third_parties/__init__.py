"""Pages of third parties."""
