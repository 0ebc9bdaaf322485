"""The whole table: how Teams spells each control it has."""

from __future__ import annotations

from hardener.by_hand import Sorts, whole
from hardener.setting import Setting
from hardener_teams.kinds import EVENTS, MEETING, PROGRAM, TOWNHALL, WEBINAR, Sessionless, Unimported
from hardener_teams.on_events import EVENT_ROWS
from hardener_teams.on_meetings import MEETINGS
from hardener_teams.on_policies import POLICY_ROWS

KINDS = {"meeting": MEETING, "webinar": WEBINAR, "townhall": TOWNHALL, "event": EVENTS, "program": PROGRAM}
"""What by_hand.yaml calls the kinds of program."""
SORTS: Sorts = {"sessionless": Sessionless, "unimported": Unimported}
"""What it calls the rows that stand only where a part was not read."""
SHOWN = (*MEETINGS, *EVENT_ROWS, *POLICY_ROWS)
SETTINGS: tuple[Setting, ...] = whole("hardener_teams", SHOWN, KINDS, SORTS)
