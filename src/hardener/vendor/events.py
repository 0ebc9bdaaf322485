"""What a vendor's webhook delivers, once it is proven that the vendor sent it: never more than a hint to read. Pure.

Nothing of a delivery becomes a finding or is kept but ids and times: payloads hold join links, passcodes and names.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from hardener.errors import AdapterError

APART = timedelta(minutes=5)
"""How far a delivery's own time may be from ours: what is older may be one that somebody recorded."""
DEEP = 40
"""Objects within objects that a body may have."""
LONGEST = 200
"""Characters of an id."""
KEY = 32
"""Characters of 4 bits each."""


class UnprovenError(AdapterError):
    """Nothing shows that the vendor sent it. The message is for tests; whoever sent it is told nothing."""


class UntimelyError(UnprovenError):
    """The signature fits, and the time in it is not ours: it was recorded, or one of the two clocks is wrong."""


class OddError(AdapterError):
    """The vendor sent it, and it is none of the forms that are known."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the door."""

    headers: Mapping[str, str]
    """By lower-case name; none of them came twice."""
    body: bytes
    now: datetime
    query: Mapping[str, str] = field(default_factory=dict)
    """What stood behind the question mark of its address."""


class Said(NamedTuple):
    """What one subscription says that hardener made, proven by the word that was given to it."""

    mark: str
    """Which of ours it is, by the mark that we gave it."""
    ident: str = ""
    """The vendor's own id of it."""
    number: str = ""
    """The same in every repetition, and in nothing else that it says; empty where nothing tells the two apart."""
    what: Literal["changed", "begun", "renew", "missed", "ended"] = "changed"
    """Something changed; it works; it is to be renewed at once; something was not delivered; there is no more of it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a proven delivery says."""

    mark: str
    """The same in every repetition of it, and in no other delivery; empty where nothing in it tells the two apart."""
    account: str = ""
    """The vendor's id of the account that it is about; empty where it does not say, or only its secret does."""
    programs: tuple[str, ...] = ()
    """Ids of programs that are to be read again."""
    everything: bool = False
    """Settings of a host, a group or the account changed, which touch programs that nobody can name."""
    reply: Mapping[str, str] | None = None
    """What the vendor wants to be answered, in a handshake."""
    echo: str = ""
    """What it wants to get back as it is, which proves nothing: only while we ask for a subscription."""
    said: tuple[Said, ...] = ()
    """What subscriptions that we made say: several may come in one delivery, each with a proof of its own."""
    unproven: int = 0
    """How many more there were in it that nothing proves."""


Hear = Callable[[Delivery, str], Heard]
"""Proves a delivery by the connection's secret and returns what it says. Raises `UnprovenError`, `OddError`."""


def prove(signature: str, message: bytes, secret: str, algorithm: str) -> None:
    """Raise `UnprovenError` where `signature` is not the HMAC of `message`, in hex."""
    right = hmac.digest(secret.encode(), message, algorithm).hex()
    if not secret or not hmac.compare_digest(right.encode(), signature.encode(errors="replace")):
        raise UnprovenError("the signature does not fit")


def timely(seconds: str, now: datetime) -> None:
    """Raise `UntimelyError` where a time, in seconds since 1970, is too far from `now`; `UnprovenError` for none."""
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= len("9999999999")):
        raise UnprovenError("no time")
    if abs(now.timestamp() - int(seconds)) > APART.total_seconds():
        raise UntimelyError("too old, or from a clock that is wrong")


def body_of(delivery: Delivery) -> Mapping[str, Any]:
    """Return a body that is one JSON object. Raises `OddError`."""
    if _depth(delivery.body) > DEEP:
        raise OddError("too deep")
    try:
        found = json.loads(delivery.body)
    except (ValueError, RecursionError):
        raise OddError("no JSON") from None
    if not isinstance(found, dict):
        raise OddError("no object")
    return found


def part_of(found: Mapping[str, Any], *path: str) -> Any:  # noqa: ANN401 - of JSON
    """Return what is at a path; None where it leads nowhere."""
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None  # type: ignore[assignment]
    return found


def id_at(found: Mapping[str, Any], *path: str) -> str:
    """Return an id as text, whether it is a number or a text there; empty where it is neither, or no id."""
    value = part_of(found, *path)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value)
    return text if len(text) <= LONGEST and text.isprintable() and text == text.strip() else ""


def word_of(secret: str, mark: str) -> str:
    """Return the word that proves the subscription with this mark: derived, so that no word is kept anywhere."""
    return _derived(secret, f"hardener:word:{mark}")


def key_of(secret: str) -> str:
    """Return what nobody can guess of the address to which subscriptions deliver."""
    return _derived(secret, "hardener:address")[:KEY]


def same(word: str, secret: str, mark: str) -> bool:
    """Tell whether it is the word of the subscription with this mark, in a time that tells nothing about it."""
    return bool(secret) and hmac.compare_digest(word_of(secret, mark).encode(), word.encode(errors="replace"))


def _derived(secret: str, what: str) -> str:
    return hmac.digest(secret.encode(), what.encode(), "sha256").hex()


def _depth(body: bytes) -> int:
    """Return at most how deep a JSON text is; brackets within texts count as well, which real ones have few of."""
    depth = most = 0
    for each in body:
        depth += (each in b"[{") - (each in b"]}")
        most = max(most, depth)
    return most
