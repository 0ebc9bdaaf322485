"""The calls we make to Microsoft Graph, and the permissions that allow each. Rows only."""

from __future__ import annotations

from collections.abc import Mapping

from hardener.vendor import Call, told_of

APP, USER = "app", "user"
"""Who is logged in: an app without a person behind it, or one person."""
Scopes = Mapping[str, tuple[str, ...]]

READ_MEETINGS: Scopes = {
    APP: ("OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All"),
    USER: ("OnlineMeetings.Read", "OnlineMeetings.ReadWrite"),
}
SET_MEETINGS: Scopes = {role: names[1:] for role, names in READ_MEETINGS.items()}
READ_EVENTS: Scopes = {
    APP: ("VirtualEvent.Read.All", "VirtualEvent.ReadWrite.All"),
    USER: ("VirtualEvent.Read", "VirtualEvent.ReadWrite"),
}
SET_EVENTS: Scopes = {role: names[1:] for role, names in READ_EVENTS.items()}
CALENDARS: Scopes = dict.fromkeys((APP, USER), ("Calendars.Read", "Calendars.ReadWrite"))
EVENTS = "/solutions/virtualEvents"

PERSON = Call("/users/{name}", {APP: ("User.Read.All", "User.ReadBasic.All", "Directory.Read.All")}, cost="light")
MYSELF = Call("/me", {USER: ("User.Read",)}, cost="light")
ORGANIZATION = Call("/organization", {APP: ("Organization.Read.All",), USER: ("User.Read",)}, cost="light")
MEMBERS = Call(
    "/groups/{group}/members", {APP: ("GroupMember.Read.All", "Group.Read.All", "Directory.Read.All")}, cost="light"
)
CALENDAR = Call(
    "{user}/calendarView", CALENDARS, "list the programs on an organizer's calendar", cost="calendar"
)  # fmt: skip
"""`{user}` stands for `/users/ID`, or `/me` for one person."""
ENTRIES = Call("{user}/events", CALENDARS, cost="calendar")
"""Never asked for: what a subscription is to."""
EVENT = Call("{user}/events/{event}", CALENDARS, cost="calendar")
MEETINGS = Call("{user}/onlineMeetings", READ_MEETINGS, "read a meeting's settings", ("meeting",), cost="teams")
MEETING = Call("{user}/onlineMeetings/{meeting}", READ_MEETINGS, cost="teams")
LISTED = Call(f"{EVENTS}/{{list}}/getByUserIdAndRole(userId='{{name}}',role='organizer')", READ_EVENTS, cost="teams")
"""`{list}` stands for `webinars` or `townhalls`."""
OWN_LISTED = Call(f"{EVENTS}/{{list}}/getByUserRole(role='organizer')", READ_EVENTS, cost="teams")
LISTED_EVENT = Call(
    f"{EVENTS}/{{list}}/{{event}}", READ_EVENTS, "list and read webinars and town halls", ("event", "sessions"),
    cost="teams",
)  # fmt: skip
SESSIONS = Call(f"{LISTED_EVENT.path}/sessions", READ_EVENTS, cost="teams")
REGISTRATION = Call(f"{EVENTS}/webinars/{{event}}/registrationConfiguration", READ_EVENTS, cost="teams")
QUESTIONS = Call(
    f"{REGISTRATION.path}/questions", READ_EVENTS, "read a webinar's sign-up form", ("registration", "questions"),
    cost="teams",
)  # fmt: skip

TOGETHER = "/$batch"
"""Where Graph takes up to twenty requests at once. It sends Outlook no more than four of them at a time."""
ASKED_TOGETHER = (PERSON, CALENDAR, MEETINGS, LISTED, OWN_LISTED, SESSIONS, REGISTRATION, QUESTIONS)

SET_MEETING = Call(MEETING.path, SET_MEETINGS, "change a meeting's settings", ("meeting",), "write", "teams")
ADD_QUESTION = Call(QUESTIONS.path, SET_EVENTS, kind="write", cost="teams")
DROP_QUESTION = Call(
    f"{QUESTIONS.path}/{{question}}", SET_EVENTS, "take questions off a webinar's sign-up form", ("questions",),
    "write", "teams",
)  # fmt: skip

SUBSCRIPTIONS = Call("/subscriptions", CALENDARS, cost="light")
SUBSCRIPTION = Call("/subscriptions/{id}", CALENDARS, cost="light")
"""They make and end what tells of changes, and change nothing of a program: who may look may send them."""

CALLS = told_of(vars())
"""What an audit needs, then what fixes need."""
