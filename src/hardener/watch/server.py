"""A small server that nobody can use up: few requests at a time, each within seconds, and the rest turned away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from typing_extensions import Buffer

WHILE = 5.0
"""Seconds that somebody who asks may say nothing; twice as many for all of it."""


class _Said(RawIOBase):
    """What somebody who asks says. Once they said nothing for too long, they have said all."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection, self._silent = connection, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Read a little. Raises `TimeoutError` once, and then reads nothing, for werkzeug reads what is left."""
        if self._silent:
            return 0
        try:
            return self._connection.recv_into(buffer)
        except TimeoutError:
            self._silent = True
            raise


class _Quiet(WSGIRequestHandler):
    timeout = WHILE

    def setup(self) -> None:
        """Read by `_Said`."""
        super().setup()
        self.rfile.close()
        self.rfile = BufferedReader(_Said(self.connection))

    def parse_request(self) -> bool:
        """Take a request whose address and end nobody can read in two ways."""
        if not super().parse_request():
            return False
        if _address(self.path) and len(self.headers.get_all("Content-Length", [])) <= 1:
            return True
        self.send_error(400)
        return False

    def handle(self) -> None:
        """Answer one request within a time, however slowly it comes."""
        cut = threading.Timer(2 * WHILE, self._cut)
        cut.daemon = True
        cut.start()
        try:
            super().handle()
        finally:
            cut.cancel()

    def _cut(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing of a request, whose address may be none."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: it is asked every few seconds."""


def _address(path: str) -> bool:
    """Tell whether an address can be taken apart, as werkzeug does it."""
    try:
        urlsplit(path)
    except ValueError:
        return False
    return True


class _Few(ThreadedWSGIServer):
    """Answers a few at a time; who comes beyond is turned away, so that nobody can use up what the watch needs."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int, app: WSGIApplication, fd: int, most: int) -> None:
        super().__init__(host, port, app, _Quiet, fd=fd)
        self._free = threading.BoundedSemaphore(most)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the server has it
        """Answer in a thread of its own, or not at all."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the server has it
        """Answer, and let the next one in."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


def serve(app: WSGIApplication, host: str, port: int, most: int) -> Callable[[], None]:
    """Serve `app` from a thread, `most` requests at a time; return what ends it. Raises `OSError` for a taken port."""
    # Bound here, for werkzeug would end the process where the port is taken.
    with socket.create_server((host, port)) as bound:
        server = _Few(host, port, app, bound.fileno(), most)
    thread = threading.Thread(target=server.serve_forever, name="server", daemon=True)
    thread.start()

    def end() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    return end
