"""The whole table: how Teams spells each control it has."""

from __future__ import annotations

from hardener.setting import Setting
from hardener_teams.on_events import EVENT_ROWS
from hardener_teams.on_meetings import MEETINGS
from hardener_teams.on_policies import POLICY_ROWS

SETTINGS: tuple[Setting, ...] = (*MEETINGS, *EVENT_ROWS, *POLICY_ROWS)
