from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.http.made import Reply, serve, talking
from tests.waiting import free_port

from hardener.errors import ThrottledError, UnreachableError
from hardener.http.retry import asked_for, for_today

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=20)


@pytest.mark.parametrize(
    "said",
    [
        "20",
        " 20.0 ",
        format_datetime(LATER, usegmt=True),
        "2026-03-01T12:00:20Z",
        "2026-03-01T12:00:20",
        "2026-03-01T13:00:20+01:00",
    ],
)
@pytest.mark.parametrize("write", [False, True])
def test_it_waits_as_long_as_the_vendor_says(said: str, write: bool) -> None:
    slept: list[float] = []
    replies = [Reply(status=429, headers={"retry-after": said}), Reply({"a": 1})]
    with serve(replies) as server, talking(server, sleep=slept.append, clock=NOW.timestamp) as session:
        assert (session.patch("/m", {}) if write else session.get("/m")) == {"a": 1}
        assert session.counted() == {"PATCH" if write else "GET": 2}
    assert 20 <= slept[0] <= 20.25


@pytest.mark.parametrize("said", ["", "0", "soon", "2026-03-01T11:00:00Z", "-5"])
def test_without_a_time_it_waits_a_random_while_and_gives_up(said: str) -> None:
    slept: list[float] = []
    with serve(
        Reply(
            {"message": "slow down"},
            429,
            {"Retry-After": said, "X-RateLimit-Category": "Light", "X-RateLimit-Type": "QPS"},
        )
    ) as server:
        with (
            talking(server, sleep=slept.append, clock=NOW.timestamp) as session,
            pytest.raises(ThrottledError) as caught,
        ):
            session.get("/m")
        assert str(caught.value) == "the vendor answered 429: slow down; limit: Light QPS"
        assert caught.value.status == 429
        assert len(server.seen) == 6
    assert len(slept) == 5
    assert all(0 <= pause <= 30 for pause in slept)


def test_waits_together_never_take_longer_than_the_deadline() -> None:
    slept: list[float] = []
    with serve(Reply(status=429, headers={"Retry-After": "50"})) as server:
        with talking(server, sleep=slept.append) as session, pytest.raises(ThrottledError, match="to wait: 50 s"):
            session.get("/m")
        assert len(server.seen) == 3
    assert len(slept) == 2


def test_an_overloaded_server_is_waited_for_no_longer_than_the_deadline() -> None:
    with serve(Reply(status=503, headers={"Retry-After": "500"})) as server:
        with talking(server) as session, pytest.raises(Exception, match="503"):
            session.get("/m")
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"message": "no"}, 429, {"X-RATELIMIT-TYPE": "Daily-limit", "Retry-After": "2"}),
        Reply({"code": 429, "message": "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests"}, 429),
        Reply({}, 429, {"Retry-After": "7200"}),
        Reply({}, 429, {"Retry-After": "2026-03-02T00:00:00Z"}),
        Reply({}, 429, {"Retry-After": "inf"}),
    ],
)  # fmt: skip
def test_a_limit_of_the_day_is_not_waited_for(reply: Reply) -> None:
    slept: list[float] = []
    with serve(reply) as server, talking(server, sleep=slept.append, clock=NOW.timestamp) as session:
        for method in ("GET", "PATCH"):
            with pytest.raises(ThrottledError):
                session.ask(method, "/m", body={} if method == "PATCH" else None)
        assert len(server.seen) == 2
    assert slept == []


@settings(deadline=None)
@given(st.text() | st.datetimes().map(str) | st.floats().map(str) | st.datetimes().map(format_datetime))
def test_no_retry_after_is_too_odd(said: str) -> None:
    asked = asked_for({"Retry-After": said}, NOW.timestamp())
    assert asked is None or asked >= 0
    assert not for_today({"X-RateLimit-Type": said.replace("d", "")}, "")


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_nobody_is_waited_for_beyond_the_deadline(method: str) -> None:
    slept: list[float] = []
    url = f"http://127.0.0.1:{free_port()}"
    with talking(url, sleep=slept.append, deadline=2.0) as session:
        for _ in range(10):
            slept.clear()
            with pytest.raises(UnreachableError, match="refused"):
                session.ask(method, "/m/1", body={} if method == "PATCH" else None)
            assert sum(slept) <= 2.0
