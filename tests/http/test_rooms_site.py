"""A log-in in cookies with a token against forgery, against a site that is written from Greenlight's protocol."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from tests.http.made import Reply, Seen, Server, serve, talking
from tests.http.toys.rooms import NAME, Rooms

from hardener.errors import MalformedError, RefusedError, WriteForbiddenError
from hardener.http import Login, Session, inside
from hardener.http.sockets import Sockets
from hardener.http.transport import wire

PASSWORD = "correct-horse-battery-7"
CONFIGURED = "/api/v1/rooms_configurations.json"
LOGIN = "/api/v1/sessions.json"


@contextmanager
def rooms(*, password: str = PASSWORD, read_only: bool = False) -> Iterator[tuple[Rooms, Server, Session]]:
    toy = Rooms("audit@library.org", PASSWORD)
    with serve(toy) as server, talking(server, read_only=read_only) as session:
        body = {"session": {"email": "audit@library.org", "password": password, "extend_session": False}}
        whose = Login((server.url, "audit@library.org"), (server.url, password))
        session.auth = session.cookie_login("/", LOGIN, lambda: body, lambda: whose)
        yield toy, server, session


def setting(session: Session) -> Any:
    return session.read(CONFIGURED, inside("data.guestPolicy"))


def change(session: Session, value: str) -> None:
    session.patch("/api/v1/admin/rooms_configurations/guestPolicy.json", {"RoomsConfig": {"value": value}})


def asked(server: Server) -> list[str]:
    return [f"{seen.method} {seen.path.rpartition('/')[2]}" for seen in server.seen]


def test_it_logs_in_once_and_reads_and_writes() -> None:
    with rooms() as (toy, server, session):
        assert setting(session) == "optional"
        change(session, "true")
        assert setting(session) == "true"
        assert toy.logins == 1
        names = ["GET ", "POST sessions.json", "GET rooms_configurations.json", "PATCH guestPolicy.json"]
        assert asked(server) == [*names, "GET rooms_configurations.json"]
        assert session.counted() == {"GET": 2, "PATCH": 1}


def test_many_threads_have_one_log_in() -> None:
    with rooms() as (toy, _, session):
        assert list(session.each(lambda _: setting(session), range(20))) == ["optional"] * 20
        assert toy.logins == 1


@pytest.mark.parametrize("write", [False, True])
def test_a_log_in_that_is_over_is_renewed_once(write: bool) -> None:
    with rooms() as (toy, server, session):
        setting(session)
        toy.sessions.clear()
        if write:
            change(session, "true")
            assert toy.settings == {"guestPolicy": "true"}
        else:
            assert setting(session) == "optional"
        assert toy.logins == 2
        toy.logins += 1  # somebody else logs in as us
        assert setting(session) in {"true", "optional"}
        assert toy.logins == 4
        assert sum(seen.path == "/" for seen in server.seen) == 3


def test_a_log_in_that_others_end_again_and_again_is_renewed_a_few_times_and_then_no_more() -> None:
    with rooms() as (toy, server, session):
        patient, left = toy.log_in, [True, True]

        def contested(seen: Seen, token: str) -> Reply:
            reply = patient(seen, token)
            toy.logins += bool(left and left.pop())
            return reply

        toy.log_in = contested  # type: ignore[method-assign]  # somebody else logs in right after us, twice
        assert setting(session) == "optional"
        assert asked(server).count("POST sessions.json") == 3
        left += [True] * 100
        toy.logins += 1
        for _ in range(20):
            with pytest.raises(RefusedError) as caught:
                setting(session)
        assert asked(server).count("POST sessions.json") <= 9
        assert "an account of its own" in str(caught.value)


def test_a_wrong_password_is_sent_once_and_told_by_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "wrong-horse-battery-8"
    with rooms(password=wrong) as (_, server, session):
        for _ in range(3):
            with pytest.raises(
                RefusedError, match=r"answered 400.*store what is right: hardener connect main"
            ) as caught:
                setting(session)
        assert asked(server) == ["GET ", "POST sessions.json"]
    with rooms() as (toy, server, session):
        setting(session)
    seen = [*toy.sessions, *(token for _, token in toy.sessions.values()), wrong, PASSWORD]
    for word in seen:
        assert word not in f"{caught.value} {caplog.text}"


def test_a_reading_session_logs_in_and_writes_nothing() -> None:
    with rooms(read_only=True) as (toy, server, session):
        assert setting(session) == "optional"
        for method in ("POST", "PATCH", "PUT", "DELETE"):
            with pytest.raises(WriteForbiddenError):
                session.ask(method, CONFIGURED, body={"RoomsConfig": {"value": "true", "password": "x"}})
        with pytest.raises(WriteForbiddenError):
            session.post(LOGIN, {"session": {"email": "x", "password": "x"}})
        assert toy.settings == {"guestPolicy": "optional"}
        assert [name for name in asked(server) if not name.startswith("GET")] == ["POST sessions.json"]


@pytest.mark.parametrize(
    ("cookie", "passes"),
    [("nobody", True), ("nobody, a later one", True), ("somebody", False), ("invented", False), (None, True)],
)
def test_the_wall_knows_whose_a_cookie_is(cookie: str | None, passes: bool) -> None:
    """A cookie that was given to nobody may go with a log-in; any other one could be somebody's, and this a write."""

    def answers(seen: Seen) -> Reply:
        whose = "somebody" if "Cookie" in seen.headers else "nobody"
        return Reply({}, headers={"Set-Cookie": f"{NAME}={whose}"})

    with serve(answers) as server, wire(read_only=True, sockets=Sockets(), ca=None) as session:
        for _ in range(2):
            session.get(f"{server.url}/")
        session.get(f"{server.url}/", headers={"Cookie": f"{NAME}=nobody"})
        headers = {"Content-Type": "application/json"}
        if cookie is not None:
            headers["Cookie"] = f"{NAME}={cookie.partition(',')[0]}"
        send = requests.Request("POST", server.url, data=b'{"user": {"password": "x"}}', headers=headers).prepare()
        if passes:
            session.send(send)
        else:
            with pytest.raises(WriteForbiddenError):
                session.send(send)
        assert len(server.seen) == 3 + passes


