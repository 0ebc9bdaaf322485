"""A model of YouTube's Data API v3 with live streaming, made from its discovery document and what is known.

`YouTubeSimulator.from_seed` takes what `hardener_youtube.simulator.state` describes; `library_seed` makes one that
looks like a library's channel. One address serves `/youtube/v3`, `/token` and `/o/oauth2/v2/auth`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar, Self

from pydantic import JsonValue
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Route, Simulator
from hardener.sandbox.simulator import Json, Router, as_json, read_json, respond
from hardener_youtube.simulator import reads, writes
from hardener_youtube.simulator.asked import Asked, World
from hardener_youtube.simulator.consent import Consents
from hardener_youtube.simulator.problems import refusal
from hardener_youtube.simulator.seed import library_seed
from hardener_youtube.simulator.state import read_seed

__all__ = ["YouTubeSimulator", "library_seed"]

PREFIX = "/youtube/v3"
ROUTES: tuple[Route[Asked], ...] = (
    Route("GET", f"{PREFIX}/channels", reads.channels),
    Route("GET", f"{PREFIX}/liveBroadcasts", reads.broadcasts),
    Route("PUT", f"{PREFIX}/liveBroadcasts", writes.broadcast),
    Route("GET", f"{PREFIX}/playlistItems", reads.uploads),
    Route("GET", f"{PREFIX}/videos", reads.videos),
    Route("PUT", f"{PREFIX}/videos", writes.video),
    Route("GET", f"{PREFIX}/commentThreads", reads.comments),
    Route("GET", f"{PREFIX}/liveChat/messages", reads.chat),
)


class YouTubeSimulator(Simulator):
    """YouTube, as the owners of some channels see it."""

    vendor: ClassVar[str] = "youtube"

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        """Serve `world`."""
        super().__init__(clock=clock, faults=world.seed.faults)
        self.world = world
        self.consents = Consents(world.seed)
        self._router: Router[Asked] = Router(ROUTES)

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""
        return cls(World(read_seed(seed)), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> Json:
        """Return the seed of a library's channel, with programs in the four weeks after `now`."""
        return library_seed(now)

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[Json, Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`."""
        client = read_seed(seed).clients[0]
        options: Json = {"api_url": url, "token_url": f"{url}/token", "authorize_url": f"{url}/o/oauth2/v2/auth"}
        secrets = {
            "client_id": client.client_id, "client_secret": client.client_secret,
            "refresh_token": client.grants[0].refresh_token,
        }  # fmt: skip
        return options, secrets

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem`."""
        now = self.clock()
        match request.method, request.path:
            case "POST", "/token":
                return as_json(self.consents.token(request, now))
            case "GET", "/o/oauth2/v2/auth":
                return self.consents.agree(request, now)
        owner = self.consents.owner(request, now)
        try:
            route, params = self._router.find(request)
        except HTTPException as error:
            raise refusal(error.code or 500, "notFound", error.name, "global") from None
        asked = Asked(request, params, now, json=read_json(request), world=self.world, owner=owner)
        return respond(route, asked)
