"""The whole table: how Jitsi spells each control it has."""

from __future__ import annotations

from hardener.by_hand import whole
from hardener.setting import Setting
from hardener_jitsi.on_server import ROOM, SERVER, SHOWN

KINDS = {"room": ROOM, "server": SERVER}
"""What by_hand.yaml calls the kinds of target."""
SETTINGS: tuple[Setting, ...] = whole("hardener_jitsi", SHOWN, KINDS)
