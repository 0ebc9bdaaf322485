"""Each step, oldest first."""
