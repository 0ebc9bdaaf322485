"""A room that several programs meet in is one target: whom a change touches, what it must not open, what is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardener.evaluate import Judge
from hardener.findings import State
from hardener.model import Risk, Target, Unreadable
from hardener.profile import Profile
from hardener.remedy.plan import Plan
from hardener.remedy.planner import Planner
from tests.made import CONTROLS, KEY, NOW, ROWS, host, meeting, profile
from tests.test_plan import gathered

pytestmark = pytest.mark.unit

EVERY = frozenset(Risk)
ROOM = "space/s"


def in_room(ident: str, **program: Any) -> Target:
    return replace(meeting(ident, **program), written_to=ROOM)


def named(name: str, *, apply: bool = True, **limits: str) -> Profile:
    return profile(**limits).model_copy(update={"name": name, "apply": apply})


def planned(
    *targets: tuple[Target, Profile],
    allowed: frozenset[Risk] = EVERY,
    only_seen: tuple[tuple[Target, Profile], ...] = (),
) -> Plan:
    others = {"host/h": host(captions=False)}
    made = gathered(others, targets, allowed)
    for target, wanted in only_seen:
        made.touched.saw("main", target, wanted)
    return made.plan("p1", NOW, ["test"])


CLOSED = named("storytime", door__waiting_room="everyone")
OPEN = named("board", door__waiting_room=">off")


def test_what_two_programs_ask_of_one_room_is_one_write_that_names_both() -> None:
    plan = planned((in_room("1", waiting_room=False), CLOSED), (in_room("2", waiting_room=False), CLOSED))
    (step,) = plan.steps
    (change,) = step.changes
    assert (step.written_to, step.doors) == (ROOM, ("meeting/1", "meeting/2"))
    assert change.reach == "every program that meets in the same room: Storytime 1; Storytime 2"
    assert change.risks == (Risk.LOCKOUT, Risk.SHARED)
    assert len(step.slots) == 1, "both are on at the same time"


def test_it_needs_the_opt_in_for_shared_settings() -> None:
    both = ((in_room("1", waiting_room=False), CLOSED), (in_room("2", waiting_room=False), CLOSED))
    plan = planned(*both, allowed=EVERY - {Risk.SHARED})
    assert plan.steps == ()
    (left,) = plan.left_out
    assert (left.needs, left.controls) == ((Risk.SHARED,), ("door.waiting_room",))
    plan = planned(*both, allowed=frozenset())
    assert {left.needs for left in plan.left_out} == {(Risk.LOCKOUT, Risk.SHARED)}


@pytest.mark.parametrize("apply", [True, False])
@pytest.mark.parametrize("in_view", [True, False])
def test_what_one_profile_needs_closed_is_not_opened_for_another(apply: bool, in_view: bool) -> None:
    needs = (in_room("1"), named("storytime", apply=apply, door__waiting_room="everyone"))
    asks = (in_room("2"), OPEN)
    plan = planned(needs, asks) if in_view else planned(asks, only_seen=(needs,))
    assert plan.steps == ()
    (left,) = plan.left_out
    assert "storytime" in left.reason
    assert "different rooms" in left.reason


def test_a_room_that_only_one_program_uses_is_its_own() -> None:
    (step,) = planned((in_room("1", waiting_room=False), CLOSED), allowed=frozenset({Risk.LOCKOUT})).steps
    assert step.doors == ()
    assert step.changes[0].reach == "this program only"


def test_a_changed_date_in_the_room_of_its_series_is_the_same_program() -> None:
    series = in_room("1", waiting_room=False)
    assert series.program is not None
    date = replace(series, id="meeting/1_date", program=replace(series.program, occurrence="1_date"))
    (step,) = planned((date, CLOSED), (series, CLOSED), allowed=frozenset({Risk.LOCKOUT})).steps
    assert step.doors == ("meeting/1", "meeting/1_date")


def test_what_is_apart_from_the_room_is_each_program_s_own() -> None:
    both = [replace(in_room(ident, waiting_room=False), apart=("program",)) for ident in "12"]
    plan = planned(*((one, CLOSED) for one in both), allowed=frozenset({Risk.LOCKOUT}))
    assert sorted(step.target for step in plan.steps) == ["meeting/1", "meeting/2"]
    assert {(step.written_to, step.doors) for step in plan.steps} == {("", ())}


def test_programs_below_a_host_that_are_only_looked_at_count_as_well() -> None:
    """A host's setting is not opened for one profile where another only looks, and needs it closed."""
    needs = named("storytime", apply=False, cap__live="off")
    plan = planned((meeting("2"), named("board", cap__live=">on")), only_seen=((meeting("1"), needs),))
    assert [left.reason for left in plan.left_out if "storytime wants the contrary" in left.reason]


def test_one_that_cannot_be_read_counts_and_nothing_is_opened_over_what_is_not_known() -> None:
    others = {"host/h": host(captions=False)}
    judge = Judge("main", ROWS, CONTROLS, others)
    planner = Planner(EVERY, {"main": others}, {"main": ROWS}, CONTROLS, {"main": KEY})
    target, wanted = meeting("1"), named("board", cap__live=">on")
    planner.saw("main", target, wanted, State.TO_FIX)
    hidden = Unreadable(
        id="meeting/2", kind="meeting", title="Teens", reason="gone", above=target.above, program=meeting("2").program
    )
    planner.saw("main", hidden, wanted, State.CANT_TELL)
    for one in judge.program(target, wanted):
        planner.add(target, one, wanted)
    (change,) = planner.plan("p1", NOW, ["test"]).steps[0].changes
    assert change.reach == "all 2 programs of this host in view, and every later one"
    planner.touched.missed("main")
    plan = planner.plan("p1", NOW, ["test"])
    assert plan.steps == ()
    assert "could not be read" in plan.left_out[0].reason


def test_a_setting_that_decides_two_controls_is_not_opened_for_one_of_them() -> None:
    """Sign-up and its approval are one setting: who needs approval is not served by anybody may sign up."""
    needs = (in_room("1", sign_up=1), named("storytime", door__registration_approval="manual"))
    asks = (in_room("2", sign_up=1), named("board", door__registration_required=">not-required"))
    plan = planned(needs, asks)
    assert plan.steps == ()
    assert "storytime" in plan.left_out[0].reason


def test_nothing_is_planned_for_a_connection_that_is_barred() -> None:
    others = {"host/h": host()}
    planner = Planner(EVERY, {"main": others}, {"main": ROWS}, CONTROLS, {"main": KEY})
    judge = Judge("main", ROWS, CONTROLS, others)
    target = meeting("1", waiting_room=False)
    for one in judge.program(target, CLOSED):
        planner.add(target, one, CLOSED)
    planner.barred["main"] = "the clock is wrong"
    plan = planner.plan("p1", NOW, ["test"])
    assert plan.steps == ()
    assert [left.reason for left in plan.left_out] == ["the clock is wrong"]
