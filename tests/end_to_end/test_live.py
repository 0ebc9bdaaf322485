"""What is on by the platform's own word is not written, whatever the clock says; nor what it depends on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.command import Ran
from tests.end_to_end import meet_library, webex_library
from tests.end_to_end.library import Library, library, small, story

CHAT = {"in_meeting": {"chat": True, "allow_participants_chat_with": 3}}


def open_chat(*meetings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a library whose one host has an open chat, so that a change of the host's is planned."""
    seed = small(*meetings, **changes)
    seed["groups"][0]["locks"] = {}
    seed["users"][0]["settings"] = CHAT
    return seed


def untimed(number: int) -> dict[str, Any]:
    found = {**story(number), "type": 3, "started": True, "recurrence": None}
    return {key: value for key, value in found.items() if key not in {"start_time", "recurrence"}}


def series(number: int, *, began: timedelta) -> dict[str, Any]:
    start = datetime.now(UTC) - began
    return story(number) | {
        "type": 8, "started": True, "start_time": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "recurrence": {"type": 2, "repeat_interval": 1, "end_times": 5},
    }  # fmt: skip


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(series(81, began=timedelta(minutes=50)), id="a series 20 minutes over its time"),
        pytest.param(story(81, days=-50 / 1440) | {"started": True}, id="a single one over its time"),
        pytest.param(untimed(81), id="one without fixed times"),
        pytest.param(story(81, days=2) | {"started": True}, id="opened two days early"),
        pytest.param(story(81, days=60) | {"started": True}, id="one that is not in view"),
    ],
)
def test_a_host_s_setting_waits_for_what_the_host_runs(tmp_path: Path, on: dict[str, Any]) -> None:
    with library(tmp_path, open_chat(on, story(83))) as made:
        ran = made.run("apply", "--yes", "--allow", "shared", expect=4)
        assert made.sent("PATCH") == []
        assert "LATER" in ran.out
        assert "on now: Baby Storytime" in " ".join(ran.out.split())
        made.zoom.world.programs[81].started = False
        if made.run("apply", "--resume").status != 0:  # the clock may still hold it
            made.run("apply", "--resume", "--even-if-live", expect=0)
        assert made.sent("PATCH") == [("PATCH", "/v2/users/h1/settings")]


def test_a_host_who_starts_between_plan_and_apply_is_left_alone(tmp_path: Path) -> None:
    with library(tmp_path, open_chat(story(83), story(84, days=9))) as made:
        made.run("plan", "--allow", "shared", "--output", "plan.json", expect=0)
        made.zoom.world.programs[84].started = True
        ran = apply_saved(made)
        assert (ran.status, made.sent("PATCH")) == (4, [])


def apply_saved(made: Library) -> Ran:
    """Apply the saved plan, as a person does who has seen it."""
    mark = json.loads((made.folder / "plan.json").read_text())["fingerprint"]
    help_text = made.run("apply", "--help").out
    return made.run("apply", "--plan", "plan.json", *(("--expect", mark) if "--expect" in help_text else ()))


@pytest.mark.parametrize(("place", "path"), [("group:Storytime", "/v2/groups/g1/lock_settings"), ("account", "/v2/accounts/me/lock_settings")])  # fmt: skip
def test_a_group_and_the_account_wait_for_everybody_below(tmp_path: Path, place: str, path: str) -> None:
    seed = open_chat(story(83), story(84, days=9) | {"host": "h2", "started": True})
    seed["users"][1]["groups"] = ["g1"]
    with library(tmp_path, seed, more=f'fix_at = "{place}"') as made:
        made.run("apply", "--yes", "--allow", "shared", expect=4)
        assert made.sent("PATCH") == []
        made.zoom.world.programs[84].started = False
        made.run("apply", "--resume")
        assert ("PATCH", path) in made.sent("PATCH")


def test_another_group_s_program_holds_nothing_up(tmp_path: Path) -> None:
    seed = open_chat(story(83), story(84, days=9) | {"host": "h2", "started": True})
    with library(tmp_path, seed, more='fix_at = "group:Storytime"') as made:
        made.run("apply", "--yes", "--allow", "shared")
        assert ("PATCH", "/v2/groups/g1/lock_settings") in made.sent("PATCH")


