"""Ask no faster than the vendor allows, so that it never has to refuse."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping

from pyrate_limiter import InMemoryBucket, Limiter, Rate

logging.getLogger("pyrate_limiter").setLevel(logging.ERROR)


def _spread(rate: float) -> Rate:
    """Return `rate` (a second) as a few requests every twentieth of a second or so."""
    few = max(1, math.ceil(rate / 20))
    return Rate(few, max(1, math.ceil(1000 * few / rate)))


class Pacing:
    """One limiter for each of the vendor's rate classes; a class without one is not held up."""

    def __init__(self, rates: Mapping[str, float]) -> None:
        """Take requests a second by class. They are spread evenly: a burst at the edge of the
        vendor's second would be refused."""  # noqa: D205, D209 - one sentence and its reason
        self._limiters = {
            name: Limiter(InMemoryBucket([_spread(rate)]), buffer_ms=0) for name, rate in rates.items()
        }

    def wait(self, name: str) -> None:
        """Wait until a request of class `name` may be sent."""
        limiter = self._limiters.get(name)
        if limiter is not None:
            limiter.try_acquire(name)
