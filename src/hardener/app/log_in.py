"""Get and keep a connection's credentials, and prove that they work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hardener.adapter import Access, Adapter, Credential, load
from hardener.app.connections import Keys, session_of
from hardener.app.surroundings import Surroundings
from hardener.config import Connection
from hardener.errors import AskedError
from hardener.http import Shelf
from hardener.nearest import meant
from hardener.oauth import begin, finish, wait_for_callback

PATIENCE = 300.0
"""Seconds that a person has to agree in a browser."""


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """One connection's credentials: which there are to be, where they are, and whether they work."""

    name: str
    connection: Connection
    kind: type[Adapter]
    keys: Keys
    shelf: Shelf
    beside: Path
    """The folder of the configuration."""

    @property
    def credentials(self) -> Sequence[Credential]:
        """Return what the connection needs."""
        return self.kind.credentials(self.connection.options)

    def missing(self, credentials: Sequence[Credential]) -> list[Credential]:
        """Return of `credentials` what a person has to type: all that the environment and systemd do not give.

        Raises `SecretError` where no keyring could take it.
        """
        wanted = [each for each in credentials if not self.keys.secrets.given(self.name, each.name)]
        if wanted:
            self.keys.secrets.try_ring(self.name, [each.name for each in wanted])
        return wanted

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield each credential's name and where it is kept; that is empty where it is missing."""
        for credential in self.credentials:
            yield credential.name, self.keys.secrets.where(self.name, credential.name)

    def consent(self, show: Callable[[str], None]) -> None:
        """Where the vendor wants a person's consent, get it and keep what comes of it. Raises `HardenerError`.

        `show` is given the address that the person is to open in a browser on this machine.
        """
        options = self.connection.options
        consent = self.kind.consent(options, self.keys)
        if consent is None:
            return
        self.keys.secrets.try_ring(self.name, [each.name for each in self.credentials])  # it keeps what comes of it
        asked = begin(consent)
        callback = wait_for_callback(consent.redirect_uri, PATIENCE, asked.state, lambda: show(asked.url))
        with session_of(self.name, self.connection, read_only=True, shelf=self.shelf) as session:
            self.kind.exchange(options, session, self.keys, finish(consent, asked, callback))

    def check(self) -> list[Access]:
        """Log in and return what the connection may do. Raises `HardenerError` where it does not work."""
        with session_of(self.name, self.connection, read_only=True, shelf=self.shelf, beside=self.beside) as session:
            return list(self.kind.connect(self.connection.options, session, self.keys).access())


def log_in_of(context: Surroundings, name: str | None) -> LogIn:
    """Return the log-in of a connection; of the only one, where none is named. Raises `HardenerError`."""
    there = list(context.config.connections)
    chosen = there[0] if name is None and len(there) == 1 else name
    if chosen is None or chosen not in there:
        like = meant(chosen, there) if chosen is not None else ""
        raise AskedError(f"which connection? {context.config_path} has {', '.join(there)}{like}")
    connection = context.config.connections[chosen]
    return LogIn(
        name=chosen,
        connection=connection,
        kind=load(connection.vendor),
        keys=Keys(context.secrets, chosen),
        shelf=Shelf(context.beside_store, proving=True),
        beside=context.config_path.parent,
    )
