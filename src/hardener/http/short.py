"""The short way: a GET without a proxy goes straight to its socket, behind the same wall as everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import DEFAULT_CA_BUNDLE_PATH, check_header_validity
from urllib3 import BaseHTTPResponse, Retry, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)  # fmt: skip

from hardener.http.sockets import Place, Sockets
from hardener.http.transport import Bearer, Nobody, checked, proxies_to

PLAIN = (Bearer, Nobody)
"""Proofs that are a header or nothing; one that looks at the request or its answer goes the long way."""
_ONCE = Retry(0, read=False)
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?")
_AS_IT_IS = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9_~.,:;=@!$&'()*+-]*)+")
"""Paths that no library writes otherwise: nothing is quoted, and no part is `.` or `..`."""


class Short:
    """Sends GETs and nothing else: there is no way to say another method."""

    def __init__(self, wire: requests.Session, sockets: Sockets) -> None:
        """Send what `wire` says of certificates and headers, by `sockets`."""
        self._wire = wire
        self._sockets = sockets
        self._places: dict[tuple[str, str], Place | None] = {}

    def place(self, url: str) -> Place | None:
        """Return where the short way to `url` leads; None where there is none. Raises `UnreachableError`."""
        parts = checked(url)
        origin = parts.scheme, parts.netloc
        if origin not in self._places:
            self._places[origin] = self._found(url, parts)
        return self._places[origin]

    def _found(self, url: str, parts: SplitResult) -> Place | None:
        if not _HOST.fullmatch(parts.netloc) or proxies_to(url):
            return None
        try:
            file = DEFAULT_CA_BUNDLE_PATH if self._wire.verify is True else str(self._wire.verify)
            return self._sockets.place(parts.scheme, str(parts.hostname), parts.port, file)
        except (OSError, ValueError):
            return None  # the long way says what is wrong

    def get(  # noqa: PLR0913 - one request
        self, place: Place, url: str, params: Mapping[str, str] | None, headers: Mapping[str, bytes] | None,
        proof: Bearer | Nobody, timeouts: tuple[float, float],
    ) -> BaseHTTPResponse:  # fmt: skip
        """Return the answer, of which only the head is read. Raises what requests would."""
        try:
            return self._sockets.at(place).urlopen(
                "GET", target_of(url, params), headers=self._headers(headers, proof), timeout=_timeout(*timeouts),
                retries=_ONCE, redirect=False, assert_same_host=False, preload_content=False, decode_content=False,
            )  # fmt: skip
        except HTTPError as error:
            raise _as_of_requests(error) from None

    def _headers(self, own: Mapping[str, bytes] | None, proof: Bearer | Nobody) -> Mapping[str, str]:
        sent: dict[str, Any] = dict(self._wire.headers)
        if own:  # they may be spelled otherwise than what they take the place of
            sent = dict(CaseInsensitiveDict({**sent, **own}))
        _good(tuple(sent.items()))
        return {**sent, **proof.headers}


@lru_cache(64)  # they are the same for most requests
def _good(headers: tuple[tuple[str, Any], ...]) -> None:
    """Raise what requests does of headers that cannot be sent."""
    for header in headers:
        check_header_validity(header)


@lru_cache(64)
def _timeout(connect: float, read: float) -> Timeout:
    """Return them as the pool takes them, which has a copy of its own for each request."""
    return Timeout(connect, read)


def target_of(url: str, params: Mapping[str, str] | None) -> str:
    """Return what is asked for at a host, quoted as requests does it."""
    parts = urlsplit(url)
    if _AS_IT_IS.fullmatch(parts.path) and not parts.query:
        return f"{parts.path}?{urlencode(params)}" if params else parts.path
    prepared = requests.PreparedRequest()
    prepared.prepare_url(url, params)
    return prepared.path_url


def _as_of_requests(error: HTTPError) -> Exception:
    """Return what requests makes of urllib3's errors, so that both ways tell the same."""
    reason = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(reason, ConnectTimeoutError) and not isinstance(reason, NewConnectionError):
        return requests.ConnectTimeout(error)
    if isinstance(reason, SSLError):
        return requests.exceptions.SSLError(error)
    if isinstance(reason, ReadTimeoutError):
        return requests.ReadTimeout(error)
    if isinstance(reason, InvalidHeader):
        return requests.exceptions.InvalidHeader(error)
    return error if isinstance(error, ValueError) else requests.ConnectionError(error)
