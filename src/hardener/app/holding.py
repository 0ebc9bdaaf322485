"""Have a run to oneself, or say who has it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from hardener.app.surroundings import Surroundings
from hardener.store.lease import GRACE, SECONDS, HeldError

Got = TypeVar("Got")
PAUSE = 0.5
"""Seconds between two looks at whether another machine's process still lives."""


def patiently(context: Surroundings, act: Callable[[], Got]) -> Got:
    """Return what `act`, which takes a run, returns; wait for a holder that may be dead. Raises `HeldError`.

    Of a process of this machine it is known at once, and only its last request is given time; one of another shows by
    what it writes that it lives.
    """
    seen: float | None = None
    while True:
        try:
            return act()
        except HeldError as held:
            if held.lives or (seen is not None and held.until > seen):
                raise
            if seen is None:
                context.say(_why(held))
            seen = held.until
        time.sleep(PAUSE)


def _why(held: HeldError) -> str:
    if held.ended:
        return f"its process was ended in the middle; waiting {GRACE:.0f} seconds for its last request to come about"
    return f"{held}; waiting up to {SECONDS:.0f} seconds to see whether it still lives"
