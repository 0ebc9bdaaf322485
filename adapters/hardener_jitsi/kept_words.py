"""What is left of families here: sentences for people, and no others."""

LEAVES = "no sign-ups are kept; the server's logs have names and addresses"
