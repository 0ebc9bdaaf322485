"""What is left of families here: sentences for people, and no others."""

LEAVES = "nobody signs up; comments have names: look at the video's own page"
