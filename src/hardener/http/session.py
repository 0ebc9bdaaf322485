"""One connection's session: auth, pacing, retries, deadlines, paging, and a log without secrets."""

from __future__ import annotations

import copy
import json
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Self, TypeVar
from urllib.parse import urljoin

import requests
from requests.structures import CaseInsensitiveDict

from hardener.errors import AdapterError, LateError, MalformedError, RefusedError, ThrottledError, UnreachableError
from hardener.http.answer import Answer, Json
from hardener.http.gate import Gate
from hardener.http.line import LIMIT, Line, Request
from hardener.http.pacing import Pacing
from hardener.http.paging import Following, Next, Walk, by_token, carried
from hardener.http.patience import RETRIED, Again, patiently
from hardener.http.pool import each
from hardener.http.shelf import Shelf
from hardener.http.token import Login, Token, TokenBroker
from hardener.http.wire import READING, Bearer, Nobody, checked, wire

Item = TypeVar("Item")
Result = TypeVar("Result")
Params = Mapping[str, str] | None

WHOLE = frozenset({"PUT", "PATCH", "DELETE"})
"""Methods that set whole values: doing it again changes nothing more. A POST may make a second of something."""
ONCE = frozenset({"authorization_code", "refresh_token"})
"""Grants that a vendor may take only once: sending one again could void what the first sending gave."""


