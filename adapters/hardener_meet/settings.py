"""The whole table: how Google Meet spells each control it has."""

from __future__ import annotations

from hardener.by_hand import whole
from hardener.setting import Setting
from hardener_meet.kinds import ABOVE, PROGRAM
from hardener_meet.on_events import EVENTS
from hardener_meet.on_policies import POLICIES
from hardener_meet.on_spaces import SPACES

KINDS = {"program": PROGRAM, "account": ABOVE}
"""What by_hand.yaml calls the kinds of program, and the organization above them.

Of the organization's kind are the entries that stand while the settings leave open what people meet, as
`documents.TELLS` has it, or while no policies were read: they give way to the row that shows the other values.
"""
SETTINGS: tuple[Setting, ...] = whole("hardener_meet", (*SPACES, *EVENTS, *POLICIES), KINDS)
