"""Families sign up elsewhere: what that meets, what it does not, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardener.fixes import Fix
from hardener.judgement import Judged, Judgement
from hardener.model import Finding, Risk, Severity, Status
from hardener.reason import Reason, Why, words
from hardener.setting import Setting
from hardener.signup import SignUps

pytestmark = pytest.mark.unit

NONE = Finding(
    connection="main", control="door.registration_required", status=Status.FAIL, severity=Severity.HIGH,
    expected="at most required", actual="not-required", sentence="People can join without signing up", fixable=True,
    needs=(Risk.LINK,),
)  # fmt: skip
FIX = Fix("", Setting(control=NONE.control, path="a.b", kinds=("meeting",)), "required", lock=False, risks=frozenset())


def laid(*findings: Finding, place: str = "LibCal") -> list[Judged]:
    judged = Judgement(tuple(Judged(finding, (FIX,)) for finding in findings))
    return list(SignUps().onto(judged, place).each)


@pytest.mark.parametrize("control", ["door.registration_required", "door.registration_approval"])
@pytest.mark.parametrize("status", [Status.FAIL, Status.ERROR, Status.MANUAL])
def test_sign_up_there_is_for_a_person_to_look_at_and_the_platform_s_own_is_left_alone(
    control: str, status: Status
) -> None:
    (one,) = laid(replace(NONE, control=control, status=status))
    assert (one.finding.status, one.fixes, one.finding.fixable) == (Status.MANUAL, (), False)
    assert one.finding.reason == Why(Reason.SIGN_UP_ELSEWHERE, "LibCal")
    assert "LibCal" in one.finding.by_hand


@pytest.mark.parametrize("control", ["door.unique_join_link", "door.single_device_per_link"])
def test_one_link_for_everybody_is_no_link_of_their_own(control: str) -> None:
    (one,) = laid(replace(NONE, control=control))
    assert (one.finding.status, one.fixes, one.finding.fixable, one.finding.needs) == (Status.FAIL, (), False, ())
    assert one.finding.reason is not None
    assert words(one.finding.reason) == "families sign up in LibCal, which sends everybody the same link"


def test_what_is_met_stays_met_and_nothing_else_is_touched() -> None:
    met, chat = replace(NONE, status=Status.PASS), replace(NONE, control="chan.chat_attendee")
    shut = replace(NONE, too_closed=True)
    assert [one.finding for one in laid(met, chat, shut)] == [met, chat, shut]


def test_when_the_link_is_mailed_matters_only_where_everybody_has_the_same() -> None:
    late = replace(NONE, control="door.link_mailed_late", status=Status.MANUAL)
    assert laid(late)[0].finding.status is Status.MANUAL
    assert laid(late, place="")[0].finding.status is Status.NOT_APPLICABLE
    assert laid(NONE, place="")[0] == Judged(NONE, (FIX,))


def test_programs_that_are_set_alike_share_what_it_comes_to() -> None:
    judged, sign_ups = Judgement((Judged(NONE),)), SignUps()
    assert sign_ups.onto(judged, "LibCal") is sign_ups.onto(judged, "LibCal")
    assert sign_ups.onto(judged, "LibCal") is not sign_ups.onto(judged, "Communico")
