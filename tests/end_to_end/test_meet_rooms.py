"""Two events in one Meet room: a board profile once opened a storytime's room, and called it its own."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.end_to_end.meet_library import Library, library, small

BOARD = '[[programs]]\ntitle = "*Board*"\nprofile = "open-door.yaml"\n'
OPEN_DOOR = """\
profile: open-door
title: Everybody comes in
audience: public
requires:
  door.waiting_room: {at_least: off, why: the public is not to wait}
"""
ALL = ("--allow", "link", "--allow", "lockout", "--allow", "open")


def shared(config: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a storytime, and a board meeting that somebody put into the storytime's room."""
    seed = small(config, summary="Baby Storytime")
    story = seed["events"][0]
    board = copy.deepcopy(story)
    start = datetime.now(UTC) + timedelta(days=9)
    when = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + timedelta(hours=1)).isoformat()}}
    board["id"] = "board"
    board["fields"] = {**board["fields"], "summary": "Board of Trustees", **when, **fields}
    board["fields"].pop("recurrence", None)
    return {**seed, "events": [story, board]}


def config(made: Library) -> dict[str, Any]:
    (space,) = made.app.world.spaces.values()
    return copy.deepcopy(space.config)


def test_a_room_is_not_opened_for_the_board_while_a_storytime_meets_in_it(tmp_path: Path) -> None:
    (tmp_path / "open-door.yaml").write_text(OPEN_DOOR)
    with library(tmp_path, shared(), more=BOARD) as made:
        before = config(made)
        for words in ((), ("board of trustees",), ("--allow", "shared"), ("board of trustees", "--allow", "shared")):
            made.run("apply", "--yes", *ALL, *words)
            assert config(made) == before, words
        ran = made.run("plan", "board of trustees", *ALL, "--allow", "shared", "--left-out")
        assert "storytime wants the contrary of config.accessType" in " ".join(ran.out.split())
        story = next(ident for ident in made.app.world.events if ident != "board")
        del made.app.world.events[story]
        made.run("apply", "--yes", *ALL)
        assert config(made)["accessType"] == "OPEN", "alone in it, the board has it as it needs it"


def test_closing_it_for_the_storytime_names_the_board_and_needs_the_opt_in(tmp_path: Path) -> None:
    record = {"artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"}}}
    rules = '[[programs]]\ntitle = "*Board*"\nprofile = "storytime-interactive"\n'
    with library(tmp_path, shared(record), more=rules) as made:
        left = made.run("plan", "baby storytime", *ALL, "--left-out")
        assert "--allow shared" in left.out
        assert config(made)["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"] == "ON"
        told = made.run("apply", "baby storytime", "--yes", *ALL, "--allow", "shared")
        assert "every program that meets in the same room: Baby Storytime; Board of Trustees" in " ".join(
            told.out.split()
        )
        assert config(made)["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"] == "OFF"
        assert len([c for c in made.app.calls if c.method == "PATCH" and c.path.startswith("/v2/")]) == 1
        made.run("undo", "--yes")
        assert config(made)["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"] == "ON"


def test_what_guests_may_do_is_each_event_s_own(tmp_path: Path) -> None:
    with library(tmp_path, shared(guestsCanSeeOtherGuests=True, guestsCanInviteOthers=True)) as made:
        ran = made.run("apply", "--yes", *ALL)
        fields = made.app.world.events["board"].fields
        assert (fields["guestsCanSeeOtherGuests"], fields["guestsCanInviteOthers"]) == (False, False)
        assert "this program only" in ran.out


def test_both_are_in_the_report_and_each_is_told_that_its_link_is_shared(tmp_path: Path) -> None:
    with library(tmp_path, shared()) as made:
        report = made.report()
        assert {p["title"] for p in report["programs"]} == {"Baby Storytime", "Board of Trustees"}
        for program in report["programs"]:
            (found,) = [f for f in program["findings"] if f["control"] == "door.fresh_meeting_id"]
            assert (found["status"], found["actual"]) == ("fail", "reused")


def test_the_room_is_reached_by_the_other_event_when_one_was_deleted(tmp_path: Path) -> None:
    record = {"artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"}}}
    with library(tmp_path, shared(record)) as made:
        made.run("apply", "--yes", *ALL, "--allow", "shared")
        assert config(made)["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"] == "OFF"
        story = next(ident for ident in made.app.world.events if ident != "board")
        del made.app.world.events[story]
        made.run("undo", "--yes")
        assert config(made)["artifactConfig"]["recordingConfig"]["autoRecordingGeneration"] == "ON"
