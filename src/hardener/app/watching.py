"""Put a watch together: what a library's own has, and one process of a fleet's for a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from hardener.app.channels import deliver
from hardener.app.letters import post as deliver_letter
from hardener.app.listening import opening
from hardener.app.pinging import pinged
from hardener.app.runner import Hands
from hardener.app.surroundings import Surroundings
from hardener.letters.form import Letter
from hardener.notify.text import compose
from hardener.remedy.journal import Journal
from hardener.store import Store
from hardener.store.lease import Lease
from hardener.unattended import WatchOptions
from hardener.watch import health
from hardener.watch.autofix import Carrier
from hardener.watch.heed import Heed
from hardener.watch.listen import Ear
from hardener.watch.mailer import Mailer
from hardener.watch.outbox import Outbox
from hardener.watch.ports import Clock
from hardener.watch.post import Post, Reader
from hardener.watch.upkeep import Upkeep
from hardener.watch.watcher import Watcher


def watcher_of(  # noqa: PLR0913 - all that a watch needs
    context: Surroundings, options: WatchOptions, store: Store, hands: Hands, clock: Clock, lease: Lease, who: str = "",
    heard: Mapping[str, Ear] = MappingProxyType({}),
) -> Watcher:  # fmt: skip
    """Return a watch that tells the configured channels; `who` makes its changes, and `heard` is listened to."""
    config = context.config
    zone = ZoneInfo(config.library.timezone)
    channels = {name: channel.least for name, channel in config.notify.channels.items()}

    def send(reader: Reader, told: Letter, made: datetime) -> str:
        return deliver_letter(context, reader, told, made, mailer.addresses_of(reader))

    post = Post(store, lease.fence, send)
    mailer = Mailer(people=config.people, channels=channels, library=config.library.name, zone=zone, post=post)
    return Watcher(
        store=store,
        options=options,
        zone=zone,
        keep_days=config.store.keep_days,
        hands=hands,
        clock=clock,
        lease=lease,
        outbox=Outbox(store, lease.fence, channels, lambda name, message: deliver(context, name, message)),
        mailer=mailer,
        heed=Heed(
            store=store,
            eyes=hands,
            clock=clock,
            lease=lease,
            ears=heard,
            upkeep=Upkeep(store=store, clock=clock, lease=lease, opening=opening(context, lease.check), ears=heard),
        ),
        ping=lambda well: pinged(context, well=well),
        compose=lambda made: lambda items: compose(items, library=config.library.name, zone=zone, made=made),
        carrier=Carrier(
            journal=Journal(store, lease.fence),
            hands=hands,
            clock=clock,
            operator=who,
            most=config.apply.max_changes,
            writes=options.apply == "safe",
        ),
        health=health.Health(options.every),
    )
