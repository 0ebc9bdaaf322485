"""How many requests an account takes: by the second, by the day, and by host."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hardener.sandbox import Counters, Problem
from hardener_zoom.simulator.problems import problem
from hardener_zoom.simulator.state import Limits
from hardener_zoom.simulator.world import World, iso

DAY = 86_400
PER_SECOND = {
    "free": {"LIGHT": 4, "MEDIUM": 2, "HEAVY": 1},
    "pro": {"LIGHT": 30, "MEDIUM": 20, "HEAVY": 10},
    "business": {"LIGHT": 80, "MEDIUM": 60, "HEAVY": 40},
}
PER_DAY = {
    "free": {"LIGHT": 6_000, "MEDIUM": 2_000, "HEAVY": 1_000},
    "pro": {"HEAVY": 30_000},
    "business": {"HEAVY": 60_000},
}
SECOND_MESSAGE = "You have reached the maximum per-second rate limit for this API. Try again later."
DAY_MESSAGE = (
    "You have reached the maximum daily rate limit for this API. "
    "Refer to the response header for details on when you can make another request."
)
HOST_MESSAGE = (
    "You have exceeded the daily rate limit ({limit}) of Meeting Create/Update API requests permitted "
    "for this particular user. You may resume these requests at GMT 00:00:00."
)


class Rates:
    """The counters of one account; all its apps share them."""

    def __init__(self, world: World) -> None:
        self._limits: Limits = world.seed.limits
        plan = world.account.plan
        self._per_second: dict[str, int] = {**PER_SECOND[plan], **self._limits.per_second}
        self._per_day: dict[str, int] = {**PER_DAY[plan], **self._limits.per_day}
        self._counters = Counters()

    def count(self, weight: str, now: float) -> dict[str, str]:
        """Count one request, and return the headers of its answer. Raises `Problem`."""
        limit = self._per_second[weight]
        used = self._counters.add(f"second {weight}", now, 1)
        headers = self._headers(weight, "QPS", limit, limit - used)
        if not self._limits.enforced:
            return headers
        if used > limit:
            raise self._too_many(SECOND_MESSAGE, headers)
        daily = self._per_day.get(weight)
        if daily is not None and self._counters.add(f"day {weight}", now, DAY) > daily:
            stop = self._headers(weight, "Daily-limit", daily, 0)
            if self._limits.headers == "full":
                # A moment, not a number of seconds.
                midnight = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0) + timedelta(days=1)
                stop["Retry-After"] = iso(midnight)
            raise self._too_many(DAY_MESSAGE, stop)
        return headers

    def count_write(self, host: str, now: float) -> None:
        """Count one creation or update of a host's meetings and webinars. Raises `Problem`."""
        limit = self._limits.writes_per_host
        if self._limits.enforced and self._counters.count(f"write {host}", now, DAY) >= limit:
            # Measured: the headers of the per-second limit come with it, and no Retry-After.
            raise problem(429, 429, HOST_MESSAGE.format(limit=limit))
        self._counters.add(f"write {host}", now, DAY)

    def _too_many(self, message: str, headers: dict[str, str]) -> Problem:
        return Problem(429, {"code": self._limits.code, "message": message}, headers)

    def _headers(self, weight: str, kind: str, limit: int, left: int) -> dict[str, str]:
        if self._limits.headers == "none":
            return {}
        category = {"X-RateLimit-Category": weight.capitalize()}
        if self._limits.headers == "category":
            return category
        return {
            **category,
            "X-RateLimit-Type": kind,
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, left)),
        }
