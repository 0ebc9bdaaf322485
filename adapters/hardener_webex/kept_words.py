"""What Webex does not say of deleting sign-ups: sentences for people, and no others."""

MAILS = "Webex does not say whether it writes to a family whose sign-up is deleted"
COUNTS = "Webex counts everybody who took part, staff too, and tells it for 90 days: count monthly"
NO_MORE = "what was on more than 90 days ago"
SHOWN = "Webex tells for 90 days how many took part"
