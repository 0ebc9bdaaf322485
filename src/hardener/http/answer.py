"""What a vendor answered, before and after it is understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from hardener.errors import AdapterError

Body = TypeVar("Body")
Json = dict[str, Any]


def is_whole(status: int) -> bool:
    """Tell whether a read that is answered with this `status` may have got all that it asked for.

    202 only promises it, 206 gives a part that nobody asked for, and 300 or 304 point to where it would be.
    """
    return 200 <= status < 300 and status not in {202, 206}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no error, as it came."""

    status: int
    headers: Mapping[str, str]
    """In any case: `Retry-After` is also found as `retry-after`."""
    raw: bytes
    shown: Callable[[], str]
    """What was asked for, as a message may have it: to work that out takes longer than to understand the answer."""

    def understood(self, decode: Callable[[bytes, str], Body]) -> Body:
        """Return what `decode` makes of it. Raises the `AdapterError` that `decode` raises, with the path in it."""
        try:
            return decode(self.raw, "")
        except AdapterError:
            return decode(self.raw, self.shown())


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer that is no error."""

    status: int
    headers: Mapping[str, str]
    """In any case: `Retry-After` is also found as `retry-after`."""
    body: Json
    """Empty where the vendor sent nothing, which only writes may be answered with."""


def get_path(node: object, path: str) -> object:
    """Return what lies at `path` in a decoded answer: `page.totalPages`. None where nothing does.

    A key that has dots itself, such as `@odata.nextLink`, goes before a way inward.
    """
    if not isinstance(node, dict):
        return None
    if path in node:
        return node[path]
    first, _, rest = path.partition(".")
    return get_path(node.get(first), rest) if rest else None
