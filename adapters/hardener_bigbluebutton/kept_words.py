"""What is left of families here: sentences for people, and no others."""

LEAVES = "a room has no sign-ups; Greenlight has a list of users, and the server's logs have names and addresses"
