"""What is left of families here: sentences for people, and no others."""

LEAVES = "nobody signs up; comments and the replay of the chat have names: look at the video's own page"
