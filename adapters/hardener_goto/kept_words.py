"""What GoTo does not do or say of what is left of families: sentences for people, and no others."""

FUTURE_ONLY = "GoTo's API deletes sign-ups only before the program"
LEAVES = "a GoTo meeting has no sign-ups of its own; who came is in its history: look at it in the Admin Center"
COUNTS = "GoTo counts who had signed up and came to a webinar; of its meetings it tells no number"
CACHED = "GoTo's answer may be up to 2 hours old"
