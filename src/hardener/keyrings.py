"""The keyrings of this machine that keep secrets safely, best first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringError

from hardener import redact
from hardener.errors import SecretError, one_line

Result = TypeVar("Result")


class Rings:
    """The safe ones; never none."""

    def __init__(self, service: str, backend: KeyringBackend | None, none: str) -> None:
        """`backend`: None for the machine's own. Raises `SecretError` that says `none` where none is safe."""
        self._service = service
        try:
            ring = backend if backend is not None else keyring.get_keyring()
            rings: list[KeyringBackend] = getattr(ring, "backends", None) or [ring]
            self._safe = [inner for inner in rings if _safe(inner)]
        except (KeyringError, ImportError, AttributeError, OSError, RuntimeError, ValueError) as error:
            raise SecretError(f"{none}: {one_line(error)}") from None
        if not self._safe:
            raise SecretError(none)

    def get(self, name: str) -> str | None:
        """Return what the first that has it keeps under `name`. Raises `SecretError`."""
        for ring in self._safe:
            found = _asked(
                f"the keyring did not give {name}",
                "",
                lambda: ring.get_password(self._service, name),  # noqa: B023 - called at once
            )
            if found:
                return found
        return None

    def put(self, name: str, value: str) -> None:
        """Keep `value` in the best. Raises `SecretError`."""
        ring = self._safe[0]
        _asked(f"the keyring did not take {name}", value, lambda: ring.set_password(self._service, name, value))


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
        said = one_line(error)
        raise SecretError(f"{what}: {said.replace(value, redact.GONE) if value else said}") from None
