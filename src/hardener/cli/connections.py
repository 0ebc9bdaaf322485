"""Open the connections of the configuration."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from hardener.adapter import AdapterError, load
from hardener.audit import Account
from hardener.cli.context import Context
from hardener.config import Connection
from hardener.http import Session
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
def accounts(
    context: Context, names: Sequence[str], *, read_only: bool, check: Callable[[], None] = lambda: None
) -> Iterator[list[Account]]:
    """Open the connections called `names`; with `read_only` nothing but reading can leave the process.

    `check` is asked right before each request that changes something, and raises where it must not be sent.
    """
    with ExitStack() as stack:
        opened = []
        for name in names:
            connection = context.config.connections[name]
            session = stack.enter_context(session_of(name, connection, read_only=read_only, clock=context.seconds))
            session.check = check
            try:
                adapter = load(connection.vendor).connect(
                    connection.options, session, Keys(Secrets(context.environ), name)
                )
            except AdapterError as error:
                raise AdapterError(f"{context.config_path}: connection {name}: {error}") from None
            opened.append(
                Account(
                    name=name, vendor=connection.vendor, adapter=adapter, calls=session.counted,
                    skew=session.skew,
                )
            )  # fmt: skip
        yield opened


def session_of(
    name: str, connection: Connection, *, read_only: bool, clock: Callable[[], float] = time.time
) -> Session:
    """Return the HTTP session of one connection."""
    ca = str(connection.ca) if connection.ca is not None else None
    return Session(name, read_only=read_only, ca=ca, workers=connection.workers, clock=clock)