class Session:
    """Talks to one vendor for one connection; safe to use from many threads."""

    def __init__(  # noqa: PLR0913 - the settings of a connection
        self, name: str, *, read_only: bool, ca: str | None = None, workers: int = 8,
        timeouts: tuple[float, float] = (10.0, 30.0), deadline: float = 120.0, lasts: float = math.inf,
        limit: int = LIMIT, shelf: Shelf | None = None,
        clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """Open a session; `timeouts` (connect, read), `deadline` (a call with its retries) are seconds.

        So is what all calls together may take: after `lasts` nothing is sent any more. No answer of
        over `limit` bytes is read. The `shelf` has what other processes of this machine were logged in with.

        `ca` is a PEM file; REQUESTS_CA_BUNDLE and the proxy variables count as well.
        Raises `UnreachableError` where there is no such file.
        """
        self.name = name
        self.base_url = ""
        self.token: TokenBroker | None = None
        self.explain: Callable[[RefusedError], AdapterError] = lambda error: error
        """Turns the vendor's refusal into plainer words; the adapter sets it."""
        self.hide: Callable[[str], str] = lambda path: path
        """Takes out of a path what logs must not have, such as an id that is half of a link; the adapter sets it."""
        self.check: Callable[[], None] = lambda: None
        """Asked right before each request that changes something; raises where it must not be sent any more."""
        self.clock = clock
        self._sleep = sleep
        self._lasts = lasts
        self._over = time.monotonic() + lasts
        self._late = threading.Event()
        """Something was not asked for, or not waited for, as all time was over."""
        self._shelf = shelf
        self._gate = Gate(sleep)
        self._call = threading.local()
        """Of this thread: when its call ends, with all that is asked for it, and until when it waited at the gate."""
        self._workers = workers
        self._line = Line(
            wire=wire(read_only=read_only, size=2 * workers + 2, ca=ca), timeouts=timeouts,
            deadline=deadline, limit=limit, clock=clock, shut=self._gate.shut, explain=self._explained,
            hide=self._hidden,
        )  # fmt: skip
        self._pacing = Pacing({})
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._writes: Counter[str] = Counter()
        self._serial: dict[str, threading.Lock] = {}

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self._line.wire.close()

    @property
    def headers(self) -> MutableMapping[str, str | bytes]:
        """Return the headers of every request, to add the vendor's own."""
        return self._line.wire.headers

    def late(self) -> str:
        """Return that time ran out before everything was asked for, for a report; empty where it did not."""
        if not self._late.is_set():
            return ""
        lasts = f"{self._lasts / 60:.0f} minutes" if self._lasts >= 120 else f"{self._lasts:.0f} seconds"
        return f"the {lasts} that this may take were over; what is missing was not asked for"

    def broker(
        self, fetch: Callable[[], Token], login: Callable[[], Login], keep: Callable[[str], None] | None = None
    ) -> TokenBroker:
        """Return a broker whose token the other processes of this machine have as well, if they log in as `login`."""
        return TokenBroker(fetch, self.clock, keep, shelf=self._shelf, login=login)

    def at(self, url: str, token: TokenBroker | None) -> Self:
        """Return a view of this session on another address of the vendor, or for another person's `token`.

        Both share connections, counts and turns; each has its own pace.
        """
        other = copy.copy(self)
        other.base_url, other.token = url.rstrip("/"), token
        return other

    def pace(self, rates: Mapping[str, float]) -> None:
        """Send no more requests a second than `rates` has for their class; other classes are not held up."""
        if bad := [name for name, rate in rates.items() if not 0 < rate <= 1000]:
            raise UnreachableError(f"rates: {bad[0]} must be above 0 and at most 1000 requests a second")
        self._pacing = Pacing(rates)

    def counted(self) -> Mapping[str, int]:
        """Return how many requests were sent, by method and class: `GET light`."""
        with self._lock:
            return {f"{method} {cost}".strip(): count for (method, cost), count in self._counts.items()}

    def writes(self) -> Mapping[str, int]:
        """Return how many writes were sent, by what they were serialised on: the budget they took."""
        with self._lock:
            return dict(self._writes)

    def get(self, path: str, params: Params = None, *, cost: str = "") -> Json:
        """Return the JSON object at `path`. Raises `AdapterError`."""
        return self.ask("GET", path, params, cost=cost).body

    def patch(self, path: str, body: Json, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Send a change; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("PATCH", path, params, body=body, cost=cost, serial=serial).body

    def put(self, path: str, body: Json, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Replace what is there; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("PUT", path, params, body=body, cost=cost, serial=serial).body

    def post(self, path: str, body: Json, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Send something new; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("POST", path, params, body=body, cost=cost, serial=serial).body

    def delete(self, path: str, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Remove what is there; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("DELETE", path, params, cost=cost, serial=serial).body

    def ask(  # noqa: PLR0913 - one request
        self, method: str, path: str, params: Params = None, *, body: Json | None = None, cost: str = "",
        serial: str = "", headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Return the whole answer, for vendors that say something in its headers. Raises `AdapterError`.

        `headers` go with this request alone, in UTF-8.
        """
        if not path.startswith("/"):
            raise UnreachableError(f"{self.base_url}: a path starts with a slash")
        url, reading = self.base_url + path, method in READING
        sent = {name: value.encode() for name, value in (headers or {}).items()} or None
        request = Request(
            method=method, url=url, params=params, body=body, headers=sent, cost=cost, repeatable=reading,
            whole=method in WHOLE,
        )  # fmt: skip
        with nullcontext() if reading else self._turn(serial):
            return self._send(request, serial)

    def pages(  # noqa: PLR0913 - one list
        self, path: str, items: str, *, params: Params = None, cost: str = "",
        token: str = "next_page_token", total: str = "total_records",  # noqa: S107 - a page token
        following: Following | None = None, same: Collection[str] = (),
    ) -> Iterator[Json]:  # fmt: skip
        """Yield the entries under `items` of every page. Raises `MalformedError` if the list does not end well.

        The next page is found by the key `token`, or as `following` says; `total` is the key
        of how many entries there are, empty where the vendor's count is not to be trusted. Where a page
        leads to the next by a whole address, parameters that it lacks are carried on; one that has another
        value of a parameter in `same`, or another path, leads to another list.
        """
        if not path.startswith("/"):
            raise UnreachableError(f"{self.base_url}: a path starts with a slash")
        first = Request(method="GET", url=self.base_url + path, params=params, cost=cost, repeatable=True)

        def page(onward: Next) -> Answer:
            if isinstance(onward, str):
                url = self._same_host(onward)
                url = carried(url, first.url, params or {}, same) if same else url
                return self._send(replace(first, url=url, params=None))
            return self._send(replace(first, params={**(params or {}), **(onward or {})}))

        walk = Walk(path=path, items=items, following=following or by_token(token), total=total)
        return walk.entries(page)

    def form(self, url: str, data: Mapping[str, str], *, auth: tuple[str, str] | None = None) -> Json:
        """Send a form to the token endpoint at `url`; allowed while reading only. Raises `AdapterError`."""
        checked(url)
        request = Request(method="POST", url=url, form=data, repeatable=data.get("grant_type") not in ONCE)
        # requests would send what is not Latin-1 wrongly; a vendor reads UTF-8.
        who = requests.auth.HTTPBasicAuth(*(part.encode() for part in auth)) if auth else Nobody()

        def once(ends: float) -> Answer:
            return self._line.once(request, who, ends)

        try:
            body = self.again(once).body
        except RefusedError as error:
            raise refused_login(error, data.get("grant_type", ""), self.name) from None
        if not body:
            raise MalformedError("the answer to the log-in is empty")
        return body

    def again(self, once: Callable[[float], Result]) -> Result:
        """Return what `once` returns; on `Again` try once more, when the vendor wants to be asked again.

        `once` is given the moment (monotonic seconds) at which the call ends. Raises `AdapterError`.
        """
        ends = min(time.monotonic() + self._line.deadline, self._over, getattr(self._call, "ends", math.inf))

        def through() -> Result:
            self._pass(ends)
            before = getattr(self._call, "ends", math.inf)
            self._call.ends = ends
            try:
                return once(ends)
            except Again as error:
                if error.after:
                    self._call.waited = self._gate.shut(error.after)
                raise
            finally:
                self._call.ends = before

        try:
            return patiently(through, ends, self._sleep)
        except AdapterError:
            if time.monotonic() >= self._over:
                self._late.set()
            raise

    def _pass(self, ends: float) -> None:
        """Wait until the vendor wants to be asked. Raises `AdapterError` where that is too late."""
        self._call.waited = self._gate.wait(getattr(self._call, "waited", 0.0), ends)
        if time.monotonic() >= self._over:
            self._late.set()
            raise LateError(self.late())

    def refusal(self, method: str, status: int, headers: Mapping[str, str], body: object) -> Exception:
        """Return what to raise of a refusal inside an answer, such as a batch's: as of one that came alone."""
        again = method in READING or method in WHOLE
        return self._line.refused(status, CaseInsensitiveDict(headers), json.dumps(body).encode(), again=again)

    def each(
        self, work: Callable[[Item], Result], items: Iterable[Item],
        failed: Callable[[Item, AdapterError], Result] | None = None,
    ) -> Iterator[Result]:  # fmt: skip
        """Yield `work(item)` for many items, several at the same time, as each is done.

        An item's `AdapterError` becomes `failed(item, error)`; without `failed` it is raised here.
        """
        return each(work, items, self._workers, failed)

    def _send(self, request: Request, serial: str = "") -> Answer:
        checked(request.url)
        refused: Token | None = None
        failed = False

        def once(ends: float) -> Answer:
            nonlocal refused, failed
            held = self.token.token(refused=refused) if self.token is not None else None
            try:
                return self._sent(request, Bearer(held.access) if held is not None else Nobody(), serial, ends)
            except Again as error:
                failed = failed or getattr(error.reason, "status", 0) in RETRIED
                raise
            except RefusedError as error:
                if failed and request.method == "DELETE" and error.status in {404, 410}:
                    return Answer(error.status, {}, {})  # it was done, whatever the vendor said of it
                if held is not None and self._turned_down(error, held, first=refused is None):
                    refused = held
                    raise Again(error, 0.0) from None
                raise

        return self.again(once)

    def _turned_down(self, error: RefusedError, held: Token, *, first: bool) -> bool:
        """Tell whether another token may be let in: one of another process is older than what we could get."""
        assert self.token is not None
        return (error.status == 401 and first) or (error.status in {401, 403} and not self.token.own(held))

    def _sent(self, request: Request, auth: requests.auth.AuthBase, serial: str, ends: float) -> Answer:
        if not self._pacing.wait(request.cost, ends - time.monotonic()):
            raise ThrottledError(f"our own limit for {request.cost} requests left no room in time", status=0)
        self._pass(ends)
        if request.method not in READING and request.form is None:
            self.check()
        try:
            answer = self._line.once(request, auth, ends)
        except (AdapterError, Again):  # it was sent; what the wire itself refuses was not
            self._count(request, serial)
            raise
        self._count(request, serial)
        return answer

    def _count(self, request: Request, serial: str) -> None:
        key = (request.method, request.cost)
        with self._lock:
            self._counts[key] += 1
            if request.method not in READING:
                self._writes[serial] += 1

    def _explained(self, error: RefusedError) -> AdapterError:
        return self.explain(error)

    def _hidden(self, path: str) -> str:
        return self.hide(path)

    def _turn(self, serial: str) -> AbstractContextManager[object]:
        with self._lock:
            return self._serial.setdefault(serial, threading.Lock())

    def _same_host(self, given: str) -> str:
        """Return a next page's address, if it is on the vendor's host. Raises `UnreachableError`."""
        url = urljoin(self.base_url, given)
        ours, theirs = checked(self.base_url), checked(url)
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise UnreachableError(f"{ours.hostname} points to another host, {theirs.hostname}; not followed")
        return url


def refused_login(error: RefusedError, grant: str, name: str) -> RefusedError:
    """Return the refusal of a log-in with what a person can do about it."""
    if error.status not in {400, 401, 403} or grant == "authorization_code":
        return error
    todo = "log in again" if grant == "refresh_token" else "store what is right"
    return RefusedError(f"{error}; {todo}: hardener connect {name}", status=error.status, code=error.code)
