"""Snapshots: all targets at one time, redacted, in a file; judged again without a network."""
