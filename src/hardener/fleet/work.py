"""What is to be done for one library of a fleet, and what came of it: small, without secrets, fit to be sent. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Task:
    """One library, and what is to be done for it."""

    name: str
    """The library's name, as in the table."""
    folder: Path
    """Where its hardener.toml is; absolute."""
    verb: str
    """`audit`, `plan`, `apply` or `watch`."""
    options: tuple[str, ...] = ()
    """The words of the command line after the verb."""
    store: str = ""
    """Where what is found is kept, a file or a URL; empty: as the library's own hardener.toml says."""
    reports: Path | None = None
    """The folder for this library's own report, for nobody else's; None: it is not written."""
    language: str = ""
    """In which people are told things: a code; empty: as the library's own hardener.toml says."""
    apps: tuple[tuple[str, str], ...] = ()
    """Of each connection that logs in with an app that other libraries have as well: its name, and what stands for the
    app. These are paced together."""
    at_once: int = 1
    """How many libraries are at work at the same time, at most."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of one library: counts and one line, never a program's title, a link or a person."""

    name: str
    status: int
    """The exit status of the library's own command."""
    programs: int = 0
    open: int = 0
    """Programs that are open to strangers."""
    unread: int = 0
    """Programs, and whole connections, that could not be looked at."""
    to_do: int = 0
    """Programs in which something is to be done; of an apply, changes that it did not make."""
    reviews_due: int = 0
    """Reviews of platforms that are due."""
    why: str = ""
    """One line: why the library could not be looked at; empty where it was."""
    note: str = ""
    """One line that should be known besides; the counts stand."""
    changed: int = 0
    """Changes that were made, and read back."""
    run: int | None = None
    """The number of the library's own run of them; None: nothing was written."""
    fingerprint: str = ""
    """Of a plan that was made; empty where there is none."""
    accounts: tuple[str, ...] = ()
    """For each account that was logged in to a text that no other account has, and that tells nothing of it."""
    wake: float = 0.0
    """Of a watch: when something is due there next, in seconds since 1970; 0: nobody can tell."""


class Stop(Protocol):
    """Whoever may want that what is at work ends."""

    def __call__(self) -> bool:
        """Tell whether it is to end between two writes."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """Surround what only reads, and may be ended at any moment."""
        ...


class Never(Stop):
    """Nobody wants it to end."""

    def __call__(self) -> bool:
        """Tell that it is to go on."""
        return False

    def reading(self) -> AbstractContextManager[None]:
        """Surround nothing."""
        return nullcontext()


class Engine(Protocol):
    """Has the work of many libraries done somewhere."""

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield one `Done` for every task, always, in whatever order they end."""
