"""The transport: TLS always, no writes while reading, and no way to another host."""

from __future__ import annotations

import json
import logging
import os
import re
import ssl
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any, ClassVar
from urllib.parse import SplitResult, parse_qs, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from hardener import redact, unanswered
from hardener.errors import MalformedError, UnreachableError, WriteForbiddenError
from hardener.http.bounds import POOLS
from hardener.http.only_reads import OnlyReads
from hardener.http.sockets import HOSTS, KEPT, Sockets
from hardener.language import marked

READING = frozenset({"GET", "HEAD", "PROPFIND", "REPORT"})
"""Methods that change nothing: of HTTP, and of WebDAV (RFC 4918, RFC 3253), whose questions have a body."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HOPS = 3
Permits = Sequence[tuple[str, str]]
"""Writes that leave while reading: the method, and the whole address with names in braces."""
COOKIES = 100
"""The most that are remembered as nobody's."""


class Wire(HTTPAdapter):
    """A transport that only sends what may be sent: the safe way, and no write while reading."""

    def __init__(self, *, read_only: bool, sockets: Sockets, permits: Permits = ()) -> None:
        """Send by the `sockets` that all have in common; `permits` are the only writes that leave while reading."""
        self._permits = [(method, _template(address)) for method, address in permits]
        self._sockets = sockets
        super().__init__(pool_connections=HOSTS, pool_maxsize=KEPT)
        self.proxy_manager = sockets.proxies
        self._read_only = read_only
        self.batch: OnlyReads | None = None
        """The batch that is no write."""
        self._proxies: dict[str, Mapping[str, str]] = {}
        """By host."""
        self._lock = threading.Lock()
        self._nobodys: list[str] = []
        """Cookies that were given to somebody who had not said who they are."""

    def init_poolmanager(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - of requests
        """Have connections whose answers end."""
        self.poolmanager = self._sockets.manager

    def close(self) -> None:
        """Leave the sockets to the others."""

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - of requests
        """Have connections whose answers end, by way of a proxy as well."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any  # noqa: ANN401 - of requests
    ) -> requests.Response:  # fmt: skip
        """Send a request. Raises `WriteForbiddenError` for a write while reading, `UnreachableError`."""
        if self._read_only and request.method not in READING and not self._may(request):
            raise WriteForbiddenError(f"a reading command tried to send a {request.method}; it was not sent")
        url = request.url or ""
        parts = checked(url)
        if parts.netloc not in self._proxies:
            self._proxies[parts.netloc] = proxies_to(url)
        kwargs["proxies"] = self._proxies[parts.netloc]
        response = super().send(request, *args, **kwargs)
        self._remember(request, response)
        return response

    def _may(self, request: requests.PreparedRequest) -> bool:
        """Tell whether this may be sent while reading: a log-in, a batch of GETs, or a call that was named."""
        at = (request.url or "").partition("?")[0]
        named = any(method == request.method and address.fullmatch(at) for method, address in self._permits)
        of_gets = self.batch is not None and self.batch.passes(request)
        return named or of_gets or _logs_in(request) or self._signs_in(request)

    def _remember(self, request: requests.PreparedRequest, response: requests.Response) -> None:
        """Take note of which cookies are nobody's, and are so no more: some stay the same when somebody logs in."""
        with self._lock:
            if request.method not in READING and response.status_code < 400:
                self._nobodys = [each for each in self._nobodys if each not in _cookies(request)]
            elif not {"Authorization", "Cookie"} & set(request.headers):
                given = [f"{each.name}={each.value}" for each in response.cookies]
                self._nobodys = [*self._nobodys, *given][-COOKIES:]

    def _signs_in(self, request: requests.PreparedRequest) -> bool:
        """Tell whether this is a log-in that is held in cookies: JSON with a password, and sent by nobody.

        Nobody has no cookie but one that was given to nobody. What a vendor lets nobody do, it lets everybody do.
        """
        return (
            request.method == "POST"
            and str(request.headers.get("Content-Type", "")).startswith("application/json")
            and "Authorization" not in request.headers
            and all(each in self._nobodys for each in _cookies(request))
            and isinstance(request.body, bytes)
            and _has_password(json.loads(request.body))
        )


def _template(address: str) -> re.Pattern[str]:
    """Return what an address matches whose names, in braces, are each one part of a path."""
    part = r"(?!\.\.?(?:/|$))[^/?#]+"  # two dots would lead elsewhere
    return re.compile(re.sub(r"\\{\w+\\}", lambda _: part, re.escape(address)))


def _cookies(request: requests.PreparedRequest) -> list[str]:
    return [each for each in str(request.headers.get("Cookie", "")).split("; ") if each]


def _has_password(node: object) -> bool:
    """Tell whether there is a password among what is sent, at any depth."""
    return isinstance(node, dict) and any(
        (key == "password" and isinstance(value, str) and value != "") or _has_password(value)
        for key, value in node.items()
    )


class Bearer(requests.auth.AuthBase):
    """Puts the token into the header; being set, it also keeps a netrc file from replacing it."""

    def __init__(self, access: str) -> None:
        """Keep the access token. Raises `MalformedError` if no header can hold it; no library's error may show it."""
        if not access.isascii() or not access.isprintable() or access != access.strip():
            raise MalformedError("the token of the log-in has characters that no token has; it was not sent")
        self.headers = {"Authorization": f"Bearer {access}"}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        request.headers.update(self.headers)
        return request


class Nobody(requests.auth.AuthBase):
    """Says nothing of who asks; being set, it keeps a netrc file from doing so."""

    headers: ClassVar[Mapping[str, str]] = {}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave the request as it is."""
        return request


class _Redacted(logging.Filter):
    """urllib3 logs whole addresses, and warns with them and with traces: let none through as it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep warnings, without what follows a question mark and without secrets; what we log ourselves, drop."""
        if record.levelno <= logging.DEBUG:
            return False
        words = (word.partition("?")[0] for word in record.getMessage().split(" "))
        record.msg, record.args = redact.line(" ".join(words)), None
        record.exc_info = record.exc_text = record.stack_info = None
        return True


_redacted = _Redacted()
LOGGERS = ("connection", "connectionpool", "poolmanager", "response", "util.retry", "util.ssl_", "http2.connection")
"""Those of urllib3: a filter does not hold for the loggers below."""


def wire(*, read_only: bool, sockets: Sockets, ca: str | None, permits: Permits = ()) -> requests.Session:
    """Return a session that keeps no cookies. Raises `UnreachableError` on a bad `ca`."""
    if ca:
        _certificates(ca)
    for name in LOGGERS:
        logging.getLogger(f"urllib3.{name}").addFilter(_redacted)
    session = requests.Session()
    # What the environment says of proxies and certificates is looked up once, not for every request.
    session.trust_env = False
    session.verify = ca or os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    session.headers.update({"User-Agent": "hardener", "Accept": "application/json"})
    session.headers["Accept-Encoding"] = "gzip, deflate"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("https://", "http://"):
        session.mount(scheme, Wire(read_only=read_only, sockets=sockets, permits=permits))
    return session


def _certificates(ca: str) -> None:
    """Say before the first call that a file of certificates is none; a wire would try again and again."""
    try:
        ssl.create_default_context(cafile=ca)
    except FileNotFoundError:
        raise UnreachableError(f"ca: {unanswered.NO_FILE.format(file=ca)}") from None
    except OSError:
        raise UnreachableError(f"ca: {unanswered.NO_PEM.format(file=ca)}") from None


@lru_cache(256)  # every address is looked at several times on its way
def checked(url: str) -> SplitResult:
    """Return the parts of `url` if it is https, or http to this machine. Raises `UnreachableError`."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise UnreachableError(f"{redact.line(url, 80)}: {marked('this is no address')}") from None
    if host and (parts.scheme == "https" or (parts.scheme == "http" and is_here(host))):
        return parts
    shown = redact.line(f"{parts.scheme}://{host}" if host else url, 80)
    raise UnreachableError(
        f"{shown or marked('no address')}: {marked('only https:// is used, as each call carries a token')}"
    )


def proxies_to(url: str) -> Mapping[str, str]:
    """Return what the environment says of proxies on the way to `url`; this machine is never reached by one."""
    return {} if urlsplit(url).scheme == "http" else get_environ_proxies(url)


def onward(url: str, headers: Mapping[str, str]) -> str:
    """Return where a redirect leads, if that is the same host. Raises `UnreachableError`."""
    target = urljoin(url, headers.get("Location", ""))
    before, after = checked(url), checked(target)
    if (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise UnreachableError(unanswered.ONWARD.format(host=before.hostname, other=after.hostname))
    return target


@lru_cache(32)
def is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _logs_in(request: requests.PreparedRequest) -> bool:
    """Tell whether this is the token call: a form with a grant, and no token of its own."""
    kind = str(request.headers.get("Content-Type", ""))
    who = str(request.headers.get("Authorization", "Basic"))
    return (
        request.method == "POST"
        and kind.startswith("application/x-www-form-urlencoded")
        and who.startswith("Basic")
        and isinstance(request.body, str)
        and "grant_type" in parse_qs(request.body)
    )
