"""The vocabulary that flows are described in: data categories, subject groups, purposes, legal bases."""
