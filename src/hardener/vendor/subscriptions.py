"""What an adapter does whose vendor tells of changes only to whom subscribed through its API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple, Protocol, TypeVar

from hardener.errors import RefusedError
from hardener.http.transport import Permits

__all__ = ["EVERYTHING", "GONE", "Granted", "Held", "Order", "Permits", "Places", "Subscriber", "unless_gone"]
EVERYTHING = "everything"
"""What the name of a place begins with, up to a colon, that is a whole account."""
GONE = frozenset({404, 410})
"""Statuses by which a vendor says that a subscription is not there any more."""
Answer = TypeVar("Answer")


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
    secret: str = field(default="", repr=False)
    """What its deliveries are signed with, of a vendor that signs them."""


class Granted(NamedTuple):
    """What the vendor said to an order."""

    ident: str
    """Its own id of it."""
    until: datetime | None
    """None: it does not say, or says what is no time."""


class Held(NamedTuple):
    """A subscription that there is, as far as it is kept."""

    mark: str
    place: str
    ident: str


def unless_gone(ask: Callable[[], Answer]) -> Answer | None:
    """Return what a vendor answers about one subscription; None where it is not there. Raises `AdapterError`."""
    try:
        return ask()
    except RefusedError as error:
        if error.status in GONE:
            return None
        raise


class Subscriber(Protocol):
    """The calls that make, renew and end subscriptions: the only ones that a watch may send beside reading."""

    lasts: ClassVar[timedelta]
    """How long one is asked for: a little less than the vendor allows, for its clock may be another."""
    by_mark: ClassVar[bool]
    """One is known by our mark, and the vendor's id is the place's: it ends any of that place."""

    def places(self) -> Places:
        """Return where there are programs. Raises `AdapterError`."""
        ...

    def there(self, ours: Callable[[str], bool]) -> Mapping[str, bool] | None:
        """Return the ids of those that deliver to an address that is `ours`, and whether each still does.

        None where none are listed. Raises `AdapterError`.
        """
        ...

    def subscribe(self, order: Order) -> Granted:
        """Make one. Raises `AdapterError`, and `MalformedError` only where nothing is left of it that can be ended."""
        ...

    def renew(self, held: Held, order: Order) -> Granted | None:
        """Have one last longer, as `order` says; None where another is to take its place. Raises `AdapterError`."""
        ...

    def end(self, held: Held) -> None:
        """Have one end; one that is not there any more has ended. Raises `AdapterError`."""
        ...
