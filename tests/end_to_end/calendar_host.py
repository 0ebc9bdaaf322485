"""A web server that holds a library's public calendar: a real one over HTTP, whose answer a test may choose."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Host:
    """What it answers to everything, and what it was asked."""

    url: str = ""
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/calendar; charset=utf-8"})
    paths: dict[str, Any] = field(default_factory=dict)
    """What is answered at some paths instead, as JSON."""
    asked: list[str] = field(default_factory=list)

    def has(self, *events: str) -> None:
        """Hold these events from now on."""
        self.body = calendar(*events).encode()


@contextmanager
def host() -> Iterator[Host]:
    """Serve a calendar that is empty until a test says what it holds."""
    held = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked.append(self.path)
            here = held.paths.get(self.path.partition("?")[0])
            body = held.body if here is None else json.dumps(here).encode()
            self.send_response(held.status if here is None else 200)
            for name, value in held.headers.items() if here is None else ():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def calendar(*events: str, head: str = "") -> str:
    """Return a calendar as LibCal writes it."""
    top = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\nX-WR-TIMEZONE:America/New_York\n"
    inside = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"{top}{head}{inside}END:VCALENDAR\n".replace("\n", "\r\n")


def event(title: str, *, days: float = 3, uid: str = "", minutes: int = 30, **lines: str) -> str:
    """Return an event so many days from now; `lines` are further properties, `_` in a name for `-`."""
    start = datetime.now(UTC) + timedelta(days=days)
    more = "".join(f"{name.replace('_', '-')}:{value}\n" for name, value in lines.items())
    return (
        f"UID:{uid or title}\nSUMMARY:{title}\nDTSTART:{start:%Y%m%dT%H%M%SZ}\n"
        f"DTEND:{start + timedelta(minutes=minutes):%Y%m%dT%H%M%SZ}\n{more}"
    )
