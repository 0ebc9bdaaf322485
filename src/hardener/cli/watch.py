"""hardener watch: look by itself, for months."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Literal
from zoneinfo import ZoneInfo

import click

from hardener.app.runner import Hands
from hardener.cli.carry_out import operator
from hardener.cli.clock import RealClock
from hardener.cli.context import Context
from hardener.cli.notify import deliver
from hardener.notify.text import compose
from hardener.remedy.journal import Journal
from hardener.store import Store
from hardener.store.holder import Holder
from hardener.store.lease import NAME, Lease
from hardener.unattended import WatchOptions
from hardener.watch import health, notes
from hardener.watch.autofix import WATCH, Carrier
from hardener.watch.outbox import Outbox
from hardener.watch.ports import Clock
from hardener.watch.watcher import Watcher


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end; for cron.")
@click.option(
    "--apply",
    "what",
    type=click.Choice(["none", "safe"]),
    help="Also make changes that need no opt-in, of programs whose profile allows it  [as configured, else none]",
)
@click.option("--health-port", type=click.IntRange(1, 65535), help="Serve /healthz and /metrics (Prometheus) here.")
@click.option("--health-host", default="127.0.0.1", show_default=True, help="The address to serve them on.")
@click.pass_obj
def watch(
    context: Context,
    once: bool,  # noqa: FBT001 - a click option
    what: Literal["none", "safe"] | None,
    health_port: int | None,
    health_host: str,
) -> None:
    """Look at everything on a schedule and at each program ahead of every start; say what changed.

    When it looks, and whom it tells, is said by [watch] and [notify.NAME] in hardener.toml. What was
    looked at, found and told is kept in the store: it may be stopped and started at any time, and of
    several on the same accounts exactly one acts. Ctrl-C or SIGTERM ends it between two writes.
    """
    options = context.config.watch
    if what is not None:
        options = options.model_copy(update={"apply": what})
    who = operator(context, None) if options.apply == "safe" else ""
    hands = Hands(context, apply=options.apply == "safe")
    hands.start()
    with ExitStack() as stack:
        store = stack.enter_context(context.store())
        clock = stack.enter_context(RealClock(context))
        name = notes.of(NAME, hands.accounts(store))
        lease = Lease(store, Holder.here(WATCH, context.now()).written, name=name)
        hands.check = lease.check
        watcher = watcher_of(context, options, store, hands, clock, lease, who)
        if health_port is not None:
            try:
                stack.callback(health.serve(watcher.health, health_host, health_port))
            except OSError as error:
                raise click.ClickException(f"cannot serve on {health_host}:{health_port}: {error.strerror}") from None
        if once:
            _once(context, watcher)
        context.say(f"watching {', '.join(context.config.connections)}; the store is {store.name}; Ctrl-C ends it")
        watcher.run()
    context.say("the watch has ended")


def _once(context: Context, watcher: Watcher) -> None:
    status = watcher.once()
    if status is None:
        context.say("another watch on these accounts is acting; nothing was done")
    sys.exit(status or 0)


def watcher_of(  # noqa: PLR0913 - all that a watch needs
    context: Context, options: WatchOptions, store: Store, hands: Hands, clock: Clock, lease: Lease, who: str = ""
) -> Watcher:
    """Return a watch that tells the configured channels; `who` makes its changes."""
    config = context.config
    zone = ZoneInfo(config.library.timezone)
    channels = {name: channel.least for name, channel in config.notify.items()}
    return Watcher(
        store=store,
        options=options,
        zone=zone,
        keep_days=config.store.keep_days,
        hands=hands,
        clock=clock,
        lease=lease,
        outbox=Outbox(store, lease.fence, channels, lambda name, message: deliver(context, name, message)),
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
