"""Open the connections of the configuration."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hardener.account import Account
from hardener.adapter import AdapterError, load
from hardener.app.surroundings import Surroundings
from hardener.config import Connection
from hardener.errors import AskedError
from hardener.http import Common, Session, Shelf
from hardener.http.rate_limit import Shared
from hardener.language import tr
from hardener.nearest import meant
from hardener.secrets import Secrets
from hardener.vendor.subscriptions import Permits


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


def chosen(context: Surroundings, only: Sequence[str]) -> list[str]:
    """Return the names of the connections that are meant: `only` these, else all. Raises `AskedError`."""
    there = context.config.connections
    if unknown := [name for name in only if name not in there]:
        told = {"name": repr(unknown[0]), "path": context.config_path, "there": ", ".join(there)}
        said = tr("no connection {name} in {path}; there is {there}", **told)
        raise AskedError(f"{said}{meant(unknown[0], there)}")
    return list(only) or list(there)


@contextmanager
def accounts(  # noqa: PLR0913 - the settings of connections
    context: Surroundings,
    names: Sequence[str],
    *,
    read_only: bool,
    proving: bool = False,
    lasts: float = math.inf,
    check: Callable[[], None] = lambda: None,
    subscribing: bool = False,
) -> Iterator[list[Account]]:
    """Open the connections called `names`; with `read_only` nothing but reading can leave the process.

    With `subscribing` the calls that make, renew and end subscriptions can, and nothing else beside reading.

    After `lasts` seconds none of them is asked anything more. `proving`: log in here, whoever else is logged in.
    `check` is asked right before each request that changes something, and raises where it must not be sent.
    """
    shelf = Shelf(context.beside_store, proving=proving)
    with ExitStack() as stack:
        common, opened = stack.enter_context(Common()), []
        for name in names:
            connection = context.config.connections[name]
            session = stack.enter_context(
                session_of(
                    name,
                    connection,
                    read_only=read_only,
                    shelf=shelf,
                    lasts=lasts,
                    clock=context.seconds,
                    beside=context.config_path.parent,
                    common=common,
                    together=context.together(name),
                    permits=permits_of(context, name) if subscribing else (),
                )
            )
            session.check = check
            try:
                adapter = load(connection.vendor).connect(
                    context.config.options_of(name), session, Keys(context.secrets, name)
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
                    allowance=partial(_allowance, session),
                    url=session.base_url,
                )
            )
        yield opened


def permits_of(context: Surroundings, name: str) -> Permits:
    """Return the calls by which a connection subscribes; none where its vendor has none. Raises `AdapterError`."""
    found = getattr(load(context.config.connections[name].vendor), "permits", None)
    return found(context.config.options_of(name)) if found is not None else ()


def _allowance(session: Session) -> str:
    return str(session.quota) if session.quota is not None else ""


def session_of(  # noqa: PLR0913 - the settings of a connection
    name: str,
    connection: Connection,
    *,
    read_only: bool,
    shelf: Shelf,
    lasts: float = math.inf,
    clock: Callable[[], float] = time.time,
    beside: Path = Path(),
    common: Common | None = None,
    together: Shared | None = None,
    permits: Permits = (),
) -> Session:
    """Return the session of one connection; `beside`: the folder of the configuration; `common` with others.

    `together`: with whom it has one pace.
    """
    ca = str(connection.ca) if connection.ca is not None else None
    return Session(
        name, read_only=read_only, ca=ca, workers=connection.workers, shelf=shelf, lasts=lasts, clock=clock,
        beside=beside, common=common, together=together, permits=permits,
    )  # fmt: skip
