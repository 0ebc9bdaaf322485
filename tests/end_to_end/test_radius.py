"""Whom a plan touches is counted over everything that it touches, never over what was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import library, small, story

OPEN = {"in_meeting": {"chat": True, "allow_participants_chat_with": 3}}
BOARD = '[[programs]]\ntitle = "*Board*"\nprofile = "board-meeting"\n'


def seed(*meetings: dict[str, Any]) -> dict[str, Any]:
    found = small(*meetings)
    found["groups"][0]["locks"] = {}
    found["users"][0]["settings"] = OPEN
    return found


MANY = (
    story(81, topic="Westside Storytime"), story(82, days=5, topic="Teen Night"),
    story(83, days=20, topic="Crafts") | {"host": "h2"},
)  # fmt: skip


@pytest.mark.parametrize("words", [("westside storytime",), ("81",), ("westside storytime", "--weeks", "1")])
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("host", "all 2 programs of this host"), ("group:Storytime", "all 2 programs of hosts of this group"),
        ("account", "all 3 programs of the whole account"),
    ],
)  # fmt: skip
def test_a_plan_for_one_program_counts_the_others(
    tmp_path: Path, words: tuple[str, ...], place: str, said: str
) -> None:
    with library(tmp_path, seed(*MANY), more=f'fix_at = "{place}"') as made:
        ran = made.run("plan", *words, "--all", "--allow", "shared", expect=0)
        assert f"touches {said} in view" in ran.out
        assert "1 program looked at" in ran.out


def test_without_shared_changes_nobody_else_is_read(tmp_path: Path) -> None:
    with library(tmp_path, seed(*MANY)) as made:
        made.run("plan", "westside storytime", expect=0)
        assert not [c for c in made.zoom.calls if c.path in {"/v2/meetings/82", "/v2/meetings/83"}]


def test_what_another_program_of_the_host_needs_is_seen_although_it_was_not_asked_for(tmp_path: Path) -> None:
    meetings = (story(81, topic="Westside Storytime"), story(82, topic="Board of Trustees"))
    found = seed(*meetings)
    found["users"][0]["settings"] = {"in_meeting": {"chat": False}}
    allow = ("--allow", "shared", "--allow", "open")
    with library(tmp_path, found, rules=BOARD) as made:
        alone = made.run("plan", "board of trustees", *allow, "--left-out")
        both = made.run("plan", *allow, "--left-out")
        assert "storytime wants the contrary" in " ".join(both.out.split())
        assert "storytime wants the contrary" in " ".join(alone.out.split())


def test_a_profile_for_one_program_is_not_taken_for_everybody_s(tmp_path: Path) -> None:
    """Held against the board's profile by hand, it still must not open what the storytimes of the host need closed."""
    found = seed(story(81, topic="Westside Storytime"), story(82, topic="Board of Trustees"))
    found["users"][0]["settings"] = {"in_meeting": {"chat": False}}
    with library(tmp_path, found) as made:
        ran = made.run(
            "plan",
            "board of trustees",
            "--profile",
            "board-meeting",
            "--allow",
            "shared",
            "--allow",
            "open",
            "--left-out",
        )
        assert "storytime wants the contrary" in " ".join(ran.out.split())


def test_where_not_all_could_be_counted_that_is_said(tmp_path: Path) -> None:
    fault = {"path": "/users/h2/meetings$", "status": 500}
    with library(tmp_path, {**seed(*MANY), "faults": [fault]}, more='fix_at = "account"') as made:
        ran = made.run("plan", "westside storytime", "--allow", "shared", "--all")
        assert "at least 2 programs of the whole account" in ran.out
