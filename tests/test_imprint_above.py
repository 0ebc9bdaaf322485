"""What is read above programs is odd, locked, unread or gone: an audit and a plan say of each what a fresh judge does."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest

from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.memory import memory
from hardener.model import Target, Unreadable
from hardener.path import vendor_path
from tests.made import WITH_API
from tests.test_imprint import GONE, ODD, World, changed, paths, put, world

pytestmark = pytest.mark.long

ROUNDS = 4
PROGRAMS = 40
"""Random ones below each random account."""


@pytest.mark.parametrize("vendor", WITH_API)
def test_whatever_lies_above_an_audit_and_a_plan_say_what_a_fresh_judge_does(vendor: str) -> None:
    of, dice = world(vendor), random.Random(f"above {vendor}")
    for _ in range(ROUNDS):
        others = {target.id: target for target in _above(of, dice)}
        audit = memory(Judge("main", of.settings, catalogue(), others))
        plan = Judge("main", of.settings, catalogue(), others)
        for target in _below(vendor, list(of.others), dice):
            held = dice.choice(of.profiles)
            fresh = Judge("main", of.settings, catalogue(), others).judgement(target, held)
            remembered, planned = audit.judgement(target, held), plan.judgement(target, held)
            assert (remembered.found, remembered.door) == (fresh.found, fresh.door), target
            assert (planned.each, planned.door) == (fresh.each, fresh.door), target


def _above(of: World, dice: random.Random) -> Iterable[Target | Unreadable]:
    """Yield what lies above, some of it otherwise than in the sample, some of it unreadable, and some not at all."""
    for target in of.others.values():
        if dice.random() < 0.05:
            yield Unreadable(id=target.id, kind=target.kind, title=target.title, reason="it was late")
        elif dice.random() > 0.05:
            yield _spoilt(of, target, dice) if isinstance(target, Target) else target


def _spoilt(of: World, target: Target, dice: random.Random) -> Target:
    locks = sorted({path for row in of.settings for path in row.locks_at(target.kind)})
    own = sorted({path for row in of.settings if target.kind in row.kinds for path in row.looks_at(target.kind)} - {""})
    held = dice.choice((0.0, 0.0, 0.3, 1.0))
    for lock in locks:
        if dice.random() < held:
            target = replace(target, document=put(target.document, lock, value=True))
    for _ in range(dice.choice((0, 1, 4, 12)) if locks or own else 0):
        path = dice.choice(locks if locks and (not own or dice.random() < 0.5) else own)
        way = dice.randrange(8)
        if way == 0:
            target = replace(target, unread={**target.unread, dice.choice([path, path.split(".")[0]]): "no scope"})
        elif way == 1:
            target = replace(target, unavailable={**target.unavailable, vendor_path(path): "not on this plan"})
        else:
            where = path.rpartition(".")[0] or path if way == 2 else path
            values = [raw for row in of.settings if row.path == path for raw in row.values]
            value = dice.choice([True, False, GONE, *(values or ODD), dice.choice(ODD)])
            target = replace(target, document=put(target.document, where, value))
    return target


def _below(vendor: str, above: list[str], dice: random.Random) -> Iterable[Target]:
    """Yield programs, many of them alike, some below others than in the sample."""
    programs = world(vendor).programs
    few = [next(each for each in programs if each.kind == kind) for kind in sorted({each.kind for each in programs})]
    for number in range(PROGRAMS):
        target = dice.choice((*few * 4, *programs[:10]))
        for _ in range(dice.choice((0, 0, 1, 2)) if paths(vendor, target.kind) else 0):
            target = changed(vendor, target, dice)
        if dice.random() < 0.3:
            some = dice.sample(above, min(len(above), 2))
            target = replace(target, above=dice.choice([(tuple(some), *target.above), tuple((one,) for one in some)]))
        yield replace(target, id=f"{target.kind}/{number}", title=f"Program {number}")
