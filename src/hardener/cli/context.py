"""What every verb needs: where the files are, how much to say, and the time."""

from __future__ import annotations

import getpass
import hashlib
import logging
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import platformdirs

from hardener import config, redact
from hardener.journal import Journal
from hardener.store import Store, StoreError
from hardener.store.opening import holds_secret, url_of

STORE = "hardener.sqlite3"
REFUSED = (
    "a password does not belong in this file; leave it out of the url and put it into ~/.pgpass, "
    "or give the whole url in the environment variable HARDENER_STORE"
)


@dataclass(kw_only=True)
class Context:
    """The surroundings of one command."""

    config_path: Path
    store_place: str
    """A file or a URL, from the command line or the environment; empty: none was given."""
    verbose: int
    quiet: bool
    environ: Mapping[str, str]
    _config: config.Config | None = field(default=None)

    @classmethod
    def start(cls, config_path: str | None, store: str | None, *, verbose: int, quiet: bool) -> Context:
        """Return the surroundings that the command line and the environment give."""
        _log(verbose)
        return cls(
            config_path=Path(config_path or "hardener.toml"),
            store_place=store or "",
            verbose=verbose,
            quiet=quiet,
            environ=dict(os.environ),
        )

    @property
    def config(self) -> config.Config:
        """Return the configuration, read once. Raises `ConfigError`."""
        if self._config is None:
            found = config.load(self.config_path)
            if holds_secret(found.store.url):
                raise config.ConfigError(f"{self.config_path}: store.url: {REFUSED}")
            self._config = found
        return self._config

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
        with self.store() as opened:
            yield Journal(opened)

    def said(self, text: str) -> str:
        """Return what a person wrote as it may be kept: without a link of any platform that is configured."""
        from hardener.adapter import learn  # noqa: PLC0415 - not every verb has a use for adapters

        for connection in self.config.connections.values():
            learn(connection.vendor)
        return redact.line(text, redact.READ)

    @staticmethod
    def now() -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Return the time in seconds since 1970."""
        return self.now().timestamp()

    def colour(self, stream: object) -> bool:
        """Tell whether to use colour: on terminals only, and never with NO_COLOR."""
        tty = getattr(stream, "isatty", lambda: False)()
        return bool(tty) and not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"

    def say(self, message: str) -> None:
        """Tell a person something on standard error, unless they asked for quiet."""
        if not self.quiet:
            with suppress(OSError, ValueError):  # nobody listens; what is being done goes on
                click.echo(message, err=True)

    def bar(self) -> bool:
        """Tell whether progress bars may be shown."""
        return not self.quiet and sys.stderr.isatty()


def login() -> str:
    """Return the login name of whoever runs this; `uid 12345` where the system has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def write_out(pieces: Iterable[str], output: str | None, *, private: bool = False) -> None:
    """Print `pieces`, or write them to the file `output`, whole or not at all.

    A new file is for its owner only; one that others may read already stays so, unless it is `private`.
    """
    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    path = Path(output)
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with open(part, "x", encoding="utf-8", newline="", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.writelines(pieces)
        if path.exists() and not private:
            _as_before(path, part)
        part.replace(path)
    except OSError as error:
        raise click.ClickException(f"{output}: cannot write it: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _as_before(path: Path, part: Path) -> None:
    """Give what takes a file's place its mode and, where that is allowed, its owner: others may have to read it."""
    about = path.stat()
    part.chmod(stat.S_IMODE(about.st_mode))
    with suppress(PermissionError, AttributeError):  # only root gives files away, and there is no chown on Windows
        os.chown(part, about.st_uid, about.st_gid)


def _log(verbose: int) -> None:
    logger = logging.getLogger("hardener")
    logger.setLevel(logging.DEBUG if verbose > 1 else logging.INFO if verbose else logging.WARNING)
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
