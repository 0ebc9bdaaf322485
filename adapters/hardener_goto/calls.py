"""The calls we make to GoTo Meeting and GoTo Webinar. Rows only."""

from __future__ import annotations

from hardener.vendor import Call, told_of

MEETING, WEBINAR = "/G2M/rest", "/G2W/rest/v2"
ADMIN_API, MEETING_API, WEBINAR_API = "admin", "meeting", "webinar"
"""Each has a rate of its own."""

RANGE = ("fromTime", "toTime", "size")
WEBINARS = "_embedded.webinars"
OF_WEBINAR = f"{WEBINAR}/organizers/{{organizer}}/webinars/{{id}}"

ME = Call("/admin/rest/v1/me", what="tell who is logged in, and of which account", cost=ADMIN_API)
OWN_MEETINGS = Call(f"{MEETING}/upcomingMeetings", {}, "list your own meetings", ("meeting.",), cost=MEETING_API)
OWN_WEBINARS = Call(
    f"{WEBINAR}/organizers/{{organizer}}/webinars", {}, "list your own webinars", ("webinar.",), items=WEBINARS,
    filters=RANGE, cost=WEBINAR_API,
)  # fmt: skip
ORGANIZERS = Call(
    f"{MEETING}/organizers", what="list the organizers of the account, as an administrator", cost=MEETING_API
)
THEIR_MEETINGS = Call(
    f"{MEETING}/organizers/{{organizer}}/upcomingMeetings", {}, "list an organizer's meetings", ("meeting.",),
    cost=MEETING_API,
)  # fmt: skip
ALL_WEBINARS = Call(
    f"{WEBINAR}/accounts/{{account}}/webinars", {}, "list the webinars of the account, as an administrator",
    ("webinar.",), items=WEBINARS, filters=RANGE, cost=WEBINAR_API,
)  # fmt: skip
ONE_MEETING = Call(f"{MEETING}/meetings/{{id}}", {}, "read a meeting", ("meeting.",), cost=MEETING_API)
ONE_WEBINAR = Call(OF_WEBINAR, what="tell whether a webinar is on", cost=WEBINAR_API)
IN_SESSION = Call(f"{WEBINAR}/organizers/{{organizer}}/insessionWebinars", cost=WEBINAR_API)
AUDIO = Call(f"{OF_WEBINAR}/audio", {}, "read how a webinar is heard", ("audio.",), cost=WEBINAR_API)
FORM = Call(f"{OF_WEBINAR}/registrants/fields", {}, "read what a sign-up form asks", ("form.",), cost=WEBINAR_API)

SET_MEETING = Call(ONE_MEETING.path, {}, "change a meeting", ("meeting.",), "write", MEETING_API)
SET_AUDIO = Call(AUDIO.path, {}, "change how a webinar is heard", ("audio.",), "write", WEBINAR_API)

OF_ONE = (OWN_MEETINGS, OWN_WEBINARS)
OF_ALL = (ORGANIZERS, THEIR_MEETINGS, ALL_WEBINARS)
CALLS = told_of(vars())
"""What an audit needs, then what fixes need."""
