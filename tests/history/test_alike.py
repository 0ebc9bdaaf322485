"""What is kept of a target's settings is the same as if nothing had been remembered of targets that are set alike."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.made import WITH_API
from tests.test_imprint import ODD, TWINS, at, drawn, put, world

from hardener.history.seen import Observed, values
from hardener.model import Target
from hardener.setting import rows_of

pytestmark = pytest.mark.long

CHANGES = 400
"""Random documents above the programs of each vendor."""


def above(vendor: str) -> Iterator[Target]:
    """Yield accounts, groups and hosts in which something is otherwise, locks as well."""
    of, dice = world(vendor), random.Random(f"above the programs of {vendor}")
    known = [each for each in of.others.values() if isinstance(each, Target)]
    for target in dice.choices(known, k=CHANGES if known else 0):
        rows = rows_of(of.settings, target.kind)
        paths = [*rows, *(lock for row in rows.values() for lock in row.locks_at(target.kind))]
        path = dice.choice(paths or ["settings.none"])
        if dice.randrange(6) == 0:
            yield replace(target, unread={dice.choice([path, path.split(".")[0]]): "no scope"})
            continue
        before = at(target.document, path)
        twin = TWINS.get((type(before), before)) if type(before) in {bool, int} else None
        value = twin if twin is not None and dice.randrange(2) else dice.choice((*ODD, -0.0, 0.0))
        where = path if dice.randrange(5) else path.rpartition(".")[0] or path
        yield replace(target, document=put(target.document, where, value))


@pytest.mark.parametrize("vendor", WITH_API)
def test_whatever_a_vendor_says_what_is_kept_is_that_of_each_target_by_itself(vendor: str) -> None:
    settings = world(vendor).settings
    observed = Observed({"main": settings})
    found = [*world(vendor).programs, *(target for target, _ in drawn(vendor)), *above(vendor)]
    for number, target in enumerate(found):
        each = replace(target, id=f"{target.kind}/{number}")
        observed.saw("main", each)
        assert observed.values["main", each.id] == values(each, rows_of(settings, each.kind))
    kept = list(observed.values.values())
    assert len({id(each) for each in kept}) < len(kept)
