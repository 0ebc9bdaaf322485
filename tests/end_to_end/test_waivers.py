"""What is accepted for a time: counted and listed, neither failed nor changed, and a failure again when it is over."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.end_to_end.library import EVERYTHING, Library, library, small, story
from tests.end_to_end.test_hostile import TITLES, hidden

from hardener.report.json_flat import schema

RECORDS, POSTED = "rec.auto", "door.join_link_private"


def day(days: int) -> str:
    """Return a date so many days from now; tests run in UTC."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    """Two programs that record by themselves; nothing else is wrong."""
    seed = small(story(81, auto_recording="cloud"), story(82, days=4, topic="Toddler Time", auto_recording="local"))
    with library(tmp_path, seed) as opened:
        yield opened


def waive(made: Library, *more: str, program: str = "*", until: str = "", expect: int = 0) -> Any:
    words = ("--program", program, "--reason", "asked by the board", "--by", "director", "--until", until or day(90))
    return made.run("waive", RECORDS, *words, *more, expect=expect)


def write(made: Library, **entry: str) -> None:
    known = {"control": RECORDS, "program": "'*'", "reason": "the board", "by": "director", "until": day(90), **entry}
    lines = "\n    ".join(f"{key}: {value}" for key, value in known.items())
    (made.folder / "waivers.yaml").write_text(f"waivers:\n  - {lines}\n")


def test_what_is_accepted_is_ready_listed_and_left_alone(made: Library) -> None:
    said = waive(made).out
    assert "waivers.yaml" in said
    assert "commit" in said
    out = made.run("audit", "--all", expect=0).out
    assert "2 accepted for now" in out
    assert out.count("storytime, 1 accepted") == 2
    listed = out[out.index("\nAccepted for now") : out.index("\nFor a person")]
    for part in ("starts to record by itself", "Baby Storytime", "Toddler Time", "director", "asked by the board"):
        assert part in listed
    report = made.run("audit", "--format", "json-flat", expect=0).json
    jsonschema.validate(report, schema(), cls=jsonschema.Draft202012Validator)
    assert report["counts"]["statuses"]["waived"] == 2
    assert report["counts"]["states"] == {"Ready": 2}
    assert report["notices"] == []
    finding = next(f for f in report["programs"][0]["findings"] if f["control"] == RECORDS)
    assert finding["waiver"] == {
        "kind": "waiver", "by": "director", "on": None, "until": day(90), "reason": "asked by the board", "holds": True,
    }  # fmt: skip
    plan = made.run("plan", *EVERYTHING, "--output", "plan.json", expect=0)
    assert "2 findings accepted for now" in plan.err
    assert json.loads((made.folder / "plan.json").read_text())["plan"]["steps"] == []


def test_one_program_is_accepted_and_the_other_is_mended(made: Library) -> None:
    write(made, program="'81'")
    made.run("apply", "--yes", expect=0)
    assert made.zoom.world.programs[81].settings["auto_recording"] == "cloud"
    assert made.zoom.world.programs[82].settings["auto_recording"] == "none"


def test_what_is_over_fails_again_and_says_so(made: Library) -> None:
    write(made, until=day(-1))
    report = made.run("audit", "--format", "json-flat", expect=1).json
    (notice,) = report["notices"]
    assert "accepted by director until" in notice
    assert "is over" in notice
    finding = next(f for f in report["programs"][0]["findings"] if f["control"] == RECORDS)
    assert (finding["status"], finding["waiver"]["holds"]) == ("fail", False)
    assert "is over" in finding["note"]
    made.run("plan", "--output", "plan.json", expect=0)
    assert json.loads((made.folder / "plan.json").read_text())["plan"]["steps"]


@pytest.mark.parametrize("style", ["table", "markdown", "csv"])
def test_every_format_says_what_is_over(made: Library, style: str) -> None:
    write(made, until=day(-1))
    told = made.run("audit", "--all", "--format", style, expect=1).out
    assert told.count("is over") >= 2, "as a notice, and at the finding"


def test_a_waiver_is_void_where_more_is_open_than_it_accepts(made: Library) -> None:
    write(made, at_most="local")
    report = made.run("audit", "--format", "json-flat", expect=1).json
    states = {f["program"]: f["status"] for p in report["programs"] for f in p["findings"] if f["control"] == RECORDS}
    assert states == {"81": "fail", "82": "waived"}
    assert "more is open" in report["notices"][0]


def test_what_ends_soon_or_matches_nothing_is_said_after_a_whole_look_only(made: Library) -> None:
    write(made, until=day(9))
    with (made.folder / "waivers.yaml").open("a") as file:
        file.write(f"  - {{control: {RECORDS}, program: '*puppets*', reason: r, by: director, until: {day(90)}}}\n")
    out = " ".join(made.run("audit", "--all", expect=0).out.split())
    assert "which is in 9 days" in out
    assert f"waivers.yaml: {RECORDS} for program *puppets*: accepted by director" in out
    assert "it matches nothing" in out
    for words in (("baby",), ("--profile", "storytime"), ("--weeks", "1")):
        told = " ".join(made.run("audit", *words, expect=0).out.split())
        assert "which is in 9 days" in told, words
        assert "matches nothing" not in told, words
    listed = made.run("waivers", expect=0).out
    assert "ends in 9 days" in listed
    assert "in force" in listed


def test_what_somebody_looked_at_passes_and_is_listed(made: Library) -> None:
    words = ("--program", "*", "--by", "Anna", "--until", day(60))
    made.run("attest", POSTED, *words, "--reason", "looked at the website", expect=0)
    found = made.findings()["81", POSTED]
    assert (found["status"], found["actual"], found["waiver"]["kind"]) == ("pass", "attested", "attestation")
    out = made.run("audit", "--all").out
    listed = out[out.index("\nLooked at by hand") : out.index("\nFor a person")]
    assert "Anna" in listed
    assert "looked at the website" in listed
    assert "Is the link to join kept" not in out


def test_what_could_not_be_told_is_never_waived(tmp_path: Path) -> None:
    fault = {"path": "/meetings/81$", "set": {"settings.auto_recording": "a new word"}}
    with library(tmp_path, small(story(81), faults=[fault])) as opened:
        write(opened)
        report = opened.run("audit", "--format", "json-flat", expect=3).json
    assert {f["status"] for f in report["programs"][0]["findings"] if f["control"] == RECORDS} == {"error"}
    assert report["notices"] == [], "whether it is needed could not be told either"


BROKEN = (
    f"waivers:\n  - {{control: {RECORDS}, program: x, reason: r, by: b, until: 2027}}\n",
    'waivers:\n  - {control: "\\e[2J", program: x, reason: r, by: b, until: 2027-01-01}\n',
)


def test_a_file_that_cannot_be_used_is_one_line_before_the_first_request(made: Library) -> None:
    path = made.folder / "waivers.yaml"
    for broken in BROKEN:
        path.write_text(broken)
        ran = made.run("audit", "--all", expect=2)
        assert ran.err.startswith("hardener: waivers.yaml:")
        assert ran.err.count("\n") == 1
        assert not hidden(ran.err)
    assert waive(made, expect=2).err.startswith("hardener: waivers.yaml:2:")
    assert path.read_text() == BROKEN[-1]
    path.write_bytes(b"waivers: \xff\n")
    assert (
        made.run("audit", "--all", expect=2).err == "hardener: waivers.yaml:1: it is not UTF-8 text; save it as UTF-8\n"
    )
    assert not made.zoom.calls


def test_a_mistake_in_the_command_is_one_line_and_writes_nothing(made: Library) -> None:
    for words, said in (
        ((RECORDS,), "give at least one of program, host and connection"),
        ((RECORDS, "--program", "x", "--until", "2020-01-01"), "--until: 2020-01-01 is over already"),
        (("rec.*", "--program", "x", "--at-most", "local"), "--at-most: 'rec.*' is"),
    ):
        ran = made.run("waive", "--reason", "r", "--until", day(9), *words, expect=2)
        assert ran.err.startswith(f"hardener: {said}")
        assert ran.err.count("\n") == 1
    assert not (made.folder / "waivers.yaml").exists()


def test_comments_stay_and_the_same_entry_is_written_once(made: Library) -> None:
    path = made.folder / "waivers.yaml"
    before = f"# ours\nattestations:\n  - {{control: {POSTED}, host: h, by: Anna, on: {day(-3)}, until: {day(30)}}}  # site\n# end\n"
    path.write_text(before)
    made.run("attest", "door.unlisted", "--host", "*", "--by", "Anna", "--until", day(30), expect=0)
    waive(made)
    after = path.read_text()
    assert set(before.splitlines()) <= set(after.splitlines())
    assert after.index("- control: door.unlisted") < after.index("# end") < after.index(f"- control: {RECORDS}")
    assert "left as it was" in waive(made).out
    assert path.read_text() == after
    assert {each.name for each in made.folder.iterdir()} == {"hardener.toml", "waivers.yaml"}


def test_a_reason_is_text_in_every_format(tmp_path: Path) -> None:
    reasons = [*(title[:300] for title in TITLES.values()), "mail anna@example.org, pwd=hunter2secret"]
    seed = small(*(story(300 + n, auto_recording="cloud") for n in range(len(reasons))))
    with library(tmp_path, seed) as made:
        lines = [
            f"  - {{control: {RECORDS}, program: '{300 + n}', by: {json.dumps(said)}, reason: {json.dumps(said)}, until: {day(9)}}}"
            for n, said in enumerate(reasons)
        ]  # fmt: skip
        (tmp_path / "waivers.yaml").write_text("\n".join(["waivers:", *lines, ""]))
        told = {
            style: made.run("audit", "--format", style, expect=0).out for style in ("table", "markdown", "json-flat")
        }
        rows = list(csv.reader(io.StringIO(made.run("audit", "--format", "csv", expect=0).out)))
        told["list"] = made.run("waivers", expect=0).out
    for style, out in told.items():
        assert not hidden(out), style
        assert "hunter2secret" not in out, style
        assert "anna@example.org" not in out, style
    assert max(len(line) for line in told["table"].splitlines()) <= 110
    assert "<script" not in told["markdown"]
    assert "](javascript" not in told["markdown"].replace("\\]\\(javascript", "")
    report = json.loads(told["json-flat"])
    jsonschema.validate(report, schema(), cls=jsonschema.Draft202012Validator)
    assert len(report["notices"]) == len(reasons)
    assert len({len(row) for row in rows}) == 1
    assert rows[0][-3:] == ["waived by", "waived until", "waived reason"]
    assert [row[-2] for row in rows[1:] if row[-3]] == [day(9)] * len(reasons)
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not hidden(cell)


def test_the_file_keeps_its_mode_for_others_who_have_to_read_it(made: Library) -> None:
    waive(made)
    file = made.folder / "waivers.yaml"
    file.chmod(0o664)
    before = os.umask(0o077)
    try:
        waive(made, until=day(80))
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o664
