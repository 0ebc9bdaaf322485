"""What is left of families here: sentences for people, and no others."""

LEAVES = "this platform has no API: look at its own lists of who signed up, came or was recorded"
