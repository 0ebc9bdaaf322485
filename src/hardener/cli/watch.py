"""hardener watch: look by itself, for months."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Literal

import click

from hardener.app.executing import hand
from hardener.app.runner import Hands
from hardener.app.watching import watcher_of
from hardener.cli.clock import RealClock
from hardener.cli.context import Context
from hardener.cli.doors import DOORS, listening, taking
from hardener.language import tr
from hardener.report.looked import looked
from hardener.store.holder import Holder
from hardener.store.lease import NAME, Lease
from hardener.watch import health, notes, server
from hardener.watch.autofix import WATCH
from hardener.watch.listen import Listener
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
@click.option("--listen", type=click.IntRange(1, 65535), help="Take the platforms' webhooks here; see docs/events.md.")
@click.option("--listen-host", default="127.0.0.1", show_default=True, help="The address to take them on.")
@click.option("--serve", "pages", type=click.IntRange(0, 65535), help="Also serve the pages here, to look at only.")
@click.pass_obj
def watch(  # noqa: PLR0913 - the options of a command
    context: Context,
    once: bool,  # noqa: FBT001 - a click option
    what: Literal["none", "safe"] | None,
    health_port: int | None,
    health_host: str,
    listen: int | None,
    listen_host: str,
    pages: int | None,
) -> None:
    """Look at everything on a schedule and at each program ahead of every start; say what changed.

    When it looks, and whom it tells, is said by [watch] and [notify.NAME] in hardener.toml. What was
    looked at, found and told is kept in the store: it may be stopped and started at any time, and of
    several on the same accounts exactly one acts. Ctrl-C or SIGTERM ends it between two writes.
    """
    options = context.config.watch
    if what is not None:
        options = options.model_copy(update={"apply": what})
    who = hand(context, None).operator if options.apply == "safe" else ""
    hands = Hands(context, apply=options.apply == "safe")
    hands.start()
    with ExitStack() as stack:
        store = stack.enter_context(context.store())
        clock = stack.enter_context(RealClock(context, once=once))
        hands.reading = clock.reading
        name = notes.of(NAME, hands.accounts(store))
        lease = Lease(store, Holder.here(WATCH, context.now()).written, name=name)
        hands.check = lease.check
        heard = listening(context, lambda: hands.known) if listen is not None else {}
        watcher = watcher_of(context, options, store, hands, clock, lease, who, heard)
        if health_port is not None:
            with taking(health_host, health_port):
                stack.callback(health.serve(watcher.health, health_host, health_port))
        if listen is not None:
            door = Listener(heard, store, context.now)
            door.counted = watcher.health.delivered
            with taking(listen_host, listen):
                stack.callback(server.serve(door, listen_host, listen, DOORS))
        if once:
            _once(context, watcher)
        if pages is not None:
            from hardener.cli.serve import served  # noqa: PLC0415 - most watches serve none

            stack.enter_context(served(context, pages, allow_apply=False))
        names = ", ".join(context.config.connections)
        context.say(tr("watching {names}; the store is {store}; Ctrl-C ends it", names=names, store=store.name))
        watcher.run()
    context.say(tr("the watch has ended"))


def _once(context: Context, watcher: Watcher) -> None:
    status = watcher.once()
    if status is None:
        context.say(tr("another watch on these accounts is acting; nothing was done"))
    elif watcher.news.report is not None:
        new = len(watcher.news.items()) + len(watcher.news.opened)
        context.say(looked(watcher.news.report, new, watcher.wake(context.now())))
    sys.exit(status or 0)
