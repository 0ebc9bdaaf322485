"""The whole table: how Webex spells each control it has."""

from __future__ import annotations

from hardener.by_hand import whole
from hardener.setting import Setting
from hardener_webex.kinds import MEETING, PROGRAM, ROOM, WEBINAR
from hardener_webex.on_hosts import HOSTS
from hardener_webex.on_programs import PROGRAMS

KINDS = {"meeting": MEETING, "webinar": WEBINAR, "program": PROGRAM, "room": ROOM}
"""What by_hand.yaml calls the kinds of program."""
SETTINGS: tuple[Setting, ...] = whole("hardener_webex", (*PROGRAMS, *HOSTS), KINDS)
