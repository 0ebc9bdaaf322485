"""A saved plan of everything that hardener plans on Webex is taken for its own, and is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.test_webex_undo import extreme, seed, whole
from tests.end_to_end.webex_library import library, small, story

from hardener.remedy.plan import Plan, Saved

Plain = dict[str, Any]


@pytest.mark.parametrize("direction", ["closed", "open"])
def test_everything_that_is_planned_may_be_saved_and_applied(tmp_path: Path, direction: str) -> None:
    with library(tmp_path, seed("merge", resets=True), rooms=True) as made:
        profile = extreme(tmp_path, direction)
        made.run("plan", "--profile", profile, *EVERYTHING, "--output", "plan.json")
        saved = json.loads((tmp_path / "plan.json").read_text())
        assert any(change["kept"] for step in saved["plan"]["steps"] for change in step["changes"])
        mark = ("--plan", "plan.json", "--expect", saved["fingerprint"], "--max-changes", "9999", "--allow", "open")
        ran = made.run("apply", *mark, expect=0)
        assert "STALE" not in ran.out
        assert "planned" not in made.run("apply", "--yes", "--profile", profile, *EVERYTHING, "--dry-run").out


BESIDE = {"enabledJoinBeforeHost": True, "joinBeforeHostMinutes": 15, "enableConnectAudioBeforeHost": True}


@pytest.mark.parametrize("cut", [True, False])
def test_what_is_kept_for_the_undo_is_kept_though_the_file_says_nothing_of_it(tmp_path: Path, cut: bool) -> None:
    """What somebody has cut out of the file, or what has changed since, is taken as it is."""
    seeded = small(story("a1", registration=None, values=BESIDE), behaviour={"nested": "merge", "resets": True})
    with library(tmp_path, seeded) as made:
        made.run("plan", *EVERYTHING, "--output", "plan.json", "--profile", closed(tmp_path))
        mark = cut_out(tmp_path) if cut else json.loads((tmp_path / "plan.json").read_text())["fingerprint"]
        made.webex.world.meetings["a1"].values["joinBeforeHostMinutes"] = 5
        before = whole(made)
        made.run("apply", "--plan", "plan.json", "--expect", mark, expect=0)
        assert whole(made) != before
        made.run("undo", "--yes", expect=0)
        assert whole(made) == before


def closed(folder: Path) -> str:
    path = folder / "closed.yaml"
    lines = ["profile: closed", "title: Closed", "audience: adults", "requires:"]
    path.write_text("\n".join([*lines, "  door.join_before_host: {at_most: off}"]) + "\n")
    return path.name


def cut_out(folder: Path) -> str:
    """Leave out of the saved plan what is only kept; return the fingerprint that fits."""
    path = folder / "plan.json"
    plain = json.loads(path.read_text())["plan"]
    assert any(change["kept"] for step in plain["steps"] for change in step["changes"])
    for step in plain["steps"]:
        step["changes"] = [change for change in step["changes"] if not change["kept"]]
    plan = Plan.model_validate(plain)
    path.write_text(Saved(fingerprint=plan.fingerprint, plan=plan).model_dump_json())
    return plan.fingerprint


def test_nothing_is_kept_that_no_change_needs(tmp_path: Path) -> None:
    with library(tmp_path, small(story("a1", registration=None, values=BESIDE))) as made:
        made.run("plan", *EVERYTHING, "--output", "plan.json", "--profile", closed(tmp_path))
        path = tmp_path / "plan.json"
        plain: Plain = json.loads(path.read_text())["plan"]
        kept = next(change for step in plain["steps"] for change in step["changes"] if change["kept"])
        kept["before"] = kept["after"] = 1
        kept["path"], kept["setting"] = "program.title", "title"
        plan = Plan.model_validate(plain)
        path.write_text(Saved(fingerprint=plan.fingerprint, plan=plan).model_dump_json())
        ran = made.run("apply", "--plan", "plan.json", "--expect", plan.fingerprint, expect=2)
        assert "not what hardener would plan" in ran.err
