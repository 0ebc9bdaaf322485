"""Delete what is left of families: exactly what a plan names, proven by a second reading."""
