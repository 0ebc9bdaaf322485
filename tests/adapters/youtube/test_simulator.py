"""The simulator, asked by a client that knows nothing of hardener: pages, units, reasons, and what a PUT leaves out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from tests.adapters.youtube.discovery import Checked

from hardener.sandbox import SeedError, serve
from hardener_youtube.simulator import YouTubeSimulator, library_seed

ID, FILM = "Sb0200Stream", "Sb0210Upload"


@dataclass
class Client:
    """Somebody who is logged in."""

    url: str
    app: Checked
    token: str

    def ask(self, method: str, path: str, body: Any = None, **params: Any) -> requests.Response:
        head = {"Authorization": f"Bearer {self.token}"}
        return requests.request(
            method, f"{self.url}/youtube/v3/{path}", params=params, json=body, headers=head, timeout=10
        )

    def get(self, path: str, **params: Any) -> Any:
        answer = self.ask("GET", path, **params)
        return answer.json() if answer.ok else (answer.status_code, answer.json()["error"]["errors"][0]["reason"])

    def put(self, path: str, part: str, body: Any) -> Any:
        answer = self.ask("PUT", path, body, part=part)
        return answer.json() if answer.ok else (answer.status_code, answer.json()["error"]["errors"][0]["reason"])


@contextmanager
def client(grant: str = "programs", **more: Any) -> Iterator[Client]:
    app = Checked.from_seed({**library_seed(datetime.now(UTC)), **more}, clock=time.time)
    one = app.world.seed.clients[0]
    with serve(app) as server:
        form = {
            "grant_type": "refresh_token", "refresh_token": f"1//sandbox-{grant}", "client_id": one.client_id,
            "client_secret": one.client_secret,
        }  # fmt: skip
        told = requests.post(f"{server.url}/token", data=form, timeout=10).json()
        yield Client(server.url, app, told["access_token"])


def test_lists_have_pages_and_the_stream_that_is_always_there_has_to_be_asked_for() -> None:
    with client() as google:
        first = google.get("liveBroadcasts", part="id", mine="true", broadcastType="all")
        assert len(first["items"]) == 5
        found, token = list(first["items"]), first["nextPageToken"]
        while token:
            page = google.get("liveBroadcasts", part="id", mine="true", broadcastType="all", pageToken=token)
            found, token = found + page["items"], page.get("nextPageToken", "")
        assert len(found) == first["pageInfo"]["totalResults"] == len({each["id"] for each in found})
        events = google.get("liveBroadcasts", part="id", mine="true", maxResults=50)["items"]
        assert {each["id"] for each in found} - {each["id"] for each in events} == {"Sb0120Stream"}
        assert google.get("liveBroadcasts", part="id", mine="true", pageToken="x") == (400, "invalidPageToken")


@pytest.mark.parametrize(
    ("path", "params", "answer"),
    [
        ("liveBroadcasts", {"part": "id"}, (400, "missingRequiredParameter")),
        ("liveBroadcasts", {"part": "id", "mine": "true", "id": ID}, (400, "incompatibleParameters")),
        ("liveBroadcasts", {"part": "id", "mine": "true", "broadcastStatus": "all"}, (400, "incompatibleParameters")),
        ("liveBroadcasts", {"mine": "true"}, (400, "missingRequiredParameter")),
        ("liveBroadcasts", {"part": "odd", "mine": "true"}, (400, "unknownPart")),
        ("videos", {"part": "id", "id": ID, "maxResults": 51}, (400, "invalidParameter")),
        ("commentThreads", {"part": "id", "videoId": ID}, (403, "commentsDisabled")),
        ("commentThreads", {"part": "id", "videoId": "nothing"}, (404, "videoNotFound")),
        ("liveChat/messages", {"part": "id", "liveChatId": f"Cg0KC{ID}KicKGFVD"}, (403, "liveChatDisabled")),
        ("liveChat/messages", {"part": "id", "liveChatId": f"Cg0KC{FILM}KicKGFVD"}, (403, "liveChatEnded")),
        ("liveChat/messages", {"part": "id", "liveChatId": "nothing"}, (404, "liveChatNotFound")),
        ("playlistItems", {"part": "id", "playlistId": "nothing"}, (404, "playlistNotFound")),
        ("nothing", {}, (404, "notFound")),
    ],
)
def test_a_refusal_says_its_reason(path: str, params: dict[str, Any], answer: tuple[int, str]) -> None:
    with client() as google:
        assert google.get(path, **params) == answer


def test_what_a_put_leaves_out_is_set_back() -> None:
    with client() as google:
        before = google.get("videos", part="status", id=ID)["items"][0]["status"]
        assert (before["embeddable"], before["license"], before["selfDeclaredMadeForKids"]) == (
            False,
            "creativeCommon",
            True,
        )
        after = google.put("videos", "status", {"id": ID, "status": {"privacyStatus": "unlisted"}})["status"]
        assert (after["embeddable"], after["license"], after["selfDeclaredMadeForKids"]) == (True, "youtube", False)
        monitor = {"enableMonitorStream": True, "broadcastStreamDelayMs": 0}
        body = {"id": ID, "contentDetails": {"monitorStream": monitor}}
        assert google.put("liveBroadcasts", "contentDetails", body)["contentDetails"]["recordFromStart"] is True
        assert google.put("liveBroadcasts", "contentDetails", {"id": ID, "contentDetails": {}}) == (400, "required")
        assert google.put("liveBroadcasts", "status", {"id": ID, "status": {}}) == (400, "required")
        late = {"id": "Sb0108Stream", "contentDetails": {"monitorStream": monitor}}
        assert google.put("liveBroadcasts", "contentDetails", late)[0] == 403
        assert google.put("videos", "status", {"status": {}}) == (400, "idRequired")
        assert google.put("videos", "status", {"id": "Sb0301Upload", "status": {}}) == (404, "videoNotFound"), (
            "another's"
        )


ODD: tuple[Any, ...] = (5, 1.5, True, "x", ["x"], {"x": 1})


def test_an_odd_value_in_a_body_is_refused_and_changes_nothing() -> None:
    monitor = {"enableMonitorStream": True, "broadcastStreamDelayMs": 0}
    with client() as google:
        google.app.answer = lambda request: YouTubeSimulator.answer(google.app, request)  # type: ignore[method-assign]  # what is sent is not the document's
        before = google.get("liveBroadcasts", part="snippet,status,contentDetails", id=ID)["items"][0]
        for odd in ODD:
            for name in ("privacyStatus", "publishAt", *(["embeddable"] if odd is not True else [])):
                sent = {"privacyStatus": "private", name: odd}
                assert google.put("videos", "status", {"id": ID, "status": sent})[0] == 400, (name, odd)
            for name in ("latencyPreference", "monitorStream", "enableDvr"):
                if (name, odd) not in [("latencyPreference", "x"), ("enableDvr", True)]:
                    sent = {"monitorStream": monitor, name: odd}
                    assert google.put("liveBroadcasts", "contentDetails", {"id": ID, "contentDetails": sent})[0] == 400
            sent = {"title": "x", "scheduledStartTime": odd}
            assert google.put("liveBroadcasts", "snippet", {"id": ID, "snippet": sent})[0] == 400
        assert google.get("liveBroadcasts", part="snippet,status,contentDetails", id=ID)["items"][0] == before


def test_made_for_kids_takes_chat_and_comments_away() -> None:
    with client() as google:
        open_one = "Sb0103Stream"
        chat = {"part": "id", "liveChatId": f"Cg0KC{open_one}KicKGFVD"}
        assert google.get("liveChat/messages", **chat)["items"] == []
        status = google.get("videos", part="status", id=open_one)["items"][0]["status"]
        google.put("videos", "status", {"id": open_one, "status": {**status, "selfDeclaredMadeForKids": True}})
        assert google.get("liveChat/messages", **chat) == (403, "liveChatDisabled")


def test_every_request_costs_units_and_a_day_of_them_is_soon_spent() -> None:
    with client(units=58) as google:
        assert google.get("videos", part="odd", id=ID) == (400, "unknownPart")
        google.get("liveChat/messages", part="id", liveChatId="nothing")
        google.put("videos", "status", {"id": "nothing", "status": {}})
        assert google.app.world.units.spent == 56
        assert google.get("liveChat/messages", part="id", liveChatId="nothing") == (403, "quotaExceeded")
        assert google.get("channels", part="id", mine="true")["items"][0]["id"].startswith("UC")


def test_who_may_only_look_changes_nothing_and_asks_for_no_comments() -> None:
    with client("looking") as google:
        assert google.get("channels", part="id", mine="true")["items"]
        assert google.get("commentThreads", part="id", videoId=ID) == (403, "insufficientPermissions")
        assert google.put("videos", "status", {"id": ID, "status": {}}) == (403, "insufficientPermissions")
        google.token = "nonsense"
        assert google.get("channels", part="id", mine="true") == (401, "authError")


def test_of_others_only_what_all_may_see_is_shown() -> None:
    with client() as google:
        (other,) = google.get("videos", part="status", id="Sb0301Upload")["items"]
        assert "selfDeclaredMadeForKids" not in other["status"]
    with client("nobody") as google:
        assert google.get("channels", part="id", mine="true")["items"] == []


@pytest.mark.parametrize("bad", [{"channels": 1}, {"videos": [{"id": "x"}]}, {"strange": 1}])
def test_a_seed_that_is_wrong_is_said(bad: dict[str, Any]) -> None:
    with pytest.raises(SeedError):
        Checked.from_seed({**library_seed(datetime.now(UTC)), **bad}, clock=time.time)
