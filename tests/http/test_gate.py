"""When a vendor says wait, the whole connection waits; and waiting as told is no failure."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.http.made import Reply, Seen, serve, talking

from hardener.errors import AdapterError, RefusedError, ThrottledError


def elsewhere(work: Any) -> Any:
    """Do it in another thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_all_threads_and_views_wait_as_one_was_told(status: int) -> None:
    slept: list[float] = []
    replies = [Reply(status=status, headers={"Retry-After": "20"}), Reply({"a": 1})]
    with serve(replies) as server, talking(server, sleep=slept.append, deadline=100.0) as session:
        if status == 429:
            session.post("/m", {})
        else:  # it may not be sent again, but others must know
            with pytest.raises(RefusedError):
                session.post("/m", {})
        told = len(slept)
        view = session.at(server.url, None)
        assert elsewhere(lambda: view.get("/m")) == {"a": 1}
        assert elsewhere(lambda: session.form(f"{server.url}/token", {"grant_type": "x"})) == {"a": 1}
    assert len(slept) == told + 2
    assert all(15 < pause <= 20.25 for pause in slept)


def test_nobody_is_sent_while_the_vendor_says_wait() -> None:
    """Many threads, a second's pause: what comes after the refusal came after its end."""
    told = threading.Event()
    came: list[float] = []

    def answers(_: Seen) -> Reply:
        came.append(time.monotonic())
        return Reply({"a": 1}) if len(came) > 1 else Reply(status=429, headers={"Retry-After": "1"})

    def get(number: int) -> Any:
        if number:
            told.wait()
        return session.get("/m", {"n": str(number)})

    def sleep(seconds: float) -> None:
        told.set()
        threading.Event().wait(seconds)

    with serve(answers) as server, talking(server, sleep=sleep) as session:
        assert sum(1 for _ in session.each(get, range(8))) == 8
    assert min(came[1:]) - came[0] >= 1, "sooner than they were told"


def test_waiting_as_told_uses_up_no_tries() -> None:
    replies = [*[Reply(status=429, headers={"Retry-After": "1"})] * 20, Reply({"a": 1})]
    with serve(replies) as server, talking(server, deadline=100.0) as session:
        assert session.get("/m") == {"a": 1}
        assert len(server.seen) == 21
    with serve(Reply(status=503, headers={"Retry-After": "10"})) as server, talking(server, deadline=100.0) as session:
        with pytest.raises(RefusedError):
            session.patch("/m", {})
        assert 8 <= len(server.seen) <= 11, "until the deadline"


def test_a_wait_that_is_too_long_fails_at_once_and_the_next_call_is_not_sent() -> None:
    slept: list[float] = []
    with serve(Reply({}, 429, {"Retry-After": "600"})) as server, talking(server, sleep=slept.append) as session:
        with pytest.raises(ThrottledError, match="to wait: 600 s"):
            session.get("/m")
        with pytest.raises(ThrottledError, match=r"said to wait: .* not sent"):
            elsewhere(lambda: session.patch("/m", {}))
        assert len(server.seen) == 1
    assert slept == []


def test_a_limit_of_one_host_for_the_day_shuts_nobody_else_out() -> None:
    def answers(seen: Seen) -> Reply:
        headers = {"X-RateLimit-Type": "Daily-limit", "Retry-After": "30"}
        return Reply({}, 429, headers) if seen.path == "/jo" else Reply({"a": 1})

    slept: list[float] = []
    with serve(answers) as server, talking(server, sleep=slept.append) as session:
        with pytest.raises(ThrottledError):
            session.patch("/jo", {})
        assert session.patch("/al", {}) == {"a": 1}
    assert slept == []


def test_next_to_nothing_is_not_asked_for_without_end() -> None:
    with serve(Reply(status=429, headers={"Retry-After": "0.0001"})) as server:
        with talking(server, deadline=5.0) as session, pytest.raises(AdapterError):
            session.get("/m")
        assert len(server.seen) <= 21
