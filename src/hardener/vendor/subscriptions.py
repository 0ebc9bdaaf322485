"""What an adapter does whose vendor tells of changes only to whom subscribed through its API."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple, Protocol

from hardener.http.transport import Permits

__all__ = ["Granted", "Held", "Order", "Permits", "Places", "Subscriber"]


class Places(NamedTuple):
    """Where there are programs: one subscription each."""

    names: tuple[str, ...]
    """Calendars or hosts, by a name that is nobody's own: it is kept. An adapter reads one alone for `Window.place`."""
    whole: bool = True
    """False: some could not be told, so none that is missing is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A subscription that is asked for."""

    place: str
    mark: str
    """Ours, by which it is known when it speaks."""
    word: str
    """What proves it; a secret."""
    address: str
    """Where it delivers; nobody else knows it."""
    until: datetime


class Granted(NamedTuple):
    """What the vendor said to an order."""

    ident: str
    """Its own id of it."""
    until: datetime


class Held(NamedTuple):
    """A subscription that there is, as far as it is kept."""

    mark: str
    place: str
    ident: str


class Subscriber(Protocol):
    """The calls that make, renew and end subscriptions: the only ones that a watch may send beside reading."""

    lasts: ClassVar[timedelta]
    """How long one is asked for: a little less than the vendor allows, for its clock may be another."""

    def places(self) -> Places:
        """Return where there are programs. Raises `AdapterError`."""
        ...

    def there(self, address: str) -> Collection[str] | None:
        """Return the ids of those that deliver to `address`; None where none are listed. Raises `AdapterError`."""
        ...

    def subscribe(self, order: Order) -> Granted:
        """Make one. Raises `AdapterError`."""
        ...

    def renew(self, held: Held, until: datetime) -> Granted | None:
        """Have one last longer; None where it cannot, and another is to take its place. Raises `AdapterError`."""
        ...

    def end(self, held: Held) -> None:
        """Have one end; one that is not there any more has ended. Raises `AdapterError`."""
        ...
