"""A log-in that is held in cookies, with a token against forged writes (Greenlight, and Rails in general)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import requests
from requests.cookies import RequestsCookieJar, get_cookie_header

from hardener import redact
from hardener.errors import MalformedError, RefusedError, ThrottledError
from hardener.http.answer import Json, Reply
from hardener.http.codecs import object_of
from hardener.http.line import Request
from hardener.http.transport import READING

HEADER = "X-CSRF-Token"
Send = Callable[[Request, requests.auth.AuthBase], Reply]


class _Visit(requests.auth.AuthBase):
    """The cookies of one log-in, from the page before it to the last answer."""

    def __init__(self) -> None:
        self.jar = RequestsCookieJar()
        self.csrf = ""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the cookies that go there, and to a write the token; keep what the answer sets."""
        cookies = get_cookie_header(self.jar, request)  # type: ignore[no-untyped-call]
        if cookies:
            request.headers["Cookie"] = cookies
        if self.csrf and request.method not in READING:
            request.headers[HEADER] = self.csrf
        request.register_hook("response", self._keep)  # type: ignore[no-untyped-call]
        return request

    def _keep(self, response: requests.Response, **_: Any) -> None:  # noqa: ANN401 - of requests
        self.jar.update(response.cookies)


class CookieLogin:
    """One log-in for all threads. Each is a new session with the vendor, which may end the one before."""

    def __init__(self, send: Send, page: str, url: str, body: Callable[[], Json]) -> None:
        """Know the HTML `page` with the token in a `meta`, the address to log in at, and what is sent there as JSON."""
        self._send = send
        self._page = page
        self._url = url
        self._body = body
        self._lock = threading.Lock()
        self._visit: _Visit | None = None
        self._broken: RefusedError | None = None

    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:
        """Return the cookies of a log-in that holds. Raises `AdapterError`."""
        with self._lock:
            if self._visit is None or self._visit is refused:
                self._visit = self._logged_in()
            return self._visit

    def renews(self, error: RefusedError, proof: requests.auth.AuthBase, *, reading: bool, first: bool) -> bool:  # noqa: ARG002
        """Tell whether the log-in may be over: a write with an old token is answered 422, or by Greenlight 500."""
        return first and (error.status == 401 or (not reading and error.status in {422, 500}))

    def _logged_in(self) -> _Visit:
        if self._broken is not None:
            raise self._broken.with_traceback(None)
        visit = _Visit()
        page = self._send(Request(method="GET", url=self._page, headers={"Accept": b"text/html"}), visit)
        visit.csrf = csrf_of(page.raw, page.path)
        body = self._body()
        for secret in _texts(body):
            redact.hide(secret)
        try:
            reply = self._send(Request(method="POST", url=self._url, body=body), visit)
        except ThrottledError:
            raise
        except RefusedError as error:
            # Wrong credentials stay wrong: thousands of programs must not mean thousands of log-ins.
            self._broken = error if error.status < 500 else None
            raise
        if reply.raw:
            object_of(reply.raw, reply.path)  # a page for people lets nobody in
        return visit


class _Meta(HTMLParser):
    """Finds `<meta name="csrf-token" content="…">`."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        said = dict(attrs)
        if tag == "meta" and said.get("name") == "csrf-token" and not self.found:
            self.found = said.get("content") or ""


def csrf_of(raw: bytes, path: str) -> str:
    """Return the token in a page. Raises `MalformedError` that names `path`, without the page's own words."""
    finder = _Meta()
    finder.feed(raw.decode("utf-8", "replace"))
    if not finder.found.isascii() or not finder.found.isprintable() or not finder.found.strip():
        raise MalformedError(f"{path}: the page has no csrf-token; nobody can log in by it")
    redact.hide(finder.found)
    return finder.found


def _texts(node: object) -> list[str]:
    """Return the values under `password`, at any depth."""
    if not isinstance(node, dict):
        return []
    return [
        text
        for key, value in node.items()
        for text in ([value] if key == "password" and isinstance(value, str) else _texts(value))
    ]
