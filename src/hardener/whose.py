"""Whose account it is: the vendor, the address of its API, and the vendor's own id; never a name in a file. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from hardener import redact
from hardener.platform import spelled

LONGEST = 80
"""Characters of an id that are kept as they are."""
UNKNOWN = "?"
"""In the place of a vendor: nobody knows yet, or nobody knew when it was kept."""
NONE = "-"
"""In the place of an address or a file that there is none of."""
PORTS = {"https": 443, "http": 80}


class Whose(NamedTuple):
    """An account; equal wherever, and under whatever name, somebody logs in to it."""

    vendor: str
    place: str
    """Host, and port where it is not the usual one, of the API: a simulator or a government's cloud is another."""
    ident: str

    @property
    def key(self) -> str:
        """Return the text by which it is kept."""
        return " ".join(self)

    @property
    def known(self) -> bool:
        """Tell whether it is an account that somebody has logged in to."""
        return self.vendor != UNKNOWN

    def __str__(self) -> str:
        """Name it for a person."""
        if not self.known:
            return f"an account that is not known (connection {self.place})"
        place = f" at {self.place}" if self.place != NONE else ""
        return f"{spelled(self.vendor)} account {self.ident}{place}"

    def called(self, connection: str, library: str = "") -> str:
        """Name it for a reader: the platform, the connection and the library, and not by the vendor's own id.

        Where there is no vendor to give one, it is the library's own word. Where two accounts have to be told apart
        its whole name does that, which is `str` of it.
        """
        if not self.known:
            return str(self)
        name = library or (self.ident if self.place == NONE else "")
        return f"{spelled(self.vendor)} ({connection}){f', {name}' if name else ''}"

    @classmethod
    def of(cls, key: str) -> Self:
        """Return the account that was kept as `key`."""
        vendor, place, ident = (*key.split(" ", 2), "", "")[:3]
        return cls(vendor, place, ident)


def whose(vendor: str, url: str, ident: str) -> Whose:
    """Return the account with the vendor's `ident` at the API whose address is `url`."""
    kept = redact.line(ident, LONGEST + 1)
    if kept != ident or len(ident) > LONGEST or " " in ident:
        # It has no room, or is of a kind that is never kept: a fingerprint tells it apart as well.
        kept = hashlib.sha256(ident.encode("utf-8", "replace")).hexdigest()[:16]
    return Whose(vendor, place_of(url), kept)


def place_of(url: str) -> str:
    """Return host and port of an address, the usual port left out."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    host = parts.hostname or NONE
    return host if port in {None, PORTS.get(parts.scheme)} else f"{host}:{port}"


def unknown(connection: str, origin: str = NONE) -> Whose:
    """Return what stands for the account of a connection while nobody can tell whose it is; `origin`: of which file."""
    return Whose(UNKNOWN, connection, origin)


def named(keys: Iterable[str], names: Mapping[str, str]) -> str:
    """Say which accounts these are, for a person; `names` has the connection that logs in to some of them."""
    found = (f"{Whose.of(key)}{f' ({names[key]})' if key in names else ''}" for key in sorted(set(keys)))
    return ", ".join(found) or "no account"
