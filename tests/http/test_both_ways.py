"""A GET goes the short way or the long one: whatever the other end does, both come to the same."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from queue import Queue
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.http.made import Reply, Seen, serve, talking
from tests.http.test_bounds import CHUNKED, ENDLESS, HEAD, SLOW, Say, raw
from tests.waiting import LONG

from hardener.errors import AdapterError, MalformedError, UnreachableError
from hardener.http import OBJECT, Session
from hardener.http.auth import Anonymous
from hardener.http.short import Short, target_of
from hardener.http.sockets import Sockets
from hardener.http.transport import wire


class Looking(requests.auth.AuthBase):
    """Might look at the request, and so has it sent the long way."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Long(Anonymous):
    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:
        return Looking()


def came_of(session: Session, ask: Callable[[Session], Any]) -> Any:
    try:
        return ask(session)
    except AdapterError as error:
        return type(error).__name__, str(error)


def both(start: Any, ask: Callable[[Session], Any], **options: Any) -> tuple[Any, Any]:
    """Return what comes of it by each way, from a server of its own, and how often that was asked."""
    found = []
    for auth in (None, Long()):
        with start() as server, talking(server.url, **options) as session:
            session.auth = auth
            asked = came_of(session, ask)
            seen = server.asked if hasattr(server, "asked") else len(server.seen)
            found.append((asked, seen))
    return found[0], found[1]


def said(*pieces: bytes, closing: bool = True) -> Say:
    def say(client: socket.socket, over: threading.Event) -> None:
        for piece in pieces:
            client.sendall(piece)
        if not closing:
            over.wait(0.5)

    return say


