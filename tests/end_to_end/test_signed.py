"""A saved plan is a signed-off document: what somebody writes into the file is not applied, fingerprint or not."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.command import COMMAND, Ran
from tests.end_to_end.library import EVERYTHING, Library, library, small, story
from tests.waiting import LONG

from hardener.remedy.plan import Plan, Saved

Plain = dict[str, Any]
BAD: dict[str, Any] = {"auto_recording": "cloud", "mute_upon_entry": False, "approval_type": 2}


def seed() -> Plain:
    made = small(story(81, **BAD), story(82, days=4, topic="Board"))
    made["users"][0]["settings"] = {"in_meeting": {"file_transfer": True}}
    return made


def planned(made: Library, *words: str) -> str:
    """Save a plan; return its fingerprint."""
    made.run("plan", "--output", "plan.json", *words, expect=0)
    found: str = json.loads((made.folder / "plan.json").read_text())["fingerprint"]
    return found


def rewritten(made: Library, change: Callable[[Plain], None]) -> str:
    """Change the saved plan, and give it a fingerprint that fits."""
    path = made.folder / "plan.json"
    plain = json.loads(path.read_text())["plan"]
    change(plain)
    plan = Plan.model_validate(plain)
    path.write_text(Saved(fingerprint=plan.fingerprint, plan=plan).model_dump_json())
    return plan.fingerprint


def step_of(plan: Plain, target: str) -> Plain:
    found: Plain = next(step for step in plan["steps"] if step["target"].endswith(target))
    return found


def added(plan: Plain, **change: Any) -> None:
    """Put one more change into the step of the first program."""
    step = step_of(plan, "/81")
    step["changes"].append({**step["changes"][0], "risks": [], "moves": [], "secret": False, "follows": "", **change})


def settings_path(plan: Plain) -> str:
    """Return the part of the document in which a program's settings lie."""
    part: str = step_of(plan, "/81")["changes"][0]["path"].rpartition(".")[0]
    return part


def opens(plan: Plain) -> None:
    part = settings_path(plan)
    added(
        plan, path=f"{part}.waiting_room", setting=f"{part}.waiting_room".split(".", 1)[1],
        controls=["door.waiting_room"], before=True, after=False,
    )  # fmt: skip


def opens_and_says_so(plan: Plain) -> None:
    opens(plan)
    step_of(plan, "/81")["changes"][-1]["risks"] = ["open"]
    plan["asked"]["allowed"].append("open")


def stranger(plan: Plain) -> None:
    part = settings_path(plan)
    path = f"{part}.alternative_hosts"
    added(
        plan, path=path, setting=path.split(".", 1)[1], controls=["staff.second_adult"],
        before="second@example.org", after="stranger@elsewhere.example",
    )  # fmt: skip


def passcode(plan: Plain) -> None:
    added(plan, path="program.password", setting="password", controls=["door.passcode"], before="s3cretpw", after="1")


def worse(plan: Plain) -> None:
    for change in step_of(plan, "/81")["changes"]:
        if change["setting"].endswith("auto_recording"):
            change.update(before="none", after="cloud")


def other_value(plan: Plain) -> None:
    for change in step_of(plan, "/81")["changes"]:
        if change["setting"].endswith("auto_recording"):
            change["after"] = "local"


def no_risk(plan: Plain) -> None:
    for change in step_of(plan, "/81")["changes"]:
        change["risks"] = []


def other_target(plan: Plain) -> None:
    step_of(plan, "/81")["target"] = step_of(plan, "/81")["target"].replace("81", "82")


def whole_other_target(plan: Plain) -> None:
    step = step_of(plan, "/81")
    step["target"] = step["target"].replace("81", "82")
    for change in step["changes"]:
        change["target"] = step["target"]


def no_row(plan: Plain) -> None:
    added(plan, path="program.topic", setting="topic", controls=["chan.mic_mute_on_entry"], before="Baby", after="Gone")


def odd_value(plan: Plain) -> None:
    step_of(plan, "/81")["changes"][0]["after"] = [{"a": [None]}]


def odd_control(plan: Plain) -> None:
    step_of(plan, "/81")["changes"][0]["controls"] = [""]


def other_words(plan: Plain) -> None:
    """Tell a person that something else happens than is written."""
    change = next(c for s in plan["steps"] for c in s["changes"] if c["levels"])
    level = change["levels"][0]
    level["before"], level["after"] = level["after"], level["before"]


def odd_left(plan: Plain) -> None:
    left = {"connection": "main", "target": "", "title": "", "controls": [""], "needs": [], "reason": ""}
    plan["left_out"].append(left)


EVIL = [
    opens, opens_and_says_so, stranger, passcode, worse, other_value, no_risk, other_target,
    whole_other_target, no_row, odd_value, odd_control, odd_left,
]  # fmt: skip


@pytest.mark.parametrize("change", EVIL)
def test_what_was_written_into_the_file_is_refused_though_the_fingerprint_fits(
    tmp_path: Path, change: Callable[[Plain], None]
) -> None:
    with library(tmp_path, seed()) as made:
        planned(made, *EVERYTHING)
        mark = rewritten(made, change)
        ran = made.run("apply", "--plan", "plan.json", "--expect", mark, *EVERYTHING, expect=2)
        assert "plan.json" in ran.err
        assert ran.err.strip().count("\n") == 0, ran.err
        assert not made.sent("PATCH", "POST", "PUT", "DELETE")
        assert "nothing was applied yet" in made.run("runs").err


