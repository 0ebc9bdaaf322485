"""The walk through what is in scope: host by host what each of them runs, each program once, nothing left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Generic, TypeVar

from hardener.errors import AdapterError
from hardener.model import Elsewhere, Target, Unreadable
from hardener.vendor.api import Api

Host = TypeVar("Host")
Job = TypeVar("Job")
Item = TypeVar("Item")
Read = Target | Unreadable | Elsewhere
TOGETHER = 32
"""How many of those that take no call are read in one go: to hand each to a thread takes longer than to read it."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Job]):
    """What one host runs, before each of it is read."""

    jobs: Sequence[tuple[str, Job]]
    """Programs to be read, each with a name of its own: one that two hosts list is read once."""
    first: Sequence[Read] = ()
    """What goes before them: the host, and what could not be listed."""
    above: Mapping[str, Callable[[], Read]] = field(default_factory=dict)
    """What hosts have in common and goes before all that, by a name of its own: read once, for the first of them."""


def walk(  # noqa: PLR0913 - what an adapter says of its vendor
    api: Api[Any],
    hosts: Iterable[Host],
    listed: Callable[[Host], Listing[Job]],
    read: Callable[[Job], Iterable[Read]],
    unread: Callable[[Job, str], Read],
    known: Iterable[str] = (),
    free: Callable[[Job], bool] = lambda _: False,
) -> Iterator[Read]:
    """Yield what hosts run, several of them at the same time, and before it what it stands on.

    `listed` returns what one host runs, `read` what one program is; of one that fails `unread` tells, with the reason.
    `known` names what lies above and was yielded already. `free` tells of a program that the list says all of, so that
    it takes no call.
    """

    def some(jobs: Sequence[Job]) -> list[Read]:
        return [found for job in jobs for found in tried(job, read, unread)]

    yield from _walked(api.each(listed, hosts), lambda jobs: api.each(some, _grouped(jobs, free)), known)


def walk_together(  # noqa: PLR0913 - what an adapter says of its vendor
    api: Api[Any],
    hosts: Iterable[Sequence[Host]],
    listed: Callable[[Sequence[Host]], Sequence[Listing[Job]]],
    grouped: Callable[[Iterable[Job]], Iterable[Sequence[Job]]],
    read: Callable[[Sequence[Job]], Sequence[Read]],
    known: Iterable[str] = (),
) -> Iterator[Read]:
    """Yield the same of a vendor that is asked for many things at once: hosts come in groups, jobs are `grouped`."""

    def results(jobs: Iterable[Job]) -> Iterator[Sequence[Read]]:
        return api.each(read, grouped(jobs))

    yield from _walked(chain.from_iterable(api.each(listed, hosts)), results, known)


def tried(job: Job, read: Callable[[Job], Iterable[Read]], unread: Callable[[Job, str], Read]) -> list[Read]:
    """Return what a job comes to, or that it could not be read and why."""
    try:
        return list(read(job))
    except AdapterError as error:
        return [unread(job, str(error))]


def groups_of(items: Iterable[Item], most: int, size: Callable[[Item], int] = lambda _: 1) -> Iterator[list[Item]]:
    """Yield `items` in groups whose sizes add up to at most so much; one that is larger is alone."""
    group: list[Item] = []
    full = 0
    for item in items:
        if group and full + size(item) > most:
            yield group
            group, full = [], 0
        group.append(item)
        full += size(item)
    if group:
        yield group


def _grouped(jobs: Iterable[Job], free: Callable[[Job], bool]) -> Iterator[list[Job]]:
    """Yield each job that takes a call by itself, at once, and the others together."""
    group: list[Job] = []
    for job in jobs:
        if not free(job):
            yield [job]
            continue
        group.append(job)
        if len(group) == TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _walked(
    listings: Iterable[Listing[Job]], read: Callable[[Iterable[Job]], Iterator[Sequence[Read]]], known: Iterable[str]
) -> Iterator[Read]:
    ready: list[Read] = []
    told = set(known)

    def jobs() -> Iterator[Job]:
        seen: set[str] = set()
        for found in listings:
            ready.extend(read_above() for name, read_above in found.above.items() if name not in told)
            told.update(found.above)
            ready.extend(found.first)
            for name, job in found.jobs:
                if name not in seen:
                    seen.add(name)
                    yield job

    for found in read(jobs()):
        yield from _taken(ready)
        yield from found
    yield from _taken(ready)


def _taken(ready: list[Read]) -> Iterator[Read]:
    while ready:
        yield ready.pop(0)


def unlisted(key: str, title: str, reason: object) -> Unreadable:
    """Return that a list could not be read to its end: what it would have named is missing."""
    return Unreadable(id=f"list/{key}", kind="list", title=title, reason=str(reason))
