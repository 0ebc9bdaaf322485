"""What every use of hardener needs: where the files are, the store, and the time."""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

import platformdirs

from hardener import config, redact
from hardener.audit import Progress
from hardener.config import Config
from hardener.store import Store, StoreError
from hardener.store.opening import holds_secret, url_of

if TYPE_CHECKING:
    from hardener.http.rate_limit import Shared
    from hardener.remedy.journal import Journal
    from hardener.secrets import Secrets

STORE = "hardener.sqlite3"
REFUSED = (
    "a password does not belong in this file; leave it out of the url and put it into ~/.pgpass, "
    "or give the whole url in the environment variable HARDENER_STORE"
)


def silent(_name: str, _count: int) -> None:
    """Take how far reading has come, and tell nobody."""


@dataclass(kw_only=True)
class Surroundings:
    """Where one command, one watch or one script is at work; by itself it says nothing to anybody."""

    config_path: Path
    store_place: str
    """A file or a URL, from the command line or the environment; empty: none was given."""
    environ: Mapping[str, str]
    """What the environment was when it began: secrets may be in it."""
    _config: config.Config | None = field(default=None)

    @classmethod
    def of(cls, config_path: Path | str = "hardener.toml", store: str = "") -> Self:
        """Return the surroundings of a script: a configuration, and a file or URL for the store if it is another.

        As with the command, HARDENER_STORE names one as well.
        """
        environ = dict(os.environ)
        return cls(
            config_path=Path(config_path), store_place=store or environ.get("HARDENER_STORE", ""), environ=environ
        )

    @property
    def config(self) -> config.Config:
        """Return the configuration, read once. Raises `ConfigError`."""
        if self._config is None:
            found = config.load(self.config_path)
            if holds_secret(found.store.url):
                raise config.ConfigError(f"{self.config_path}: store.url: {REFUSED}")
            self._config = found
            self._learn(found)
        return self._config

    @staticmethod
    def _learn(found: Config) -> None:
        """Have the links of every configured platform hidden, before anything of it is shown or kept."""
        from hardener.registry import learn  # noqa: PLC0415 - not every verb has a use for adapters

        for name, connection in found.connections.items():
            learn(connection.vendor, found.options_of(name))

    @property
    def secrets(self) -> Secrets:
        """Return what looks for secrets."""
        from hardener.secrets import Secrets  # noqa: PLC0415 - not every verb has a use for a keyring

        return Secrets(self.environ)

    def together(self, connection: str) -> Shared | None:  # noqa: ARG002 - others have more to say of it
        """Return with whom a connection has one pace; None: with nobody."""
        return None

    def has(self, name: str) -> bool:
        """Tell whether there is anything of this name beside the configuration, be it readable or not."""
        try:
            (self.config_path.parent / name).lstat()
        except OSError as error:
            return not isinstance(error, FileNotFoundError)
        return True

    @property
    def zone(self) -> ZoneInfo:
        """Return the library's time zone; UTC where there is no configuration."""
        return ZoneInfo(self.config.library.timezone if self.config_path.exists() else "UTC")

    @property
    def place(self) -> str:
        """Return where the store is, a file or a URL: as told, as configured, or in the user's data directory."""
        data = platformdirs.user_data_path("hardener", appauthor=False)
        return self.store_place or self._configured or str(data / STORE)

    @property
    def beside_store(self) -> Path:
        """Return the file beside which this user's processes keep what they share: the store, where it is a file."""
        try:
            url = url_of(self.place)
        except StoreError:
            url = None
        if url is not None and url.database and url.get_backend_name() == "sqlite":
            return Path(url.database)
        return platformdirs.user_data_path("hardener", appauthor=False) / STORE

    @property
    def has_store(self) -> bool:
        """Tell whether there may be something to read: of a server nobody knows before it is asked."""
        return "://" in self.place or Path(self.place).exists()

    @property
    def _configured(self) -> str:
        return self.config.store.url if self.config_path.exists() else ""

    @property
    def origin(self) -> str:
        """Return what tells this configuration from another file's: names of connections are often the same."""
        return hashlib.sha256(str(self.config_path.resolve()).encode("utf-8", "replace")).hexdigest()[:16]

    def store(self) -> Store:
        """Open the store. Raises `StoreError`."""
        return Store(self.place)

    def try_store(self, *, writing: bool) -> None:
        """Open the store and let go of it: nobody shall read an account for long and then hear that it is no use.

        Raises `StoreError`, with `writing` also where nothing could be kept.
        """
        with self.store() as opened:
            if writing:
                opened.try_writing()

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """Open the journal. Raises `StoreError`."""
        from hardener.remedy.journal import Journal  # noqa: PLC0415 - only what writes has a use for it

        with self.store() as opened:
            yield Journal(opened)

    def said(self, text: str) -> str:
        """Return what a person wrote as it may be kept: without a link of any platform that is configured."""
        _ = self.config  # by then the links of all that it names are known
        return redact.line(text, redact.READ)

    @staticmethod
    def now() -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Return the time in seconds since 1970."""
        return self.now().timestamp()

    def say(self, message: str) -> None:
        """Tell a person something that is no result, where there is one."""

    def warn(self, message: str) -> None:
        """Tell a person that something did not work, also one who asked for quiet."""

    @contextmanager
    def reading(self) -> Iterator[Progress]:
        """Surround what reads a whole account, and may take long; what it yields is told how far that is."""
        yield silent


def login() -> str:
    """Return the login name of whoever runs this; `uid 12345` where the system has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
