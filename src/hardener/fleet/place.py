"""Where one library of a fleet keeps what is its own: in its folder, and nowhere that others look."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hardener.app.surroundings import STORE, Surroundings
from hardener.app.writing import write_whole
from hardener.errors import SecretError
from hardener.files import FileError
from hardener.fleet.work import Task
from hardener.http.rate_limit import Shared
from hardener.http.together import Together
from hardener.secrets import SERVICE, Secrets, read_credential
from hardener.store.opening import url_of
from hardener.store.turns import StoreTurns

CONFIG = "hardener.toml"
CREDENTIALS = "credentials"
"""The folder of a library's secrets, a file each, named as systemd's credentials are: `hardener.main.client_secret`."""
PLAN = "fleet-plan.json"
SHARED = ".fleet"
"""In the fleet's folder: what libraries with one app have in common, its log-in and its units of a day, sealed."""
ENVIRONMENT = "HARDENER_STORE"
_STRANGE = re.compile(r"[/\\\0]|^\.")


@dataclass(frozen=True)
class OwnSecrets(Secrets):
    """The secrets of one library: neither the environment nor the keyring is asked, as all libraries have these."""

    folder: Path = Path(CREDENTIALS)

    def get(self, connection: str, name: str, *, how: str = "") -> str:  # noqa: ARG002 - there is one way here
        """Return a secret. Raises `SecretError` that says where to put it."""
        file = self._file(connection, name)
        if file is None:
            raise SecretError(
                f"connection {connection}: no {name}; put it into {CREDENTIALS}/{_leaf(connection, name)} in the "
                "library's folder, readable for nobody else"
            )
        if hasattr(os, "getuid") and file.stat().st_mode & stat.S_IRWXO:
            raise SecretError(f"everybody on this machine can read {CREDENTIALS}/{file.name}; chmod it to 600")
        return read_credential(file)

    def where(self, connection: str, name: str) -> str:
        """Return where a secret would come from, without it; empty where it is missing."""
        return CREDENTIALS if self._file(connection, name) is not None else ""

    def given(self, connection: str, name: str) -> bool:  # noqa: ARG002 - the shape of those of one library alone
        """Tell that no keyring has any part in it."""
        return True

    def try_ring(self, connection: str, names: Sequence[str]) -> None:
        """Raise `SecretError`: nothing is stored by a command."""
        raise SecretError(f"put {_leaf(connection, names[0])} into {CREDENTIALS} by hand")

    def set(self, connection: str, name: str, value: str) -> None:
        """Keep what the vendor has replaced where it came from. Raises `SecretError`."""
        file = self._file(connection, name)
        if file is None:
            raise SecretError(f"connection {connection}: no {name} in {CREDENTIALS}, so it cannot be replaced")
        try:
            write_whole([value], file.resolve(), private=True)
        except FileError as error:
            raise SecretError(f"{error}; the new {name} of connection {connection} is lost") from None

    def _file(self, connection: str, name: str) -> Path | None:
        """Return the file of a secret; None where there is none. Raises `SecretError` where nobody may look."""
        leaf = _leaf(connection, name)
        file = self.folder / leaf
        if _STRANGE.search(leaf):
            return None
        try:
            return file if stat.S_ISREG(file.stat().st_mode) else None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise SecretError(f"connection {connection}: cannot read {CREDENTIALS}: {error.strerror}") from None


def _leaf(connection: str, name: str) -> str:
    return f"{SERVICE}.{connection}.{name}"


@dataclass(kw_only=True)
class Place(Surroundings):
    """The surroundings of one library: of the environment, nothing is its own."""

    task: Task

    @classmethod
    def of_task(cls, task: Task) -> Place:
        """Return the surroundings of a task's library; the store of the fleet may be named in the environment."""
        kept = task.store or os.environ.get(ENVIRONMENT, "")
        return cls(config_path=task.folder / CONFIG, store_place=kept, environ={}, task=task)

    @property
    def place(self) -> str:
        """Return where the store is: as the library configures it, as the fleet does, or in the library's folder."""
        return self._configured or self.store_place or str(self.task.folder / STORE)

    @property
    def beside_store(self) -> Path:
        """Return the file beside which the libraries of a fleet keep what they share, an app's log-in say."""
        return self._shared / "shared"

    def together(self, connection: str) -> Shared | None:
        """Return with which libraries a connection has one pace: those that log in with the same app."""
        app = dict(self.task.apps).get(connection)
        if app is None:
            return None
        if url_of(self.place).get_backend_name() != "sqlite":
            return StoreTurns(self.place, app)  # whoever has this store may be on another machine
        return Together(self._shared / f"pace-{app}", self.task.at_once)

    @property
    def _shared(self) -> Path:
        shared = self.task.folder.parent / SHARED
        with suppress(OSError):  # whoever needs it says so
            shared.mkdir(mode=0o700, exist_ok=True)
        return shared

    @property
    def secrets(self) -> Secrets:
        """Return the library's own secrets."""
        return OwnSecrets({}, folder=self.task.folder / CREDENTIALS)
