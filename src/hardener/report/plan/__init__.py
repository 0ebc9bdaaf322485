"""A plan for the person who has to agree to it, and what came of it: in family words first, pure."""
