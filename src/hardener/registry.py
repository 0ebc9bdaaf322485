"""What the adapter of a vendor says by itself, before any connection is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import JsonValue

from hardener import redact
from hardener.adapter import load
from hardener.errors import AdapterError

if TYPE_CHECKING:
    from hardener.incident import Incident


def learn(vendor: str, options: Mapping[str, JsonValue]) -> None:
    """Have the links that a connection of `vendor` with these `options` gives out hidden from now on.

    Where there is no adapter for it, or it has no links of its own, nothing is hidden besides.
    """
    with suppress(AdapterError):
        redact.learn(getattr(load(vendor), "links", _none)(options))


def incident_of(vendor: str) -> Incident | None:
    """Return what a host presses in the first bad minute; None where the vendor's adapter does not say.

    Raises `HardenerError` where there is no such adapter or its file is wrong.
    """
    told = getattr(load(vendor), "incident", None)
    found: Incident | None = told() if told is not None else None
    return found


def _none(_options: Mapping[str, JsonValue]) -> Sequence[str]:
    return ()