BODY = b'{"a": 1}'
ODD: dict[str, Say] = {
    "well": said(HEAD + b"Content-Length: 8\r\n\r\n" + BODY),
    "nothing at all": said(),
    "no HTTP": said(b"SSH-2.0-OpenSSH\r\n"),
    "half a status line": said(b"HTTP/1.1 2"),
    "a status that is none": said(b"HTTP/1.1 abc OK\r\n\r\n"),
    "half a head": said(HEAD),
    "too short a body": said(HEAD + b"Content-Length: 80\r\n\r\n" + BODY),
    "too long a body": said(HEAD + b"Content-Length: 8\r\n\r\n" + BODY + b"and more"),
    "two lengths": said(HEAD + b"Content-Length: 8\r\nContent-Length: 3\r\n\r\n" + BODY),
    "a length below 0": said(HEAD + b"Content-Length: -1\r\n\r\n" + BODY),
    "a length that is none": said(HEAD + b"Content-Length: x\r\n\r\n" + BODY),
    "no length": said(HEAD + b"\r\n" + BODY),
    "chunks": said(CHUNKED + b"8\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunks without an end": said(CHUNKED + b"8\r\n" + BODY + b"\r\n"),
    "a chunk that is none": said(CHUNKED + b"zz\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "packed": said(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(BODY)),
    "packed and cut off": said(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(BODY)[:-6]),
    "packed by something else": said(HEAD + b"Content-Encoding: br\r\n\r\n" + BODY),
    "a bomb": said(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 3_000_000)),
    "nothing with 200": said(HEAD + b"Content-Length: 0\r\n\r\n"),
    "nothing with 204": said(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "not modified": said(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "refused": said(b"HTTP/1.1 403 No\r\nContent-Length: 23\r\n\r\n" + b'{"message": "not yours"}'[:23]),
    "a redirect to nowhere": said(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
    "a redirect to another host": said(b"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n\r\n"),
    "a redirect to another scheme": said(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"),
    "a redirect in circles": said(
        b"HTTP/1.1 307 Found\r\nLocation: /m/1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    ),
    "a redirect that is no address": said(b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n"),
    "a header without a name": said(HEAD + b": x\r\nContent-Length: 8\r\n\r\n" + BODY),
    "a header beyond Latin-1": said(HEAD + "Ünï: 🎈\r\nContent-Length: 8\r\n\r\n".encode() + BODY),
    "a hundred headers more": said(HEAD + b"X-A: b\r\n" * 150 + b"Content-Length: 8\r\n\r\n" + BODY),
}


@pytest.mark.parametrize("name", ODD)
def test_both_ways_come_to_the_same(name: str) -> None:
    short, long = both(lambda: raw(ODD[name]), lambda session: session.get("/m/1", {"x": "1"}), limit=100_000)
    assert short == long
    assert short[1] > 0


@pytest.mark.parametrize("name", ENDLESS)
def test_what_does_not_end_is_not_read_to_its_end_by_either(name: str) -> None:
    short, long = both(lambda: raw(ENDLESS[name]), lambda session: session.get("/m/1"), limit=100_000)
    assert short == long
    assert short[0][0] in {"MalformedError", "UnreachableError"}


@pytest.mark.parametrize("name", SLOW)
def test_what_is_slow_ends_in_time_by_either(name: str) -> None:
    options: dict[str, Any] = {"deadline": 0.3, "timeouts": (1.0, 0.2)}
    for asked, times in both(lambda: raw(SLOW[name]), lambda session: session.get("/m/1"), **options):
        assert asked[0] in {"MalformedError", "UnreachableError"}
        assert times <= 2


@pytest.mark.parametrize(
    ("path", "params", "headers"),
    [
        ("/m/1", {"a": "b"}, None),
        ("/m/1", None, {"accept": "text/plain", "X-Who": "zoë"}),
        ("/users/jo@library.org/a b", {"title": "Fables & Füchse / 100 %", "q": "~*'()"}, None),
        ("/m/%252F%2Fx==", {"next": "a+b/c="}, None),
        ("/m/../n/./o//p?x=1", {"y": "2"}, None),
        ("/m/ü?x=ä b#part", None, None),
        ("/m/'()*!$&,;:@=+", {}, None),
    ],
)
def test_the_other_end_sees_the_same_request(path: str, params: Any, headers: Any) -> None:
    asked = []
    for auth in (None, Long()):
        lines: list[tuple[str, str, dict[str, str]]] = []

        def answers(seen: Seen, lines: list[Any] = lines) -> Reply:
            told = {name: value for name, value in seen.headers.items() if name != "Host"}
            lines.append((seen.method, f"{seen.path}?{seen.sent_query}", told))
            return Reply({"a": 1})

        with serve(answers) as server, talking(server) as session:
            session.auth = auth
            session.headers["X-Vendor"] = "own"
            assert session.ask("GET", path, params, headers=headers).body == {"a": 1}
        asked.append(lines)
    assert asked[0] == asked[1]


PATHS = st.text(st.sampled_from("aZ09/._-~%2Fe5 äé?#&=+:@!$'()*,;\\|\"<>"), max_size=30).map(lambda text: f"/{text}")


@settings(deadline=None, max_examples=400)
@given(PATHS, st.none() | st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3))
def test_an_address_is_written_as_requests_writes_it(path: str, params: dict[str, str] | None) -> None:
    url = f"https://api.example.org{path}"
    try:
        theirs = requests.Request("GET", url, params=params).prepare().path_url
    except (ValueError, requests.RequestException) as error:
        with pytest.raises(type(error)):
            target_of(url, params)
        return
    assert target_of(url, params) == theirs


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\n b", " leading", "schlüssel🎈"])
def test_a_header_that_cannot_be_is_not_sent_and_not_told(value: str) -> None:
    for auth in (None, Long()):
        with serve(Reply({"a": 1})) as server, talking(server) as session:
            session.auth = auth
            session.headers["X-Vendor"] = value
            with pytest.raises(UnreachableError) as caught:
                session.get("/m/1")
            assert value not in str(caught.value)
            assert server.seen == []


@pytest.mark.parametrize("url", ["http://zoom.example/", "ftp://127.0.0.1/", "https://", "http://[::1"])
def test_the_short_way_itself_leads_nowhere_but_by_https(url: str) -> None:
    sockets = Sockets()
    with pytest.raises(UnreachableError):
        Short(wire(read_only=True, sockets=sockets, ca=None), sockets).place(url)


@pytest.mark.parametrize("url", ["https://jo:pw@api.example.org/", "https://bücher.example/", "https://.example/"])
def test_an_odd_host_goes_the_long_way(url: str) -> None:
    sockets = Sockets()
    assert Short(wire(read_only=True, sockets=sockets, ca=None), sockets).place(url) is None


def test_a_proxy_is_gone_through_by_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "direct.example")
    sockets = Sockets()
    short = Short(wire(read_only=True, sockets=sockets, ca=None), sockets)
    assert short.place("https://api.example.org/x") is None
    assert short.place("https://direct.example/x") is not None


def test_the_rest_of_an_answer_that_was_not_read_is_never_the_next_one_s() -> None:
    """Too long, redirected, or with more after its end: the next call has an answer of its own."""
    long = b'{"a": "' + b"x" * 150_000 + b'"}'

    def answers(seen: Seen) -> Reply:
        if seen.path == "/long":
            return Reply(long)
        if seen.path == "/moved":
            return Reply({"who": "moved"}, 302, {"Location": "/there"})
        if seen.path == "/gone":
            return Reply({"who": "gone"}, 302, {"Location": "https://elsewhere.example/"})
        return Reply({"who": seen.path})

    for auth in (None, Long()):
        with serve(answers) as server, talking(server, limit=100_000) as session:
            session.auth = auth
            for number in range(5):
                with pytest.raises(MalformedError):
                    session.get("/long")
                assert session.get(f"/{number}") == {"who": f"/{number}"}
                assert session.get("/moved") == {"who": "/there"}
                with pytest.raises(UnreachableError):
                    session.get("/gone")
                assert session.get(f"/{number}/x") == {"who": f"/{number}/x"}


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_that_nobody_asked_for_is_nobody_s(late: bool) -> None:
    """Two answers to one question, at once or a moment later, on a connection that is kept."""
    stray = HEAD + b'Content-Length: 14\r\n\r\n{"who":"stray"}'[:14]

    answered: Queue[None] = Queue()

    def answer(client: socket.socket, _over: threading.Event) -> None:
        number = 0
        while True:
            number += 1
            body = b'{"who":"%06d"}' % number
            own = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
            if late:
                client.sendall(own)
                threading.Event().wait(0.02)
                client.sendall(stray)
            else:
                client.sendall(own + stray)
            answered.put(None)
            if not client.recv(65_536):
                return

    with raw(answer) as server, talking(server.url) as session:
        for _ in range(3):
            assert session.get("/m")["who"].isdigit()
            answered.get(timeout=LONG)


def test_a_connection_that_the_other_end_has_closed_meanwhile_is_opened_again() -> None:
    body = HEAD + b"Content-Length: 8\r\n\r\n" + BODY
    slept: list[float] = []
    with raw(said(body)) as server, talking(server.url, sleep=slept.append) as session:
        for number in range(8):
            assert session.get(f"/m/{number}") == {"a": 1}
            server.ended.get(timeout=LONG)
        assert server.asked == 8
    assert slept == [], "none of them had to be tried again"


def test_sockets_are_free_for_the_next_round_and_the_next_session() -> None:
    """They belong to no thread: each round of `each` may have other ones."""
    with serve(Reply({"a": 1})) as server, talking(server, workers=3) as session:
        for _ in range(6):
            assert sum(1 for _ in session.each(lambda n: session.get(f"/m/{n}"), range(12))) == 12
        assert len({seen.port for seen in server.seen}) <= 3


def test_what_brings_something_along_or_is_no_get_goes_the_long_way() -> None:
    with serve(Reply({"a": 1})) as server, talking(server) as session:
        session.call("PROPFIND", "/dav", OBJECT, xml="<a/>")
        session.call("REPORT", "/dav", OBJECT, xml="<b/>")
        session.ask("GET", "/m", body={"x": 1})
        assert [(seen.method, seen.body) for seen in server.seen] == [
            ("PROPFIND", b"<a/>"), ("REPORT", b"<b/>"), ("GET", b'{"x": 1}'),
        ]  # fmt: skip
