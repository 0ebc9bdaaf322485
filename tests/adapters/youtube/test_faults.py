"""Whatever goes wrong on the way to YouTube ends as "can't tell", and never as a pass."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.adapters.mutate import Found, look, wrong
from tests.end_to_end.youtube_library import ADULT, small, soon, stream, upload

from hardener.sandbox import serve
from hardener_youtube.simulator import YouTubeSimulator

PATHS = ("channels", "liveBroadcasts", "playlistItems", "videos", "liveChat", "commentThreads")
FAULTS: dict[str, dict[str, Any]] = {
    "refused": {"status": 403, "body": {"error": {"code": 403, "errors": [{"reason": "forbidden", "domain": "x"}]}}},
    "no reason": {"status": 403},
    "a page": {"status": 200, "body": "<html>"},
    "gone": {"status": 404, "body": {"error": {"code": 404, "errors": [{"reason": "notFound"}]}}},
    "half": {"truncate": True},
    "elsewhere": {"redirect": "https://video.example/"},
    "spent": {"status": 403, "body": {"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}}},
    "no items": {"drop_key": "items"},
    "for ever": {"set": {"nextPageToken": "again"}},
}
LISTS = {"no items", "for ever"}
"""What can only go wrong with a list that is walked: of the others one page is asked for, and that has all."""


def seen(*faults: dict[str, Any]) -> Found:
    made = small(
        stream(1, "Baby Storytime", soon(3)), stream(2, "Open Storytime", soon(4), more={"status": ADULT}),
        upload(3, "Storytime of Last Week", soon(-7)), faults=list(faults),
    )  # fmt: skip
    with serve(YouTubeSimulator.from_seed(made, clock=time.time)) as server:
        return look("youtube", server.url, YouTubeSimulator.connection(made, server.url))


@pytest.fixture(scope="module")
def right() -> Found:
    found = seen()
    assert found.complete
    assert not found.unclear
    return found


CASES = [
    (path, fault)
    for path in PATHS
    for fault in FAULTS
    if fault not in LISTS or path in {"liveBroadcasts", "playlistItems"}
]


@pytest.mark.parametrize(("path", "fault"), CASES)
def test_a_fault_is_told_and_nothing_passes_by_it(right: Found, path: str, fault: str) -> None:
    found = seen({"path": f"/{path}", **FAULTS[fault]})
    assert list(wrong(right, found)) == []
    assert not found.complete or found.unclear


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRequestsExceedRateLimit"])
def test_who_was_too_fast_waits_and_asks_again(right: Found, reason: str) -> None:
    body = {"error": {"code": 403, "errors": [{"reason": reason, "domain": "youtube.quota"}]}}
    assert seen({"path": "/videos$", "nth": [1], "status": 403, "body": body}) == right
