"""What was put off inside a batch is waited for and sent again, and only that."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from tests.adapters.teams.made import STORY, Vault
from tests.http.made import Reply, Seen, serve, talking

from hardener.errors import AdapterError, ThrottledError
from hardener_teams import Teams
from hardener_teams.calls import DROP_QUESTION

REQUESTS: list[dict[str, Any]] = [
    {"method": "DELETE", "url": "/q/1"}, {"method": "POST", "url": "/q", "body": {"a": 1}}, {"method": "DELETE", "url": "/q/2"},
]  # fmt: skip
THROTTLED = {"error": {"code": "TooManyRequests", "message": "slow down"}}


class Graph:
    """Answers batches: by url, what each time; then 204."""

    def __init__(self, **answers: list[dict[str, Any]]) -> None:
        self.answers = {url.replace("_", "/"): list(given) for url, given in answers.items()}
        self.asked: Counter[str] = Counter()
        self.batches: list[list[str]] = []

    def __call__(self, seen: Seen) -> Reply:
        if "token" in seen.path:
            return Reply({"access_token": "x.y.z", "expires_in": 3600})
        if "$batch" not in seen.path:
            return Reply({"a": 1})
        self.batches.append([one["url"] for one in seen.sent["requests"]])
        return Reply({"responses": [self.one(each) for each in reversed(seen.sent["requests"])]})

    def one(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked[request["url"]] += 1
        given = self.answers.get(request["url"])
        return {"id": request["id"], "status": 204, **(given.pop(0) if given else {})}


def send(graph: Graph, slept: list[float], requests: list[dict[str, Any]] = REQUESTS) -> Teams:
    with serve(graph) as server, talking(server, sleep=slept.append) as session:
        options: dict[str, Any] = {"api_url": server.url, "login_url": server.url, "tenant": "t", "organizers": [STORY]}
        adapter = Teams.connect(options, session, Vault({"client_id": "c", "client_secret": "s"}))
        adapter.api.batch(DROP_QUESTION, requests, "host/jo", user="jo")
        assert json.dumps(graph.batches)
    return adapter


def again(status: int, after: str = "7") -> dict[str, Any]:
    return {"status": status, "headers": {"retry-after": after}, "body": THROTTLED}


@pytest.mark.parametrize("status", [429, 503])
def test_only_what_was_put_off_is_sent_again_and_after_the_wait(status: int) -> None:
    graph, slept = Graph(_q_2=[again(status), again(status, "9")]), list[float]()
    send(graph, slept)
    assert graph.batches == [["/q/1", "/q", "/q/2"], ["/q/2"], ["/q/2"]]
    assert [round(pause) for pause in slept] == [7, 9]


def test_a_post_that_was_throttled_was_not_done_and_is_sent_again() -> None:
    graph = Graph(_q=[again(429)])
    send(graph, [])
    assert graph.asked == {"/q/1": 1, "/q": 2, "/q/2": 1}


def test_a_post_over_which_the_vendor_failed_is_not_sent_again() -> None:
    graph = Graph(_q=[{"status": 500, "body": {"error": {"code": "x", "message": "oops"}}}])
    with pytest.raises(AdapterError, match="500"):
        send(graph, [])
    assert graph.asked["/q"] == 1


def test_a_wait_that_is_too_long_fails_at_once_with_the_reason() -> None:
    slept: list[float] = []
    with pytest.raises(ThrottledError, match="to wait: 900 s"):
        send(Graph(_q_1=[again(429, "900")]), slept)
    assert slept == []


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "204"},
        {"status": None},
        {"id": "9"},
        {"id": 1},
        {"status": 429, "headers": [], "body": []},
        {"status": 404, "body": "x"},
    ],
)
def test_an_odd_answer_is_never_taken_for_done(answer: dict[str, Any]) -> None:
    with pytest.raises(AdapterError):
        send(Graph(_q_1=[answer] * 99), [])
