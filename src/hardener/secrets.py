"""Where secrets are kept: the keyring, or what a server without one gives. Never a plain file of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringError

from hardener import redact, unanswered
from hardener.errors import SecretError
from hardener.files import FileError, read_text
from hardener.language import marked

Result = TypeVar("Result")

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
        ring = self._rings(connection, name)[0]
        what = f"the keyring did not take {connection}/{name}"
        _asked(what, value, lambda: ring.set_password(SERVICE, f"{connection}/{name}", value))

    def _kept(self, connection: str, name: str) -> str | None:
        what = f"the keyring did not give {connection}/{name}"
        for ring in self._rings(connection, name):
            found = _asked(what, "", lambda: ring.get_password(SERVICE, f"{connection}/{name}"))  # noqa: B023 - called at once
            if found:
                return found
        return None

    def _rings(self, connection: str, name: str) -> list[KeyringBackend]:
        """Return the safe keyrings, best first; never none. Raises `SecretError`."""
        try:
            ring = self.backend if self.backend is not None else keyring.get_keyring()
            safe = [inner for inner in getattr(ring, "backends", None) or [ring] if _safe(inner)]
        except (KeyringError, ImportError, AttributeError, OSError, RuntimeError, ValueError) as error:
            raise SecretError(f"{_no_ring(connection, name)}: {_one_line(error)}") from None
        if not safe:
            raise SecretError(_no_ring(connection, name))
        return safe

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
        raise SecretError(f"{file.name}: cannot read the credential: {_one_line(error)}") from None
    if not found:
        raise SecretError(f"{file.name}: the credential is empty")
    return found


def _safe(ring: KeyringBackend) -> bool:
    """Refuse what keeps nothing, and what keeps secrets in a file that anybody could read."""
    if isinstance(ring, fail.Keyring | null.Keyring) or getattr(ring, "backends", None) == []:
        return False
    names = [f"{kind.__module__}.{kind.__qualname__}".casefold() for kind in type(ring).__mro__]
    if any("plaintext" in name for name in names):
        return False
    # The alternatives: some of them only spell the secret in another way.
    return not names[0].startswith("keyrings.alt.") or "encrypted" in names[0]


def _asked(what: str, value: str, work: Callable[[], Result]) -> Result:
    """Return what the keyring answers. Raises `SecretError` on one line, without `value`."""
    try:
        return work()
    except (KeyringError, OSError, RuntimeError, ValueError) as error:
        said = _one_line(error)
        raise SecretError(f"{what}: {said.replace(value, redact.GONE) if value else said}") from None


def _no_ring(connection: str, name: str) -> str:
    variable, leaf = variable_of(connection, name), f"{SERVICE}.{connection}.{name}"
    return unanswered.NO_KEYRING.format(connection=connection, name=name, variable=variable, leaf=leaf)


def _one_line(error: Exception) -> str:
    return redact.line(str(error), 200) or type(error).__name__
