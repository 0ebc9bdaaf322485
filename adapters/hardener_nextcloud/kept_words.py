"""What is left of families here: sentences for people, and no others."""

LEAVES = "a room has no sign-ups: guests are forgotten when they leave; the server's logs have names and addresses"
