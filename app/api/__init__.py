"""What programs ask of Custodia, by version."""
