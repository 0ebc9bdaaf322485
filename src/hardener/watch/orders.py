"""What is to be done so that each place has one subscription, and nothing else has one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hardener.vendor.subscriptions import Held, Places
from hardener.watch.subscriptions import Kept

MOST = 500
"""Subscriptions of one connection."""
STRAYS = 3
"""So many of one place are remembered of which nobody knows whether they came about."""


class Make(NamedTuple):
    """Have a new one made."""

    place: str
    again: bool = False
    """There was one, and nobody knows what it would have told since."""


class Renew(NamedTuple):
    """Have one last longer; where its platform cannot, a new one takes its place."""

    kept: Kept


class End(NamedTuple):
    """Have the platform end one, and let go of it."""

    held: Held


class Forget(NamedTuple):
    """Let go of one that the platform does not have."""

    mark: str


Act = Make | Renew | End | Forget


def acts(
    kept: Sequence[Kept], places: Places, there: Collection[str] | None, address: str, now: datetime
) -> Iterator[Act]:
    """Yield what is to be done, what ends others first.

    Whoever asks for this holds the lease, so what has no id of the platform's was left by a process that ended: where
    the platform lists what there is, that is ended; elsewhere the first word of it tells its id, and it is ended then.

    `there`: the platform's ids of all that deliver to our address, None where it lists none; `address`: a fingerprint
    of that address, which is another after the secret or the proxy was changed.
    """
    wanted = dict.fromkeys(sorted(places.names)[:MOST])
    was = {each.place for each in kept}
    good: dict[str, Kept] = {}
    strays: Counter[str] = Counter()
    for one in sorted(kept, key=lambda each: (each.due is not None, each.until), reverse=True):
        fits = one.address == address
        strays[one.place] += not one.ident
        if one.until <= now or strays[one.place] > STRAYS or (there is not None and fits and one.ident not in there):
            yield Forget(one.mark)
        elif one.ident and fits and one.place not in good and (one.place in wanted or not places.whole):
            good[one.place] = one
        elif one.ident:
            yield End(one.held)
    known = {one.ident for one in kept}
    yield from (End(Held("", "", ident)) for ident in sorted(set(there or ()) - known))
    yield from (Renew(one) for one in good.values() if one.due is None or one.due <= now)
    yield from (Make(place, place in was) for place in wanted if place not in good)
