"""Vendors that say nothing, drop by drop, or without end: a call ends in time, and what it reads has a bound."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

import pytest
from tests.http.made import Reply, serve, talking

from hardener.errors import AdapterError, MalformedError, UnreachableError
from hardener.http import Session

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MOST = 100_000_000
"""Bytes after which a server of these tests gives up: nobody should have read so much."""
Say = Callable[[socket.socket, threading.Event], None]


class Raw:
    """A server that answers each connection as it likes, and counts."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.over = threading.Event()
        self.asked = 0
        self.ended: Queue[None] = Queue()
        """Has one more for each connection that it has closed."""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def talk(self, client: socket.socket) -> None:
        with client:
            try:
                client.recv(65_536)
                self.say(client, self.over)
            except OSError:
                """The client has had enough."""
        self.ended.put(None)


@contextmanager
def raw(say: Say) -> Iterator[Raw]:
    made = Raw(say)
    thread = threading.Thread(target=made.run)
    thread.start()
    try:
        yield made
    finally:
        made.over.set()
        made.socket.shutdown(socket.SHUT_RDWR)
        made.socket.close()
        thread.join()


def drops(first: bytes, drop: bytes = b"x") -> Say:
    """Send `first`, then a drop each time that a client's patience for one piece is nearly over."""

    def say(client: socket.socket, over: threading.Event) -> None:
        client.sendall(first)
        while not over.wait(0.02):
            client.sendall(drop)

    return say


def flood(first: bytes, piece: bytes) -> Say:
    def say(client: socket.socket, _over: threading.Event) -> None:
        client.sendall(first)
        for _ in range(MOST // len(piece)):
            client.sendall(piece)

    return say


def silent(_client: socket.socket, over: threading.Event) -> None:
    over.wait()


def silent_later(client: socket.socket, over: threading.Event) -> None:
    client.sendall(HEAD + b"Content-Length: 9\r\n\r\n")
    over.wait()


SLOW: dict[str, Say] = {
    "silent": silent,
    "silent after the head": silent_later,
    "status line": drops(b"HTTP/1.1 2", b"0"),
    "one header": drops(HEAD + b"X-Long: "),
    "many headers": drops(HEAD, b"X: y\r\n"),
    "go on, go on": drops(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": drops(HEAD + b"Content-Length: 1000000\r\n\r\n{"),
    "body without an end": drops(HEAD + b"Connection: close\r\n\r\n{"),
    "chunks": drops(CHUNKED, b"1\r\n \r\n"),
    "size of a chunk": drops(CHUNKED, b"0"),
    "trailers": drops(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n"),
    # Each drop is a block with nothing in it. Were it no gzip, the try would end there, and others would come in the time.
    "packed": drops(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}")[:10], b"\0\0\0\xff\xff"),
}


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_a_call_ends_when_it_says_however_slowly_the_answer_comes(name: str, method: str) -> None:
    with raw(SLOW[name]) as server, talking(server.url, deadline=0.3, timeouts=(1.0, 0.2)) as session:
        with pytest.raises(AdapterError) as caught:
            session.ask(method, "/m/1", body={} if method == "PATCH" else None)
        assert isinstance(caught.value, UnreachableError | MalformedError)
        assert server.asked <= 2, "tries do not make it longer"


ENDLESS: dict[str, Say] = {
    "body": flood(HEAD + b"Connection: close\r\n\r\n", b" " * 65_536),
    "chunks": flood(CHUNKED, b"10000\r\n" + b" " * 65_536 + b"\r\n"),
    "size of a chunk": flood(CHUNKED, b"0" * 65_536),
    "one header": flood(HEAD + b"X-Long: ", b"x" * 65_536),
    "headers": flood(HEAD, b"X-Long: " + b"x" * 60_000 + b"\r\n"),
    "go on, go on": flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "status line": flood(b"", b"x" * 65_536),
    "error": flood(b"HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n", b" " * 65_536),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_without_an_end_is_not_read_to_it(name: str) -> None:
    sent: list[int] = []

    def say(client: socket.socket, over: threading.Event) -> None:
        try:
            ENDLESS[name](client, over)
        finally:
            sent.append(1)

    with raw(say) as server, talking(server.url, limit=100_000, deadline=60.0) as session:
        with pytest.raises(AdapterError):
            session.patch("/m/1", {})
        assert server.asked == 1


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(pack: Any) -> None:
    bomb = pack(b" " * 30_000_000)
    encoding = "gzip" if pack is gzip.compress else "deflate"
    assert len(bomb) < 100_000
    with (
        serve(Reply(bomb, headers={"Content-Encoding": encoding})) as server,
        talking(server, limit=100_000) as session,
    ):
        with pytest.raises(MalformedError, match="not read"):
            session.get("/m")
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b'{"a": ') + gzip.compress(b"1}"), "gzip"),
        (zlib.compress(b'{"a": 1}'), "Deflate"),
        (b'{"a": 1}', "identity"),
        (gzip.compress(b'{"a": 1, "b": "' + b"x" * 300_000 + b'"}'), "GZIP"),
    ],
    ids=["two parts", "zlib", "as it is", "much"],
)
def test_what_is_packed_well_is_read(body: bytes, encoding: str) -> None:
    with serve(Reply(body, headers={"Content-Encoding": encoding})) as server, talking(server) as session:
        assert session.get("/m")["a"] == 1


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "nonsense"])
def test_what_is_packed_in_another_way_is_malformed(encoding: str) -> None:
    with serve(Reply(b"x", headers={"Content-Encoding": encoding})) as server, talking(server) as session:
        with pytest.raises(MalformedError):
            session.get("/m")
        assert server.seen[0].headers["Accept-Encoding"] == "gzip, deflate"


def test_after_the_time_of_all_calls_nothing_is_sent_and_it_is_said() -> None:
    with serve(Reply({"a": 1})) as server, Session("main", read_only=True, lasts=3600.0) as session:
        session.base_url = server.url
        assert session.get("/m") == {"a": 1}
        assert session.late() == ""
    with serve(Reply({"a": 1})) as server, Session("main", read_only=True, lasts=0.0) as session:
        session.base_url = server.url
        for other in (session, session.at(server.url, None)):
            with pytest.raises(AdapterError, match="0 seconds that this may take were over"):
                other.get("/m")
        assert server.seen == []
        assert "were over" in session.late()


def test_a_call_under_way_ends_with_the_time_of_all_calls() -> None:
    with raw(silent) as server, talking(server.url, lasts=0.3) as session:
        with pytest.raises(AdapterError):
            session.get("/m")
        assert "were over" in session.late()


def test_a_log_in_takes_no_longer_than_the_call_it_is_for() -> None:
    with raw(silent) as server, talking(server.url, deadline=0.3) as session:
        session.token = session.broker(
            lambda: session.form(f"{server.url}/token", {"grant_type": "x"}),  # type: ignore[arg-type, return-value]
            lambda: ((), ()),  # type: ignore[arg-type, return-value]
        )
        with pytest.raises(AdapterError, match="no answer in time"):
            session.get("/m")
