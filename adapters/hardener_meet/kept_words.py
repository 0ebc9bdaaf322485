"""What Google does by itself with what is left of families: sentences for people, and no others."""

EXPIRE = "Google deletes the list 30 days after the meeting by itself"
GUESTS = "who is invited stands in the calendar, and recordings and notes lie in the host's Drive: look there"
COUNTS = "Google Meet counts everybody who joined, staff too, and a meeting that broke off and began again twice"
FORGOTTEN = "Google keeps the list of who came for 30 days"
