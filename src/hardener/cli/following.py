"""What `hardener serve --listen` adds to the pages: a door for events, and a look once something was heard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import copy_context

from hardener.app.listening import opening
from hardener.app.runner import Hands
from hardener.cli.clock import RealClock
from hardener.cli.context import Context
from hardener.cli.doors import DOORS, listening, taking
from hardener.serve.live import Live
from hardener.store.holder import Holder
from hardener.store.lease import NAME, Lease
from hardener.watch import notes, server
from hardener.watch.follow import Follow
from hardener.watch.listen import Listener
from hardener.watch.upkeep import Upkeep

WHO = "the pages"


@contextmanager
def following(context: Context, live: Live, host: str, port: int) -> Iterator[None]:
    """Take events until the block ends, and have the pages look again for them. Raises `HardenerError`."""
    hands, clock = Hands(context, apply=False), RealClock(context)
    with ExitStack() as stack:
        store = stack.enter_context(context.store())
        name = notes.of(NAME, hands.accounts(store))
        heard = listening(context, lambda: hands.known)
        lease = Lease(store, Holder.here(WHO, context.now()).written, name=name)
        with taking(host, port):
            stack.callback(server.serve(Listener(heard, store, context.now), host, port, DOORS))
        upkeep = Upkeep(store=store, clock=clock, lease=lease, opening=opening(context, lease.check), ears=heard)
        follow = Follow(
            store=store, clock=clock, lease=lease, upkeep=upkeep, accounts=lambda: hands.accounts(store),
            look=live.looked_again,
        )  # fmt: skip
        thread = threading.Thread(target=copy_context().run, args=(follow.run,), name="follow")
        thread.start()
        stack.callback(thread.join)
        stack.callback(clock.stop)
        yield
