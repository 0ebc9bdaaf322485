"""The whole table: how Google Meet spells each control it has."""

from __future__ import annotations

from hardener.setting import Setting
from hardener_meet.on_events import EVENTS
from hardener_meet.on_policies import POLICIES
from hardener_meet.on_spaces import SPACES

ELSEWHERE = tuple(
    Setting(control=name, path="", kinds=())
    for name in (
        "video.made_for_kids", "video.live_chat", "video.comments", "video.privacy", "door.passcode_in_mail",
        "door.devices_ask", "chan.notes", "chan.documents_kept", "rec.screen_capture", "host.cohosts",
    )
)  # fmt: skip
"""Controls of other platforms: a Meet program does not have them."""

SETTINGS: tuple[Setting, ...] = (*SPACES, *EVENTS, *POLICIES, *ELSEWHERE)
