"""What Zoom says yes to and does not keep, by the kind of program and what its host has. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hardener.vendor import at
from hardener_zoom.documents import WEBINARS, Host

Json = Mapping[str, Any]
LINES_WITHOUT_SIGN_UP = {
    1: "an instant meeting cannot have registration",
    3: "a recurring meeting without fixed times cannot have registration; give it fixed times, or use a webinar",
    4: "a personal room cannot have registration; schedule the program with a number of its own",
    6: "a recurring webinar without fixed times cannot have registration; give it fixed times",
    10: "a screen-share meeting cannot have registration",
}
PERSONAL = "a meeting with the host's personal number cannot have registration; give it a number of its own first"
SCHEDULED = frozenset({2, 3, 8})
"""Meetings with a number of their own that were scheduled."""
OUTSIDE = "Zoom has it for scheduled meetings only, not for this one; look in the host's own settings for the room"
SAME_NUMBER = "a series keeps the number that it was made with; schedule it again, with a number of its own"
NO_VIDEO_FEATURE = "the account has not got this feature; Zoom Support enables it"
NO_FOCUS = "focus mode is off in the host's settings; switch it on there first"
NO_FOCUS_AHEAD = "the host's settings do not allow focus mode to be set ahead; allow it there first"
NO_ROOMS_AHEAD = "assigning side rooms ahead is off in the host's settings, and then Zoom drops any change of it"


def without_sign_up(answer: object) -> str:
    """Return why a program cannot have sign-up; empty where it can."""
    if not isinstance(answer, dict):
        return ""
    number = answer.get("type")
    if isinstance(number, int) and number in LINES_WITHOUT_SIGN_UP:
        return LINES_WITHOUT_SIGN_UP[number]
    return PERSONAL if at(answer, "settings.use_pmi") is True else ""


def unavailable(kind: str, answer: Json, host: Host, account: Json, own: Json) -> dict[str, str]:
    """Return the paths that Zoom would say yes to and not keep on this program, and why."""
    found: dict[str, str] = {}
    if why := without_sign_up(answer):
        found["settings.approval_type"] = why
    elif host.basic:
        found["settings.approval_type"] = "the host has a Basic licence, which has no registration"
    if kind not in WEBINARS:
        found |= dict(_of_meetings(answer.get("type"), account, own))
    return found


def _of_meetings(number: object, account: Json, own: Json) -> Iterator[tuple[str, str]]:
    kind = number if isinstance(number, int) else None
    if kind is not None and kind not in SCHEDULED:
        yield "settings.join_before_host", OUTSIDE
        yield "settings.continuous_meeting_chat.enable", OUTSIDE
    if kind in {3, 8}:
        yield "settings.use_pmi", SAME_NUMBER
    if at(account, "schedule_meeting.allow_host_to_disable_participant_video") is False:
        yield "settings.disable_participant_video", NO_VIDEO_FEATURE
    if at(own, "in_meeting.allow_host_to_enable_focus_mode") is False:
        yield "settings.focus_mode", NO_FOCUS_AHEAD
    if at(own, "in_meeting.attention_mode_focus_mode") is False:
        yield "settings.focus_mode", NO_FOCUS
    if at(own, "in_meeting.breakout_room_schedule") is False:
        yield "settings.breakout_room.enable", NO_ROOMS_AHEAD
