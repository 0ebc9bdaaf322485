"""The files with which a library lists its Facebook Live programs: Facebook itself answers nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import JsonValue

from hardener.sandbox.simulator import Json
from hardener_checklist.simulator import ChecklistSimulator, calendar_of


class FacebookSimulator(ChecklistSimulator):
    """One Page's programs."""

    vendor: ClassVar[str] = "facebook"
    options: ClassVar[Mapping[str, JsonValue]] = {}

    @classmethod
    def sample(cls, now: datetime) -> Json:
        """Return a calendar of a library's live videos."""
        return {"account": "maplecountylibrary", "files": {"programs.ics": calendar_of(now)}}
