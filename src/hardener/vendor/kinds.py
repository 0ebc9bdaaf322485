"""Sorts of setting that several vendors have, and rows that have something in common."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import JsonValue

from hardener.model import Value
from hardener.path import Missing, UnknownValueError
from hardener.setting import Presence, Setting, scalar

LOWER, UPPER, DIGITS = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
"""Characters that nobody takes for one another."""


def rows_at(place: str, **common: Any) -> Callable[..., Setting]:  # noqa: ANN401 - fields of a row
    """Return what makes the rows of a table: all keys lie at `place`, and all have `common` fields or their own.

    It takes the control, the key, what the vendor's values mean, and as `sort` the class of a row that is no plain one.
    """

    def row(  # positional, as a sort of setting may have fields of these names
        control: str, key: str, values: Mapping[Any, Value] | None = None, /,
        *, sort: type[Setting] = Setting, **own: Any,  # noqa: ANN401 - fields of a row
    ) -> Setting:  # fmt: skip
        levels: dict[str, Any] = {} if values is None else {"values": values}
        return sort(control=control, path=f"{place}.{key}", **levels, **common | own)

    return row


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
