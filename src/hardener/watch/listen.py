"""The door for what platforms say has changed. Nobody is believed here: a proven delivery asks for a reading, no more.

It is answered at once and worked on later. Of a delivery nothing is kept but whose it is and which program it names.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from hardener.store import Store, StoreError
from hardener.vendor.events import Delivery, Hear, Heard, OddError, UnprovenError, UntimelyError
from hardener.watch import hints, subscriptions
from hardener.whose import Whose

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATH = "/hooks/"
BODY, HEADERS = 1 << 20, 16 << 10
"""Bytes: the largest known is the settings of a whole account, some 400 keys."""
SOON = 2
"""Seconds that the store may take: after three a vendor takes nobody to be there, and drops who is slow."""
LATER = "60"
"""Seconds after which a vendor may come again where nothing could be kept."""
OFTEN = timedelta(minutes=1)
"""How often the log has a line about the door, however many knock."""
logger = logging.getLogger("hardener.watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """What is listened to for one connection."""

    name: str
    accounts: Callable[[], Mapping[str, str]] = field(repr=False)
    """The key of the account of each connection there is, as last asked: at the start a platform may not answer."""
    hear: Hear
    secret: str = field(repr=False)
    tells: tuple[str, ...] = ()
    """The beginnings of the paths of settings whose changes the vendor tells, so that silence about them says much."""
    key: str = field(default="", repr=False)
    """What nobody can guess of the path, behind its name: where deliveries are proven by no signature."""
    address: str = field(default="", repr=False)
    """Where the platform reaches it, of one for which subscriptions are made; empty: none are."""
    subscribes: bool = False
    """It tells only to whom subscribed by its API."""
    ends: tuple[str, ...] = ()
    """The kinds of programs that the vendor tells to be gone."""
    owner: str = ""
    """What the marks of its subscriptions begin with: another connection to the same account has another."""

    @property
    def account(self) -> str:
        """Return the key of its account; empty where the connection is not there any more."""
        return self.accounts().get(self.name, "")

    def about(self, told: Heard) -> bool:
        """Tell whether a delivery is of this account, as far as it says whose it is."""
        known = Whose.of(self.account).ident
        return not told.account or known.startswith("site/") or f"{known}/".startswith(f"{told.account}/")


class Listener:
    """Takes deliveries, by WSGI."""

    def __init__(self, ears: Mapping[str, Ear], store: Store, now: Callable[[], datetime]) -> None:
        """Listen for connections by their names."""
        self._ears = ears
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._said = now()
        self.counted: Callable[[str], None] = lambda _result: None
        """Told what became of each delivery, in a word."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        result, response = self._answer(Request(environ))
        self._count(result)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response(environ, start_response)

    def _answer(self, request: Request) -> tuple[str, Response]:
        if not request.path.startswith(PATH):
            return "strange", Response(status=404)
        if request.method != "POST":
            return "strange", Response(status=405, headers={"Allow": "POST"})
        if (status := _unfit(request)) is not None:
            return "refused", Response(status=status)
        size = int(request.environ["CONTENT_LENGTH"])
        try:
            body = request.environ["wsgi.input"].read(size)
        except OSError:
            return "slow", Response(status=408)  # it said nothing for so long that the server would not wait
        if len(body) < size:
            return "refused", Response(status=400)
        headers = {name.lower(): value for name, value in request.headers}
        delivery = Delivery(headers, body, self._now(), request.args.to_dict())
        return self._take(self._at(request.path.removeprefix(PATH)), delivery)

    def _at(self, path: str) -> Ear | None:
        """Return what listens at a path; a key that is wrong, missing or too much leads nowhere."""
        name, _, key = path.partition("/")
        ear = self._ears.get(name)
        right = ear is not None and hmac.compare_digest(ear.key.encode(), key.encode(errors="replace"))
        return ear if right else None

    def _take(self, ear: Ear | None, delivery: Delivery) -> tuple[str, Response]:
        account = ear.account if ear is not None else ""
        try:
            if ear is None or not account:
                raise UnprovenError("no such connection")  # noqa: TRY301 - told like every other
            told = ear.hear(delivery, ear.secret)
        except UnprovenError as error:
            return "untimely" if isinstance(error, UntimelyError) else "refused", Response(status=401)
        except OddError:
            return "odd", Response(status=204)  # it is the vendor's, and would only be sent again
        if told.reply is not None:
            response = Response(json.dumps(told.reply), content_type="application/json")
            response.call_on_close(lambda: self._proven(account, delivery.now))
            return "handshake", response
        return self._told(ear, account, told, delivery.now) if Whose.of(account).known else _later()

    def _told(self, ear: Ear, account: str, told: Heard, now: datetime) -> tuple[str, Response]:
        if told.echo:
            return self._echoed(account, told.echo, now)
        if not ear.about(told):
            return "another's", Response(status=204)
        return self._keep(ear, account, told, now)

    def _echoed(self, account: str, text: str, now: datetime) -> tuple[str, Response]:
        """Give back what proves nothing, as plain text, only while we wait for the answer to an order of ours."""
        try:
            with self._store.reading() as connection:
                expected = subscriptions.expecting(connection, account, now)
        except StoreError as error:
            logger.warning("a handshake could not be answered: %s", error)
            return _later()
        if not expected:
            return "refused", Response(status=401)
        return "handshake", Response(text, content_type="text/plain; charset=utf-8")

    def _keep(self, ear: Ear, account: str, told: Heard, now: datetime) -> tuple[str, Response]:
        try:
            with self._store.writing(SOON) as connection:
                results = _kept(connection, account, told, print_of(ear.address), now)
        except StoreError as error:
            logger.warning("a delivery could not be kept: %s", error)
            return _later()
        *others, result = [*["refused"] * told.unproven, *results]
        for other in others:
            self._count(other)
        return result, Response(status=204)

    def _proven(self, account: str, now: datetime) -> None:
        """Keep that a handshake was proven, once it is answered: within three seconds, however busy the store is."""
        try:
            with self._store.writing(SOON) as connection:
                hints.proven(connection, account, now)
        except StoreError as error:
            logger.warning("a handshake could not be noted: %s", error)

    def _count(self, result: str) -> None:
        self.counted(result)
        with self._lock:
            self._counts[result] += 1
            if timedelta() <= self._now() - self._said < OFTEN:
                return
            told, self._said = dict(sorted(self._counts.items())), self._now()
            self._counts.clear()
        logger.info("at the door: %s", ", ".join(f"{count} {what}" for what, count in told.items()))
        if "untimely" in told:
            logger.warning("proven webhooks with another time were refused: is this machine's clock right?")