@pytest.mark.parametrize("change", [opens, stranger, passcode, no_row, odd_value, odd_left, other_words])
def test_it_is_not_even_shown(tmp_path: Path, change: Callable[[Plain], None]) -> None:
    with library(tmp_path, seed()) as made:
        planned(made, *EVERYTHING)
        rewritten(made, change)
        ran = made.run("plan", "--show", "plan.json", expect=2)
        assert ran.err.strip().count("\n") == 0
        assert not ran.out


def test_a_title_and_a_time_in_the_file_are_not_believed(tmp_path: Path) -> None:
    def change(plan: Plain) -> None:
        step = step_of(plan, "/81")
        step["title"], step["slots"], step["host"] = "Nothing of note", [], ""
        for one in step["changes"]:
            one["title"], one["reach"] = "Nothing of note", "nobody"

    with library(tmp_path, seed()) as made:
        planned(made, *EVERYTHING)
        mark = rewritten(made, change)
        ran = made.run("apply", "--plan", "plan.json", "--expect", mark, expect=0)
        assert "Nothing of note" not in ran.out
        assert "Baby Storytime" in ran.out


def test_it_wants_the_fingerprint_and_the_right_one(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        mark = planned(made, *EVERYTHING)
        for words in ((), ("--yes",)):
            assert "--expect FINGERPRINT" in made.run("apply", "--plan", "plan.json", *words, expect=2).err
        ran = made.run("apply", "--plan", "plan.json", "--expect", "0123456789ab", expect=2)
        assert mark not in ran.err + ran.out, "who does not know it is not told"
        assert not made.sent("PATCH")
        signed = ("apply", "--plan", "plan.json", "--expect", mark.upper())
        assert "leave out PROGRAM, --weeks;" in made.run(*signed, "81", "--weeks", "2", expect=2).err
        assert not made.sent("PATCH")
        made.run(*signed, expect=0)
        assert "--plan" in made.run("apply", "--yes", "--expect", mark, expect=2).err


@pytest.mark.parametrize("right", [True, False])
def test_on_a_terminal_it_is_asked_for_and_not_shown(tmp_path: Path, right: bool) -> None:
    with library(tmp_path, seed()) as made:
        mark = planned(made, *EVERYTHING)
        ran = typed(made, f"{mark if right else 'aaaaaaaaaaaa'}\n", "apply", "--plan", "plan.json")
        assert ran.status == (0 if right else 2)
        assert "Fingerprint" in ran.err
        assert "Baby Storytime" in ran.out
        assert mark not in ran.out
        assert bool(made.sent("PATCH")) is right


def test_what_was_mended_since_is_stale_and_the_rest_is_done(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        mark = planned(made, *EVERYTHING)
        made.zoom.world.users["h1"].settings["in_meeting.file_transfer"] = False
        ran = made.run("apply", "--plan", "plan.json", "--expect", mark, expect=5)
        assert ran.out.count("STALE") == 1
        assert made.zoom.world.programs[81].settings["auto_recording"] == "none"
        assert "1 stale" in made.run("runs").out


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        before = os.umask(0)
        try:
            planned(made)
            made.run("audit", "--format", "json-flat", "--output", "report.json")
            made.run("snapshot", "kept.jsonl")
            (made.folder / "old.md").touch(mode=0o644)
            made.run("audit", "--format", "markdown", "--output", "old.md")
        finally:
            os.umask(before)
        for name in ("plan.json", "report.json", "kept.jsonl"):
            assert stat.S_IMODE((made.folder / name).stat().st_mode) == 0o600, name
        assert stat.S_IMODE((made.folder / "old.md").stat().st_mode) == 0o644, "who could read it still can"


def typed(made: Library, text: str, *words: str) -> Ran:
    """Run hardener with a terminal to ask on."""
    mine, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [str(COMMAND), *words], cwd=made.folder, env=made.environ, stdin=theirs, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            os.write(mine, text.encode())
            out, err = process.communicate(timeout=LONG)
    finally:
        os.close(mine)
        os.close(theirs)
    return Ran(process.returncode, out, err)


def test_what_the_library_calls_its_card_is_known_of_a_saved_plan_too(tmp_path: Path) -> None:
    asked = [{"title": "Biblio pass", "type": "short"}, {"title": "Date of birth", "type": "short"}]
    seeded = small({**story(81), "custom_questions": asked})
    with library(tmp_path, seeded, rules='\n[library]\ncard = ["Biblio pass"]\n') as made:
        mark = planned(made, *EVERYTHING)
        assert "Biblio pass" in (made.folder / "plan.json").read_text()
        made.run("plan", "--show", "plan.json", expect=0)
        assert "leave out --output;" in made.run("plan", "--show", "plan.json", "--output", "shown", expect=2).err
        made.run("apply", "--plan", "plan.json", "--expect", mark, expect=0)
        assert [q["title"] for q in made.zoom.world.programs[81].custom_questions or ()] == ["Biblio pass"]
