"""Open the connections of the configuration."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from hardener.account import Account
from hardener.adapter import AdapterError, load
from hardener.app.surroundings import Surroundings
from hardener.config import Connection
from hardener.http import Session, Shelf
from hardener.secrets import Secrets


@dataclass(frozen=True)
class Keys:
    """One connection's secrets."""

    secrets: Secrets
    connection: str

    def get(self, name: str) -> str:
        """Return a secret. Raises `SecretError` that says how to store it."""
        return self.secrets.get(self.connection, name)

    def keep(self, name: str, value: str) -> None:
        """Store a secret that the vendor has replaced."""
        self.secrets.set(self.connection, name, value)


@contextmanager
def accounts(  # noqa: PLR0913 - the settings of connections
    context: Surroundings,
    names: Sequence[str],
    *,
    read_only: bool,
    proving: bool = False,
    lasts: float = math.inf,
    check: Callable[[], None] = lambda: None,
) -> Iterator[list[Account]]:
    """Open the connections called `names`; with `read_only` nothing but reading can leave the process.

    After `lasts` seconds none of them is asked anything more. `proving`: log in here, whoever else is logged in.
    `check` is asked right before each request that changes something, and raises where it must not be sent.
    """
    shelf = Shelf(context.beside_store, proving=proving)
    with ExitStack() as stack:
        opened = []
        for name in names:
            connection = context.config.connections[name]
            session = stack.enter_context(
                session_of(name, connection, read_only=read_only, shelf=shelf, lasts=lasts, clock=context.seconds)
            )
            session.check = check
            try:
                adapter = load(connection.vendor).connect(
                    context.config.options_of(name), session, Keys(Secrets(context.environ), name)
                )
            except AdapterError as error:
                raise AdapterError(f"{context.config_path}: connection {name}: {error}") from None
            opened.append(
                Account(
                    name=name,
                    vendor=connection.vendor,
                    adapter=adapter,
                    calls=session.counted,
                    late=session.late,
                    skew=session.skew,
                    url=session.base_url,
                )
            )
        yield opened


def session_of(  # noqa: PLR0913 - the settings of a connection
    name: str,
    connection: Connection,
    *,
    read_only: bool,
    shelf: Shelf,
    lasts: float = math.inf,
    clock: Callable[[], float] = time.time,
) -> Session:
    """Return the HTTP session of one connection."""
    ca = str(connection.ca) if connection.ca is not None else None
    return Session(
        name, read_only=read_only, ca=ca, workers=connection.workers, shelf=shelf, lasts=lasts, clock=clock
    )  # fmt: skip
