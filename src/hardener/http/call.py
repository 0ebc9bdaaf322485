"""One call of a connection: who asks, when it may go, what happens when it fails, and what it counts for."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import requests

from hardener import unanswered
from hardener.errors import AdapterError, LateError, RefusedError, ThrottledError
from hardener.http.answer import Reply
from hardener.http.auth import Authentication
from hardener.http.gate import Gate
from hardener.http.line import Line, Request
from hardener.http.quota import Quota
from hardener.http.rate_limit import Pacing
from hardener.http.retry import RETRIED, Again, patiently
from hardener.http.skew import Skew
from hardener.http.transport import READING, checked

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms one view of a session asks."""

    who: Authentication
    pacing: Pacing
    quota: Quota | None
    check: Callable[[], None]
    """Asked right before each request that changes something; raises where it must not be sent any more."""


class Calls:
    """Sends the calls of one connection, for all threads and all views of its session."""

    def __init__(self, line: Line, gate: Gate, *, lasts: float, sleep: Callable[[float], None]) -> None:
        """Know the way; after `lasts` seconds nothing is sent any more."""
        self.line = line
        self.skew = Skew()
        self._gate = gate
        self._lasts = lasts
        self._sleep = sleep
        self._over = time.monotonic() + lasts
        self._late = threading.Event()
        """Something was not asked for, or not waited for, as all time was over."""
        self._mine = threading.local()
        """Of this thread: when its call ends, with all that is asked for it, and until when it waited at the gate."""
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._writes: Counter[str] = Counter()

    def late(self) -> str:
        """Return that time ran out before everything was asked for, for a report; empty where it did not."""
        if not self._late.is_set():
            return ""
        lasts = f"{self._lasts / 60:.0f} minutes" if self._lasts >= 120 else f"{self._lasts:.0f} seconds"
        return f"the {lasts} that this may take were over; what is missing was not asked for"

    def counted(self) -> Mapping[str, int]:
        """Return how many requests were sent, by method and class: `GET light`; beside them, what batches held."""
        with self._lock:
            return {f"{method} {cost}".strip(): count for (method, cost), count in self._counts.items()}

    def writes(self) -> Mapping[str, int]:
        """Return how many writes were sent, by what they were serialised on."""
        with self._lock:
            return dict(self._writes)

    def again(self, once: Callable[[float], Result]) -> Result:
        """Return what `once` returns; on `Again` try once more, when the vendor wants to be asked again.

        `once` is given the moment (monotonic seconds) at which the call ends. Raises `AdapterError`.
        """
        ends = min(time.monotonic() + self.line.deadline, self._over, getattr(self._mine, "ends", math.inf))

        def through() -> Result:
            self._pass(ends)
            before = getattr(self._mine, "ends", math.inf)
            self._mine.ends = ends
            try:
                return once(ends)
            except Again as error:
                if error.after:
                    self._mine.waited = self._gate.shut(error.after)
                raise
            finally:
                self._mine.ends = before

        try:
            return patiently(through, ends, self._sleep)
        except AdapterError:
            if time.monotonic() >= self._over:
                self._late.set()
            raise

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Have what this thread asks for meanwhile end after so many seconds, with all its tries."""
        before = getattr(self._mine, "ends", math.inf)
        self._mine.ends = min(before, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._mine.ends = before

    def send(self, request: Request, terms: Terms, serial: str = "") -> Reply:
        """Return the answer to a call, tried again for as long as that is of use. Raises `AdapterError`."""
        checked(request.url)
        return self.again(_Try(self, request, terms, serial))

    def sent(self, request: Request, terms: Terms, serial: str, who: requests.auth.AuthBase, ends: float) -> Reply:
        """Send it once, when its turn has come. Raises `AdapterError`, or `Again` where another try may do better."""
        while True:
            for cost in request.costs:
                if not terms.pacing.wait(cost, ends - time.monotonic()):
                    raise ThrottledError(unanswered.NO_ROOM.format(cost=cost), status=0)
            if not self._pass(ends):  # whoever had to wait at the gate has missed their turn
                break
        if not request.reads:
            terms.check()
        if terms.quota is not None:
            for cost in request.costs:
                terms.quota.spend(cost)
        asked = self.line.clock()
        try:
            reply = self.line.once(request, who, ends)
        except (AdapterError, Again):  # it was sent; what the wire itself refuses was not
            self._count(request, serial)
            raise
        self._count(request, serial)
        self.skew.saw(reply.headers, asked, self.line.clock())
        return reply

    def _pass(self, ends: float) -> bool:
        """Wait until the vendor wants to be asked, and tell whether that was so. Raises `AdapterError` if too late."""
        before = getattr(self._mine, "waited", 0.0)
        self._mine.waited = self._gate.wait(before, ends)
        if time.monotonic() >= self._over:
            self._late.set()
            raise LateError(self.late())
        return bool(self._mine.waited != before)

    def wrote(self, serial: str) -> None:
        """Count a write that was no request: of a file."""
        with self._lock:
            self._writes[serial] += 1

    def _count(self, request: Request, serial: str) -> None:
        with self._lock:
            self._counts[request.method, request.cost] += 1
            self._counts.update(("GET", f"{cost}, in a batch") for cost in request.gets)
            if not request.reads:
                self._writes[serial] += 1


class _Try:
    """The tries of one call: what the one before it came to decides about the next."""

    def __init__(self, calls: Calls, request: Request, terms: Terms, serial: str) -> None:
        self._calls, self._request, self._terms, self._serial = calls, request, terms, serial
        self._refused: requests.auth.AuthBase | None = None
        self._before = 0
        """How many proofs were turned down."""
        self._failed = False
        """The vendor failed over it at least once."""

    def __call__(self, ends: float) -> Reply:
        """Try once."""
        proof = self._terms.who.proof(self._refused)
        try:
            return self._calls.sent(self._request, self._terms, self._serial, proof, ends)
        except Again as error:
            self._failed = self._failed or getattr(error.reason, "status", 0) in RETRIED
            if isinstance(error.reason, RefusedError):
                self._renews(error.reason, proof)
            raise
        except RefusedError as error:
            if self._failed and self._request.method == "DELETE" and error.status in {404, 410}:
                return Reply(error.status, {}, b"", str)  # it was done, whatever the vendor said of it
            if self._renews(error, proof):
                raise Again(error, 0.0) from None
            raise

    def _renews(self, error: RefusedError, proof: requests.auth.AuthBase) -> bool:
        """Tell whether the next try has another proof, and remember that this one was turned down."""
        reading = self._request.method in READING
        found = self._terms.who.renews(error, proof, reading=reading, before=self._before)
        if found:
            self._refused = proof
            self._before += 1
        return found
