"""What stands between a plan and other people's live meetings."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import Library, library, small, story
from werkzeug.wrappers import Request, Response

from hardener.remedy.plan import Saved
from hardener_zoom.simulator import ZoomSimulator


@pytest.fixture
def recorded() -> dict[str, Any]:
    """Two programs that record by themselves; nothing else is wrong."""
    return small(
        story(81, auto_recording="cloud"), story(82, days=4, topic="Toddler Storytime", auto_recording="cloud")
    )


def saved(made: Library, *words: str) -> Path:
    made.run("plan", "--output", "plan.json", *words)
    return made.folder / "plan.json"


def signed(made: Library) -> tuple[str, ...]:
    """Return the words that apply the saved plan as it is now, signed off or not."""
    return (
        "apply",
        "--plan",
        "plan.json",
        "--expect",
        json.loads((made.folder / "plan.json").read_text())["fingerprint"],
    )


def test_a_saved_plan_is_applied_as_it_is_and_once(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded) as made:
        saved(made)
        assert not made.sent("PATCH")
        made.run(*signed(made), expect=0)
        assert len(made.sent("PATCH")) == 2
        again = made.run(*signed(made), expect=2)
        assert "already applied" in again.err
        assert len(made.sent("PATCH")) == 2


def test_a_value_that_changed_since_makes_the_plan_stale_and_nothing_is_overwritten(
    tmp_path: Path, recorded: dict[str, Any]
) -> None:
    with library(tmp_path, recorded) as made:
        saved(made)
        made.zoom.world.programs[81].settings["auto_recording"] = "local"
        ran = made.run(*signed(made), expect=5)
        assert "STALE" in ran.out
        assert made.zoom.world.programs[81].settings["auto_recording"] == "local"
        assert made.zoom.world.programs[82].settings["auto_recording"] == "none", "the others are done"


def test_a_plan_of_yesterday_is_refused(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded) as made:
        path = saved(made)
        text = path.read_text()
        old = Saved.model_validate_json(text).plan.model_copy(update={"made": datetime.now(UTC) - timedelta(hours=25)})
        path.write_text(Saved(fingerprint=old.fingerprint, plan=old).model_dump_json())
        ran = made.run(*signed(made), expect=5)
        assert ran.err.count("\n") == 1
        assert not made.sent("PATCH")


def test_a_plan_that_was_edited_is_refused(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded) as made:
        path = saved(made)
        path.write_text(path.read_text().replace('"none"', '"local"'))
        ran = made.run(*signed(made), expect=2)
        assert "changed after it was saved" in ran.err
        assert ran.err.count("\n") == 1
        assert not made.sent("PATCH")


def test_more_changes_than_allowed_are_refused(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded) as made:
        ran = made.run("apply", "--yes", "--max-changes", "1", expect=2)
        assert "--max-changes 2" in ran.err
        assert not made.sent("PATCH")
        made.run("apply", "--yes", "--max-changes", "2", expect=0)


def test_only_those_who_may_change_programs_can(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded, rules='[apply]\nallowed_by = ["director"]') as made:
        ran = made.run("apply", "--yes", "--operator", "volunteer", expect=2)
        assert "volunteer" in ran.err
        assert not made.sent("PATCH")
        made.run("apply", "--yes", "--operator", "director", "--reason", "board of 3 March", expect=0)
        told = made.run("runs").out
        assert "director" in told
        assert "board of 3 March" in told


def test_without_a_terminal_nothing_is_changed_unasked(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded) as made:
        ran = made.run("apply", expect=2)
        assert "--yes" in ran.err
        assert not made.sent("PATCH")
        made.run("apply", "--dry-run", "--yes", expect=0)
        assert not made.sent("PATCH")


def test_the_second_apply_has_nothing_to_do(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded) as made:
        made.run("apply", "--yes", expect=0)
        made.zoom.calls.clear()
        assert "nothing to change" in made.run("apply", "--yes", expect=0).err
        assert not made.sent("PATCH")


def test_undo_leaves_alone_what_somebody_changed_since(tmp_path: Path, recorded: dict[str, Any]) -> None:
    with library(tmp_path, recorded) as made:
        made.run("apply", "--yes", expect=0)
        made.zoom.world.programs[81].settings["auto_recording"] = "local"
        made.run("undo", "--yes", expect=5)
        assert made.zoom.world.programs[81].settings["auto_recording"] == "local"
        assert made.zoom.world.programs[82].settings["auto_recording"] == "cloud"


def test_what_zoom_keeps_as_it_was_is_said_and_not_called_applied(tmp_path: Path) -> None:
    seed = small(story(81, mute_upon_entry=False))
    seed["groups"][0]["settings"] = {"schedule_meeting": {"mute_upon_entry": False}}
    seed["groups"][0]["locks"]["schedule_meeting"] = {"mute_upon_entry": True}
    with library(tmp_path, seed) as made:
        found = made.findings()["81", "chan.mic_mute_on_entry"]
        assert found["status"] == "fail"
        assert not found["fixable"], "a lock above would drop it: said before, not after"
        assert "Storytime" in found["note"]


@pytest.mark.parametrize("broken", ["not json", "{}", '{"format": 9}', ""])
def test_a_file_that_is_no_plan_is_said_in_one_line(tmp_path: Path, recorded: dict[str, Any], broken: str) -> None:
    with library(tmp_path, recorded) as made:
        (made.folder / "plan.json").write_text(broken)
        for words in (("apply", "--plan", "plan.json"), ("plan", "--show", "plan.json")):
            ran = made.run(*words, expect=2)
            assert "plan.json" in ran.err
            assert ran.err.count("\n") == 1


def test_what_changed_nothing_is_not_said_to_be_taken_back(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        saved(made)
        made.zoom.world.programs[81].settings["auto_recording"] = "local"
        assert made.run(*signed(made), expect=5).err.strip() == "run 1: 1 stale"


class Loosening(ZoomSimulator):
    """Opens the waiting room along with whatever else it is asked to change."""

    loosens = True

    def answer(self, request: Request) -> Response:
        answer = super().answer(request)
        if request.method == "PATCH" and self.loosens:
            self.world.programs[81].settings["waiting_room"] = False
        return answer


def test_what_a_platform_loosens_along_with_a_change_is_told_and_given_back(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud")), kind=Loosening) as made:
        told = made.run("apply", "--yes", expect=4)
        assert "Waiting room: everyone waits → nobody waits: nobody asked for this" in told.flat
        assert "To take it back: hardener undo 1" in told.err
        assert isinstance(made.zoom, Loosening)
        made.zoom.loosens = False
        made.run("undo", "--yes", expect=0)
        now = made.zoom.world.programs[81].settings
        assert (now["auto_recording"], now["waiting_room"]) == ("cloud", True)
