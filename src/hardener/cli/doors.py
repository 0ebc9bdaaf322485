"""What listens to platforms, and where: for the watch, and for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

from hardener.app.listening import ears, telling
from hardener.cli.context import Context
from hardener.watch.listen import Ear

DOORS = 32
"""Deliveries that are taken at the same time."""


def listening(context: Context, keys: Callable[[], Mapping[str, str]]) -> dict[str, Ear]:
    """Return what is listened to. Raises `ClickException` where that is nothing."""
    found = ears(context, keys)
    if not found:
        can = ", ".join(name for name, _ in telling(context)) or "none of them"
        raise click.ClickException(
            f"nothing to listen to: of these connections {can} could be; store the secret of its webhook with: "
            "hardener connect NAME --events"
        )
    for name in [ear.name for ear in found.values() if ear.subscribes and not ear.address]:
        context.warn(
            f"{name} subscribes to nothing: say in hardener.toml by which address the internet reaches this watch: "
            '[watch] address = "https://..."'
        )
    return found


@contextmanager
def taking(host: str, port: int) -> Iterator[None]:
    """Raise `ClickException` where the block finds a port taken."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"cannot serve on {host}:{port}: {error.strerror}") from None
