"""Families sign up in the library's calendar: its rule says so, and the platform's own sign-up is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.end_to_end.library import EVERYTHING, library, small, story
from tests.end_to_end.test_waivers import day

pytestmark = pytest.mark.process

RULE = """
[[programs]]
title = "*toddler*"
profile = "storytime"
sign_up = "LibCal"
"""
SIGN_UP = ("door.registration_required", "door.registration_approval")


def test_sign_up_elsewhere_is_looked_at_by_a_person_and_never_switched_on_here(tmp_path: Path) -> None:
    seed = small(
        story(81, approval_type=2, waiting_room=False),
        story(82, days=3, topic="Toddler Time", approval_type=2, waiting_room=False),
    )
    with library(tmp_path, seed, rules=RULE) as made:
        found = made.findings()
        for control in SIGN_UP:
            assert found["81", control]["status"] == "fail"
            there = found["82", control]
            assert (there["status"], there["reason"], there["about"]) == ("manual", "sign-up-elsewhere", "LibCal")
            assert "LibCal" in there["by_hand"]
        link = found["82", "door.unique_join_link"]
        assert (link["status"], link["fixable"], link["about"]) == ("fail", False, "LibCal")
        assert found["82", "door.waiting_room"]["status"] == "fail"
        assert found["82", "door.link_mailed_late"]["status"] == "manual"
        assert found["81", "door.link_mailed_late"]["status"] == "not-applicable"
        told = made.run("audit", "toddler").out
        assert "LibCal" in told
        made.run("apply", "--yes", *EVERYTHING)
        after = {number: made.zoom.world.programs[number].settings["approval_type"] for number in (81, 82)}
        assert after == {81: 1, 82: 2}


def test_somebody_s_word_that_it_asks_for_sign_up_is_the_evidence(tmp_path: Path) -> None:
    seed = small(story(82, topic="Toddler Time", approval_type=2))
    with library(tmp_path, seed, rules=RULE) as made:
        made.run("snapshot", "before.snapshot")
        words = ("--program", "*toddler*", "--by", "Anna", "--reason", "looked at LibCal", "--until", day(60))
        made.run("attest", "door.registration_*", *words, expect=0)
        found = made.findings()
        assert {found["82", control]["status"] for control in SIGN_UP} == {"pass"}
        assert found["82", "door.unique_join_link"]["status"] == "fail"
        kept = made.run("audit", "--from", "before.snapshot", "--format", "json-flat").json
        (program,) = kept["programs"]
        assert {f["reason"] for f in program["findings"] if f["control"] in SIGN_UP} == {"sign-up-elsewhere"}


@pytest.mark.parametrize("value", ['""', "3", '"' + "x" * 41 + '"'])
def test_a_place_that_is_none_is_refused_with_its_line(tmp_path: Path, value: str) -> None:
    with library(tmp_path, small(story(81)), rules=RULE.replace('"LibCal"', value)) as made:
        ran = made.run("audit", expect=2)
        assert "programs number 2.sign_up" in ran.err
        assert len(ran.err.splitlines()) == 1
