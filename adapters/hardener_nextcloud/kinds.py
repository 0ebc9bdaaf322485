"""The few settings of Nextcloud Talk that are more than one value in one place, and the kinds that carry them."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.setting import Setting

PUBLIC, GROUP = ("meeting",), ("group_room",)
"""A room that whoever has the link can join; one for people with an account who were added."""
ROOM = (*PUBLIC, *GROUP)
ABOVE = ("account",)
"""The server, as this account sees it."""
DAY = 86_400
"""Seconds after which a message is gone with which the chat still counts as the program's."""


@dataclass(frozen=True, kw_only=True)
class When(Setting):
    """A row that is there only while the document says so."""

    when: tuple[tuple[str, JsonValue], ...]
    """Paths and the values that all of them must have."""

    def there(self, document: Document) -> bool:
        """Tell whether all is as the row needs it."""
        return all(_at(document, path) is value for path, value in self.when)

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return where its value is, and what it depends on."""
        return (*super().looks_at(kind), *(path for path, _ in self.when))


@dataclass(frozen=True, kw_only=True)
class Seconds(Setting):
    """A number of seconds that means one thing from 1 to `most`, and the other when it is 0 or more than that."""

    short: Value
    other: Value
    most: float = float("inf")
    written: int

    def decode(self, raw: JsonValue) -> Value:
        """Tell which of both it is. Raises `UnknownValueError` for what is no number of seconds."""
        if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
            raise UnknownValueError(f"{self.path} is no number of seconds")
        return self.short if 0 < raw <= self.most else self.other

    def writable_values(self) -> tuple[Value, ...]:
        """Return the one that `written` means."""
        return (self.decode(self.written),)

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Return the number that is written, or what is there where it means the same."""
        if isinstance(before, int) and not isinstance(before, bool) and self.decode(before) == value:
            return before
        return self.written


def _at(document: Document, path: str) -> JsonValue | Missing:
    try:
        return get_path(document, path)
    except UnknownValueError:
        return MISSING
