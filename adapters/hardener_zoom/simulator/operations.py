"""The operations of Zoom's API: what they weigh and which scopes allow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from hardener_zoom.simulator.shapes import lines

CLASSIC_PARTS = 3
"""Classic scopes have at most three parts (`meeting:read:admin`), granular ones name what they touch."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that Zoom's API can be asked for."""

    method: str
    rule: str
    weight: str
    """LIGHT, MEDIUM or HEAVY."""
    classic: tuple[str, ...]
    granular: tuple[str, ...]
    name: str

    @property
    def status(self) -> int:
        """The status of success, unless the answer is empty."""
        return 201 if self.method == "POST" else 200

    def held(self, scopes: Sequence[str]) -> list[str]:
        """Return those of the scopes that allow it."""
        return [scope for scope in (*self.classic, *self.granular) if scope in scopes]

    def wanted(self, scopes: Sequence[str]) -> tuple[str, ...]:
        """Return the scopes to ask for, in the spelling that the app's own scopes have."""
        return self.classic if any(is_classic(scope) for scope in scopes) else self.granular


def is_classic(scope: str) -> bool:
    """Tell a classic scope from a granular one."""
    parts = scope.split(":")
    return len(parts) < CLASSIC_PARTS or (len(parts) == CLASSIC_PARTS and parts[2] in {"admin", "master"})


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation that the file of Zoom's specification has."""
    return _read("operations.txt")


@cache
def elsewhere() -> tuple[Operation, ...]:
    """Return further operations, which Zoom documents and that file has not."""
    return _read("elsewhere.txt")


def _read(table: str) -> tuple[Operation, ...]:
    rows = (line.split() for line in lines(table))
    return tuple(
        Operation(method, rule, weight, tuple(classic.split(",")), tuple(granular.split(",")), name)
        for method, rule, weight, classic, granular, name in rows
    )
