"""The calls we make to Microsoft Graph: path and the permissions that allow each. Rows only."""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    """One call. Of `app` (for an app alone) or `user` (for one person) one permission is enough."""

    path: str
    """`{user}` stands for `/users/ID`, or `/me` for one person."""
    cost: str
    app: tuple[str, ...]
    user: tuple[str, ...] = ()
    """Empty: not for one person."""

    def allowed(self, granted: frozenset[str] | None) -> bool | None:
        """Tell whether the `granted` permissions allow it; None where they are not known."""
        return None if granted is None else not granted.isdisjoint({*self.app, *self.user})

    def permission(self, *, alone: bool) -> str:
        """Name the permission to ask for; `alone`: the app has no person behind it."""
        names = self.app if alone or not self.user else self.user
        return names[0] if names else ""


READ_MEETINGS = ("OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All")
READ_OWN_MEETINGS = ("OnlineMeetings.Read", "OnlineMeetings.ReadWrite")
READ_EVENTS = ("VirtualEvent.Read.All", "VirtualEvent.ReadWrite.All")
READ_OWN_EVENTS = ("VirtualEvent.Read", "VirtualEvent.ReadWrite")
WRITE_EVENTS, WRITE_OWN_EVENTS = READ_EVENTS[1:], READ_OWN_EVENTS[1:]
CALENDARS = ("Calendars.Read", "Calendars.ReadWrite")
EVENTS = "/solutions/virtualEvents"

USER = Operation("/users/{name}", "light", ("User.Read.All", "User.ReadBasic.All", "Directory.Read.All"))
MYSELF = Operation("/me", "light", (), ("User.Read",))
ORGANIZATION = Operation("/organization", "light", ("Organization.Read.All",), ("User.Read",))
MEMBERS = Operation(
    "/groups/{group}/members", "light", ("GroupMember.Read.All", "Group.Read.All", "Directory.Read.All")
)
CALENDAR = Operation("{user}/calendarView", "calendar", CALENDARS, CALENDARS)
EVENT = Operation("{user}/events/{event}", "calendar", CALENDARS, CALENDARS)
MEETINGS = Operation("{user}/onlineMeetings", "teams", READ_MEETINGS, READ_OWN_MEETINGS)
WEBINARS = Operation(EVENTS + "/webinars/getByUserIdAndRole(userId='{name}',role='organizer')", "teams", READ_EVENTS)
TOWNHALLS = Operation(EVENTS + "/townhalls/getByUserIdAndRole(userId='{name}',role='organizer')", "teams", READ_EVENTS)
OWN_WEBINARS = Operation(EVENTS + "/webinars/getByUserRole(role='organizer')", "teams", (), READ_OWN_EVENTS)
OWN_TOWNHALLS = Operation(EVENTS + "/townhalls/getByUserRole(role='organizer')", "teams", (), READ_OWN_EVENTS)
WEBINAR = Operation(EVENTS + "/webinars/{event}", "teams", READ_EVENTS, READ_OWN_EVENTS)
TOWNHALL = Operation(EVENTS + "/townhalls/{event}", "teams", READ_EVENTS, READ_OWN_EVENTS)
SESSIONS = Operation(EVENTS + "/webinars/{event}/sessions", "teams", READ_EVENTS, READ_OWN_EVENTS)
HALL_SESSIONS = SESSIONS._replace(path=EVENTS + "/townhalls/{event}/sessions")
REGISTRATION = Operation(EVENTS + "/webinars/{event}/registrationConfiguration", "teams", READ_EVENTS, READ_OWN_EVENTS)
QUESTIONS = Operation(
    EVENTS + "/webinars/{event}/registrationConfiguration/questions", "teams", READ_EVENTS, READ_OWN_EVENTS
)

MEETING = Operation("{user}/onlineMeetings/{meeting}", "teams", READ_MEETINGS, READ_OWN_MEETINGS)
SET_MEETING = Operation("{user}/onlineMeetings/{meeting}", "teams", READ_MEETINGS[1:], READ_OWN_MEETINGS[1:])
ADD_QUESTION = QUESTIONS._replace(app=WRITE_EVENTS, user=WRITE_OWN_EVENTS)
DROP_QUESTION = ADD_QUESTION._replace(path=QUESTIONS.path + "/{question}")

READS: tuple[tuple[str, Operation, tuple[str, ...]], ...] = (
    ("list the programs on an organizer's calendar", CALENDAR, ()),
    ("read a meeting's settings", MEETINGS, ("meeting",)),
    ("list and read webinars and town halls", WEBINAR, ("event", "sessions")),
    ("read a webinar's sign-up form", QUESTIONS, ("registration", "questions")),
)
"""What an audit needs: in plain words, the call, and what cannot be judged without it."""

WRITES: tuple[tuple[str, Operation, tuple[str, ...]], ...] = (
    ("change a meeting's settings", SET_MEETING, ("meeting",)),
    ("take questions off a webinar's sign-up form", DROP_QUESTION, ("questions",)),
)
"""What fixes need; an audit needs none of them."""
