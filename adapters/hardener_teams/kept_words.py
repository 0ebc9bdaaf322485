"""What Teams does not do or say of what is left of families: sentences for people, and no others."""

CANCELS = "Teams can only cancel a sign-up: the record stays, and the family gets a mail"
COUNTS = "Teams counts everybody who joined a meeting, staff too"
CANCELED_TOO = "those too that were cancelled: Teams keeps them"
A_YEAR = "Teams deletes a report after one year by itself"
NEWEST_ONLY = "Teams lists the newest 50 reports of a meeting; older ones are not told"
