"""A real HTTP server on loopback that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hardener.http import Session, Token, TokenBroker


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes
    port: int
    sent_query: str = ""
    """As it came, undecoded."""

    @property
    def sent(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: Callable[[BaseHTTPRequestHandler], None] | None = None
    """Answers by itself, however badly."""

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answers = Callable[[Seen], Reply]


@dataclass
class Server:
    answers: Answers
    seen: list[Seen] = field(default_factory=list)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Seen) -> Reply:
        with self.lock:
            self.seen.append(request)
        return self.answers(request)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A client that goes away is part of the tests."""


@contextmanager
def serve(answers: Answers | Reply | list[Reply], tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve one reply for ever, some replies in turn (the last for ever), or what a function says."""
    made = Server(_answers(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = made.answer(
                Seen(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query)),
                    dict(self.headers),
                    body,
                    self.client_address[1],
                    parts.query,
                )
            )
            if reply.raw is not None:
                self.close_connection = True
                reply.raw(self)
                return
            self.send_response(reply.status)
            for key, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(key, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.data)))
            self.end_headers()
            if reply.status != 204:
                self.wfile.write(reply.data)

        do_GET = do_PATCH = do_PUT = do_POST = do_DELETE = do_CONNECT = do_PROPFIND = do_REPORT = handle_any  # noqa: N815 - the name that the base class looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answers(given: Answers | Reply | list[Reply]) -> Answers:
    if isinstance(given, Reply):
        return lambda _: given
    if isinstance(given, list):
        left = list(given)
        lock = threading.Lock()

        def following(_: Seen) -> Reply:
            with lock:
                return left.pop(0) if len(left) > 1 else left[0]

        return following
    return given


@contextmanager
def talking(server: Server | str, **options: Any) -> Iterator[Session]:
    """A session with `server` that does not really sleep."""
    options = {"read_only": False, "workers": 4, "sleep": lambda _: None, **options}
    with Session("main", **options) as session:
        session.base_url = server if isinstance(server, str) else server.url
        yield session


def broker(*names: str) -> TokenBroker:
    """A broker that gives tokens of these names in turn."""
    left = iter(names)
    return TokenBroker(lambda: Token(access=next(left), expires_at=5000.0), lambda: 1000.0)
