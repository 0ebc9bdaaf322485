"""Many reads in one POST: behind the wall, each answered, put off or refused by itself, and what is odd is never clean."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tests.http.made import Reply, Seen, Server, broker, serve, talking

from hardener.errors import AdapterError, MalformedError, RefusedError, ThrottledError, WriteForbiddenError
from hardener.http import Answer, Session
from hardener.http.batch import Batches, Wanted

PREFER = {"Prefer": "all"}
PATHS = ("/rooms/{room}", "/rooms/{room}/guests")
ROOMS = [Wanted(f"/rooms/{n}", {"at": "a b"}, "rooms") for n in range(1, 4)]
Told = dict[str, Any]


class Vendor:
    """Answers batches: each request by its number what `told` says, in turn, then as is right."""

    def __init__(self, *told: tuple[int, Told], whole: Callable[[list[Told]], Any] | None = None) -> None:
        self.told: dict[str, list[Told]] = {}
        for number, answer in told:
            self.told.setdefault(f"/rooms/{number}?at=a+b", []).append(answer)
        self.whole = whole
        self.batches: list[list[str]] = []
        self.alone: list[str] = []

    def __call__(self, seen: Seen) -> Reply:
        if seen.method == "GET":
            self.alone.append(seen.path)
            return Reply({"name": f"alone {seen.path[-1]}"})
        assert seen.path == "/$batch"
        asked = seen.sent["requests"]
        assert all(one["method"] == "GET" and one["headers"] == PREFER and len(one) == 4 for one in asked)
        self.batches.append([one["url"] for one in asked])
        answers = [self.one(one) for one in reversed(asked)]
        return Reply(self.whole(answers) if self.whole else {"responses": answers})

    def one(self, asked: Told) -> Told:
        told = self.told.get(asked["url"])
        right = {"id": asked["id"], "status": 200, "headers": {}, "body": {"name": asked["url"].partition("?")[0]}}
        return right | told.pop(0) if told else right


def batches(session: Session) -> Batches:
    return session.batches("/$batch", PATHS, PREFER)


def asked(vendor: Vendor, wanted: list[Wanted] = ROOMS, **options: Any) -> list[Answer | AdapterError]:
    with serve(vendor) as server, talking(server, **{"read_only": True, **options}) as session:
        return batches(session).answers(wanted)


def names(found: list[Answer | AdapterError]) -> list[str]:
    return [one.body["name"] if isinstance(one, Answer) else type(one).__name__ for one in found]


ALL = ["/rooms/1", "/rooms/2", "/rooms/3"]


def test_twenty_at_a_time_each_answered_in_any_order_as_if_alone() -> None:
    vendor, many = Vendor(), [Wanted(f"/rooms/{n}", {}, "rooms") for n in range(10, 55)]
    found = asked(vendor, many)
    assert names(found) == [f"/rooms/{n}" for n in range(10, 55)]
    assert [len(one) for one in vendor.batches] == [20, 20, 5]


def test_one_alone_needs_no_batch() -> None:
    vendor = Vendor()
    assert names(asked(vendor, ROOMS[:1])) == ["alone 1"]
    assert vendor.batches == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_is_put_off_inside_is_asked_again_by_itself_after_the_wait(status: int) -> None:
    slept: list[float] = []
    late = {"status": status, "headers": {"retry-after": "7"}, "body": {"error": {"code": "x", "message": "slow"}}}
    vendor = Vendor((2, late), (2, late))
    assert names(asked(vendor, sleep=slept.append)) == ALL
    assert [len(one) for one in vendor.batches] == [3, 1, 1]
    assert [round(pause) for pause in slept] == [7, 7]


def test_a_wait_that_is_too_long_is_that_one_s_alone() -> None:
    vendor = Vendor((2, {"status": 429, "headers": {"Retry-After": "900"}, "body": {}}))
    found = asked(vendor)
    assert names(found) == ["/rooms/1", "ThrottledError", "/rooms/3"]
    assert isinstance(found[1], ThrottledError)
    assert "to wait: 900 s" in str(found[1])


@pytest.mark.parametrize(
    "odd", ["Thu, 01 Jan 2026 00:00:00 +99999999999999999", "0001-01-01T00:00:00+23:59", "\u0665", "-1", "nan"]
)
def test_an_odd_wait_is_that_one_s_alone(odd: str) -> None:
    late = {"status": 429, "headers": {"Retry-After": odd}, "body": {}}
    assert names(asked(Vendor((2, late)))) == ALL
    assert names(asked(Vendor(*[(2, late)] * 50))) == ["/rooms/1", "ThrottledError", "/rooms/3"]


def test_one_that_fails_for_ever_costs_no_other() -> None:
    vendor = Vendor(*[(3, {"status": 503, "body": {"error": {"code": "x", "message": "down"}}})] * 50)
    found = asked(vendor)
    assert names(found) == ["/rooms/1", "/rooms/2", "RefusedError"]
    assert "503" in str(found[2])


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_inside_is_that_one_s(status: int) -> None:
    vendor = Vendor((1, {"status": status, "body": {"error": {"code": "Gone", "message": "no such room"}}}))
    found = asked(vendor)
    assert names(found) == ["RefusedError", "/rooms/2", "/rooms/3"]
    assert isinstance(found[0], RefusedError)
    assert (found[0].status, found[0].code) == (status, "Gone")
    assert len(vendor.batches) == 1
    assert vendor.alone == []


def test_a_token_that_ended_inside_is_replaced_for_that_one() -> None:
    vendor = Vendor((2, {"status": 401, "body": {"error": {"code": "InvalidAuthenticationToken", "message": "old"}}}))
    assert names(asked(vendor)) == ["/rooms/1", "alone 2", "/rooms/3"]


@pytest.mark.parametrize(
    "odd",
    [
        {"id": 2}, {"id": None}, {"id": "9"}, {"id": ["2"]}, {"id": "1"},
        {"status": "200"}, {"status": True}, {"status": None}, {"status": 200.0}, {"status": 0}, {"status": 302}, {"status": 999},
        {"status": 202}, {"status": 206}, {"status": 304},
        {"headers": []}, {"headers": None}, {"headers": {"Retry-After": 7}}, {"headers": "x"},
        {"body": None}, {"body": []}, {"body": "eyJhIjoxfQ=="}, {"body": 7}, {"body": True},
    ],
    ids=str,
)  # fmt: skip
def test_an_odd_answer_inside_is_not_read_and_costs_no_other(odd: Told) -> None:
    found = asked(Vendor((2, odd)))
    assert isinstance(found[1], MalformedError), found[1]
    assert "/rooms/2" in str(found[1])
    assert names(found)[2] == "/rooms/3"
    # Whose answer one is that was given the same id twice, nobody knows.
    assert names(found)[0] == ("MalformedError" if odd == {"id": "1"} else "/rooms/1")


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        (lambda answers: {"responses": answers[1:]}, [0, 1]),
        (lambda answers: {"responses": [*answers, answers[0]]}, [0, 1]),
        (lambda answers: {"responses": [None, *answers, {"id": "77", "status": 200, "body": {"name": "a stranger's"}}]}, [0, 1, 2]),
        (lambda answers: {"responses": []}, []),
    ],
    ids=["missing", "doubled", "strangers", "none"],
)  # fmt: skip
def test_what_a_batch_does_not_answer_once_is_not_read(whole: Callable[[list[Told]], Any], left: list[int]) -> None:
    found = asked(Vendor(whole=whole))
    assert names(found) == [ALL[n] if n in left else "MalformedError" for n in range(3)]


@pytest.mark.parametrize("whole", [{}, [], {"responses": {}}, {"responses": None}, "x", 7, {"error": "x"}], ids=str)
def test_what_is_no_batch_s_answer_has_each_asked_for_alone(whole: Any) -> None:
    vendor = Vendor(whole=lambda _: whole)
    assert names(asked(vendor)) == ["alone 1", "alone 2", "alone 3"]


def test_an_answer_too_large_for_all_may_be_small_enough_for_each() -> None:
    vendor = Vendor(whole=lambda answers: {"responses": answers, "more": "x" * 3_000})
    found = asked(vendor, limit=2_000)
    assert names(found) == ["alone 1", "alone 2", "alone 3"]


def test_a_part_of_a_batch_s_answer_is_none() -> None:
    def answers(seen: Seen) -> Reply:
        return Reply({"name": seen.path}) if seen.method == "GET" else Reply({"responses": []}, 206)

    with serve(answers) as server, talking(server, read_only=True) as session:
        assert names(batches(session).answers(ROOMS)) == ALL


@pytest.mark.parametrize("status", [400, 404, 405, 413, 501])
def test_a_vendor_that_takes_no_batch_is_asked_for_each(status: int) -> None:
    def answers(seen: Seen) -> Reply:
        return Reply({"name": seen.path}) if seen.method == "GET" else Reply({}, status)

    with serve(answers) as server, talking(server, read_only=True) as session:
        assert names(batches(session).answers(ROOMS)) == ALL


def test_a_batch_that_is_refused_is_not_asked_for_piece_by_piece() -> None:
    with serve(Reply({"error": {"code": "Forbidden"}}, 403)) as server, talking(server, read_only=True) as session:
        assert names(batches(session).answers(ROOMS)) == ["RefusedError"] * 3
        assert len(server.seen) == 1


def test_what_is_in_it_is_counted_and_no_write() -> None:
    with serve(Vendor()) as server, talking(server, read_only=True) as session:
        batches(session).answers(ROOMS)
        assert session.counted() == {"POST batch": 1, "GET rooms, in a batch": 3}
        assert session.writes() == {}


def test_each_request_in_it_takes_a_turn_of_its_class() -> None:
    with serve(Vendor()) as server, talking(server, read_only=True, deadline=0.5) as session:
        session.pace({"rooms": 0.1})
        assert names(batches(session).answers(ROOMS)) == ["ThrottledError"] * 3
        assert server.seen == []


def test_it_is_no_write_where_somebody_else_took_over_writing() -> None:
    def check() -> None:
        raise AdapterError("somebody else writes now")

    with serve(Vendor()) as server, talking(server) as session:
        session.check = check
        assert names(batches(session).answers(ROOMS)) == ALL


# --- the wall ---

GET: Told = {"id": "1", "method": "GET", "url": "/rooms/1", "headers": PREFER}


def posted(session: Session, body: Any, path: str = "/$batch") -> None:
    session.token = broker("t")
    session.post(path, body)


def tried(body: Any, path: str = "/$batch") -> Server:
    with serve(Reply({"responses": []})) as server, talking(server, read_only=True) as session:
        batches(session)
        with pytest.raises(WriteForbiddenError):
            posted(session, body, path)
    return server


@pytest.mark.parametrize(
    "inner",
    [
        {"method": "DELETE"}, {"method": "POST"}, {"method": "get"}, {"method": ["GET"]}, {"body": {"a": 1}}, {"dependsOn": ["1"]},
        {"headers": {**PREFER, "X-HTTP-Method-Override": "DELETE"}}, {"headers": {}}, {"headers": None},
        {"url": "/people/1"}, {"url": "/rooms/1/secrets"}, {"url": "/rooms/../people"}, {"url": "/rooms/%2e%2E"}, {"url": "/rooms/a%2f..%2fb"}, {"url": "rooms/1"},
        {"url": "https://elsewhere.example/rooms/1"}, {"url": "//elsewhere.example/rooms/1"}, {"url": "/rooms/1#x"},
        {"url": "/rooms/1\r\nDELETE /rooms/1"}, {"url": "/rooms/"}, {"url": "/rooms/1;x"}, {"url": "/$batch"}, {"url": 7}, {"url": None},
        {"url": "/rooms/./guests"}, {"url": "/rooms/é"}, {"url": "/rooms/%252e%252E"}, {"url": "/rooms/a%255c..%255cb"}, {"url": "/rooms/..%5cpeople"},
        {"url": "/rooms/1%0d%0aDELETE"}, {"url": "/rooms/1?a=b DELETE"},
    ],
    ids=str,
)  # fmt: skip
def test_whoever_only_reads_sends_no_batch_with_anything_but_reads(inner: Told) -> None:
    assert tried({"requests": [GET, {**GET, "id": "2", **inner}]}).seen == []


@pytest.mark.parametrize(
    "body",
    [
        {"requests": []}, {"requests": [{**GET, "id": str(n)} for n in range(21)]}, {"requests": {"0": GET}}, {"requests": "x"},
        {"requests": [GET], "and": 1}, {"requests": [[GET]]}, {}, {"requests": None},
    ],
    ids=lambda body: json.dumps(body)[:40],
)  # fmt: skip
def test_nor_one_of_another_shape(body: Mapping[str, Any]) -> None:
    assert tried(body).seen == []


@pytest.mark.parametrize("path", ["/rooms", "/$batch/", "/v2/$batch", "/$batch?x=1", "/rooms/$batch"])
def test_nor_to_another_address(path: str) -> None:
    assert tried({"requests": [GET]}, path).seen == []


def test_a_batch_of_reads_passes_and_without_the_wall_told_of_it_none_does() -> None:
    with serve(Reply({"responses": []})) as server, talking(server, read_only=True) as session:
        with pytest.raises(WriteForbiddenError):
            posted(session, {"requests": [GET]})
        batches(session)
        posted(session, {"requests": [GET]})
        assert len(server.seen) == 1


def test_what_may_not_be_read_in_a_batch_is_asked_for_by_itself() -> None:
    vendor = Vendor()
    strange = Wanted("/people/1", {}, "people")
    assert names(asked(vendor, [*ROOMS, strange])) == ["alone 1", "alone 2", "alone 3", "alone 1"]
    assert vendor.batches == []


def test_a_redirect_of_a_batch_is_not_followed() -> None:
    reply = Reply({}, 307, {"Location": "/elsewhere"})
    with serve(reply) as server, talking(server, read_only=True) as session:
        assert names(batches(session).answers(ROOMS)) == ["UnreachableError"] * 3
        assert [seen.path for seen in server.seen] == ["/$batch"]


def test_nothing_of_what_was_asked_shows_but_what_may(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = [Wanted("/rooms/half-a-link", {"q": "the other half"}, ""), Wanted("/rooms/1", {}, "")]
    vendor = Vendor(whole=lambda answers: {"responses": answers[:1]})
    with serve(vendor) as server, talking(server, read_only=True) as session:
        session.hide = lambda path: path.replace("half-a-link", "[hidden]")
        found = batches(session).answers(secret)
    assert "[hidden]" in str(found[0])
    said = f"{found[0]} {caplog.text}"
    assert "half-a-link" not in said
    assert "other half" not in said
