"""When a watch looks by itself: what it has to remember between two turns, also where another process goes on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hardener.model import Model

FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(minutes=10)
"""After a platform could not be read; doubled each time, up to the last, or to the usual pace if nothing is due."""


class Pace(Model):
    """The pace of one watch."""

    polled: datetime | None = None
    """When the schedules were last read."""
    not_before: datetime | None = None
    """When to look again after a platform could not be read."""
    delay: timedelta = FIRST_RETRY
    trouble: str = ""
    """What keeps it from looking, as far as that was told."""

    def calls(self, now: datetime, every: timedelta, due: Sequence[datetime], *, waits: bool) -> bool:
        """Tell whether to look now, `every` so often at least.

        `due`: when each start that waits was to be looked at. `waits`: so does a look at everything.
        """
        polling = self.polled is None or not timedelta() <= now - self.polled < every
        fresh = self.polled is not None and any(one > self.polled for one in due)
        again = self.not_before is not None and not now < self.not_before <= now + every
        held = self.not_before is not None and not again
        return polling or fresh or again or ((waits or bool(due)) and not held)

    def looked(self, began: datetime) -> Pace:
        """Return the pace while a look goes on."""
        return self.model_copy(update={"polled": began})

    def failed(self, now: datetime, most: timedelta) -> Pace:
        """Return the pace after a look that was broken off, or missed what was due."""
        update = {"not_before": now + min(self.delay, most), "delay": min(self.delay * 2, most)}
        return self.model_copy(update=update)

    def well(self) -> Pace:
        """Return the pace after a look that came to its end."""
        return self.model_copy(update={"not_before": None, "delay": FIRST_RETRY})

    def troubled(self) -> tuple[timedelta, Pace]:
        """Return how long to wait after something went wrong, and the pace from then on."""
        return self.delay, self.model_copy(update={"delay": min(self.delay * 2, LAST_RETRY)})
