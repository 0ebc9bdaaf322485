"""The whole table: how Google Meet spells each control it has."""

from __future__ import annotations

from hardener.setting import Setting
from hardener_meet.on_events import EVENTS
from hardener_meet.on_policies import POLICIES
from hardener_meet.on_spaces import SPACES

ELSEWHERE = tuple(
    Setting(control=f"video.{name}", path="", kinds=())
    for name in ("made_for_kids", "live_chat", "comments", "privacy")
)
"""Controls of video platforms: a Meet program does not have them."""

SETTINGS: tuple[Setting, ...] = (*SPACES, *EVENTS, *POLICIES, *ELSEWHERE)
