"""Where secrets are kept: the keyring, or what a server without one gives. Never a plain file of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardener import unanswered
from hardener.errors import SecretError, one_line
from hardener.files import FileError, read_text
from hardener.language import marked

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from hardener.keyrings import Rings

SERVICE = "hardener"


@dataclass(frozen=True)
class Secrets:
    """Looks for a secret in the environment, then in systemd's credentials, then in the keyring."""

    environ: Mapping[str, str]
    backend: KeyringBackend | None = None
    """None: the keyring that this machine has."""

    def get(self, connection: str, name: str, *, how: str = "") -> str:
        """Return a secret. Raises `SecretError` that says `how` to store it; empty: as a connection's."""
        variable = variable_of(connection, name)
        if found := self.environ.get(variable):
            return found
        file = self._file(connection, name)
        if file is not None:
            return read_credential(file)
        kept = self._kept(connection, name)
        if not kept:
            leaf, todo = f"{SERVICE}.{connection}.{name}", how or f"hardener connect {connection}"
            raise SecretError(
                unanswered.UNSTORED.format(connection=connection, name=name, how=todo, variable=variable, leaf=leaf)
            )
        return kept

    def where(self, connection: str, name: str) -> str:
        """Return where a secret would come from, without it; empty where it is missing."""
        if self.environ.get(variable_of(connection, name)):
            return f"environment variable {variable_of(connection, name)}"
        if self._file(connection, name) is not None:
            return marked("systemd credential")
        try:
            return marked("keyring") if self._kept(connection, name) else ""
        except SecretError:
            return ""

    def given(self, connection: str, name: str) -> bool:
        """Tell whether a secret comes from the environment or systemd, which win over the keyring."""
        return bool(self.environ.get(variable_of(connection, name))) or self._file(connection, name) is not None

    def try_ring(self, connection: str, names: Sequence[str]) -> None:
        """Look whether the keyring could take the secrets called `names`, before a person types them.

        Raises `SecretError`, which says what to do where it could not.
        """
        try:
            self._kept(connection, names[0])
        except SecretError as error:
            variables = ", ".join(variable_of(connection, name) for name in names)
            raise SecretError(f"nothing was asked: {error}; all that it needs: {variables}") from None

    def set(self, connection: str, name: str, value: str) -> None:
        """Store a secret in the keyring. Raises `SecretError` where there is none that is safe.

        A variable or credential of the same name still wins over it.
        """
        self._rings(connection, name).put(f"{connection}/{name}", value)

    def _kept(self, connection: str, name: str) -> str | None:
        return self._rings(connection, name).get(f"{connection}/{name}")

    def _rings(self, connection: str, name: str) -> Rings:
        """Return the safe keyrings. Raises `SecretError` where there is none."""
        from hardener.keyrings import Rings  # noqa: PLC0415 - what the environment gives needs no keyring

        return Rings(SERVICE, self.backend, _no_ring(connection, name))

    def _file(self, connection: str, name: str) -> Path | None:
        folder = self.environ.get("CREDENTIALS_DIRECTORY")
        leaf = f"{SERVICE}.{connection}.{name}"
        if not folder or "/" in leaf or "\0" in leaf:
            return None
        file = Path(folder) / leaf
        return file if file.is_file() else None


def variable_of(connection: str, name: str) -> str:
    """Return the environment variable that can hold a secret: `HARDENER_MAIN_ZOOM_CLIENT_SECRET`."""
    return re.sub(r"[^A-Za-z0-9]", "_", f"{SERVICE}_{connection}_{name}").upper()


def read_credential(file: Path) -> str:
    """Return the secret that a file of systemd's kind holds. Raises `SecretError`."""
    try:
        found = read_text(file).strip()
    except FileError as error:
        raise SecretError(f"{file.name}: cannot read the credential: {one_line(error)}") from None
    if not found:
        raise SecretError(f"{file.name}: the credential is empty")
    return found


def _no_ring(connection: str, name: str) -> str:
    variable, leaf = variable_of(connection, name), f"{SERVICE}.{connection}.{name}"
    return unanswered.NO_KEYRING.format(connection=connection, name=name, variable=variable, leaf=leaf)
