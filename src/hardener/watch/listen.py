"""The door for what platforms say has changed. Nobody is believed here: a proven delivery asks for a reading, no more.

It is answered at once and worked on later. Of a delivery nothing is kept but whose it is and which program it names.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from hardener.store import Store, StoreError
from hardener.vendor.events import Delivery, Hear, Heard, OddError, UnprovenError, UntimelyError
from hardener.watch import hints
from hardener.whose import Whose

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATH = "/hooks/"
BODY, HEADERS = 1 << 20, 16 << 10
"""Bytes: the largest known is the settings of a whole account, some 400 keys."""
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
    settings: bool
    """The vendor tells of settings as well, so that silence about them means something."""

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
        body = request.environ["wsgi.input"].read(size)
        if len(body) < size:
            return "refused", Response(status=400)
        ear = self._ears.get(request.path.removeprefix(PATH))
        headers = {name.lower(): value for name, value in request.headers}
        return self._take(ear, Delivery(headers, body, self._now()))

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
        if not Whose.of(account).known:
            return _later()
        if not ear.about(told):
            return "another's", Response(status=204)
        return self._keep(account, told, delivery.now)

    def _keep(self, account: str, told: Heard, now: datetime) -> tuple[str, Response]:
        try:
            with self._store.writing() as connection:
                new = hints.heard(connection, account, told, now)
        except StoreError as error:
            logger.warning("a delivery could not be kept: %s", error)
            return _later()
        return ("taken" if new else "again"), Response(status=204)

    def _proven(self, account: str, now: datetime) -> None:
        """Keep that a handshake was proven, once it is answered: within three seconds, however busy the store is."""
        try:
            with self._store.writing() as connection:
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


def _later() -> tuple[str, Response]:
    """Return the answer while something cannot be kept, or nobody can tell yet whose account it is."""
    return "later", Response(status=503, headers={"Retry-After": LATER})


def _unfit(request: Request) -> int | None:
    """Return the status of a request that is not even read; None where it is to be."""
    size = request.environ.get("CONTENT_LENGTH", "")
    if "HTTP_TRANSFER_ENCODING" in request.environ or not (size.isascii() and size.isdecimal()):
        return 411  # with two ways to tell where it ends, a proxy and we might differ
    if len(size) > len(str(BODY)) or int(size) > BODY or sum(len(k) + len(v) for k, v in request.headers) > HEADERS:
        return 413
    return None if request.mimetype == "application/json" else 415
