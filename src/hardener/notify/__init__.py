"""Tell people what is new: what to say, when, and how it gets there. Only `channel` reaches out."""
