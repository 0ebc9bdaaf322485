"""The whole table: how YouTube spells each control it has."""

from __future__ import annotations

from hardener.by_hand import whole
from hardener.setting import Setting
from hardener_youtube.rows import BROADCAST, PROGRAM, SHOWN, VIDEO

KINDS = {"program": PROGRAM, "broadcast": BROADCAST, "video": VIDEO}
"""What by_hand.yaml calls the kinds of program."""
SETTINGS: tuple[Setting, ...] = whole("hardener_youtube", SHOWN, KINDS)
