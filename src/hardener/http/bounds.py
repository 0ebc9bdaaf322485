"""Connections whose answers end in time and in size, head and body alike, however slowly or richly they come."""

from __future__ import annotations

import io
import math
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any, cast

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from hardener import unanswered
from hardener.errors import MalformedError

HEAD = 1_000_000
"""Bytes that an answer may have on the wire beside its body."""


class _Bounds(threading.local):
    """What holds for the answer that this thread is waiting for."""

    ends: float = math.inf
    limit: int = HEAD


_bounds = _Bounds()


@contextmanager
def within(ends: float, limit: int) -> Iterator[None]:
    """Have every answer that this thread reads end at `ends` (monotonic seconds) and after `limit` bytes."""
    before = _bounds.ends, _bounds.limit
    _bounds.ends, _bounds.limit = ends, limit
    try:
        yield
    finally:
        _bounds.ends, _bounds.limit = before


def too_long(limit: int) -> MalformedError:
    """Return what to raise of an answer that is longer than anybody has a use for."""
    return MalformedError(unanswered.TOO_LARGE.format(limit=max(1, limit // 1_000_000)))


class _Reader(io.RawIOBase):
    """The bytes of one answer. A socket's own time-out is for each piece, so that drops could come for ever."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = cast("io.RawIOBase", sock.makefile("rb", buffering=0))
        self._pause = self._set = sock.gettimeout()
        self._ends, self._limit = _bounds.ends, _bounds.limit
        self._left = _bounds.limit + HEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - the shape of io's
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        if left < math.inf:
            pause = left if self._pause is None else min(self._pause, left)
            if pause != self._set:  # each time it asks the system
                self._sock.settimeout(pause)
                self._set = pause
        count = self._raw.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise too_long(self._limit)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Opening:
    """A socket that is read through `_Reader`: all that an answer asks of it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock))


class _Answer(HTTPResponse):
    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - of http.client
        super().__init__(cast("socket.socket", _Opening(sock)), *args, **kwargs)


class _Plain(HTTPConnection):
    response_class = _Answer


class _Secure(HTTPSConnection):
    response_class = _Answer


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


POOLS = {"http": _PlainPool, "https": _SecurePool}
"""Of urllib3, by scheme."""
