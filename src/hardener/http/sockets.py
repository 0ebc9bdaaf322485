"""The open sockets of a run: lent for a call, and then free for the next, whoever asks."""

from __future__ import annotations

import ssl
import threading
from pathlib import Path
from typing import Any, NamedTuple

from urllib3 import HTTPConnectionPool, PoolManager, ProxyManager
from urllib3.util.ssl_ import create_urllib3_context

from hardener.http.bounds import POOLS

HOSTS = 32
"""Hosts with which sockets are kept open; of those beyond, the one that was not spoken to for longest loses its own."""
KEPT = 64
"""Free sockets that are kept of one host."""


class Place(NamedTuple):
    """Where sockets lead, and by which certificates: worked out once, as it is looked up for every call."""

    key: Any
    context: dict[str, Any]


class Sockets:
    """Keeps what is free, by host: nothing of a call is in it but its socket."""

    def __init__(self) -> None:
        """Begin with none."""
        self.manager = PoolManager(num_pools=HOSTS, maxsize=KEPT)
        self.manager.pool_classes_by_scheme = POOLS
        self.proxies: dict[str, ProxyManager] = {}
        """Of a proxy's address, what goes through it."""
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def place(self, scheme: str, host: str, port: int | None, certificates: str) -> Place:
        """Return how to ask for sockets of a host; `certificates`: a file or folder of them.

        Raises `OSError` where the certificates cannot be read.
        """
        context: dict[str, Any] = {**self.manager.connection_pool_kw, "scheme": scheme, "host": host, "port": port}
        if scheme == "https":
            context |= {"port": port or 443, "cert_reqs": "CERT_REQUIRED", "ssl_context": self._context(certificates)}
        return Place(self.manager.key_fn_by_scheme[scheme](context), context)

    def at(self, place: Place) -> HTTPConnectionPool:
        """Return the sockets of a place."""
        return self.manager.connection_from_pool_key(place.key, place.context)

    def close(self) -> None:
        """Close all that are free; what is under way closes its own."""
        for manager in (self.manager, *self.proxies.values()):
            manager.clear()

    def _context(self, file: str) -> ssl.SSLContext:
        """Return what TLS is spoken with: hundreds of certificates are read once, and not for each socket."""
        with self._lock:
            if file not in self._contexts:
                made = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
                made.load_verify_locations(**{"capath" if Path(file).is_dir() else "cafile": file})
                self._contexts[file] = made
            return self._contexts[file]
