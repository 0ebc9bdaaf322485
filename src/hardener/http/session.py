"""One connection's session: what it asks a vendor, as whom, how fast, and with what it cannot be asked at all."""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from requests.structures import CaseInsensitiveDict

from hardener import clock as clocks
from hardener.errors import AdapterError, ClockError, RefusedError, UnreachableError
from hardener.http.answer import Answer, Json, Reply
from hardener.http.auth import Anonymous, Authentication, ByToken
from hardener.http.batch import Batches
from hardener.http.call import Calls, Terms
from hardener.http.codecs import ARRAY, OBJECT, Codec
from hardener.http.common import Common
from hardener.http.gate import Gate
from hardener.http.line import LIMIT, Line, Request
from hardener.http.login import by_cookie, send_form
from hardener.http.only_reads import OnlyReads
from hardener.http.paging import Counted, Following, Next, by_token, carried, on_host
from hardener.http.quota import Quota
from hardener.http.rate_limit import Pacing, Shared
from hardener.http.shelf import Shelf
from hardener.http.short import Short
from hardener.http.token import Login, Token, TokenBroker
from hardener.http.transport import READING, Permits, Wire, wire
from hardener.http.turns import Turns
from hardener.http.verbs import Params, Verbs
from hardener.http.walk import Walk
from hardener.server_files import ServerFolder

if TYPE_CHECKING:
    from hardener.http.cookies import CookieLogin

Item = TypeVar("Item")
Result = TypeVar("Result")
Body = TypeVar("Body")


