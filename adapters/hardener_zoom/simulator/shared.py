"""What all operations of one simulated account share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from hardener.sandbox import Pages
from hardener_zoom.simulator.levels import Levels
from hardener_zoom.simulator.limits import Rates
from hardener_zoom.simulator.series import Calendar
from hardener_zoom.simulator.world import World


@dataclass(slots=True)
class Shared:
    """One account with its counters and calendars."""

    world: World
    unlocked: Callable[[], AbstractContextManager[None]]
    """Lets other requests in for a while."""
    pages: Pages
    rates: Rates
    levels: Levels
    series: Calendar
    busy: set[str] = field(default_factory=set)
    """Users whose settings are being written."""
