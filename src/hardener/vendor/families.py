"""What adapters have in common that count what is left of families, and how many came: one keeper a connection."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from hardener.attendance import Attended
from hardener.errors import AdapterError
from hardener.model import Unreadable
from hardener.traces import Trace
from hardener.vendor.api import Api

R = TypeVar("R")
Host = TypeVar("Host")
Job = TypeVar("Job")
Kept = Trace | Unreadable
Came = Attended | Unreadable


class Keeper(ABC, Generic[R]):
    """Counts through one connection; a vendor says how it lists, and how it counts one."""

    stays: ClassVar[str] = ""
    """Why the platform deletes no sign-up of a program that is over, as a sentence; empty where it does."""

    def __init__(self, reader: R) -> None:
        """Count by the lists that the `reader` reads."""
        self.reader = reader

    @abstractmethod
    def all(self, since: datetime) -> Iterator[Kept]:
        """Yield what is left of each program with a date between `since` and now."""

    @abstractmethod
    def attended(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time between two moments that a program was on, with how many came."""

    def one(self, target: str) -> Trace:
        """Return the same of one program, with the ids of its sign-ups. Raises `AdapterError`."""
        raise AdapterError(f"{self.stays}: {target.partition('/')[0]}")

    def delete(self, target: str, person: str) -> None:  # noqa: ARG002 - the vendor's to use
        """Ask for one sign-up to be deleted. Raises `AdapterError`."""
        raise AdapterError(self.stays)


class Families:
    """The verbs of `hardener.traces.Keeping` and `hardener.attendance.Counting`, by an adapter's keeper."""

    keeper: Keeper[Any]

    def kept(self, since: datetime) -> Iterator[Kept]:
        """Yield what is left of families of each program with a date between `since` and now."""
        return self.keeper.all(since)

    def kept_of(self, target: str) -> Trace:
        """Return the same of one program, with the ids of its sign-ups. Raises `AdapterError`."""
        return self.keeper.one(target)

    def delete(self, trace: Trace, person: str) -> None:
        """Ask for one sign-up to be deleted; a second reading shows whether it is. Raises `AdapterError`."""
        self.keeper.delete(trace.target.id, person)

    def attended(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time between two moments that a program was on, with how many came."""
        return self.keeper.attended(since, until)


def each_program(
    api: Api[Any], hosts: Iterable[Host], jobs: type[Job], listed: Callable[[Host], Iterable[Job | Kept]],
    read: Callable[[Job], Kept],
) -> Iterator[Kept]:  # fmt: skip
    """Yield what is left of hosts' programs, many read at the same time; then what their lists tell by themselves.

    `listed` yields a host's programs as `jobs`, to be `read`, and what of the list needs no reading.
    """
    told: list[Kept] = []

    def asked() -> Iterator[Job]:
        for found in api.each(lambda host: list(listed(host)), hosts):
            told.extend(one for one in found if isinstance(one, Trace | Unreadable))
            yield from (one for one in found if isinstance(one, jobs))

    yield from api.each(read, asked())
    yield from told
