"""One call of a vendor's API, as a row: where it goes, what allows it, what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import quote

from hardener.errors import MalformedError


class Call(NamedTuple):
    """One call of a vendor's API."""

    path: str
    """Below the address of the API, with names in braces: `/meetings/{id}`."""
    scopes: Mapping[str, tuple[str, ...]] = {}
    """By role (who is logged in), the scopes of which any one is enough, the one to grant first. Empty: the vendor has
    none, and whether the call is allowed shows when it is tried."""
    what: str = ""
    """In plain words, as `doctor` says it: "list the hosts". Empty: `doctor` does not tell of it."""
    paths: tuple[str, ...] = ()
    """Beginnings of the settings that cannot be judged (read) or fixed (write) without it."""
    kind: Literal["read", "write"] = "read"
    cost: str = ""
    """The vendor's class of calls that share a limit."""
    sure: bool = True
    """False where the vendor documents no scope for the call: then it is tried, whatever was granted."""
    items: str = ""
    """Of a list: the key of its entries; empty: as everywhere at this vendor."""
    filters: tuple[str, ...] = ()
    """Of a list: the parameters that make another list of it. A next page that has them otherwise is refused."""

    def at(self, names: Mapping[str, str]) -> str:
        """Return the path for what `names` say, each of them quoted whole.

        Raises `MalformedError` where a name would lead elsewhere: an id is the vendor's word, and may be none.
        """
        if any(value in {"", ".", ".."} for value in names.values()):
            raise MalformedError("the vendor gave an id that is none")
        return self.path.format(**{key: quote(value, safe="@") for key, value in names.items()})


def told_of(module: Mapping[str, object]) -> tuple[Call, ...]:
    """Return the calls of a module (`vars()`) that `doctor` tells of, in their order there."""
    return tuple(each for each in module.values() if isinstance(each, Call) and each.what)
