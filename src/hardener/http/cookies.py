"""A log-in that is held in cookies, with a token against forged writes (Greenlight, and Rails in general)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any, TypeVar

import requests
from requests.cookies import RequestsCookieJar, create_cookie, get_cookie_header

from hardener import redact
from hardener.errors import MalformedError, RefusedError, ThrottledError
from hardener.http.answer import Json, Reply
from hardener.http.codecs import object_of
from hardener.http.line import Request
from hardener.http.shelf import SHARED, Shelf, Slot
from hardener.http.token import Login
from hardener.http.transport import READING

HEADER = "X-CSRF-Token"
RENEWALS = 3
"""For one call: whoever logs in with the same account elsewhere may end each log-in of ours before it was of use."""
BARREN = 6
"""Log-ins in a row that let nothing in: then it is of no use to go on, and thousands of programs would."""
KEPT = ("name", "value", "domain", "path", "secure", "expires")
"""What of a cookie others need to send it."""
Result = TypeVar("Result")
Send = Callable[[Request, requests.auth.AuthBase], Reply]


class _Visit(requests.auth.AuthBase):
    """The cookies of one log-in, from the page before it to the last answer."""

    def __init__(self, csrf: str = "", cookies: RequestsCookieJar | None = None) -> None:
        self.csrf = csrf
        self.jar = cookies if cookies is not None else RequestsCookieJar()
        self.welcome = False
        """Something that was asked after the log-in was answered."""

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
        self.welcome = self.welcome or response.status_code < 400
        self.jar.update(response.cookies)


class CookieLogin:
    """One log-in for all threads, and for all processes that share a shelf: each new one may end the one before."""

    def __init__(  # noqa: PLR0913 - what a log-in is made of
        self, send: Send, page: str, url: str, body: Callable[[], Json], *, clock: Callable[[], float],
        shelf: Shelf | None = None, login: Callable[[], Login],
    ) -> None:  # fmt: skip
        """Know the HTML `page` with the token in a `meta`, the address to log in at, and what is sent there as JSON.

        `clock` gives seconds since 1970. With a `shelf`, other processes have the same cookies, if they log in as
        `login` says.
        """
        self._send = send
        self._page = page
        self._url = url
        self._body = body
        self._clock = clock
        self._shelf = shelf
        self._login = login
        self._lock = threading.Lock()
        self._visit: _Visit | None = None
        self._own: _Visit | None = None
        """The last that we logged in for ourselves."""
        self._barren = 0
        self._broken: RefusedError | None = None

    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:
        """Return the cookies of a log-in that holds. Raises `AdapterError`."""
        with self._lock:
            if self._visit is None or self._visit is refused:
                self._visit = self._renewed()
            return self._visit

    def asked(self, ask: Callable[[], Result], over: Callable[[Result], bool]) -> Result:
        """Return what `ask` returns; where `over` tells by it that the log-in is over, after a new one.

        For a call that is answered 200 to nobody as well. Raises `AdapterError`.
        """
        for _ in range(RENEWALS):
            held = self.proof(None)
            found = ask()
            if not over(found):
                return found
            self.proof(held)
        return ask()

    def renews(self, error: RefusedError, proof: requests.auth.AuthBase, *, reading: bool, before: int) -> bool:
        """Tell whether the log-in may be over: a write with an old token is answered 422, or by Greenlight 500."""
        if error.status == 401:
            return before < RENEWALS or proof is not self._own
        return before == 0 and not reading and error.status in {422, 500}

    def _renewed(self) -> _Visit:
        with self._slot() as slot:
            found = _visit_of(slot.find(self._login().secret, self._clock())) if slot is not None else None
            if found is not None and (self._visit is None or found.csrf != self._visit.csrf):
                return found
            visit = self._own = self._logged_in()
            if slot is not None:
                slot.keep(self._login().secret, _body_of(visit), self._clock() + SHARED, self._clock())
            return visit

    @contextmanager
    def _slot(self) -> Iterator[Slot | None]:
        if self._shelf is None:
            yield None
            return
        with self._shelf.open(self._login().place) as slot:
            yield slot

    def _logged_in(self) -> _Visit:
        self._barren = self._barren + 1 if self._own is not None and not self._own.welcome else 0
        if self._barren >= BARREN:
            self._broken = self._broken or RefusedError(
                f"logged in {BARREN} times, and each time was logged out before anything was answered: somebody else "
                "uses the same account; give hardener an account of its own", status=401,
            )  # fmt: skip
        if self._broken is not None:
            raise self._broken.with_traceback(None)
        visit = _Visit()
        page = self._send(Request(method="GET", url=self._page, headers={"Accept": b"text/html"}), visit)
        visit.csrf = page.understood(csrf_of)
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
            reply.understood(object_of)  # a page for people lets nobody in
        visit.welcome = False
        return visit


def _body_of(visit: _Visit) -> dict[str, object]:
    """Return what others need of a log-in."""
    return {"csrf": visit.csrf, "cookies": [{name: getattr(each, name) for name in KEPT} for each in visit.jar]}


def _visit_of(body: Mapping[str, Any] | None) -> _Visit | None:
    """Return the log-in of another process; None where it left nothing that can be understood."""
    if body is None:
        return None
    try:
        jar = RequestsCookieJar()
        for each in body["cookies"]:
            jar.set_cookie(create_cookie(**{name: each[name] for name in KEPT}))  # type: ignore[no-untyped-call]
        redact.hide(body["csrf"])
        return _Visit(body["csrf"], jar)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


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
