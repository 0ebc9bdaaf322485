"""The sentences that findings of a public calendar are made of. Pure."""

from __future__ import annotations

from hardener.language import marked

CALLED = marked("Calendar {name}")
"""What a calendar is called among platforms."""
POSTED = marked("calendar {calendar}: the event {title} has it {place}: {what}")
WHAT = {
    "host": marked("the host's own link, by which anyone runs the program"),
    "ticket": marked("one person's own link, which anyone can use"),
    "room": marked("the link of a room that is always there"),
    "join": marked("the link to join"),
    "number": marked("the number of the meeting, in words"),
}
CODED = marked("{what}, with its passcode")
OTHER_ROOM = marked("it leads to another room than this program's")
HIDDEN = marked("calendar {calendar}: the event {title} has a link {place} of which nobody can tell where it leads")
CLEAN = marked("nothing in its event in the public calendar leads in; other places are for a person to look at")
UNREAD = marked("calendar {calendar} could not be read: {why}")
UNSURE = marked("{count} events of the public calendar may be it")
UNTIMED = marked("calendar {calendar}: nobody can tell when the event {title} is: {why}")
BEYOND = marked("it is later than everything in the public calendar, so it was not looked for")
RIVALS = marked("{count} programs may be it")
INCOMPLETE = marked("not all programs of all platforms were looked at, so it may be one of those")
OFF = marked("{day}: called off in the calendar, and still on at the platform")
SHIFTED = marked("{day}: {said} in the calendar, {set} at the platform")
ABSENT = marked("{day}, {said}: in the calendar, and not at the platform")
WRONG = marked("the calendar says {said}, the program is judged as {judged}")
SEVERAL = marked("the calendar's words fit several profiles: {said}")
NO_AUDIENCE = marked("the calendar does not say for whom it is")
SIGNED = marked("its event in the public calendar leads to the sign-up")
SEATS = marked("its event in the public calendar asks for sign-up; {taken} of {seats} seats are taken")
UNSIGNED = marked("its event in the public calendar has no link to sign up")
SINCE = marked("its event in the public calendar was changed on {day}, after {by} looked, and does not say so any more")
UNDATED = marked(
    "its event in the public calendar does not say that families sign up, nor when it was changed: {by} looked on {day}"
)
MENTIONED = marked("its event in the public calendar has words of it")
SILENT = marked("its event in the public calendar does not say it")
PLACED = marked("its event in the public calendar is also at a place")
CHANNEL = marked("calendar {calendar}: the event {title} leads to a channel, and to no stream of this program")
NOT_POSTED = marked("its event in the public calendar has no link to it")
LOST = marked(
    "calendar {calendar}: of {count} of its events nobody can tell when they are; none says that it is online"
)
TEMPLATES = (
    LOST,
    POSTED, *WHAT.values(), CODED, OTHER_ROOM, HIDDEN, CLEAN, UNREAD, UNSURE, UNTIMED, BEYOND, RIVALS, INCOMPLETE, OFF,
    SHIFTED, ABSENT, WRONG, SEVERAL, NO_AUDIENCE, SIGNED, SEATS, UNSIGNED, SINCE, UNDATED, MENTIONED, SILENT, PLACED,
    NOT_POSTED, CHANNEL,
)  # fmt: skip
TAKE_OUT = marked(
    "the calendar > the event: take the link out; then give the program a new meeting, for this link has been public"
)
CORRECT = marked("the calendar > the event, or the platform: make both say the same")
WRITE = marked("the calendar > the event > the description: add it")
ADD = marked("the calendar: add the event, or end the program at the platform")
SEEK = marked("the calendar > the event: ask who holds the program, and where; connect that platform")
LOOK = marked("the calendar > the event: open the link and look where it leads")
SHOW = marked("the calendar > the event: add the link to join")
FOLLOW = marked(
    "the calendar > the event: look whether the stream is on that channel when it is on; or add the link to join"
)
SEE = marked("the calendar > the event: look whether it asks for sign-up; then say so: hardener attest")
SIGN = marked("the calendar > the event: switch sign-up on, or take sign_up out of its rule")
