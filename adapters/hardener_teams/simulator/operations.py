"""Graph's operations, from the table: method, rule and the permissions that allow each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Operation(NamedTuple):
    """One operation at one address."""

    name: str
    method: str
    rule: str
    app: frozenset[str]
    person: frozenset[str]

    @property
    def status(self) -> int:
        """Return the status of success."""
        return 201 if self.method == "POST" else 200


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation."""
    text = files("hardener_teams.simulator").joinpath("tables", "operations.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(each for line in lines for each in _at(*line))


def _at(name: str, method: str, rule: str, app: str, person: str) -> Iterator[Operation]:
    alone, logged_in = _names(app), _names(person)
    if rule.startswith("@"):
        yield Operation(name, method, f"/users/<user>{rule[1:]}", alone, logged_in)
        yield Operation(name, method, f"/me{rule[1:]}", alone, logged_in)
    else:
        yield Operation(name, method, rule, alone, logged_in)


def _names(text: str) -> frozenset[str]:
    return frozenset() if text == "-" else frozenset(text.split(","))