class Session(Verbs):
    """Talks to one vendor for one connection; safe to use from many threads."""

    def __init__(  # noqa: PLR0913 - the settings of a connection
        self, name: str, *, read_only: bool, ca: str | None = None, workers: int = 8,
        timeouts: tuple[float, float] = (10.0, 30.0), deadline: float = 120.0, lasts: float = math.inf,
        limit: int = LIMIT, shelf: Shelf | None = None, beside: Path = Path(), common: Common | None = None,
        together: Shared | None = None, permits: Permits = (),
        clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """Open a session; `timeouts` (connect, read), `deadline` (a call with its retries) are seconds.

        So is what all calls together may take: after `lasts` nothing is sent any more. No answer of
        over `limit` bytes is read. The `shelf` has what other processes of this machine were logged in with.
        Names of folders that do not begin at the root are taken from `beside`, where the configuration is.
        Threads and sockets are those that it has in `common` with other sessions; else its own.
        What a vendor allows in a second it has in common with those that it is taken for one `together` with.
        `permits`, methods and addresses with names in braces, are the only writes of a session that is `read_only`.

        `ca` is a PEM file; REQUESTS_CA_BUNDLE and the proxy variables count as well.
        Raises `UnreachableError` where there is no such file.
        """
        self.name = name
        self.base_url = ""
        self.token: TokenBroker | None = None
        self.auth: Authentication | None = None
        """How the session says who it is where that is by no token."""
        self.quota: Quota | None = None
        """What the vendor allows in a day, where it counts that."""
        self.explain: Callable[[RefusedError], AdapterError] = lambda error: error
        """Turns the vendor's refusal into plainer words; the adapter sets it."""
        self.hide: Callable[[str], str] = lambda path: path
        """Takes out of a path what logs must not have, such as an id that is half of a link; the adapter sets it."""
        self.check: Callable[[], None] = lambda: None
        """Asked right before each request that changes something; raises where it must not be sent any more."""
        self.clock = clock
        self._read_only, self._workers = read_only, workers
        self._shelf, self._beside, self._together = shelf, beside, together
        self._common = common or Common()
        self._alone = common is None
        gate = Gate(sleep)
        sender = wire(read_only=read_only, sockets=self._common.sockets, ca=ca, permits=permits)
        line = Line(
            wire=sender, short=Short(sender, self._common.sockets), timeouts=timeouts, deadline=deadline, limit=limit,
            clock=clock, shut=gate.shut,
            explain=lambda error: self.explain(error), hide=lambda path: self.hide(path),  # noqa: PLW0108 - set later
        )  # fmt: skip
        self._calls = Calls(line, gate, lasts=lasts, sleep=sleep)
        self.skew = self._calls.skew
        """How far this machine's clock is from the vendor's: with more than an hour nothing is written."""
        self._pacing = Pacing({})
        self._turns = Turns()

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every socket, where it has its own."""
        if self._alone:
            self._common.__exit__()

    @property
    def headers(self) -> MutableMapping[str, str | bytes]:
        """Return the headers of every request, to add the vendor's own."""
        return self._calls.line.wire.headers

    def late(self) -> str:
        """Return that time ran out before everything was asked for, for a report; empty where it did not."""
        return self._calls.late()

    def counted(self) -> Mapping[str, int]:
        """Return how many requests were sent, by method and class: `GET light`."""
        return self._calls.counted()

    def writes(self) -> Mapping[str, int]:
        """Return how many writes were sent, by what they were serialised on: the budget they took."""
        return self._calls.writes()

    def broker(
        self, fetch: Callable[[], Token], login: Callable[[], Login], keep: Callable[[str], None] | None = None
    ) -> TokenBroker:
        """Return a broker whose token the other processes of this machine have as well, if they log in as `login`."""
        return TokenBroker(fetch, self.clock, keep, shelf=self._shelf, login=login)

    def cookie_login(self, page: str, path: str, body: Callable[[], Json], login: Callable[[], Login]) -> CookieLogin:
        """Return a log-in to be set as `auth`, held in cookies: `page` has the csrf-token, `path` takes `body` as JSON.

        Allowed while reading, as nobody sends it. Other processes of this machine share it that log in as `login`.
        """
        at = (self.base_url + page, self.base_url + path)
        return by_cookie(self._calls, self.name, *at, body, shelf=self._shelf, login=login)

    def daily(self, units: int, prices: Mapping[str, int], *, zone: str, whose: Sequence[str]) -> Quota:
        """Return an allowance to be set as `quota`: so many `units` a day of `zone`, and what a class of calls costs.

        `whose` says who has it, such as a vendor's project: all processes of this machine that say the same count
        together. Raises `AdapterError` where this machine does not know the zone.
        """
        book = self._shelf.near("quota", whose) if self._shelf is not None else None
        return Quota(units, prices, zone=zone, clock=self.clock, book=book)

    def folder(self, root: Path) -> ServerFolder:
        """Return a folder of text files on a server, where an adapter reads and writes those and not calls.

        Who opened this session to read cannot write there either, and what is asked before a write is asked there too.
        """
        at, wrote = self._beside / root, self._calls.wrote
        return ServerFolder(at, read_only=self._read_only, clock=self.clock, check=self._may_write, wrote=wrote)

    def at(self, url: str, token: TokenBroker | None, auth: Authentication | None = None) -> Self:
        """Return a view of this session on another address of the vendor, or for another person's `token` or `auth`.

        Both share connections, counts and turns; each has its own pace.
        """
        other = copy.copy(self)
        other.base_url, other.token, other.auth = url.rstrip("/"), token, auth
        return other

    def pace(self, rates: Mapping[str, float]) -> None:
        """Send no more requests a second than `rates` has for their class; other classes are not held up."""
        if bad := [name for name, rate in rates.items() if not 0 < rate < math.inf]:
            raise UnreachableError(f"rates: {bad[0]} must be a number of requests a second, and above 0")
        self._pacing = Pacing(rates, shared=self._together.pace if self._together is not None else None)

    def ask(  # noqa: PLR0913 - one request
        self, method: str, path: str, params: Params = None, *, body: Json | None = None, cost: str = "",
        serial: str = "", headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Return the whole answer, for vendors that say something in its headers. Raises `AdapterError`.

        `headers` go with this request alone, in UTF-8.
        """
        reply = self._ask(method, path, params, body, headers, cost=cost, serial=serial)
        if not reply.raw and method not in READING:
            return Answer(reply.status, reply.headers, {})
        return Answer(reply.status, reply.headers, reply.understood(OBJECT.decode))

    def read(self, path: str, codec: Codec[Body], params: Params = None, *, cost: str = "") -> Body:
        """Return what is at `path` as `codec` understands it. Raises `AdapterError`."""
        return self.call("GET", path, codec, params, cost=cost)

    def call(  # noqa: PLR0913 - one request
        self, method: str, path: str, codec: Codec[Body], params: Params = None, *, body: Json | None = None,
        xml: str = "", headers: Params = None, cost: str = "", serial: str = "",
    ) -> Body:  # fmt: skip
        """Return what a call is answered as `codec` understands it; an empty answer is none. Raises `AdapterError`."""
        accept = {"Accept": codec.accept} if codec.accept != OBJECT.accept else {}
        reply = self._ask(method, path, params, body, {**accept, **(headers or {})}, xml, cost=cost, serial=serial)
        try:
            return reply.understood(codec.decode)
        except RefusedError as error:
            raise self.explain(error) from None

    def _ask(  # noqa: PLR0913 - one request
        self, method: str, path: str, params: Params, body: Json | None, headers: Params, xml: str = "", *,
        cost: str, serial: str,
    ) -> Reply:  # fmt: skip
        reading = method in READING
        sent = {name: value.encode() for name, value in (headers or {}).items()} or None
        url = self._url(path)
        request = Request(method=method, url=url, params=params, body=body, xml=xml, headers=sent, cost=cost)
        if not reading and clocks.off(self.skew()):
            raise ClockError(clocks.told(self.skew()))
        with nullcontext() if reading else self._turns.of(serial):
            return self._send(request, serial)

    def _url(self, path: str) -> str:
        if not path.startswith("/"):
            raise UnreachableError(f"{self.base_url}: a path starts with a slash")
        return self.base_url + path

    def pages(  # noqa: PLR0913 - one list
        self, path: str, items: str, *, params: Params = None, cost: str = "",
        token: str = "next_page_token", total: str = "total_records",  # noqa: S107 - a page token
        following: Following | Counted | None = None, same: Collection[str] = (), given: Answer | None = None,
    ) -> Iterator[Json]:  # fmt: skip
        """Yield the entries under `items` of every page. Raises `MalformedError` if the list does not end well.

        `items` may lead inward (`_embedded.webinars`); empty, a page is an array itself. The next page is found by the
        key `token`, or as `following` says; `total` is the key of how many entries there are, empty where the vendor's
        count is not to be trusted. Where a page leads to the next by a whole address, parameters that it lacks are
        carried on; one that has another value of a parameter in `same`, or another path, leads to another list.
        `given` is the first page, where it was asked for already.
        """
        first = Request(method="GET", url=self._url(path), params=params, cost=cost)

        def page(onward: Next) -> Answer:
            if given is not None and not onward:
                return given
            if isinstance(onward, str):
                url = on_host(self.base_url, onward)
                url = carried(url, first.url, params or {}, same) if same else url
                reply = self._send(replace(first, url=url, params=None))
            else:
                reply = self._send(replace(first, params={**(params or {}), **(onward or {})}))
            body = reply.understood(OBJECT.decode) if items else {"": reply.understood(ARRAY.decode)}
            return Answer(reply.status, reply.headers, body)

        walk = Walk(path=path, items=items, following=following or by_token(token), total=total)
        return walk.entries(page)

    def batches(self, path: str, reads: Iterable[str], headers: Mapping[str, str]) -> Batches:
        """Return what asks for many things at once, by a POST to `path` that holds GETs of the paths in `reads` alone.

        These have names in braces. What is in a batch has of all headers but `headers`, and who asks.
        """
        only = OnlyReads(self._url(path), reads, headers)
        sender = self._calls.line.wire.get_adapter(only.url)
        assert isinstance(sender, Wire)
        sender.batch = only
        return Batches(only, self.base_url, self._calls.line, self._send, self.again)

    def form(self, url: str, data: Mapping[str, str], *, auth: tuple[str, str] | None = None) -> Json:
        """Send a form to the token endpoint at `url`; allowed while reading only. Raises `AdapterError`."""
        return send_form(self._calls, self.name, url, data, auth)

    def again(self, once: Callable[[float], Result]) -> Result:
        """Return what `once` returns; on `Again` try once more, when the vendor wants to be asked again.

        `once` is given the moment (monotonic seconds) at which the call ends. Raises `AdapterError`.
        """
        return self._calls.again(once)

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Return a block in which this thread's calls end after so many seconds, where `deadline` would be later."""
        return self._calls.within(seconds)

    def refusal(self, method: str, status: int, headers: Mapping[str, str], body: object) -> Exception:
        """Return what to raise of a refusal inside an answer, such as a batch's: as of one that came alone."""
        again = Request(method=method, url="").again
        return self._calls.line.refused(status, CaseInsensitiveDict(headers), json.dumps(body).encode(), again=again)

    def each(
        self, work: Callable[[Item], Result], items: Iterable[Item],
        failed: Callable[[Item, AdapterError], Result] | None = None,
    ) -> Iterator[Result]:  # fmt: skip
        """Yield `work(item)` for many items, several at the same time, as each is done.

        An item's `AdapterError` becomes `failed(item, error)`; without `failed` it is raised here.
        """
        return self._common.crew.each(work, items, self._workers, failed)

    def _send(self, request: Request, serial: str = "") -> Reply:
        who = self.auth or (ByToken(self.token) if self.token is not None else Anonymous())
        terms = Terms(who=who, pacing=self._pacing, quota=self.quota, check=self._may_write)
        return self._calls.send(request, terms, serial)

    def _may_write(self) -> None:
        self.check()
