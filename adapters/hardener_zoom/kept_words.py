"""What Zoom does not do or say of what is left of families: sentences for people, and no others."""

MAILS = "Zoom does not say whether it writes to a family whose sign-up is deleted, nor that it deletes it for good"
EACH_DATE = "families signed up for each date by itself, and these lists are for a person to delete"
COUNTS = "Zoom counts staff too, and perhaps twice who came back; a single program is shown for 30 days: count monthly"
OFF_NOW = "registration is off by now, and Zoom does not show who had signed up"
LEAVES = "a single program is shown for 30 days after its end, a series for a year; older lists are under Reports"
NO_MORE = "single programs that ended more than 30 days ago"
SHOWN = "Zoom shows a single program for 30 days after its end"