def test_a_personal_room_in_use_holds_its_host_s_settings(tmp_path: Path) -> None:
    with library(tmp_path, open_chat(story(83))) as made:
        made.zoom.world.rooms[5551112222].started = True
        ran = made.run("apply", "--yes", "--allow", "shared", expect=4)
        assert made.sent("PATCH") == []
        assert "Personal room of story@" in " ".join(ran.out.split())


def test_where_zoom_does_not_tell_what_is_on_nothing_is_written(tmp_path: Path) -> None:
    seed = open_chat(story(83))
    with library(tmp_path, seed) as made:
        made.run("plan", "--allow", "shared", "--output", "plan.json", expect=0)
    # The audit asks for what is coming and for what is on; the third to ask is the guard.
    fault = {"path": "/users/h1/meetings$", "status": 403, "body": {"code": 300, "message": "Not today"}}
    with library(tmp_path, {**seed, "faults": [fault | {"nth": [3, 4]}]}) as made:
        ran = made.run("apply", "--yes", "--allow", "shared")
        assert made.sent("PATCH") == []
        assert "cannot tell whether a program that it touches is on" in " ".join(ran.out.split())
        made.run("apply", "--resume", "--even-if-live", expect=0)
        assert made.sent("PATCH") == [("PATCH", "/v2/users/h1/settings")]


def test_undo_waits_as_well(tmp_path: Path) -> None:
    with library(tmp_path, open_chat(story(83))) as made:
        made.run("apply", "--yes", "--allow", "shared", expect=0)
        made.zoom.calls.clear()
        made.zoom.world.programs[83].started = True
        made.run("undo", "--yes", expect=4)
        assert made.sent("PATCH") == []
        made.run("undo", "--yes", "--even-if-live", expect=0)
        assert made.sent("PATCH") == [("PATCH", "/v2/users/h1/settings")]


def test_undo_waits_for_a_program_that_was_put_nearer_after_the_apply(tmp_path: Path) -> None:
    with library(tmp_path, open_chat(story(83))) as made:
        made.run("apply", "--yes", "--allow", "shared", expect=0)
        made.zoom.calls.clear()
        made.zoom.world.programs[83].start_time = datetime.now(UTC) + timedelta(minutes=10)
        ran = made.run("undo", "--yes", expect=4)
        assert made.sent("PATCH") == []
        assert "on or about to start: Baby Storytime" in " ".join(ran.out.split())
        made.zoom.world.programs[83].start_time = datetime.now(UTC) + timedelta(days=2)
        made.run("undo", "--yes", expect=0)
        assert made.sent("PATCH") == [("PATCH", "/v2/users/h1/settings")]


def test_a_webex_meeting_that_was_opened_after_the_plan_is_left_alone(tmp_path: Path) -> None:
    chat = {"meetingOptions": {"enabledChat": True}}
    seed = webex_library.small(webex_library.story("a1", values=chat), webex_library.story("b2", values=chat))
    with webex_library.library(tmp_path, seed) as made:
        made.run("plan", "--output", "plan.json", expect=0)
        made.webex.world.meetings["a1"].seed.live = True
        assert apply_saved(made).status == 4
        assert made.sent("PATCH") == [("PATCH", "/v1/meetings/b2")]


def test_a_meet_room_that_people_are_in_is_left_alone_although_it_is_over_by_the_calendar(tmp_path: Path) -> None:
    seed = meet_library.small({"moderation": "OFF", "moderationRestrictions": {}})
    start = datetime.now(UTC) - timedelta(minutes=50)
    seed["events"][0]["fields"] |= {
        "start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + timedelta(minutes=30)).isoformat()},
    }  # fmt: skip
    seed["events"][0]["fields"].pop("recurrence", None)
    seed["spaces"][0]["active"] = True
    with meet_library.library(tmp_path, seed) as made:
        assert [p["id"] for p in made.report()["programs"]] == [seed["events"][0]["id"]], "it is still on"
        made.run("apply", "--yes", expect=4)
        assert [c for c in made.app.calls if c.method == "PATCH"] == []
        made.app.world.spaces[seed["spaces"][0]["id"]].active = False
        assert made.report()["programs"] == []
