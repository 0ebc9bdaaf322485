"""The small server: what is no request costs a line at most, and one that ends in two ways is not taken."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pytest
from tests.waiting import LONG, free_port

from hardener.watch import server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@pytest.fixture
def port() -> Iterator[int]:
    def app(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b""]

    found = free_port()
    end = server.serve(app, "127.0.0.1", found, 4)
    yield found
    end()


@pytest.mark.parametrize(
    "said",
    [
        b"POST http://[::1 HTTP/1.1\r\n\r\n",
        b"POST /hooks/main HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nhello",
        b"POST / nonsense\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_without_a_word(
    port: int, said: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(said)
        assert b"400" in connection.makefile("rb").read()
    assert capfd.readouterr().err == ""


def test_one_who_says_nothing_and_then_goes_on_costs_no_word_either(caplog: pytest.LogCaptureFixture) -> None:
    """What was cut off has its answer, and what comes after that is read by nobody."""
    cut, more, found = threading.Event(), threading.Event(), free_port()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            environ["wsgi.input"].read(9)
        except OSError:
            cut.set()
        more.wait(LONG)
        start_response("408 Request Timeout" if cut.is_set() else "200 OK", [])
        return [b""]

    end = server.serve(app, "127.0.0.1", found, 4)
    try:
        with socket.create_connection(("127.0.0.1", found), timeout=LONG) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
            assert cut.wait(LONG)
            connection.sendall(b"123456789")
            more.set()
            assert b"408" in connection.makefile("rb").read()
    finally:
        more.set()
        end()
    assert caplog.text == ""
