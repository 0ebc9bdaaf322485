"""What can be listened to: the connections whose platform tells of changes, and whose secret for that is kept."""

from __future__ import annotations

import hashlib
import secrets as chance
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from hardener.adapter import Adapter, Credential, load
from hardener.app.connections import accounts
from hardener.app.surroundings import Surroundings
from hardener.errors import AskedError
from hardener.secrets import variable_of
from hardener.vendor.events import key_of
from hardener.vendor.subscriptions import Subscriber
from hardener.watch import hints, notes, subscriptions
from hardener.watch.listen import PATH, Ear, print_of
from hardener.watch.subscriptions import Kept
from hardener.watch.upkeep import Opening, trouble_of
from hardener.watch.worker import woken

SECRET = Credential(name="webhook_secret", prompt="Secret of the webhook")
SHORTEST = 32
"""Characters of a secret from which addresses and words are derived."""
SOMEWHERE = "https://YOUR-HOST"
OWNER = 16
"""Characters by which two connections to one account tell their subscriptions apart."""
LASTS = 120.0
"""Seconds that one round of a connection's subscriptions may take: looks wait meanwhile."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """How well one account is heard, as far as the store knows."""

    last: datetime | None = None
    """When its platform last proved itself; None: never."""
    subscriptions: Sequence[Kept] = ()
    trouble: str = ""
    """What of its subscriptions could not be looked after, when that was last tried."""
    woken: datetime | None = None
    """When one was put back last that its platform had switched off."""


def ears(context: Surroundings, keys: Callable[[], Mapping[str, str]]) -> dict[str, Ear]:
    """Return what is listened to, by connection; `keys`: the key of each one's account now. Raises `HardenerError`."""
    kept = context.secrets
    return {
        name: _ear(context, name, kind, kept.get(name, SECRET.name), keys)
        for name, kind in telling(context)
        if name in keys() and kept.where(name, SECRET.name)
    }


def _ear(
    context: Surroundings, name: str, kind: type[Adapter], secret: str, keys: Callable[[], Mapping[str, str]]
) -> Ear:
    subscribes = makes(context, name, kind)
    if subscribes and len(secret) < SHORTEST:
        raise AskedError(
            f"connection {name}: the secret in {variable_of(name, SECRET.name)} is short; give at least {SHORTEST} "
            f"random characters, or have one made with: hardener connect {name} --events"
        )
    tells, ends = tuple(getattr(kind, "tells", ())), tuple(getattr(kind, "ends", ()))
    return Ear(
        name=name, accounts=keys, hear=kind.hear, secret=secret, tells=tells, ends=ends, subscribes=subscribes,  # type: ignore[attr-defined]  # it tells
        owner=hashlib.sha256(f"{context.origin}\n{name}".encode()).hexdigest()[:OWNER],
        key=key_of(secret) if subscribes else "", address=_address(context, name, secret) if subscribes else "",
    )  # fmt: skip


def _address(context: Surroundings, name: str, secret: str) -> str:
    """Return where the subscriptions of a connection deliver; empty where the configuration has no address."""
    base = context.config.watch.address
    return f"{base}{PATH}{quote(name, safe='')}/{key_of(secret)}" if base else ""


def telling(context: Surroundings) -> Iterator[tuple[str, type[Adapter]]]:
    """Yield the connections whose platform tells of changes, with their adapters."""
    for name, connection in context.config.connections.items():
        kind = load(connection.vendor)
        if hasattr(kind, "hear"):
            yield name, kind


def makes(context: Surroundings, name: str, kind: type[Adapter]) -> bool:
    """Tell whether a connection's subscriptions are made by an API, and not by a person. Raises `AdapterError`."""
    found = getattr(kind, "permits", None)
    return found is not None and bool(found(context.config.options_of(name)))


def where(context: Surroundings, name: str) -> str:
    """Return the address that a person enters on a platform for a connection."""
    return f"{context.config.watch.address or SOMEWHERE}{PATH}{quote(name, safe='')}"


def new_secret() -> str:
    """Return a secret that nobody has to type: 256 bits."""
    return chance.token_urlsafe(32)


def opening(context: Surroundings, check: Callable[[], None]) -> Opening:
    """Return what opens a connection to make, renew and end subscriptions: behind the wall, nothing else is written.

    One that was taken out of the configuration is opened as it was when the watch began.
    """

    @contextmanager
    def opened(name: str, account: str) -> Iterator[Subscriber]:
        fresh = replace(context, _config=None)
        here = fresh if name in fresh.config.connections else context
        with accounts(here, [name], read_only=True, subscribing=True, check=check, lasts=LASTS) as (found,):
            if found.whose().key != account:
                raise AskedError(f"connection {name} is to another account now; nothing was subscribed to there")
            yield found.adapter.subscriber()  # type: ignore[attr-defined]  # it makes subscriptions

    return opened


def hearing(context: Surroundings, name: str, account: str) -> Hearing:
    """Return how well a connection is heard, and its own subscriptions. Raises `StoreError`."""
    if not context.has_store:
        return Hearing()
    mine = print_of(_address(context, name, context.secrets.get(name, SECRET.name)))
    with context.store() as store, store.reading() as connection:
        return Hearing(
            hints.last_heard(connection, account),
            [one for one in subscriptions.kept(connection, account) if one.address == mine],
            notes.told(connection, trouble_of(name, account)) or "",
            _moment(notes.told(connection, woken(name, account))),
        )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
