"""Send a request whole, in one piece: who is refused by its head alone and cut off may else not hear why."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from contextlib import closing

from tests.waiting import LONG

PIECE = 30_000
"""Bytes that certainly arrive together."""


def post(port: int, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
    """Return status and text of the answer; of a long body only the beginning is sent, though all is announced."""
    given = {"Host": f"127.0.0.1:{port}", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    with closing(socket.create_connection(("127.0.0.1", port), timeout=LONG)) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body[:PIECE])
        answer = http.client.HTTPResponse(connection, method="POST")
        answer.begin()
        return answer.status, answer.read().decode()
