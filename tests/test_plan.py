"""Plans: the smallest write that meets the profile, what it touches, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from hardener.evaluate import Judge
from hardener.findings import State
from hardener.fixes import Place
from hardener.model import Risk, Status, Target
from hardener.profile import Profile
from hardener.remedy.plan import Plan
from hardener.remedy.planner import Planner
from tests.made import CONTROLS, KEY, NOW, ROWS, above, host, meeting, profile

pytestmark = pytest.mark.unit

EVERY = frozenset(Risk)


def planned(
    *targets: tuple[Target, Profile],
    allowed: frozenset[Risk] = EVERY,
    place: Place | None = None,
    **settings: Any,
) -> Plan:
    others = {
        t.id: t
        for t in (
            host(**{"chat": True, "chat_with": 4, **settings}),
            above("group", "group/g", {"chat": False}, chat=True),
            above("account", "account/me", {"chat": False}, chat=True),
        )
    }
    return gathered(others, targets, allowed, place or Place()).plan("p1", NOW, ["test"])


def gathered(
    others: Mapping[str, Target],
    targets: Iterable[tuple[Target, Profile]],
    allowed: frozenset[Risk] = EVERY,
    place: Place = Place(),  # noqa: B008 - it cannot change
) -> Planner:
    """Return a planner that has seen these programs, and what their profiles would mend."""
    judge = Judge("main", ROWS, CONTROLS, others, place)
    planner = Planner(allowed, {"main": others}, {"main": ROWS}, CONTROLS, {"main": KEY})
    for target, wanted in targets:
        planner.saw("main", target, wanted, State.TO_FIX)
        for one in judge.program(target, wanted):
            if one.finding.status is Status.FAIL and one.fixes:
                planner.add(target, one, wanted)
    return planner


def other(**limits: str) -> Profile:
    return profile(**limits).model_copy(update={"name": "other"})


def test_a_switch_that_suffices_is_the_only_one_touched() -> None:
    plan = planned((meeting(), profile(chan__chat_attendee="off")))
    (change,) = plan.steps[0].changes
    assert (change.target, change.setting, change.before, change.after) == ("host/h", "chat", True, False)
    assert change.reach == "all 1 programs of this host in view, and every later one"


def test_it_goes_no_further_than_the_profile_asks() -> None:
    (change,) = planned((meeting(), profile(chan__chat_attendee="hosts"))).steps[0].changes
    assert (change.setting, change.before, change.after) == ("chat_with", 4, 2)


def test_programs_of_one_host_share_one_change_and_a_closed_gate_is_enough() -> None:
    plan = planned(
        (meeting("1"), profile(chan__chat_attendee="hosts")),
        (meeting("2"), profile(chan__chat_attendee="off")),
    )
    assert {(c.setting, c.after) for s in plan.steps for c in s.changes} == {("chat", False)}
    assert len(plan.steps) == 1


def test_two_keys_of_one_setting_become_one_write() -> None:
    wanted = profile(door__registration_required="required", door__registration_approval="manual")
    for order in (list(wanted.requires), list(wanted.requires)[::-1]):
        requires = {ident: wanted.requires[ident] for ident in order}
        (step,) = planned((meeting(sign_up=2), wanted.model_copy(update={"requires": requires}))).steps
        (change,) = step.changes
        assert (change.before, change.after) == (2, 1)
        assert change.risks == (Risk.LINK, Risk.LOCKOUT)
        assert change.moves == ("registration",)


def test_without_the_opt_in_it_is_left_out_and_said() -> None:
    wanted = profile(chan__chat_attendee="off", rec__auto="none")
    plan = planned((meeting(recording="cloud"), wanted), allowed=frozenset())
    assert [c.setting for s in plan.steps for c in s.changes] == ["recording"]
    assert [(left.controls, left.needs) for left in plan.left_out] == [(("chan.chat_attendee",), (Risk.SHARED,))]
    assert "--allow shared" in plan.left_out[0].reason


def test_an_approval_that_would_switch_sign_up_on_needs_the_link_opt_in() -> None:
    plan = planned(
        (meeting(sign_up=2), profile(door__registration_approval="manual")), allowed=frozenset({Risk.LOCKOUT})
    )
    assert plan.steps == ()
    assert plan.left_out[0].needs == (Risk.LINK,)


def test_two_profiles_that_pull_apart_change_nothing() -> None:
    plan = planned(
        (meeting("1"), profile(chan__chat_attendee="off")),
        (meeting("2"), other(chan__chat_attendee=">everyone")),
        chat_with=1,
    )
    assert plan.steps == ()
    assert all("different hosts" in left.reason for left in plan.left_out)
    assert plan.left_out


def test_what_another_program_of_the_host_needs_open_is_not_closed() -> None:
    plan = planned(
        (meeting("1"), profile(chan__chat_attendee="off")),
        (meeting("2"), other(chan__chat_attendee=">hosts")),
    )
    assert plan.steps == ()
    assert "different hosts" in plan.left_out[0].reason


def test_a_group_is_fixed_with_its_lock_where_that_was_chosen() -> None:
    plan = planned((meeting(), profile(chan__chat_attendee="off")), place=Place("group", "group/g"))
    (step,) = plan.steps
    assert step.target == "group/g"
    assert {(c.path, c.after) for c in step.changes} == {("settings.chat", False), ("locks.chat", True)}


def test_a_group_that_the_host_is_not_in_plans_nothing() -> None:
    assert planned((meeting(), profile(chan__chat_attendee="off")), place=Place("group", "Storytime")).steps == ()


def test_a_passing_program_plans_nothing() -> None:
    assert planned((meeting(), profile(chan__chat_attendee="off")), chat=False).steps == ()


def test_a_secret_is_a_word_in_the_plan() -> None:
    plan = planned((meeting(), profile(door__passcode="embedded")))
    assert "s3cret" not in plan.model_dump_json()


def test_the_fingerprint_is_of_what_would_be_written() -> None:
    one = planned((meeting(recording="cloud"), profile(rec__auto="none")))
    two = planned((meeting(recording="local"), profile(rec__auto="none")))
    assert one.fingerprint != two.fingerprint
    assert one.fingerprint == Plan.model_validate_json(one.model_dump_json()).fingerprint


@pytest.mark.parametrize("recording", ["none", "local", "cloud"])
@pytest.mark.parametrize("limit", ["none", "local", "cloud"])
def test_a_fix_never_loosens(recording: str, limit: str) -> None:
    order = ["none", "local", "cloud"]
    plan = planned((meeting(recording=recording), profile(rec__auto=limit)))
    for step in plan.steps:
        for change in step.changes:
            assert order.index(str(change.after)) < order.index(str(change.before))
