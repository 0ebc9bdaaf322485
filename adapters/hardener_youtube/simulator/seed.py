"""A seed that looks like a public library's channel, with every mistake people make.

Everything in it follows from `now`; nothing is random.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hardener.sandbox.simulator import Json

ROOT = "https://www.googleapis.com/auth/"
CHANNEL, OTHER = "UCmaplecountylibrary00001", "UCsomebodyelseschannel001"
CLOSED: Json = {"privacyStatus": "unlisted", "selfDeclaredMadeForKids": True}
ADULT: Json = {"selfDeclaredMadeForKids": False}
OPEN: Json = {"privacyStatus": "public", **ADULT}
STREAM: Json = {"recordFromStart": False, "enableDvr": False, "latencyPreference": "low"}
"""How the library sets its streams up; what of it is no setting that hardener changes must stay so."""
MISTAKES: tuple[tuple[str, str, Json], ...] = (
    ("Baby Storytime", "not-declared", {"status": ADULT}),
    ("Toddler Storytime", "public", {"status": {"privacyStatus": "public"}}),
    ("Family Storytime", "kept", {"broadcast": {"details": {**STREAM, "recordFromStart": True}}}),
    ("Puppet Storytime", "chat", {"status": ADULT, "comments": False}),
    ("Bilingual Storytime", "comments", {"status": ADULT, "chat": False}),
    ("Sensory Storytime", "overruled", {"override": False, "chat": False, "comments": False}),
    ("Story Yoga", "youtube-alone", {"status": ADULT, "override": True}),
    ("Preschool Songs", "adults", {"status": ADULT, "age_restricted": True}),
    ("Rhyme Time", "begun", {"broadcast": {"state": "testing", "details": {**STREAM, "recordFromStart": True}}}),
    ("Story Theater", "no-chat-named", {"status": ADULT, "chat_named": False}),
)
"""Title, what is wrong, and how a stream that is right is changed for it."""
FACTS: Json = {
    "embeddable": False,
    "publicStatsViewable": False,
    "license": "creativeCommon",
    "containsSyntheticMedia": True,
}
"""What of a video's status is no setting that hardener changes, each otherwise than YouTube has it by default."""


def library_seed(now: datetime) -> Json:
    """Return the seed of a channel with streams in the four weeks from `now`, premieres and recordings.

    `planted` lists what is wrong with which video, and `right` has the ids of those with which nothing is wrong.
    """
    planted = [*_planted(now)]
    right = [*_right(now)]
    rest = [*_rest(now)]
    return {
        "channels": [{"id": CHANNEL, "title": "Maple County Library"}, {"id": OTHER, "title": "Somebody else"}],
        "clients": [
            {
                "client_id": "4711-sandbox.apps.googleusercontent.com", "client_secret": "sandbox-secret-of-hardener",
                "redirect_uris": ["http://127.0.0.1:8912/"],
                "grants": [
                    _grant("programs", CHANNEL, "youtube.force-ssl"),
                    _grant("looking", CHANNEL, "youtube.readonly"),
                    _grant("nobody", "", "youtube.force-ssl"),
                ],
            }
        ],
        "videos": [*(video for _, video in planted), *right, *rest],
        "planted": [{"video": video["id"], "title": video["title"], "mistake": what} for what, video in planted],
        "right": [video["id"] for video in right],
        "behaviour": {}, "faults": [],
    }  # fmt: skip


def stream(number: int, title: str, start: datetime, *, more: Mapping[str, Any] | None = None) -> Json:
    """Return a stream of the library that is right, but for what `more` says."""
    times: Json = {"start": at(start), "end": at(start + timedelta(minutes=30)), "details": STREAM}
    usual: Json = {
        "id": f"Sb{number:04d}Stream", "channel": CHANNEL, "title": title, "status": {**CLOSED, **FACTS},
        "published": at(start - timedelta(days=40)), "broadcast": times,
    }  # fmt: skip
    return _changed(usual, more or {})


def upload(number: int, title: str, published: datetime, *, more: Mapping[str, Any] | None = None) -> Json:
    """Return a video of the library that is right, but for what `more` says."""
    usual: Json = {
        "id": f"Sb{number:04d}Upload", "channel": CHANNEL, "title": title, "published": at(published),
        "status": {**CLOSED, **FACTS},
    }  # fmt: skip
    return _changed(usual, more or {})


def _changed(usual: Json, more: Mapping[str, Any]) -> Json:
    """Return what is usual, with what `more` says otherwise, two deep."""
    whole = dict(usual)
    for name, value in more.items():
        before = usual.get(name)
        whole[name] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return whole


def at(moment: datetime) -> str:
    """Return a time as YouTube writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _planted(now: datetime) -> Iterator[tuple[str, Json]]:
    for number, (title, what, more) in enumerate(MISTAKES):
        yield what, stream(100 + number, title, now + timedelta(days=2 + number, hours=1), more=more)
    always: Json = {"persistent": True, "start": "1970-01-01T00:00:00Z", "end": None}
    yield "always-open", stream(120, "Maple County Library Live", now, more={"status": OPEN, "broadcast": always})
    later: Json = {"privacyStatus": "private", "publishAt": at(now + timedelta(days=3))}
    yield "scheduled", upload(121, "Storytime to Come", now, more={"status": later})
    yield "not-declared", upload(122, "Storytime on the Farm", now - timedelta(days=3), more={"status": ADULT})
    shown: Json = {"premiere": at(now + timedelta(days=5)), "status": ADULT}
    yield "premiere", upload(123, "Storytime Premiere", now - timedelta(days=1), more=shown)


def _right(now: datetime) -> Iterator[Json]:
    for number in range(4):
        yield stream(200 + number, f"Morning Storytime {number + 1}", now + timedelta(days=4 + 5 * number, hours=2))
    yield upload(210, "Storytime at Home", now - timedelta(days=6))
    first: Json = {"premiere": at(now + timedelta(days=6))}
    yield upload(211, "Storytime First Showing", now - timedelta(days=2), more=first)


def _rest(now: datetime) -> Iterator[Json]:
    """Yield what is over, what is somebody else's, and recordings from earlier."""
    then = now - timedelta(days=9)
    over: Json = {"state": "complete", "started": at(then), "start": at(then)}
    yield stream(300, "Storytime of Last Week", then, more={"broadcast": over})
    yield upload(301, "Not the Library's", now, more={"status": ADULT, "channel": OTHER})
    for number in range(60):
        yield upload(400 + number, f"Storytime {number + 1} of Last Year", now - timedelta(days=200 + number))


def _grant(token: str, channel: str, *scopes: str) -> Json:
    return {
        "refresh_token": f"1//sandbox-{token}", "channel": channel, "scopes": [ROOT + scope for scope in scopes],
    }  # fmt: skip
