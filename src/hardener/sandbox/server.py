"""Serves a simulator over HTTP, to this machine only."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import Self

from pydantic import JsonValue
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from hardener.sandbox.simulator import Json, Simulator


class Server:
    """A simulator that answers at `url` until it is closed, with the files of its server where it has any."""

    def __init__(self, server: BaseWSGIServer, app: Simulator) -> None:
        self._server = server
        self._app = app
        # What wraps a simulator is served as well.
        self._folder = TemporaryDirectory(prefix="hardener-") if getattr(app, "folder_option", "") else None
        if self._folder is not None:
            app.lay_out(Path(self._folder.name))
        host = f"[{server.host}]" if ":" in server.host else server.host
        self.url = f"http://{host}:{server.socket.getsockname()[1]}"
        self._thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def connection(self, seed: Mapping[str, JsonValue]) -> tuple[Json, Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to the `seed` that is served here."""
        options, secrets = self._app.connection(seed, self.url)
        files = {} if self._folder is None else {self._app.folder_option: self._folder.name}
        return {**options, **files}, secrets

    @property
    def calendar(self) -> str:
        """Return the address of the library's own public calendar; empty where it has none."""
        path = getattr(self._app, "calendar_path", "")
        return f"{self.url}{path}" if path else ""

    def close(self) -> None:
        """Stop answering, free the port, and remove the files."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if self._folder is not None:
            self._folder.cleanup()

    def wait(self) -> None:
        """Return only when somebody closes the server."""
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def setup(self) -> None:
        # With Nagle's algorithm each answer on a kept connection waits 40 ms for an acknowledgement.
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        super().setup()

    def finish(self) -> None:
        with suppress(ConnectionError):  # a client that went away is its own affair
            super().finish()

    def run_wsgi(self) -> None:
        """Answer one request and keep the connection, which werkzeug's own handler always closes."""
        self.environ = self.make_environ()
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> object:
            said.append((status, headers))
            return self.wfile.write

        body = b"".join(self.server.app(self.environ, start_response))  # type: ignore[arg-type]
        status, headers = said[-1]
        code, _, reason = status.partition(" ")
        self.send_response_only(int(code), reason)
        if not any(name.casefold() == "date" for name, _ in headers):
            self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the simulator keeps its own log."""


def serve(app: Simulator, host: str = "127.0.0.1", port: int = 0) -> Server:
    """Serve `app` from threads of its own; port 0 takes a free one.

    Raises `ValueError` for a host that other machines could reach.
    """
    address = "127.0.0.1" if host == "localhost" else host
    try:
        loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueError(f"a simulator is served on this machine only, not on {host!r}")
    # Bound here, for werkzeug would end the process where the port is taken.
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, port), family=family) as bound:
        server = make_server(address, port, app, threaded=True, request_handler=_Handler, fd=bound.fileno())
    # A connection that a client keeps open must not hold up the end of the program.
    server.daemon_threads = True  # type: ignore[attr-defined]
    server.block_on_close = False  # type: ignore[attr-defined]
    return Server(server, app)
