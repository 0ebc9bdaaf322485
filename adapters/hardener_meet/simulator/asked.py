"""One request to the simulator: who asks, with which scopes, and how many they sent."""

from __future__ import annotations

from dataclasses import dataclass

from hardener.sandbox import Context, Problem
from hardener_meet.simulator.oauth import Holder
from hardener_meet.simulator.problems import legacy, no_scope, problem
from hardener_meet.simulator.shapes import Json
from hardener_meet.simulator.world import World

ROOT = "https://www.googleapis.com/auth/"


@dataclass(slots=True, kw_only=True)
class Asked(Context):
    """A request on its way, and the person as whom it is sent."""

    world: World
    who: Holder

    def body(self) -> Json:
        """Return the JSON object that was sent. Raises `Problem`."""
        if not isinstance(self.json, dict):
            raise problem(400, "Invalid JSON payload received. Expected an object.")
        return self.json

    def may(self, *scopes: str) -> bool:
        """Tell whether the token has one of `scopes`, given without their common beginning."""
        return any(ROOT + scope in self.who.scopes for scope in scopes)

    def meet(self, limit: str, most: int, *scopes: str) -> None:
        """Let a call to Meet or Cloud Identity in. Raises `Problem`."""
        if not self.may(*scopes):
            raise no_scope("meet.googleapis.com" if limit.startswith("meet") else "cloudidentity.googleapis.com")
        if not self.who.user:
            raise problem(403, "The caller does not have permission")
        if self._over(limit, most):
            raise problem(429, f"Quota exceeded for quota metric '{limit}' and limit '{limit} per minute per user'")

    def calendar(self, *scopes: str) -> None:
        """Let a call to the calendar in. Raises `Problem`."""
        if not self.may(*scopes):
            raise legacy(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        if self._over("calendar", self.world.seed.limits.calendar):
            status = self.world.behaviour.calendar_limit
            raise legacy(status, "rateLimitExceeded", "Rate Limit Exceeded", "usageLimits")

    def size(self, name: str, usual: int, most: int) -> int:
        """Return how many entries a page shall have. Raises `Problem`."""
        text = self.query(name)
        if not text:
            return usual
        if not text.lstrip("-").isdigit() or int(text) < 0:
            raise problem(400, f"Invalid value at '{name}', {text!r}")
        return min(int(text), most) or usual

    def _over(self, limit: str, most: int) -> bool:
        used = self.world.counters.add(f"{limit} {self.who.user}", self.now, 60)
        return self.world.seed.limits.enforced and used > most


__all__ = ["Asked", "Problem"]