def _kept(connection: Connection, account: str, told: Heard, address: str, now: datetime) -> list[str]:
    """Keep what a delivery says, and return what became of each part of it."""
    if not told.said:
        return ["taken" if hints.heard(connection, account, told, now) else "again"]
    results = [subscriptions.said(connection, account, each, address, now) for each in told.said]
    if {"taken", "again"} & set(results):
        hints.proven(connection, account, now)
    return [str(result) for result in results]


def print_of(address: str) -> str:
    """Return by what an address is known that is itself kept nowhere."""
    return hashlib.sha256(address.encode()).hexdigest()


def _later() -> tuple[str, Response]:
    """Return the answer while something cannot be kept, or nobody can tell yet whose account it is."""
    return "later", Response(status=503, headers={"Retry-After": LATER})


def _unfit(request: Request) -> int | None:
    """Return the status of a request that is not even read; None where it is to be."""
    size = request.environ.setdefault("CONTENT_LENGTH", "0") or "0"
    request.environ["CONTENT_LENGTH"] = size
    if "HTTP_TRANSFER_ENCODING" in request.environ or not (size.isascii() and size.isdecimal()):
        return 411  # with two ways to tell where it ends, a proxy and we might differ
    if len(size) > len(str(BODY)) or int(size) > BODY or sum(len(k) + len(v) for k, v in request.headers) > HEADERS:
        return 413
    return None if size == "0" or request.mimetype == "application/json" else 415
