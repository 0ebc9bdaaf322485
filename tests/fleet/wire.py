"""Stands between two ends of a connection, and keeps everything that goes over it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Wire:
    def __init__(self, port: int) -> None:
        """Lead to `port` of this machine."""
        self._to = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._seen: list[bytearray] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def seen(self) -> list[bytes]:
        """Return what went over each connection in each direction."""
        return [bytes(each) for each in self._seen]

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._server.accept()
                try:
                    there = socket.create_connection(("127.0.0.1", self._to))
                except OSError:  # whoever was there has ended
                    here.close()
                    continue
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._lead, args=ends, daemon=True).start()

    def _lead(self, source: socket.socket, sink: socket.socket) -> None:
        kept = bytearray()
        self._seen.append(kept)
        with suppress(OSError):
            while data := source.recv(65536):
                kept += data
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
