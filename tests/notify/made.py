"""Real servers for messages on this machine, and an office with the installed command."""

from __future__ import annotations

import json
import os
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests import command
from tests.command import Ran

CONFIG = """\
[library]
name = "Maple County Library"
timezone = "America/New_York"
[connections.main]
vendor = "zoom"
"""
RING = Path(__file__).parents[1] / "end_to_end"


@dataclass
class Webhook:
    """What a webhook was sent; it answers `status`, or drips its answer until it is let go."""

    status: int = 200
    drips: bool = False
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def url(self, more: str = "") -> str:
        return f"json://127.0.0.1:{self.port}/hook/T0psecretPath{more}"


@contextmanager
def webhook(*, status: int = 200, drips: bool = False) -> Iterator[Webhook]:
    made = Webhook(status=status, drips=drips)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.paths.append(self.path)
            made.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if made.drips:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not made.gone.wait(0.02):
                    self.wfile.write(b"x")
                return
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield made
        finally:
            made.gone.set()
            server.shutdown()


@dataclass
class Post:
    """The mails that a mail server took."""

    mails: list[Mail] = field(default_factory=list)
    port: int = 0


def text_of(mail: Mail, kind: str) -> str:
    """Return the part of a mail that is of this kind."""
    raw = next(part for part in mail.walk() if part.get_content_type() == kind).get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode()


@contextmanager
def post_office() -> Iterator[Post]:
    """Serve SMTP with a log-in, as much of it as one mail needs."""
    made = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    made.mails.append(message_from_bytes(b"".join(x.removeprefix(b".") for x in lines)))
                    self.wfile.write(b"250 taken\r\n")
                elif verb == b"EHLO":
                    self.wfile.write(b"250-here\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n")
                else:
                    self.wfile.write({b"AUTH": b"235 in\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n"))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        made.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()


@dataclass
class Office:
    """A folder with a hardener.toml, a keyring, and the installed command."""

    folder: Path
    environ: dict[str, str]

    def run(self, *words: str, expect: int | None = None, text: str = "") -> Ran:
        ran = command.run(words, self.folder, self.environ, text=text)
        assert expect is None or ran.status == expect, f"{words}: {ran.status}\n{ran.out}\n{ran.err}"
        assert "Traceback" not in ran.err, ran.err
        return ran


def office(folder: Path, *channels: str, more: str = "") -> Office:
    """Return an office whose hardener.toml has these channels."""
    folder.mkdir(exist_ok=True)
    tables = "".join(f"[notify.{name}]\n" for name in channels)
    (folder / "hardener.toml").write_text(CONFIG + tables + more)
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
    ring = {"PYTHON_KEYRING_BACKEND": "ring.Ring", "PYTHONPATH": str(RING), "TEST_RING": str(folder / "ring.json")}
    return Office(folder, environ | ring | {"NO_COLOR": "1", "COLUMNS": "110"})
