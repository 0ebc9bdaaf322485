"""One request to the simulator: whose it is, what it costs, and its parameters as YouTube takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from hardener.sandbox import Context, Pages, PageTokenError
from hardener_youtube.simulator.consent import Owner
from hardener_youtube.simulator.problems import no_scope, refusal, spent
from hardener_youtube.simulator.state import Channel, Json, Seed, Video

ROOT = "https://www.googleapis.com/auth/"
LOOK = ("youtube", "youtube.force-ssl", "youtube.readonly")
CHANGE = ("youtube", "youtube.force-ssl")
ZONE = ZoneInfo("America/Los_Angeles")
"""Where a day of units ends at midnight."""


@dataclass
class Units:
    """What a project has spent today: every request counts, whatever comes of it."""

    most: int
    day: str = ""
    spent: int = 0

    def take(self, cost: int, now: float) -> None:
        """Count a request. Raises `Problem` where it is more than is left."""
        day = datetime.fromtimestamp(now, ZONE).date().isoformat()
        if day != self.day:
            self.day, self.spent = day, 0
        if self.spent + cost > self.most:
            raise spent()
        self.spent += cost


@dataclass
class World:
    """Everything that there is."""

    seed: Seed
    units: Units = field(init=False)
    pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        """Begin a day of units."""
        self.units = Units(self.seed.units)
        self.pages = Pages(lifetime=self.seed.behaviour.page_token_lifetime)

    def channel(self, ident: str) -> Channel | None:
        """Return the channel of that id."""
        return next((each for each in self.seed.channels if each.id == ident), None)

    def of(self, channel: str) -> list[Video]:
        """Return a channel's videos, the newest first."""
        return sorted((v for v in self.seed.videos if v.channel == channel), key=lambda v: v.published, reverse=True)


@dataclass(slots=True, kw_only=True)
class Asked(Context):
    """A request on its way."""

    world: World
    owner: Owner

    def allowed(self, cost: int, scopes: Sequence[str], resource: str) -> None:
        """Let a call in. Raises `Problem`."""
        self.world.units.take(cost, self.now)
        if not any(ROOT + scope in self.owner.scopes for scope in scopes):
            raise no_scope()
        if reason := self.world.seed.behaviour.refused.get(resource, ""):
            raise refusal(403, reason, "The request is not allowed.", f"youtube.{resource}")

    def many(self, name: str) -> list[str]:
        """Return a parameter that may be there several times, and have several values with commas."""
        return [one for each in self.request.args.getlist(name) for one in each.split(",") if one]

    def parts(self, *known: str) -> list[str]:
        """Return the parts that are asked for. Raises `Problem`."""
        found = self.many("part")
        if not found:
            raise refusal(400, "missingRequiredParameter", "No part was specified.", location="part")
        if strange := [part for part in found if part not in known]:
            raise refusal(400, "unknownPart", f"'{strange[0]}'", location="part")
        return found

    def filter(self, *names: str) -> str:
        """Return which of the filters is given. Raises `Problem` where none is, or more than one."""
        given = [name for name in names if self.request.args.get(name)]
        if not given:
            raise refusal(400, "missingRequiredParameter", "No filter selected.", location="parameters.")
        if len(given) > 1:
            raise refusal(400, "incompatibleParameters", f"Incompatible parameters: {', '.join(given)}")
        return given[0]

    def listed(self, kind: str, found: Sequence[Json], least: int, usual: int, most: int) -> Json:
        """Return a page of a list. Raises `Problem`."""
        size, token = self._size(least, usual, most), self.query("pageToken")
        listing = "&".join(f"{k}={v}" for k, v in sorted(self.request.args.items(multi=True)) if k != "pageToken")
        try:
            items, onward = self.world.pages.cut(found, f"{self.request.path}?{listing}", token, size, self.now)
        except PageTokenError:
            raise refusal(
                400, "invalidPageToken", "The request specifies an invalid page token.", location="pageToken"
            ) from None
        return {
            "kind": f"youtube#{kind}", "etag": "sandbox", **({"nextPageToken": onward} if onward else {}),
            "pageInfo": {"totalResults": len(found), "resultsPerPage": size}, "items": list(items),
        }  # fmt: skip

    def _size(self, least: int, usual: int, most: int) -> int:
        text = self.query("maxResults")
        if text and not (text.isdigit() and least <= int(text) <= most):
            said = f"Invalid value '{text}'. Values must be within the range: [{least}, {most}]"
            raise refusal(400, "invalidParameter", said, location="maxResults")
        return (int(text) if text else usual) or usual

    def mine(self, ident: str) -> Video | None:
        """Return the video of that id, if it is the owner's."""
        return next((v for v in self.world.of(self.owner.channel) if v.id == ident), None)
