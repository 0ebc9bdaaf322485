"""One connection's session: auth, pacing, retries, deadlines, paging, and a log without secrets."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
from urllib3.exceptions import HTTPError, NewConnectionError

from hardener import redact
from hardener.errors import AdapterError, MalformedError, RefusedError, ThrottledError, UnreachableError
from hardener.http.pacing import Pacing
from hardener.http.patience import RETRIED, Again, asked_for, for_today, pause
from hardener.http.pool import each
from hardener.http.token import Token, TokenBroker
from hardener.http.wire import HOPS, READING, REDIRECTS, Bearer, checked, onward, wire

Json = dict[str, Any]
Item = TypeVar("Item")
Result = TypeVar("Result")

log = logging.getLogger("hardener.http")
LIMIT = 50_000_000
"""Bytes of the largest answer that is read."""
TRIES = 6
PAGES = 10_000


class Session:
    """Talks to one vendor for one connection; safe to use from many threads."""

    def __init__(  # noqa: PLR0913 - the settings of a connection
        self, name: str, *, read_only: bool, ca: str | None = None, workers: int = 8,
        timeouts: tuple[float, float] = (10.0, 30.0), deadline: float = 120.0, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """Open a session. `timeouts` (connect, read) and `deadline` (of one call with its retries) are seconds."""
        self.name = name
        self.base_url = ""
        self.token: TokenBroker | None = None
        self.explain: Callable[[RefusedError], AdapterError] = lambda error: error
        """Turns the vendor's refusal into plainer words; the adapter sets it."""
        self.clock = clock
        self._wire = wire(read_only=read_only, size=2 * workers + 2)
        self._read_only = read_only
        self._verify: bool | str = ca or True
        self._workers = workers
        self._timeouts = timeouts
        self._deadline = deadline
        self._pacing = Pacing({})
        self._counts: Counter[str] = Counter()
        self._serial: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self._wire.close()

    def pace(self, rates: Mapping[str, float]) -> None:
        """Send no more requests a second than `rates` has for their class."""
        self._pacing = Pacing(rates)

    def counted(self) -> Mapping[str, int]:
        """Return how many requests were sent, by method and class: `GET light`."""
        return dict(self._counts)

    def get(self, path: str, params: Mapping[str, str] | None = None, *, cost: str = "") -> Json:
        """Return the JSON object at `path`. Raises `AdapterError`."""
        return self._call("GET", path, params, None, cost)

    def patch(
        self, path: str, body: Json, params: Mapping[str, str] | None = None, *, cost: str = "", serial: str = ""
    ) -> Json:
        """Send a change; those with the same `serial` go one after the other. Raises `AdapterError`."""
        with self._serial[serial]:
            return self._call("PATCH", path, params, body, cost)

    def pages(
        self, path: str, items: str, *, params: Mapping[str, str] | None = None, cost: str = "", token: str = "next_page_token"  # noqa: S107 - a page token
    ) -> Iterator[Json]:  # fmt: skip
        """Yield the entries under `items` of every page. Raises `MalformedError` where the list does not end well."""
        asked, seen = dict(params or {}), set[str]()
        for _ in range(PAGES):
            page = self.get(path, asked, cost=cost)
            entries = page.get(items)
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise MalformedError(f"{path}: the list has no {items!r}; it was not read to its end")
            yield from entries
            following = page.get(token) or ""
            if not isinstance(following, str):
                raise MalformedError(f"{path}: {token} is no text; the list was not read to its end")
            if not following:
                return
            if following in seen:
                raise MalformedError(f"{path}: the list goes round in circles; it was not read to its end")
            seen.add(following)
            asked[token] = following
        raise MalformedError(f"{path}: the list does not end after {PAGES} pages")

    def form(self, url: str, data: Mapping[str, str], *, auth: tuple[str, str] | None = None) -> Json:
        """Send a form to the token endpoint at `url`; allowed while reading only. Raises `AdapterError`."""
        self._wire.mount(checked(url), requests.adapters.HTTPAdapter())
        credentials = requests.auth.HTTPBasicAuth(*auth) if auth else None
        return self._retried(lambda: self._once("POST", url, None, data, credentials, retriable=True))

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield `work(item)` for many items, several at the same time, as each is done."""
        return each(work, items, self._workers)

    def _call(self, method: str, path: str, params: Mapping[str, str] | None, body: Json | None, cost: str) -> Json:
        url = checked(self.base_url + path)
        refused: Token | None = None

        def once() -> Json:
            nonlocal refused
            held = self.token.token(refused=refused) if self.token is not None else None
            self._pacing.wait(cost)
            self._counts[f"{method} {cost}".strip()] += 1
            try:
                return self._once(method, url, params, body, Bearer(held.access) if held else None, retriable=method in READING)
            except RefusedError as error:
                if error.status == 401 and held is not None and refused is None:  # noqa: PLR2004
                    refused = held
                    raise Again(error, 0.0) from None
                raise

        return self._retried(once)

    def _retried(self, once: Callable[[], Json]) -> Json:
        ends = time.monotonic() + self._deadline

        def stop(state: Any) -> bool:  # noqa: ANN401 - tenacity's
            return bool(stop_after_attempt(TRIES)(state)) or time.monotonic() + state.upcoming_sleep > ends

        try:
            return Retrying(retry=retry_if_exception_type(Again), wait=pause, stop=stop, reraise=True)(once)
        except Again as last:
            raise last.reason from None

    def _once(  # noqa: PLR0913, PLR0917 - one request
        self, method: str, url: str, params: Mapping[str, str] | None, body: Any, auth: requests.auth.AuthBase | None,  # noqa: ANN401
        *, retriable: bool,
    ) -> Json:  # fmt: skip
        began = time.monotonic()
        try:
            status, headers, raw = self._exchange(method, url, params, body, auth)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise self._lost(error, url, retriable=retriable) from None
        log.debug(
            "%s %s%s %s %d ms %d bytes", method, urlsplit(url).hostname, redact.text(urlsplit(url).path), status,
            (time.monotonic() - began) * 1000, len(raw),
        )  # fmt: skip
        if len(raw) > LIMIT:
            raise MalformedError(f"{urlsplit(url).path}: an answer of more than {LIMIT // 1_000_000} MB; not read")
        if status < 400:  # noqa: PLR2004 - HTTP's border
            return _object(raw, url)
        raise self._refused(status, headers, raw, retriable=retriable)

    def _exchange(
        self, method: str, url: str, params: Mapping[str, str] | None, body: Any, auth: requests.auth.AuthBase | None  # noqa: ANN401
    ) -> tuple[int, Mapping[str, str], bytes]:  # fmt: skip
        kind = {"data": body} if method == "POST" else {"json": body}
        for _ in range(HOPS):
            with self._wire.request(
                method, url, params=params, auth=auth, timeout=self._timeouts, verify=self._verify, allow_redirects=False,
                stream=True, **kind,
            ) as response:  # fmt: skip
                if response.status_code not in REDIRECTS:
                    return response.status_code, response.headers, response.raw.read(LIMIT + 1, decode_content=True)
                url, params = onward(response.url, response.headers), None
        raise UnreachableError(f"{urlsplit(url).hostname} sends us round in circles")

    @staticmethod
    def _lost(error: Exception, url: str, *, retriable: bool) -> Exception:
        host = urlsplit(url).hostname
        told = UnreachableError(f"{host} could not be reached: {redact.line(_reason(error), 200)}")
        unsent = isinstance(error, requests.ConnectTimeout) or isinstance(_root(error), NewConnectionError)
        final = isinstance(error, requests.exceptions.SSLError | requests.exceptions.InvalidURL)
        return told if final or not (retriable or unsent) else Again(told)

    def _refused(self, status: int, headers: Mapping[str, str], raw: bytes, *, retriable: bool) -> Exception:
        code, said = _error(raw)
        message = redact.line(f"the vendor answered {status}" + (f" ({code})" if code is not None else "") + (f": {said}" if said else ""))
        if status == 429:  # noqa: PLR2004
            told = ThrottledError(message, status=status, code=code)
            after = asked_for(headers, self.clock())
            late = after is not None and after > self._deadline
            return told if late or for_today(headers, said) else Again(told, after)
        refused = self.explain(RefusedError(message, status=status, code=code))
        return Again(refused, asked_for(headers, self.clock())) if status in RETRIED and retriable else refused


def _object(raw: bytes, url: str) -> Json:
    if not raw:
        return {}
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise MalformedError(f"{urlsplit(url).path}: the answer is no JSON, or was cut off") from None
    if not isinstance(found, dict):
        raise MalformedError(f"{urlsplit(url).path}: the answer is no JSON object")
    return found


def _error(raw: bytes) -> tuple[int | str | None, str]:
    """Return the vendor's code and message of an error body, whatever can be found of them."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None, ""
    if not isinstance(body, dict):
        return None, ""
    inner = body["error"] if isinstance(body.get("error"), dict) else body
    code = inner.get("code")
    said = inner.get("message") or inner.get("reason") or inner.get("error_description") or inner.get("error") or ""
    details = [str(e.get("message", "")) for e in body.get("errors") or [] if isinstance(e, dict)] if isinstance(body.get("errors"), list) else []
    return (code if isinstance(code, int | str) else None), "; ".join(filter(None, [str(said), *details]))


def _root(error: BaseException) -> BaseException:
    reason = error.args[0] if error.args else None
    inner = getattr(reason, "reason", None)
    return inner if isinstance(inner, BaseException) else error


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    root = _root(error)
    return str(root.args[-1]) if root.args else type(error).__name__
