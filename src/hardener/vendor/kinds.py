"""Sorts of setting that several vendors have."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue

from hardener.model import Value
from hardener.path import Missing, UnknownValueError
from hardener.setting import Presence, Setting, scalar

LOWER, UPPER, DIGITS = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
"""Characters that nobody takes for one another."""


@dataclass(frozen=True, kw_only=True)
class MadePasscode(Presence):
    """A program's passcode; a new one is made when it is written, and is never shown."""

    present: str = "embedded"
    absent: str = "none"
    sorts: ClassVar[Sequence[str]]
    """For each character of a new one, those that it is chosen from."""

    def writable_values(self) -> tuple[Value, ...]:
        """Return that one can be set."""
        return (self.present,)

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Keep a passcode that is there; else make one, of every sort that the vendor wants."""
        if value == self.absent:
            return ""
        if isinstance(before, str) and before:
            return before
        made = [secrets.choice(sort) for sort in self.sorts]
        secrets.SystemRandom().shuffle(made)
        return "".join(made)


@dataclass(frozen=True, kw_only=True)
class MostOpen(Setting):
    """What several policies or units of an organization each have, as a list: the most open of them counts.

    Values are listed from closed to open.
    """

    writable: tuple[str, ...] | None = ()

    def decode(self, raw: JsonValue) -> Value:
        """Return the most open of the values."""
        if not isinstance(raw, list) or not raw:
            raise UnknownValueError(f"{self.path} is no list of values")
        order = self.writable_values()
        return max((super(MostOpen, self).decode(value) for value in raw), key=order.index)

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep all the values."""
        return [scalar(value) for value in raw] if isinstance(raw, list) else super().redacted(raw, path)
