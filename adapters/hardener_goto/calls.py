"""The calls we make to GoTo Meeting and GoTo Webinar. Rows only."""

from __future__ import annotations

from hardener.vendor import Call

MEETING, WEBINAR = "/G2M/rest", "/G2W/rest/v2"
ADMIN_API, MEETING_API, WEBINAR_API = "admin", "meeting", "webinar"
"""Each has a rate of its own."""

ME = Call(
    "/admin/rest/v1/me",
    what="tell who is logged in, and of which account",
    cost=ADMIN_API,
)
ORGANIZERS = Call(
    f"{MEETING}/organizers",
    what="list the organizers of the account, as an administrator",
    cost=MEETING_API,
)
OWN_MEETINGS = Call(
    f"{MEETING}/upcomingMeetings",
    what="list your own meetings",
    paths=("meeting.",),
    cost=MEETING_API,
)
THEIR_MEETINGS = Call(
    f"{MEETING}/organizers/{{organizer}}/upcomingMeetings",
    what="list an organizer's meetings",
    paths=("meeting.",),
    cost=MEETING_API,
)
ONE_MEETING = Call(
    f"{MEETING}/meetings/{{id}}",
    what="read a meeting",
    paths=("meeting.",),
    cost=MEETING_API,
)

RANGE = ("fromTime", "toTime", "size")
WEBINARS = "_embedded.webinars"
OWN_WEBINARS = Call(
    f"{WEBINAR}/organizers/{{organizer}}/webinars", what="list your own webinars", paths=("webinar.",), items=WEBINARS,
    filters=RANGE, cost=WEBINAR_API,
)  # fmt: skip
ALL_WEBINARS = Call(
    f"{WEBINAR}/accounts/{{account}}/webinars", what="list the webinars of the account, as an administrator",
    paths=("webinar.",), items=WEBINARS, filters=RANGE, cost=WEBINAR_API,
)  # fmt: skip
ONE_WEBINAR = Call(
    f"{WEBINAR}/organizers/{{organizer}}/webinars/{{id}}",
    what="tell whether a webinar is on",
    cost=WEBINAR_API,
)
IN_SESSION = Call(f"{WEBINAR}/organizers/{{organizer}}/insessionWebinars", cost=WEBINAR_API)
AUDIO = Call(
    f"{WEBINAR}/organizers/{{organizer}}/webinars/{{id}}/audio",
    what="read how a webinar is heard",
    paths=("audio.",),
    cost=WEBINAR_API,
)
FORM = Call(
    f"{WEBINAR}/organizers/{{organizer}}/webinars/{{id}}/registrants/fields", what="read what a sign-up form asks",
    paths=("form.",), cost=WEBINAR_API,
)  # fmt: skip

SET_MEETING = Call(
    ONE_MEETING.path,
    what="change a meeting",
    paths=("meeting.",),
    kind="write",
    cost=MEETING_API,
)
SET_AUDIO = Call(
    AUDIO.path,
    what="change how a webinar is heard",
    paths=("audio.",),
    kind="write",
    cost=WEBINAR_API,
)

OF_ONE = (OWN_MEETINGS, OWN_WEBINARS)
OF_ALL = (ORGANIZERS, THEIR_MEETINGS, ALL_WEBINARS)
CALLS = (ME, *OF_ONE, *OF_ALL, ONE_MEETING, ONE_WEBINAR, AUDIO, FORM, SET_MEETING, SET_AUDIO)
"""What `doctor` tells of: what an audit needs, then what fixes need."""
