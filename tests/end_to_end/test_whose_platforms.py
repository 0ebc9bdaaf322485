"""On every platform: another account's run is refused, and a renamed connection takes its own back."""

from __future__ import annotations

import json
import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.teams import made as teams
from tests.end_to_end import meet_library as meet
from tests.end_to_end import webex_library as webex
from tests.end_to_end.library import EVERYTHING

from hardener.platform import spelled


def on(vendor: str, folder: Path) -> AbstractContextManager[Any]:
    """Serve an account of a platform with one storytime that is open in something."""
    folder.mkdir()
    if vendor == "webex":
        return webex.library(folder, webex.small(webex.story("a1", values={"meetingOptions": {"enabledChat": True}})))
    if vendor == "teams":
        return teams.library(folder, teams.small({"settings": {"allowMeetingChat": "enabled"}}))
    return meet.library(folder, meet.small({"moderation": "OFF", "moderationRestrictions": {}}))


def said(line: str) -> str:
    assert len(line.strip().splitlines()) == 1, line
    return line


@pytest.mark.parametrize("vendor", ["webex", "teams", "meet"])
def test_another_accounts_run_is_refused_and_ones_own_is_taken_back_under_any_name(vendor: str, tmp_path: Path) -> None:
    with on(vendor, tmp_path / "a") as made, on(vendor, tmp_path / "b") as other:
        for each in (made, other):
            each.environ["HARDENER_STORE"] = str(tmp_path / "store.sqlite3")
        plan = str(tmp_path / "plan.json")
        assert f"for {spelled(vendor)} (main)" in made.run("plan", *EVERYTHING, "--output", plan).out
        assert "nothing was written" in said(other.run("apply", "--plan", plan, expect=2).err)
        signed = json.loads(Path(plan).read_text())["fingerprint"]
        assert made.run("apply", "--plan", plan, "--expect", signed, "--allow", "open").status in {0, 4}
        refused = said(other.run("undo", "--yes", expect=2).err)
        assert refused.count(f"{spelled(vendor)} account ") == 2, refused
        assert "connection main of then" in refused
        assert "nothing was applied yet" in other.run("runs").err
        path = made.folder / "hardener.toml"
        path.write_text(
            re.sub(r"^\[connections\.main\]", "[connections.programs]", path.read_text(), flags=re.MULTILINE)
        )
        made.environ |= {
            key.replace("_MAIN_", "_PROGRAMS_"): value
            for key, value in made.environ.items()
            if key.startswith("HARDENER_MAIN_")
        }
        assert made.run("undo", "--yes").status in {0, 4}
        assert "undo of 1" in made.run("runs", expect=0).out
        assert "nothing was applied yet" in other.run("runs").err