def test_a_cookie_that_somebody_logged_in_with_is_nobody_s_no_more() -> None:
    """Many servers keep the cookie of before the log-in: it is the same, and now it may change what is theirs."""
    replies = [Reply({}, headers={"Set-Cookie": f"{NAME}=same"}), Reply({"code": 1}, 429), Reply({"id": 1})]
    with serve(replies) as server, wire(read_only=True, sockets=Sockets(), ca=None) as session:
        session.get(server.url)

        def post() -> None:
            session.post(server.url, json={"password": "x"}, headers={"Cookie": f"{NAME}=same"})

        post()  # nobody was let in
        post()
        with pytest.raises(WriteForbiddenError):
            post()
        assert len(server.seen) == 3


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("POST", {"json": {"settings": {"muted": False}}}),
        ("POST", {"json": {"password": ""}}),
        ("POST", {"json": {"password": True}}),
        ("POST", {"json": [{"password": "x"}]}),
        ("PATCH", {"json": {"password": "x"}}),
        ("PUT", {"json": {"password": "x"}}),
        ("POST", {"json": {"password": "x"}, "headers": {"Authorization": "Basic eDp5"}}),
        ("POST", {"data": b'{"password": "x"}'}),
        ("POST", {"data": '{"password": "x"}', "headers": {"Content-Type": "application/json"}}),
    ],
)
def test_what_only_looks_like_such_a_log_in_does_not_leave(method: str, options: Any) -> None:
    with serve(Reply()) as server, wire(read_only=True, sockets=Sockets(), ca=None) as session:
        with pytest.raises(WriteForbiddenError):
            session.request(method, server.url, **options)
        assert server.seen == []


@pytest.mark.parametrize("page", ["", "<html></html>", '<meta name="csrf-token">', '<meta name="csrf-token" content=" ">', '<meta name="csrf-token" content="a\nb">', json.dumps({"csrf-token": "x"})])  # fmt: skip
def test_a_page_without_a_token_is_one_clear_error(page: str) -> None:
    with rooms() as (toy, server, session):
        toy.page = page.replace("{", "{{").replace("}", "}}")
        with pytest.raises(MalformedError, match="/: the page has no csrf-token"):
            setting(session)
        assert asked(server) == ["GET "]


def test_a_page_for_people_is_no_log_in() -> None:
    with rooms() as (_, _, session):
        session.headers["Accept"] = "*/*"
        with pytest.raises(MalformedError, match=r"sessions\.json: the answer is an HTML page"):
            setting(session)
