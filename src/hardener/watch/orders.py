"""What is to be done so that each place has one subscription, and nothing else has one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hardener.vendor.subscriptions import Held, Places
from hardener.watch.subscriptions import Kept

MOST = 500
"""Subscriptions of one connection."""
STRAYS = 3
"""So many of one place are remembered of which nobody knows whether they came about."""
SLACK = timedelta(hours=1)
"""One that lasts so much longer than any is asked for was made while the clock was another."""


class Make(NamedTuple):
    """Have a new one made."""

    place: str
    again: bool = False
    """There was one, and nobody knows what it would have told since."""


class Renew(NamedTuple):
    """Have one last longer; where its platform cannot, a new one takes its place."""

    kept: Kept
    asleep: bool = False
    """The platform has it, and delivers nothing any more."""
    unlisted: bool = False
    """The platform does not list it: it is gone, or its list is behind; only who asks for that one knows."""


class End(NamedTuple):
    """Have the platform end one, and let go of it."""

    held: Held
    over: bool = False
    """By our clock it has ended: it is let go of even where the platform refuses to hear of it."""


class Forget(NamedTuple):
    """Let go of one that the platform does not have."""

    mark: str


Act = Make | Renew | End | Forget


def acts(  # noqa: PLR0913 - all that decides
    kept: Sequence[Kept], places: Places, there: Mapping[str, bool] | None, address: str, now: datetime, *,
    lasts: timedelta, by_mark: bool,
) -> Iterator[Act]:  # fmt: skip
    """Yield what is to be done, what ends others first.

    Whoever asks for this is the only one that makes any here, so what has no id of the platform's was left by a process
    that ended. Where the platform lists what there is, that is ended. Where one is known by our mark (`by_mark`), it is
    ended once the place's id is known, from another of the same place or from its own first word.

    `kept`: what this connection asked for, whatever its secret and address were then; `there`: the ids of all that
    deliver to any of these, None where none are listed; `address`: a fingerprint of where new ones deliver.
    """
    wanted = dict.fromkeys(sorted(places.names)[:MOST])
    was = {each.place for each in kept}
    good: dict[str, Kept] = {}
    lost: list[Kept] = []
    unlisted = set() if there is None else {one.mark for one in kept if one.ident not in there}
    best = sorted(kept, key=lambda each: (each.due is not None, each.mark not in unlisted, each.until), reverse=True)
    for one in best:
        wants = one.place in wanted or (one.place != "" and not places.whole)
        if not one.ident and there is None:
            lost.append(one)
        elif not one.ident:
            yield Forget(one.mark)
        elif there is None and one.until <= now:
            yield End(one.held, over=True)
        elif one.address == address and one.place not in good and wants:
            good[one.place] = one
        elif one.mark in unlisted or (not by_mark and one.ident in {each.ident for each in good.values()}):
            yield Forget(one.mark)
        else:
            yield End(one.held)
    yield from _lost(lost, {one.place: one.ident for one in kept if one.ident} if by_mark else {}, now)
    known = {one.ident for one in kept}
    yield from (End(Held("", "", ident)) for ident in sorted(set(there or ()) - known))
    yield from _renewed(good.values(), there, now, lasts)
    yield from (Make(place, place in was) for place in wanted if place not in good)


def _lost(lost: Sequence[Kept], idents: Mapping[str, str], now: datetime) -> Iterator[Act]:
    """Yield what becomes of those of which nobody knows whether they came about."""
    seen: Counter[str] = Counter()
    for one in lost:
        seen[one.place] += 1
        if one.place in idents:
            yield End(Held(one.mark, one.place, idents[one.place]), over=True)
        elif one.until <= now or seen[one.place] > STRAYS:
            yield Forget(one.mark)


def _renewed(
    good: Collection[Kept], there: Mapping[str, bool] | None, now: datetime, lasts: timedelta
) -> Iterator[Renew]:
    for one in good:
        asleep = there is not None and there.get(one.ident) is False
        unlisted = there is not None and one.ident not in there
        if asleep or unlisted or one.due is None or one.due <= now or one.until > now + lasts + SLACK:
            yield Renew(one, asleep, unlisted)
