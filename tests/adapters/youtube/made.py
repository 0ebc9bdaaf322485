"""The adapter, and a YouTube that it talks to: the simulator, or one that was written by somebody else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.adapters.connected import Kept
from tests.adapters.youtube.discovery import Checked
from tests.end_to_end.youtube_library import small
from tests.http import made as http
from tests.http.made import Reply, Seen

from hardener.adapter import Changes, Window
from hardener.http import Session
from hardener.model import Elsewhere, Target, Unreadable
from hardener.sandbox import serve
from hardener_youtube import YouTube

SECRETS = {"client_id": "4711-x.apps.googleusercontent.com", "client_secret": "secret", "refresh_token": "1//known"}


@dataclass
class Channel:
    """The adapter, and the simulated YouTube that it talks to."""

    app: Checked
    youtube: YouTube

    def everything(self, program: str | None = None) -> list[Target | Unreadable]:
        now = datetime.now(UTC)
        found = self.youtube.read_all(Window(now, now + timedelta(weeks=4), program))
        return [one for one in found if not isinstance(one, Elsewhere)]

    def targets(self) -> dict[str, Target]:
        """Return every target by its title."""
        return {one.title: one for one in self.everything() if isinstance(one, Target)}

    def change(self, target: Target, control: str, value: str) -> Target:
        """Have one control changed, and return the target as it is then."""
        row = next(r for r in self.youtube.settings if r.control == control and r.can_write(target.kind))
        self.youtube.write(target, Changes.between(target.document, row.put(target.document, target.kind, value)))
        return self.youtube.read(target)


@contextmanager
def channel(*videos: Mapping[str, Any], options: Mapping[str, Any] | None = None, **more: Any) -> Iterator[Channel]:
    """Serve these videos, and connect to them."""
    seed = small(*videos, **more)
    app = Checked.from_seed(seed, clock=time.time)
    with serve(app) as server, Session("main", read_only=False) as session:
        given, secrets = app.connection(seed, server.url)
        yield Channel(app, YouTube.connect({**given, **(options or {})}, session, Kept(secrets)))
    assert not app.broken


class Another:
    """A YouTube by somebody else: it says what it is told to, and a PUT replaces the part that it has."""

    def __init__(self, **answers: Any) -> None:
        """Answer by the last part of a path: a list of entries, or a whole reply."""
        self.answers: dict[str, Any] = {
            "channels": [{"id": "UCx", "contentDetails": {"relatedPlaylists": {"uploads": "UUx"}}}]
        }
        self.answers |= {"liveBroadcasts": [], "videos": [], "playlistItems": [], "commentThreads": [], "messages": []}
        self.answers |= answers
        self.seen: list[Seen] = []

    def __call__(self, seen: Seen) -> Reply:
        """Answer one request."""
        if seen.path.endswith("/token"):
            return Reply({"access_token": "at", "expires_in": 3600, "token_type": "Bearer"})
        self.seen.append(seen)
        answer = self.answers[seen.path.rpartition("/")[2]]
        if isinstance(answer, Reply):
            return answer
        if seen.method == "PUT":
            (one,) = (each for each in answer if each["id"] == seen.sent["id"])
            one |= seen.sent
            return Reply(one)
        wanted = seen.query.get("id", "").split(",")
        return Reply({"items": [each for each in answer if wanted == [""] or each["id"] in wanted]})

    def sent(self) -> list[Any]:
        return [seen.sent for seen in self.seen if seen.method == "PUT"]


def denied(reason: str, status: int = 403) -> Reply:
    """Return a refusal with this reason."""
    one = {"message": "no", "domain": "youtube.x", "reason": reason}
    return Reply({"error": {"code": status, "message": "no", "errors": [one]}}, status)


@contextmanager
def talking_to(other: Another) -> Iterator[YouTube]:
    """Connect to a YouTube by somebody else."""
    with http.serve(other) as server, Session("main", read_only=False) as session:
        given = {"api_url": server.url, "token_url": f"{server.url}/token"}
        yield YouTube.connect(given, session, Kept(SECRETS))
