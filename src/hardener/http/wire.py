"""The transport: TLS always, no writes while reading, and no way to another host."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from hardener.errors import UnreachableError, WriteForbiddenError

READING = frozenset({"GET", "HEAD"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HOPS = 3


class ReadOnly(HTTPAdapter):
    """A transport that has no write verbs: whatever asks for one, nothing leaves the process."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - of requests
        """Send a reading request. Raises `WriteForbiddenError` for any other."""
        if request.method not in READING:
            raise WriteForbiddenError(f"a command that only reads tried to send a {request.method}; it was not sent")
        return super().send(request, *args, **kwargs)


class Bearer(requests.auth.AuthBase):
    """Puts the token into the header; being set, it also keeps a netrc file from replacing it."""

    def __init__(self, access: str) -> None:
        """Keep the access token."""
        self._access = access

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._access}"
        return request


def wire(*, read_only: bool, size: int) -> requests.Session:
    """Return a session that keeps `size` connections."""
    session = requests.Session()
    kind = ReadOnly if read_only else HTTPAdapter
    for scheme in ("https://", "http://"):
        session.mount(scheme, kind(pool_connections=4, pool_maxsize=size))
    return session


def checked(url: str) -> str:
    """Return `url` if it may carry a secret: https, or plain http to this machine. Raises `UnreachableError`."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _here(parts.hostname or "")):
        return url
    raise UnreachableError(f"{parts.scheme or 'no scheme'}://{parts.hostname or ''}: only https is used, as it would carry a token")


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def onward(url: str, headers: Mapping[str, str]) -> str:
    """Return where a redirect leads, if that is the same host. Raises `UnreachableError`."""
    target = urljoin(url, headers.get("Location", ""))
    before, after = urlsplit(url), urlsplit(target)
    if (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise UnreachableError(f"{before.hostname} sends us on to another host, {after.hostname}; not followed")
    return target
