"""What GoTo would not keep, or would lose, if it were written; and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hardener.vendor import at, word
from hardener_goto.documents import AUDIO, SCHEDULED, flag, helpers_of

SERIES = "GoTo's API does not show how a recurring meeting recurs, so it is not written; a person changes it by hand"
WORDS = "GoTo wants the audio said with every change, and shows it in words that it does not take back"
SWITCH = "GoTo wants the password said with every change, and shows it in a way that is not known"
HELPERS = "GoTo does not say who else may host it, so a change would take them away"
TIMES = "GoTo's API does not show the times in a form that it takes back"
PRIVATE = "the library's own telephone numbers would be lost"


def of_meeting(item: Mapping[str, Any], *, series: bool = False) -> dict[str, str]:
    """Return by setting what of a meeting is not written; `series`: it is listed at several times."""
    reason = ""
    if series or item.get("meetingType") != SCHEDULED:
        reason = SERIES
    elif word(item.get("conferenceCallInfo")) not in AUDIO:
        reason = WORDS
    elif flag(item.get("passwordRequired")) is None:
        reason = SWITCH
    elif helpers_of(item) is None:
        reason = HELPERS
    elif not all(isinstance(item.get(key), str) for key in ("subject", "startTime", "endTime")):
        reason = TIMES
    elif item.get("conferenceCallInfo") == "Private":
        reason = PRIVATE  # its API shows none of them, so that a change, which is sent whole, would be without them
    return dict.fromkeys(("passwordRequired", "conferenceCallInfo"), reason) if reason else {}


def of_webinar(parts: Mapping[str, Any]) -> dict[str, str]:
    """Return by setting what of a webinar is not written."""
    return {"type": PRIVATE} if at(parts, "audio.type") == "Private" else {}
