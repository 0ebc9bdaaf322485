"""What can be listened to: the connections whose platform has webhooks and whose secret for them is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from hardener.adapter import Credential, load
from hardener.app.surroundings import Surroundings
from hardener.vendor.events import Hear
from hardener.watch import hints
from hardener.watch.listen import Ear

SECRET = Credential(name="webhook_secret", prompt="Secret of the webhook")


def ears(context: Surroundings, keys: Callable[[], Mapping[str, str]]) -> dict[str, Ear]:
    """Return what is listened to, by connection; `keys`: the key of each one's account now. Raises `SecretError`."""
    secrets = context.secrets
    return {
        name: Ear(
            name=name,
            accounts=keys,
            hear=hear,
            secret=secrets.get(name, SECRET.name),
            settings=getattr(load(context.config.connections[name].vendor), "tells_settings", False),
        )
        for name, hear in _can(context)
        if name in keys() and secrets.where(name, SECRET.name)
    }


def _can(context: Surroundings) -> Iterator[tuple[str, Hear]]:
    for name, connection in context.config.connections.items():
        hear = getattr(load(connection.vendor), "hear", None)
        if hear is not None:
            yield name, hear


def last_heard(context: Surroundings, account: str) -> datetime | None:
    """Return when an account's platform last proved itself; None: never, or no store. Raises `StoreError`."""
    if not context.has_store:
        return None
    with context.store() as store, store.reading() as connection:
        return hints.last_heard(connection, account)


def tells(context: Surroundings) -> Mapping[str, Sequence[str]]:
    """Return of each connection whose platform has webhooks what a person subscribes to there."""
    return {name: load(context.config.connections[name].vendor).subscribe for name, _ in _can(context)}  # type: ignore[attr-defined]
