"""The whole table: how Nextcloud Talk spells each control it has."""

from __future__ import annotations

from hardener.by_hand import whole
from hardener.setting import Setting
from hardener_nextcloud.kinds import ABOVE, GROUP, PUBLIC, ROOM
from hardener_nextcloud.on_rooms import ROOMS
from hardener_nextcloud.on_server import SERVER

KINDS = {"program": ROOM, "public": PUBLIC, "group": GROUP, "account": ABOVE}
"""What by_hand.yaml calls the kinds of program, and the server above them.

Of the server's kind are the entries that stand while the server does not tell this account, as `server.TELLS` has it.
"""
SETTINGS: tuple[Setting, ...] = whole("hardener_nextcloud", (*ROOMS, *SERVER), KINDS)
