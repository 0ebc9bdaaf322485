"""Tell of which programs a later whole look knew nothing any more: called off, moved elsewhere, or out of sight."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from hardener.history.read import LOOKS
from hardener.store import tables as t


class _Whole(NamedTuple):
    """A look at everything, as far as it concerns one account."""

    began: datetime
    ended: datetime
    complete: bool
    origins: frozenset[str]
    """By whose configuration: another one may ask for other hosts."""


class Listings:
    """The looks of one store that would have found whatever was there."""

    def __init__(self, connection: Connection, before: datetime) -> None:
        """Read those that began `before` a moment."""
        rows: dict[tuple[str, int], list[Any]] = defaultdict(list)
        wanted = (
            select(t.run, t.reach.c.account, t.reach.c.origin, t.reach.c.complete.label("listed"))
            .join(t.reach, t.reach.c.run == t.run.c.id)
            .where(t.run.c.kind.in_(LOOKS), t.run.c.profile == "", t.run.c.began < before)
            .order_by(t.run.c.began, t.run.c.id)
        )
        for row in connection.execute(wanted):
            rows[row.account, row.id].append(row)
        self._origins = {key: frozenset(row.origin for row in each) for key, each in rows.items()}
        self._whole: dict[str, list[_Whole]] = defaultdict(list)
        for (account, run), each in rows.items():
            first = each[0]
            if first.whole:
                listed = all(row.listed for row in each)
                origins = self._origins[account, run]
                self._whole[account].append(_Whole(first.began, first.ended or first.began, listed, origins))
        for looks in self._whole.values():
            looks.sort(key=_ended)

    def missing(self, look: Any, moment: datetime) -> datetime | None:  # noqa: ANN401 - a row of `judged`
        """Return when the first whole look after `look`, its program's last by `moment`, ended; None: there is none."""
        asked = self._origins.get((look.account, look.run), frozenset())
        whole = self._whole[look.account]
        for number in range(bisect_right(whole, look.ended, key=_ended), len(whole)):
            each = whole[number]
            if each.ended > moment:
                return None
            if look.ended < each.began and each.complete and asked <= each.origins:
                return each.ended
        return None


def _ended(look: _Whole) -> datetime:
    return look.ended
