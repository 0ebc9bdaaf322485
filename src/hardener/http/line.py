"""One request and its answer: sent, timed, logged, read to its end, and told apart from an error."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import DecodeError, HTTPError, IncompleteRead, NewConnectionError, ProtocolError
from urllib3.exceptions import ReadTimeoutError as ReadTimeout

from hardener import redact, unanswered
from hardener.errors import AdapterError, MalformedError, RefusedError, ThrottledError, UnreachableError
from hardener.http.answer import Reply, is_whole
from hardener.http.body import read
from hardener.http.bounds import within
from hardener.http.refusal import refusal_of
from hardener.http.retry import RETRIED, Again, asked_for, for_today, limit_named
from hardener.http.short import PLAIN, Short
from hardener.http.transport import HOPS, READING, REDIRECTS, onward
from hardener.language import marked

log = logging.getLogger("hardener.http")
WHOLE = frozenset({"PUT", "PATCH", "DELETE"})
"""Methods that set whole values: doing it again changes nothing more. A POST may make a second of something."""
_INNARDS = re.compile(r"^\w+\(host=[^)]*\): ")
"""What the HTTP library calls a connection, which tells people nothing."""
LIMIT = 50_000_000
"""Bytes of the largest answer that is read, unpacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to ask of a vendor."""

    method: str
    url: str
    params: Mapping[str, str] | None = None
    body: Mapping[str, Any] | None = None
    """Sent as JSON."""
    form: Mapping[str, str] | None = None
    xml: str = ""
    """Sent as it is, where neither JSON nor a form is: the question of a WebDAV method."""
    headers: Mapping[str, bytes] | None = None
    """Those of this request alone."""
    cost: str = ""
    harmless: bool = False
    """Doing it twice is as good as once, though it is no reading method."""
    gets: tuple[str, ...] = ()
    """Of a batch that only reads, the class of each GET in it."""

    @property
    def reads(self) -> bool:
        """Tell whether it changes nothing."""
        return bool(self.gets) or self.method in READING

    @property
    def costs(self) -> tuple[str, ...]:
        """Return the class of each request that the vendor counts."""
        return self.gets or (self.cost,)

    @property
    def repeatable(self) -> bool:
        """Tell whether it may be sent again when nobody knows whether it arrived."""
        return self.harmless or self.reads

    @property
    def bare(self) -> bool:
        """Tell whether it is a GET that brings nothing along."""
        return self.method == "GET" and self.body is None and self.form is None and not self.xml

    @property
    def again(self) -> bool:
        """Tell whether it may be sent again when the vendor says that it failed over it."""
        return self.repeatable or self.method in WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The way to one vendor, without tokens and retries."""

    wire: requests.Session
    short: Short
    timeouts: tuple[float, float]
    deadline: float
    """Seconds that a call may take with all its tries."""
    limit: int
    """Bytes of the largest answer that is read."""
    clock: Callable[[], float]
    shut: Callable[[float], float]
    """Told for how many seconds the vendor wants nothing more of this connection."""
    explain: Callable[[RefusedError], AdapterError]
    hide: Callable[[str], str]

    def once(self, request: Request, auth: requests.auth.AuthBase, ends: float) -> Reply:
        """Return the answer, or give up at `ends` (monotonic seconds).

        Raises `AdapterError`, or `Again` where another try may do better.
        """
        parts = urlsplit(request.url)
        began = time.monotonic()
        try:
            with within(ends, self.limit):
                status, headers, raw = self._exchange(request, auth, ends)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            told = lost(error, parts.hostname, self._shown(parts), repeatable=request.repeatable)
            self._log(request.method, parts, began, told)
            raise told from None
        self._log(request.method, parts, began, f"{status}, {len(raw)} bytes")
        if status >= 400:
            raise self.refused(status, headers, raw, again=request.again)
        if request.reads and not is_whole(status):
            raise MalformedError(f"{self._shown(parts)}: {unanswered.CUT.format(host=parts.hostname)} ({status})")
        return Reply(status, headers, raw, partial(self._shown, parts))

    def _shown(self, parts: SplitResult) -> str:
        """Return the path as a log or a message may have it."""
        return redact.line(self.hide(unquote(parts.path)))

    def _log(self, method: str, parts: SplitResult, began: float, said: object) -> None:
        if log.isEnabledFor(logging.DEBUG):
            took = (time.monotonic() - began) * 1000
            log.debug("%s %s%s %d ms: %s", method, parts.hostname, self._shown(parts), took, said)

    def _exchange(
        self, request: Request, auth: requests.auth.AuthBase, ends: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        url, params = request.url, request.params
        for _ in range(HOPS):
            left = ends - time.monotonic()
            if left <= 0:
                raise requests.Timeout
            timeouts = min(self.timeouts[0], left), min(self.timeouts[1], left)
            status, headers, body = self._answered(request, url, params, auth, timeouts)
            if status not in REDIRECTS:
                return status, headers, body
            if request.method not in READING:
                raise UnreachableError(unanswered.REDIRECTS.format(host=urlsplit(url).hostname, method=request.method))
            url, params = onward(url, headers), None
        raise UnreachableError(unanswered.ROUND.format(host=urlsplit(url).hostname))

    def _answered(
        self, request: Request, url: str, params: Mapping[str, str] | None, auth: requests.auth.AuthBase,
        timeouts: tuple[float, float],
    ) -> tuple[int, Mapping[str, str], bytes]:  # fmt: skip
        """Send it, by the short way where there is one; return what it is answered."""
        if request.bare and isinstance(auth, PLAIN) and (place := self.short.place(url)) is not None:
            raw = self.short.get(place, url, params, request.headers, auth, timeouts)
            try:
                return self._taken(raw)
            finally:
                raw.close()  # what was not read to its end would be taken for the beginning of the next answer
                raw.release_conn()
        with self.wire.request(
            request.method, url, params=params, json=request.body, data=request.form or request.xml.encode(),
            auth=auth, headers=request.headers, allow_redirects=False, stream=True, timeout=timeouts,
        ) as response:  # fmt: skip
            return self._taken(response.raw)

    def _taken(self, raw: BaseHTTPResponse) -> tuple[int, Mapping[str, str], bytes]:
        """Return an answer whose head was read; what only leads elsewhere has no body that anybody asked for."""
        return raw.status, raw.headers, b"" if raw.status in REDIRECTS else read(raw, self.limit)

    def refused(self, status: int, headers: Mapping[str, str], raw: bytes, *, again: bool) -> Exception:
        """Return what to raise of a refusal; where only time is in the way, nobody is sent until it is over."""
        error = refusal_of(status, raw)
        after = asked_for(headers, self.clock())
        if status == 429:
            told = ThrottledError(f"{error}{_limit(headers, after)}", status=status, code=error.code)
            if for_today(headers, str(error)):
                return told
            self._wait(after)
            return told if after is not None and after > self.deadline else Again(told, after)
        explained = self.explain(error)
        if status not in RETRIED:
            return explained
        self._wait(after)
        return Again(explained, after) if again else explained

    def _wait(self, after: float | None) -> None:
        if after is not None:
            self.shut(after)


def _limit(headers: Mapping[str, str], after: float | None) -> str:
    """Name the limit that was met, as far as the vendor does."""
    named = redact.line(limit_named(headers), 60)
    return (f"; limit: {named}" if named else "") + (f"; to wait: {after:.0f} s" if after else "")


def lost(error: Exception, host: str | None, path: str, *, repeatable: bool) -> Exception:
    """Return what to raise where no whole answer came: `Again` only if the request may be sent once more."""
    root = _root(error)
    told: AdapterError
    if isinstance(error, ValueError):
        # What the library says of a header or an address that cannot be, it says with all of it.
        kind = type(error).__name__
        return UnreachableError(unanswered.NO_REQUEST.format(host=host, kind=kind))
    if isinstance(root, IncompleteRead | DecodeError | ProtocolError) and _began(root):
        told = MalformedError(f"{path}: {unanswered.CUT.format(host=host)}")
    else:
        told = UnreachableError(unanswered.UNREACHED.format(host=host, why=redact.line(_reason(error, root), 200)))
    unsent = isinstance(error, requests.ConnectTimeout) or isinstance(root, NewConnectionError)
    # No other try helps where TLS or a file of ours is wrong.
    final = isinstance(error, requests.exceptions.SSLError) or not isinstance(
        error, requests.RequestException | HTTPError
    )
    return Again(told) if (repeatable or unsent) and not final else told


def _began(root: BaseException) -> bool:
    """Tell whether an answer had begun to come in."""
    return isinstance(root, IncompleteRead | DecodeError) or "Connection aborted" not in str(root)


def _root(error: BaseException) -> BaseException:
    """Return what urllib3 said of a failure that requests tells of."""
    inner = error.args[0] if error.args else None
    reason = getattr(inner, "reason", inner)
    return reason if isinstance(reason, BaseException) else error


def _reason(error: Exception, root: BaseException) -> str:
    if isinstance(error, requests.Timeout | ReadTimeout):
        return marked("no answer in time")
    if isinstance(error, requests.exceptions.ProxyError):
        return f"{marked('the proxy refused or is not there')}: {root.args[-1] if root.args else root}"
    return _INNARDS.sub("", str(root.args[-1])) if root.args else type(error).__name__
