"""Files with which an operating system runs hardener by itself. Pure."""

from __future__ import annotations

from hardener.schedule.cron import cron
from hardener.schedule.installation import Installation, ScheduleError
from hardener.schedule.systemd import systemd
from hardener.schedule.windows import windows

__all__ = ["Installation", "ScheduleError", "cron", "systemd", "windows"]
