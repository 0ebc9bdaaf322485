"""What a report may never say: ready where nobody looked, nothing to tell where something could not be told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
from tests.end_to_end import meet_library
from tests.end_to_end.library import EVERYTHING, library, small, story

from hardener.report.json_flat import schema

UNNAMED = 'title = "*"\nprofile = "storytime"'
CHANNELS = ("chan.camera_attendee", "chan.mic_self_unmute", "chan.annotate")
"""What everybody hears and sees, and what Google's API does not show."""


def unruled(folder: Path) -> None:
    """Take the rule for everything out of the configuration."""
    path = folder / "hardener.toml"
    text = path.read_text()
    assert UNNAMED in text
    path.write_text(text.replace(f"[[programs]]\n{UNNAMED}", ""))


def test_a_channel_that_nobody_has_looked_at_is_not_ready(tmp_path: Path) -> None:
    with meet_library.library(tmp_path, meet_library.small()) as made:
        before = made.run("audit", "--format", "json-flat", "--fail-on", "critical").json
        jsonschema.validate(before, schema(), cls=jsonschema.Draft202012Validator)
        assert len(before["programs"]) == 1
        findings = [f for each in (*before["programs"], *before["targets"]) for f in each["findings"]]
        for control in {f["control"] for f in findings if f["status"] == "fail"}:
            made.run(
                "waive",
                control,
                "--program",
                "*",
                "--reason",
                "accepted",
                "--by",
                "Anna",
                "--until",
                "2027-06-01",
                expect=0,
            )
        said = made.run("audit", "--all", expect=3)
        assert "Can't tell 1 · To fix 0" in " ".join(said.out.split())
        assert "Ready 0" in said.out
        told = " ".join(said.out.split())
        assert all(f"({control})" in told.partition("then say so: hardener attest")[0] for control in CHANNELS)
        assert "**Look by hand** " in made.run("audit", "--format", "markdown", expect=3).out
        for control in CHANNELS:
            made.run("attest", control, "--program", "*", "--by", "Anna", "--until", "2027-06-01", expect=0)
        told = " ".join(made.run("audit", "--all", expect=0).out.split())
        assert "Can't tell 0 · To fix 0 · As closed as Google Meet gets 1 · Ready 0" in told, (
            "its one link is accepted, not gone"
        )
        report = made.run("audit", "--format", "json-flat", expect=0).json
        assert report["counts"]["states"] == {"As closed as it gets": 1}


def test_what_could_not_be_told_is_counted_in_a_program_that_is_open_as_well(tmp_path: Path) -> None:
    fault = {"path": "/meetings/81$", "drop_key": "settings.waiting_room"}
    seed = small(story(81, join_before_host=True), story(82), faults=[fault])
    with library(tmp_path, seed) as made:
        said = made.run("audit", "--all", expect=3)
        assert "Close first 0 · Can't tell 1 (1 of them also to fix) · To fix 1 · Ready 1" in " ".join(said.out.split())
        report = made.run("audit", "--format", "json-flat", expect=3).json
        assert report["complete"] is False
        assert [c["complete"] for c in report["connections"]] == [False]
        assert report["counts"]["unclear"] == 1


def test_where_nothing_was_looked_at_nothing_is_counted(tmp_path: Path) -> None:
    with library(
        tmp_path, small(faults=[{"path": "/v2/users$", "status": 403, "body": {"code": 4711, "message": "no"}}])
    ) as made:
        first, *rest = made.run("audit", "--all", expect=3).out.splitlines()
        assert first == "hardener could not look, so nothing is known of any program"
        assert not [line for line in rest if "Ready" in line or "To fix" in line]


def test_hosts_without_a_program_are_not_ready_but_nothing_is_scheduled(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, days=90))) as made:
        said = made.run("audit", "--all", expect=0).out
        assert said.startswith("nothing is scheduled to ")
        assert "Ready" not in said


def test_a_program_that_no_rule_names_is_judged_said_and_never_written_to(tmp_path: Path) -> None:
    seed = small(story(81, topic="Public Hearing: Library Budget", waiting_room=False), story(82))
    rules = '[[programs]]\ntitle = "*storytime*"\nprofile = "storytime"'
    with library(tmp_path, seed, rules=rules) as made:
        unruled(tmp_path)
        report = made.run("audit", "--format", "json-flat", expect=1).json
        assert {p["id"]: p["named_by_rule"] for p in report["programs"]} == {"81": False, "82": True}
        assert report["counts"]["named_by_no_rule"] == 1
        said = made.run("audit", "--all", expect=1).out
        assert "No rule of hardener.toml names 1 program" in said
        assert "storytime, no rule names it" in said
        told = " ".join(made.run("audit", "Public Hearing", "--details", expect=1).out.split())
        assert "hardener cannot: no rule of hardener.toml names this program; add a [[programs]] rule" in told
        assert "hardener can:" not in told, "apply would change nothing there"
        plan = made.run("plan", *EVERYTHING, "--left-out").out
        assert "no rule of hardener.toml names these programs" in " ".join(plan.split())
        made.run("apply", "--yes", *EVERYTHING)
        assert not made.sent("PATCH", "PUT", "POST", "DELETE")
        made.run("snapshot", "a.snapshot")
        kept: dict[str, Any] = json.loads(made.run("audit", "--from", "a.snapshot", "--format", "json-flat").out)
        assert {p["id"]: p["named_by_rule"] for p in kept["programs"]} == {"81": False, "82": True}
        made.run("apply", "--yes", "--profile", "storytime", *EVERYTHING, expect=0)
        assert made.sent("PATCH")


def test_what_is_looked_at_only_comes_after_all_that_is_somebodys_task(tmp_path: Path) -> None:
    seed = small(*(story(80 + n, topic=f"Storytime {n}", alternative_hosts="") for n in range(5)))
    with library(tmp_path, seed, rooms=True) as made:
        said = made.run("audit", "--all").out
        _, _, after = said.partition("\nWhat to do\n")
        tasks, heading, rest = after.partition("\nIn programs that are looked at only: nobody's task, never changed\n")
        assert heading
        assert "permanent room" in rest
        assert "permanent room" not in tasks
        assert "5 programs)" in tasks, "what only the library's own programs have, however little it harms"
        numbers = [int(number) for number in re.findall(r"^  \[(\d+)\]", after, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))
