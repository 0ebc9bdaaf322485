"""Wait for what another process or thread does, however busy the machine is; and ports that nobody else is given."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable

LONG = 300.0
"""Seconds after which what is waited for will not come: far more than it takes on any machine."""
UNGIVEN = range(20_000, 30_000)
"""Ports that no system gives to who asks for any: between asking and using, one of those may go to another test."""


def until(there: Callable[[], object], what: str = "it never came") -> None:
    """Return once `there` says so; fail with `what` where it never does."""
    ends = time.monotonic() + LONG
    while True:
        began = time.monotonic()
        if there():
            return
        assert began < ends, what
        # To open a store or fetch a page takes long: nobody shall be slowed down by whoever waits for them.
        time.sleep(max(0.02, 4 * (time.monotonic() - began)))


def free_port() -> int:
    """Return a port of this machine that is free, and that nobody is given by chance."""
    while True:
        port = random.choice(UNGIVEN)
        with socket.socket() as asked:
            # As servers do, which are refused only by one that listens.
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                asked.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
