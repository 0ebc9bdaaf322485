"""What all simulators have in common: serving, routing, pages, windows of time, faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

import pytest
import requests
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from hardener import sandbox
from hardener.sandbox import Context, Counters, Fault, Pages, PageTokenError, Problem, Route, Simulator, serve
from hardener.sandbox.simulator import Router, respond


class Echo(Simulator):
    """Answers with what it was asked."""

    vendor: ClassVar[str] = "echo"

    @classmethod
    def from_seed(cls, seed: Mapping[str, Any], *, clock: Callable[[], float]) -> Self:
        return cls(clock=clock, faults=[Fault(**each) for each in seed.get("faults", [])])

    @classmethod
    def sample(cls, now: datetime) -> dict[str, Any]:
        return {"now": now.isoformat()}

    @classmethod
    def connection(cls, seed: Mapping[str, Any], url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        return {"url": url}, dict.fromkeys(seed, "secret")

    def answer(self, request: Request) -> Response:
        router: Router[Context] = Router(
            [
                Route(
                    "GET",
                    "/echo/<word>",
                    lambda asked: {"word": asked.params["word"], "q": asked.query("q", "?")},
                ),
                Route("GET", "/empty", lambda _: None),
                Route("GET", "/ready", lambda _: Response("text")),
                Route("POST", "/wrong", self._wrong),
            ]
        )
        route, params = router.find(request)
        return respond(route, Context(request, params, self.clock(), headers={"X-Window": "1"}))

    def _wrong(self, asked: Context) -> None:
        raise Problem(418, {"code": 1, "message": asked.request.get_data(as_text=True)}, {"X-Own": "1"})


def echo(**seed: Any) -> Echo:
    return Echo.from_seed(seed, clock=lambda: 1.0)


def test_a_simulator_is_served_on_this_machine_only() -> None:
    for host in ("0.0.0.0", "192.0.2.1", "example.org", ""):
        with pytest.raises(ValueError, match="this machine only"):
            serve(echo(), host)
    for host in ("localhost", "127.0.0.1"):
        with serve(echo(), host) as server:
            assert server.url.startswith("http://127.0.0.1:")


def test_connections_are_kept() -> None:
    with serve(echo()) as server, requests.Session() as session:
        for word in ("one", "two"):
            answer = session.get(f"{server.url}/echo/{word}")
            assert answer.json() == {"word": word, "q": "?"}
            assert "Connection" not in answer.headers
        session.post(f"{server.url}/wrong", data=b"x" * 70_000)
        assert session.get(f"{server.url}/empty").status_code == 204
        assert session.head(f"{server.url}/echo/x").content == b""
        assert len(session.adapters["http://"].poolmanager.pools) == 1  # type: ignore[attr-defined]


def test_a_server_can_be_closed_while_somebody_waits() -> None:
    server = serve(echo())
    server.close()
    server.wait()
    with pytest.raises(requests.ConnectionError):
        requests.get(server.url, timeout=1)


def test_answers_and_problems_carry_the_headers_of_their_context() -> None:
    client = Client(echo())
    good = client.get("/echo/x?q=1")
    assert (good.json, good.headers["X-Window"]) == ({"word": "x", "q": "1"}, "1")
    assert client.get("/ready").get_data(as_text=True) == "text"
    wrong = client.post("/wrong", data="why")
    assert (wrong.status_code, wrong.json) == (418, {"code": 1, "message": "why"})
    assert (wrong.headers["X-Window"], wrong.headers["X-Own"]) == ("1", "1")
    assert client.get("/nowhere").json == {"code": 404, "message": "Not Found"}
    assert client.post("/echo/x").status_code == 405


def test_the_log_keeps_names_and_no_values() -> None:
    app = echo()
    client = Client(app)
    client.post("/wrong", json={"a": {"b": "secret"}, "c": [1]})
    client.post("/wrong", json=[1])
    client.post("/wrong", data="{", content_type="application/json")
    client.post("/wrong", data="", content_type="application/json")
    assert [call.keys for call in app.calls] == [("a.b", "c"), (), (), ()]
    assert app.calls[0].at == 1.0


def test_pages_lead_to_one_another_and_to_nothing_else() -> None:
    pages = Pages(lifetime=10)
    first, token = pages.cut(range(5), "list", "", 2, now=0)
    second, token = pages.cut(range(5), "list", token, 2, now=9)
    third, end = pages.cut(range(5), "list", token, 2, now=9)
    assert [*first, *second, *third] == [0, 1, 2, 3, 4]
    assert end == ""
    for listing, text, now in (
        ("other", token, 0.0),
        ("list", token, 19.0),
        ("list", "é", 0),
        ("list", "eDp5", 0),
    ):
        with pytest.raises(PageTokenError):
            pages.cut(range(5), listing, text, 2, now)


def test_windows_of_time_begin_anew() -> None:
    counters = Counters()
    assert [counters.add("x", now, 1) for now in (0.1, 0.9, 1.1)] == [1, 2, 1]
    assert (counters.count("x", 1.5, 1), counters.count("x", 2.0, 1), counters.count("y", 0, 1)) == (1, 0, 0)
    for number in range(10_100):
        counters.add(str(number), 0, 1)
    assert counters.count("0", 0, 1) == 0


def test_faults_meet_only_what_they_match() -> None:
    faults = [
        {"path": "/echo/b", "status": 500},
        {"path": "/echo", "method": "POST", "redirect": "/x"},
        {"path": "/echo/c", "set": {"word": [1], "missing.deep": 1}},
        {"path": "/echo/d", "headers": {"X-Odd": "1"}, "drop_key": "word"},
    ]
    client = Client(echo(faults=faults))
    assert client.get("/echo/a").json == {"word": "a", "q": "?"}
    assert client.get("/echo/b").get_data() == b""
    assert client.post("/echo/a").headers["Location"] == "/x"
    assert client.get("/echo/c").json == {"word": [1], "q": "?"}
    spoiled = client.get("/echo/d")
    assert (spoiled.json, spoiled.headers["X-Odd"]) == ({"q": "?"}, "1")


def test_a_fault_reaches_into_lists() -> None:
    fault = Fault(drop_key="rows.*.id", set={"rows.id": 1})
    response = Response('{"rows": [{"id": 5, "x": 1}, 3]}')
    fault.spoil(response)
    assert response.get_data(as_text=True) == '{"rows": [{"x": 1, "id": 1}, 3]}'


def test_simulators_are_found_by_their_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        def load(self) -> type[Simulator]:
            return Echo

    class Points(dict[str, Point]):
        names = ("echo",)

    monkeypatch.setattr(sandbox, "entry_points", lambda *, group: Points(echo=Point()))
    assert sandbox.installed() == ["echo"]
    assert sandbox.simulator("echo") is Echo
    with pytest.raises(LookupError, match="no simulator for 'nobody'; installed: echo"):
        sandbox.simulator("nobody")
