"""Where secrets are kept: the keyring, or what a server without one gives. Never a plain file of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from hardener.errors import HardenerError

SERVICE = "hardener"


class SecretError(HardenerError):
    """A secret is missing, or there is no safe place to keep it."""


@dataclass(frozen=True)
class Secrets:
    """Looks for a secret in the environment, then in systemd's credentials, then in the keyring."""

    environ: Mapping[str, str]
    backend: KeyringBackend | None = None
    """None: the keyring that this machine has."""

    def get(self, connection: str, name: str) -> str:
        """Return a secret. Raises `SecretError` that says how to store it."""
        variable = variable_of(connection, name)
        if found := self.environ.get(variable):
            return found
        file = self._file(connection, name)
        if file is not None and file.is_file():
            return self._read(file)
        kept = self._kept(connection, name)
        if not kept:
            raise SecretError(
                f"connection {connection}: no {name}; store it with: hardener connect {connection} "
                f"(on a server: set {variable}, or LoadCredential={SERVICE}.{connection}.{name}:FILE)"
            )
        return kept

    def where(self, connection: str, name: str) -> str:
        """Return where a secret would come from, without it; empty where it is missing."""
        if self.environ.get(variable_of(connection, name)):
            return f"environment variable {variable_of(connection, name)}"
        file = self._file(connection, name)
        if file is not None and file.is_file():
            return "systemd credential"
        try:
            return "keyring" if self._kept(connection, name) else ""
        except SecretError:
            return ""

    def set(self, connection: str, name: str, value: str) -> None:
        """Store a secret in the keyring. Raises `SecretError` where there is none that is safe."""
        ring = self._ring()
        if ring is None:
            raise SecretError(_no_ring(connection, name))
        try:
            ring.set_password(SERVICE, f"{connection}/{name}", value)
        except KeyringError as error:
            raise SecretError(f"the keyring did not take {connection}/{name}: {_one_line(error)}") from None

    def _kept(self, connection: str, name: str) -> str | None:
        ring = self._ring()
        if ring is None:
            raise SecretError(_no_ring(connection, name))
        try:
            return ring.get_password(SERVICE, f"{connection}/{name}")
        except KeyringError as error:
            raise SecretError(f"the keyring did not give {connection}/{name}: {_one_line(error)}") from None

    def _ring(self) -> KeyringBackend | None:
        ring = self.backend if self.backend is not None else keyring.get_keyring()
        backends = getattr(ring, "backends", None)
        if backends is not None and not list(backends):
            return None
        return ring if _safe(ring) and all(_safe(inner) for inner in backends or ()) else None

    def _file(self, connection: str, name: str) -> Path | None:
        folder = self.environ.get("CREDENTIALS_DIRECTORY")
        return Path(folder) / f"{SERVICE}.{connection}.{name}" if folder else None

    @staticmethod
    def _read(file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SecretError(f"{file.name}: cannot read the systemd credential: {_one_line(error)}") from None


def variable_of(connection: str, name: str) -> str:
    """Return the environment variable that can hold a secret."""
    return re.sub(r"\W", "_", f"HARDENER_{connection}_{name}").upper().replace("-", "_")


def _safe(ring: KeyringBackend) -> bool:
    """Refuse what keeps nothing, and what keeps secrets in plain text."""
    name = f"{type(ring).__module__}.{type(ring).__name__}".casefold()
    return not any(word in name for word in ("fail.", "null.", "plaintext"))


def _no_ring(connection: str, name: str) -> str:
    return (
        f"this machine has no keyring that is safe: install one (for instance gnome-keyring or kwallet), or set "
        f"{variable_of(connection, name)}, or use systemd's LoadCredential={SERVICE}.{connection}.{name}:FILE"
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
