from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.http.made import Reply, Seen, broker, serve, talking
from tests.waiting import LONG

from hardener.errors import MalformedError, RefusedError, ThrottledError, UnreachableError
from hardener.http import Token, TokenBroker, parse_token


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def counting(clock: Clock, lasts: float) -> tuple[TokenBroker, list[int]]:
    made: list[int] = []

    def fetch() -> Token:
        made.append(1)
        return Token(access=f"t{len(made)}", expires_at=clock.now + lasts)

    return TokenBroker(fetch, clock), made


@pytest.mark.parametrize(("lasts", "holds", "is_over"), [(3600, 3539, 3540), (30, 14, 15), (0, -1, 0)])
def test_a_token_is_replaced_before_it_ends(lasts: float, holds: float, is_over: float) -> None:
    clock = Clock()
    tokens, made = counting(clock, lasts)
    assert tokens.token().access == "t1"
    clock.now = 1000 + holds
    assert tokens.token().access == "t1"
    clock.now = 1000 + is_over
    assert tokens.token().access == "t2"
    assert len(made) == 2


def test_one_refresh_serves_all_threads_that_were_refused() -> None:
    clock = Clock()
    tokens, made = counting(clock, 3600)
    meeting_point = threading.Barrier(8, timeout=LONG)

    def answers(seen: Seen) -> Reply:
        if seen.headers["Authorization"] == "Bearer t1":
            meeting_point.wait()
            return Reply({"code": 124, "message": "Access token is expired."}, 401)
        return Reply({"a": 1})

    with serve(answers) as server, talking(server, workers=8) as session:
        session.token = tokens
        assert list(session.each(lambda n: session.get(f"/m/{n}"), range(8))) == [{"a": 1}] * 8
    assert len(made) == 2


def test_a_second_refusal_is_final() -> None:
    slept: list[float] = []
    with serve(Reply({"code": 124, "message": "Invalid access token."}, 401)) as server:
        with talking(server, sleep=slept.append) as session:
            session.token = broker("one", "two", "three")
            with pytest.raises(RefusedError, match="Invalid access token") as caught:
                session.patch("/m", {})
        assert caught.value.status == 401
        assert [seen.headers["Authorization"] for seen in server.seen] == ["Bearer one", "Bearer two"]
    assert slept == [0.0]


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        ({"int_err_code": "InvalidToken", "msg": "x"}, 2),
        ({"error": "invalid_token"}, 2),
        ({"int_err_code": "NoAccess"}, 1),
    ],
)
def test_a_403_that_says_that_the_token_is_over_is_answered_with_another(body: dict[str, str], tokens: int) -> None:
    with serve(Reply(body, 403)) as server, talking(server) as session:
        session.token = broker("one", "two", "three")
        with pytest.raises(RefusedError, match="403"):
            session.get("/m")
        assert len({seen.headers["Authorization"] for seen in server.seen}) == len(server.seen) == tokens


def test_without_a_broker_401_is_a_refusal() -> None:
    with serve(Reply(status=401)) as server, talking(server) as session:
        with pytest.raises(RefusedError):
            session.get("/m")
        assert len(server.seen) == 1


def test_wrong_credentials_are_tried_once_and_other_failures_again() -> None:
    errors = [
        UnreachableError("away"), ThrottledError("slow", status=429), RefusedError("oops", status=500),
        RefusedError("wrong secret", status=401),
    ]  # fmt: skip
    asked: list[int] = []

    def fetch() -> Token:
        asked.append(1)
        raise errors[len(asked) - 1]

    clock = Clock()
    tokens = TokenBroker(fetch, clock)
    for error in [*errors, errors[-1], errors[-1]]:
        clock.now += 10
        with pytest.raises(type(error), match=str(error)):
            tokens.token()
    assert len(asked) == 4


def test_a_log_in_that_failed_is_tried_again_by_who_comes_later_and_not_by_all_who_needed_it() -> None:
    clock = Clock()
    tries: list[int] = []

    def fetch() -> Token:
        tries.append(1)
        raise UnreachableError("nobody answers")

    tokens = TokenBroker(fetch, clock)

    def ask(_number: int) -> None:
        with pytest.raises(UnreachableError, match="nobody answers"):
            tokens.token()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))
    assert len(tries) == 1
    clock.now += 2
    ask(0)
    assert len(tries) == 1
    clock.now += 1
    ask(0)
    assert len(tries) == 2
    clock.now -= 3600
    ask(0)
    assert len(tries) == 3, "a clock that was set back would have nobody try for an hour"


def test_a_token_that_holds_is_given_also_while_a_log_in_has_just_failed() -> None:
    answers: list[Token | UnreachableError] = [
        Token(access="t1", expires_at=5000.0),
        UnreachableError("nobody answers"),
    ]

    def fetch() -> Token:
        found = answers.pop(0)
        if isinstance(found, UnreachableError):
            raise found
        return found

    first = TokenBroker(fetch, Clock())
    held = first.token()
    with pytest.raises(UnreachableError):
        first.token(refused=held)
    assert first.token() is held


def test_a_rotated_refresh_token_is_kept() -> None:
    kept: list[str] = []
    answers = iter(["r1", "r1", None, "r2"])
    tokens = TokenBroker(
        lambda: Token(access="x", expires_at=0.0, refresh=next(answers)), lambda: 1000.0, keep=kept.append
    )
    for _ in range(4):
        tokens.token()
    assert kept == ["r1", "r2"]


def test_no_token_shows_its_secret() -> None:
    assert "hunter2" not in repr(Token(access="hunter2", expires_at=5.0, refresh="hunter2"))


def test_an_answer_becomes_a_token() -> None:
    answer = {"access_token": "x", "expires_in": "60", "scope": "a b", "refresh_token": "r", "api_url": "https://eu"}
    assert parse_token({**answer, "token_type": "Bearer"}, 10.0) == Token(
        access="x", expires_at=70.0, scopes=frozenset({"a", "b"}), refresh="r", api_url="https://eu"
    )
    assert parse_token({"access_token": "x", "scope": 7, "api_url": 7}, 10.0) == Token(access="x", expires_at=3610.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"access_token": ""}, {"access_token": 7}, {"access_token": "a\nb"}, {"access_token": "é"}, {"access_token": " "},
        {"token_type": "mac"}, {"expires_in": None}, {"expires_in": "soon"}, {"expires_in": "nan"}, {"expires_in": []},
    ],
)  # fmt: skip
def test_what_is_no_token_is_malformed(wrong: dict[str, Any]) -> None:
    with pytest.raises(MalformedError, match="log-in"):
        parse_token({"access_token": "x", "expires_in": 60, **wrong}, 10.0)
