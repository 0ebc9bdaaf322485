"""What the store has to say beside a look of now: when programs were read last, and the weeks before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hardener.adapter import Window
from hardener.app.accounts import mine
from hardener.app.surroundings import Surroundings
from hardener.results import Report
from hardener.store import StoreError

if TYPE_CHECKING:
    from hardener.history.month import Week


def recall(context: Surroundings, report: Report, window: Window | None = None) -> None:
    """Say in a report what the last look that could read a program had found; without a store it says nothing.

    Of a connection that could not be read at all, that is all the programs that it had, in `window` what it asks for.
    """
    lost = list(report.not_checked)
    blind = [reach for reach in report.reaches if reach.blind]
    if not (lost or blind) or not context.has_store:
        return
    from hardener.history.last_known import last_known  # noqa: PLC0415 - where all was read, nothing is recalled
    from hardener.history.last_read import Unread, last_read  # noqa: PLC0415

    unread = [Unread(row.connection, row.target, row.profile) for row in lost]
    try:
        with context.store() as store:
            accounts = mine(context, store)
            if unread:
                report.recall(last_read(store, accounts, unread, report.made, context.zone))
            there = {reach.connection: accounts[reach.connection] for reach in blind if reach.connection in accounts}
            known = last_known(store, there, report.made, context.zone)
            for reach in blind:
                each = known.get(reach.connection, ())
                reach.known = [one for one in each if window is None or window.wants(one.id, one.title)]
    except StoreError:
        return  # whoever keeps the look says so


def weeks_before(context: Surroundings) -> Sequence[Week]:
    """Return the first whole look of each of the last twelve weeks, oldest first; nothing without a store."""
    if not context.has_store:
        return ()
    from hardener.history.read_month import weeks  # noqa: PLC0415 - only a page shows them

    try:
        with context.store() as store:
            return weeks(store, context.zone, context.now(), set(mine(context, store).values()))
    except StoreError:
        return ()
