"""How much the simulated Zoom takes, and what goes wrong on the way if the seed asks for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from tests.adapters.zoom.simulator_made import SINGLE, STORY, TALK, Zoom, meeting, zoom


def burst(client: Zoom, path: str, times: int) -> list[requests.Response]:
    return [client.get(path) for _ in range(times)]


@pytest.mark.parametrize(("plan", "light", "medium"), [("free", 4, 2), ("pro", 30, 20), ("business", 80, 60)])
def test_each_plan_takes_so_many_in_a_second(plan: str, light: int, medium: int) -> None:
    with zoom(account={"id": "acc", "plan": plan}) as client:
        for path, limit in ((f"/meetings/{SINGLE}", light), ("/users", medium)):
            statuses = [answer.status_code for answer in burst(client, path, limit + 1)]
            assert statuses == [200] * limit + [429]
        client.clock.now += 1
        assert client.get("/users").status_code == 200


def test_a_refusal_for_a_second_has_headers_but_no_date() -> None:
    with zoom(limits={"per_second": {"LIGHT": 1}}) as client:
        first, second = burst(client, f"/meetings/{SINGLE}", 2)
        assert first.headers["X-RateLimit-Category"] == "Light"
        assert first.headers["X-RateLimit-Type"] == "QPS"
        assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("1", "0")
        assert second.json()["code"] == 429
        assert "Retry-After" not in second.headers


@pytest.mark.parametrize(("headers", "count"), [("category", 1), ("none", 0)])
def test_headers_can_be_few(headers: str, count: int) -> None:
    with zoom(limits={"per_second": {"LIGHT": 1}, "headers": headers, "code": 4001}) as client:
        refused = burst(client, f"/meetings/{SINGLE}", 2)[1]
        assert (refused.status_code, refused.json()["code"]) == (429, 4001)
        assert sum(name.lower().startswith("x-ratelimit") for name in refused.headers) == count


def test_a_day_s_limit_says_when_it_ends_as_a_moment() -> None:
    with zoom(limits={"per_day": {"HEAVY": 1}}) as client:
        days = {"from": "2026-11-23", "to": "2026-11-30"}
        assert client.get("/report/upcoming_events", **days).status_code == 200
        refused = client.get("/report/upcoming_events", **days)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "2026-11-24T00:00:00Z"
        assert refused.headers["X-RateLimit-Type"] == "Daily-limit"
    with zoom(limits={"per_day": {"HEAVY": 0}, "headers": "none"}) as client:
        assert "Retry-After" not in client.get("/report/upcoming_events", **days).headers


def test_a_host_has_a_hundred_writes_a_day() -> None:
    with zoom() as client:
        for number in range(100):
            client.clock.now += 1
            kind, program = ("webinars", TALK) if number % 2 else ("meetings", SINGLE)
            assert client.patch(f"/{kind}/{program}", {"duration": 30}).status_code == 204
        client.clock.now += 1
        refused = client.patch(f"/meetings/{STORY}", {"duration": 30})
        assert refused.status_code == 429
        assert refused.json() == {
            "code": 429,
            "message": "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests "
            "permitted for this particular user. You may resume these requests at GMT 00:00:00.",
        }
        assert refused.headers["X-RateLimit-Category"] == "Light"
        assert "Retry-After" not in refused.headers
        assert client.ask("POST", "/users/u1/meetings", json={}).status_code == 429
        assert client.patch("/meetings/81004", {"duration": 30}).status_code == 204
        client.clock.now += 9 * 3600
        client.login()
        assert client.patch(f"/meetings/{STORY}", {"duration": 30}).status_code == 204


def test_limits_can_be_off() -> None:
    with zoom(limits={"enforced": False, "per_second": {"LIGHT": 1}, "writes_per_host": 0}) as client:
        assert {answer.status_code for answer in burst(client, f"/meetings/{SINGLE}", 5)} == {200}
        assert client.patch(f"/meetings/{SINGLE}", {"duration": 30}).status_code == 204


def raw(client: Zoom, path: str = f"/meetings/{SINGLE}") -> requests.Response:
    return client.session.get(f"{client.url}/v2{path}", allow_redirects=False)


def test_a_server_can_fail_now_and_then() -> None:
    faults = [
        {"path": "/meetings/", "nth": [1, 3], "status": 503, "body": {"code": 1}, "headers": {"X-Odd": "1"}},
        {"path": "/users$", "method": "GET", "every": 2, "status": 500},
    ]
    with zoom(faults=faults) as client:
        assert [raw(client).status_code for _ in range(4)] == [503, 200, 503, 200]
        assert [raw(client, "/users").status_code for _ in range(4)] == [200, 500, 200, 500]


def test_an_answer_can_be_cut_redirected_and_spoiled() -> None:
    with (
        zoom(faults=[{"truncate": True, "path": "/v2/"}]) as client,
        pytest.raises(ValueError, match=r"Unterminated|Expecting"),
    ):
        json.loads(raw(client).content)
    with zoom(faults=[{"redirect": "https://elsewhere.example.org/", "path": "/v2/"}]) as client:
        answer = raw(client)
        assert (answer.status_code, answer.headers["Location"]) == (302, "https://elsewhere.example.org/")
    faults = [{"path": "/v2/", "drop_key": "settings.waiting_room", "set": {"topic": "x" * 99_999, "type": "2"}}]
    with zoom(faults=faults) as client:
        spoiled = raw(client).json()
        assert "waiting_room" not in spoiled["settings"]
        assert (len(spoiled["topic"]), spoiled["type"]) == (99_999, "2")


def test_a_list_can_go_on_for_ever() -> None:
    faults: list[dict[str, Any]] = [{"path": "/users/u1/meetings", "set": {"next_page_token": "again"}}]
    faults.append({"path": "/users/u1/meetings", "drop_key": "meetings.*.uuid", "delay": 0.001})
    with zoom(faults=faults) as client:
        page = raw(client, "/users/u1/meetings").json()
        assert page["next_page_token"] == "again"
        assert "uuid" not in page["meetings"][0]


def test_calls_are_remembered_without_their_values() -> None:
    with zoom(meetings=[meeting(SINGLE, "Talk")]) as client:
        client.patch(
            f"/meetings/{SINGLE}",
            {"password": "secret-1", "settings": {"waiting_room": True}},
            occurrence_id="",
        )
        login, call = client.app.calls
        assert (login.path, login.keys) == ("/oauth/token", ())
        assert (call.method, call.path, call.status) == ("PATCH", f"/v2/meetings/{SINGLE}", 204)
        assert call.keys == ("password", "settings.waiting_room")
        assert "secret-1" not in repr(client.app.calls)
