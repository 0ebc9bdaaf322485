"""Google Calendar's push channels: what proves a message, and the calls that make and stop a channel.

Meet's own events (Google Workspace Events) tell only that a conference began or ended, and that by a queue that the
library would have to pay for and run; a calendar's channel tells that something in it changed, which is what is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hardener.errors import MalformedError, RefusedError
from hardener.vendor import marked
from hardener.vendor.events import LONGEST, Delivery, Heard, OddError, Said, UnprovenError, id_at, same
from hardener.vendor.subscriptions import GONE, Granted, Held, Order, Permits, Places
from hardener_meet import calls
from hardener_meet.client import Api
from hardener_meet.options import Options
from hardener_meet.reading import Reader

CHANNEL, TOKEN, RESOURCE = "x-goog-channel-id", "x-goog-channel-token", "x-goog-resource-id"
STATE, NUMBER = "x-goog-resource-state", "x-goog-message-number"
UNTOLD = marked("settings of a meeting itself, such as who may share and chat, and policies of the organization")


def hear(delivery: Delivery, secret: str) -> Heard:
    """Return what a message says: its headers alone count. Raises `UnprovenError`, `OddError`.

    Nothing is signed: the token proves it, which is another for each channel. Which calendar it is of we know
    ourselves; the address that Google sends along is a person's, and is not read.
    """
    headers = delivery.headers
    channel, number = headers.get(CHANNEL, ""), headers.get(NUMBER, "")
    if not same(headers.get(TOKEN, ""), secret, channel):
        raise UnprovenError("the token does not fit")
    resource = headers.get(RESOURCE, "")
    if not resource.isprintable() or len(resource) > LONGEST or not number.isascii():
        raise OddError("no resource")
    mark = hashlib.sha256(f"{channel}\n{number}".encode()).hexdigest() if number else ""
    begun = headers.get(STATE, "") == "sync"
    return Heard("", said=(Said(channel, resource, mark, "begun" if begun else "changed"),))


def permits(given: Mapping[str, object]) -> Permits:
    """Return the calls by which channels are made and stopped. Raises `AdapterError` on bad options."""
    root = Options.of(given).calendar_url.rstrip("/")  # type: ignore[arg-type]  # of the configuration
    return [("POST", root + calls.WATCH.path), ("POST", root + calls.STOP.path)]


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels of one connection's calendars."""

    lasts: ClassVar[timedelta] = timedelta(days=7)
    by_mark: ClassVar[bool] = True
    """A resource id names the list of a calendar's events, whichever channel tells of it."""

    reader: Reader

    def places(self) -> Places:
        """Return the calendars, by the marks that stand for them."""
        return Places(tuple(self.reader.mark(calendar) for calendar in self.reader.options.calendars))

    def there(self, ours: Callable[[str], bool]) -> None:  # noqa: ARG002 - the shape of Subscriber.there
        """Return nothing: Google lists no channels."""
        return

    def subscribe(self, order: Order) -> Granted:
        """Make a channel. Raises `AdapterError`."""
        calendar = next((c for c in self.reader.options.calendars if self.reader.mark(c) == order.place), None)
        if calendar is None:
            raise MalformedError("a calendar that is not among those of the connection")
        body = {
            "id": order.mark, "type": "web_hook", "address": order.address, "token": order.word,
            "expiration": str(int(order.until.timestamp() * 1000)),
        }  # fmt: skip
        api, serial = self.reader.of(calendar), f"watch {order.place}"
        answer = api.send("POST", calls.WATCH, body, serial, calendar=calendar).body
        ident = id_at(answer, "resourceId")
        if not ident:
            raise MalformedError("Google made a channel, and does not say of what")
        if (other := id_at(answer, "id")) not in {"", order.mark}:
            api.send("POST", calls.STOP, {"id": other, "resourceId": ident}, serial)
            raise MalformedError("Google was asked for one channel, and made another; that was stopped")
        return Granted(ident, _until(answer))

    def renew(self, held: Held, order: Order) -> None:  # noqa: ARG002 - the shape of Subscriber.renew
        """Return nothing: no channel can be made to last longer."""
        return

    def end(self, held: Held) -> None:
        """Stop a channel, as whoever it was made. Raises `AdapterError`."""
        refused: RefusedError | None = None
        for api in self._makers(held.place):
            try:
                api.send("POST", calls.STOP, {"id": held.mark, "resourceId": held.ident}, f"watch {held.place}")
            except RefusedError as error:
                refused = refused if error.status in GONE else error
            else:
                return
        if refused is not None:
            raise refused

    def _makers(self, place: str) -> list[Api]:
        """Return as whom a channel may have been made: of a calendar that is configured no more, as any of them."""
        here = [self.reader.of(c) for c in self.reader.options.calendars if self.reader.mark(c) == place]
        return here or [self.reader.seats[who] for who in self.reader.options.people]


def _until(answer: Mapping[str, object]) -> datetime | None:
    """Return until when Google grants a channel; None where it says no time."""
    try:
        return datetime.fromtimestamp(int(id_at(answer, "expiration")) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
