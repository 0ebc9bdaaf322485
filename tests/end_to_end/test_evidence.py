"""What a board or an insurer asks for, through the installed command: what was known when, and that nothing was changed."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import EVERYTHING, Library, library, small, story
from tests.end_to_end.test_history import HOSTILE
from tests.evidence_made import moved
from tests.stores import KINDS

from hardener.evidence.archive import packed as anew

pytestmark = pytest.mark.process
SECRETS = ("hunter2", "s3cretpw", "anna@example.org", "very-secret", "second@example.org", "zoom.us/j", "5551112222")
HOURS = timedelta(hours=1)
WAIVERS = """\
waivers:
  - {control: chan.chat_attendee, program: "*book club*", reason: "adults only, anna@example.org", by: Bea, until: UNTIL}
attestations:
  - {control: door.join_link_private, program: "*toddler*", host: "story*", by: Anna, on: ON, until: UNTIL}
"""


def told(path: Path, kind: str) -> list[dict[str, Any]]:
    """Return the records of a kind in an evidence file."""
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("records.jsonl").decode().splitlines()
    return [found["record"] for found in map(json.loads, lines) if found["record"]["kind"] == kind]


def packed(made: Library, name: str = "evidence.zip") -> tuple[Path, str]:
    """Pack the two days up to today; return the file and its head."""
    today = datetime.now(UTC).date()
    ran = made.run("evidence", "--from", str(today - timedelta(days=1)), "--to", str(today), name, expect=0)
    return made.folder / name, ran.out.rpartition("head ")[2].strip()


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_known_a_day_ahead_and_at_the_start(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARDENER_TEST_STORE", kind)
    start = datetime.now(UTC) - timedelta(minutes=5)
    with library(tmp_path, small(story(81, waiting_room=False))) as made:
        made.run("audit", "--all")
        made.run("apply", "--yes", "--reason", "the board asked", *EVERYTHING, expect=0)
        made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
        made.run("audit", "--all")
        moved(made.place, start, {1: 30 * HOURS, 2: 3 * HOURS, 3: 2 * HOURS})
        day = {"ON": f"{start - 20 * HOURS:%Y-%m-%d}", "UNTIL": f"{start + 700 * HOURS:%Y-%m-%d}"}
        (tmp_path / "waivers.yaml").write_text(WAIVERS.replace("ON,", f"{day['ON']},").replace("UNTIL", day["UNTIL"]))
        path, head = packed(made)
        (program,) = told(path, "program")
        assert program["title"] == "Baby Storytime"
        before, then = program["day_before"], program["at_start"]
        assert (before["run"], then["run"]) == (1, 3)
        assert before["read_from"] == (start - 30 * HOURS).isoformat().replace("+00:00", "Z")
        sets = {found["set"]: {f["control"]: f for f in found["findings"]} for found in told(path, "findings")}
        assert sets[before["set"]]["door.waiting_room"]["status"] == "fail"
        assert sets[then["set"]]["door.waiting_room"]["status"] == "pass"
        assert sets[then["set"]]["rec.auto"]["status"] == "fail"
        (change,) = told(path, "change")
        assert (change["setting"], change["read_back"], change["reason"]) == (
            "settings.waiting_room", True, "the board asked",
        )  # fmt: skip
        assert change["operator"]
        (other,) = told(path, "changed by someone else")
        assert other["setting"] == "settings.auto_recording"
        (waiver,), (attested,) = told(path, "waiver"), told(path, "attestation")
        assert (waiver["by"], attested["by"]) == ("Bea", "Anna")
        assert attested["where"]["one_host_only"]
        (asked,) = told(path, "profile")
        assert asked["requires"]["door.waiting_room"]["asks"].startswith("at most")
        places = [found["crosswalk"] for found in told(path, "control")]
        assert {"CIS", "SCuBA", "ALA"} <= {body for each in places for body in each}
        assert f"head {head}" in made.run("verify", "evidence.zip", "--head", head, expect=0).out


def test_what_nobody_looked_at_by_then_is_said_and_never_inferred(tmp_path: Path) -> None:
    start = datetime.now(UTC) - timedelta(minutes=5)
    with library(tmp_path, small(story(81))) as made:
        made.run("audit", "--all")
        moved(made.place, start, {1: 20 * HOURS})
        path, _ = packed(made, "one.zip")
        (program,) = told(path, "program")
        assert program["day_before"] == {"verdict": "not looked at"}
        assert program["at_start"]["run"] == 1
        moved(made.place, start, {1: -HOURS / 60})
        path, _ = packed(made, "two.zip")
        (program,) = told(path, "program")
        assert program["day_before"] == program["at_start"] == {"verdict": "not looked at"}
        (summary,) = told(path, "summary")
        assert summary["at_start"]["not looked at"] == summary["programs"] == 1
        with zipfile.ZipFile(path) as archive:
            assert "not looked at" in archive.read("evidence.html").decode()


def test_nothing_in_it_is_a_secret_or_does_anything_and_the_same_facts_are_the_same_bytes(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, topic=HOSTILE, waiting_room=False))) as made:
        made.run("audit", "--all")
        made.run("apply", "--yes", "--reason", HOSTILE, *EVERYTHING)
        made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
        made.run("audit", "--all")
        moved(made.place, datetime.now(UTC) - timedelta(minutes=5), {1: 30 * HOURS, 2: 3 * HOURS, 3: 2 * HOURS})
        reviews = tmp_path / "reviews"
        reviews.mkdir()
        (reviews / "zoom.yaml").write_text(
            "contact: anna@example.org\nlink: https://zoom.us/j/81?pwd=hunter2\nnote: \x1b[31m\u202ered\n"
        )
        (reviews / "scan\x1b[31m.pdf").write_bytes(b"%PDF\xff\xfe")
        (reviews / "away.yaml").symlink_to("/etc/hostname")
        (reviews / ".git").mkdir()
        (reviews / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        path, _ = packed(made)
        with zipfile.ZipFile(path) as archive:
            everything = {name: archive.read(name).decode() for name in archive.namelist()}
        assert sorted(name for name in everything if name.startswith("reviews/")) == ["reviews/003-zoom.yaml"]
        assert [review["left_out"] for review in told(path, "review")] == [
            "it is a link to another file", "it is no text", "",
        ]  # fmt: skip
        assert told(path, "review")[2]["sha256_of_original"] == "", "it would tell which passcode was taken out"
        for name, text in everything.items():
            assert not [secret for secret in SECRETS if secret in text], name
            assert "\x1b" not in text
            assert "\u202e" not in text
        page = everything["evidence.html"]
        assert "<script" not in page.lower()
        assert "<b>bold" not in page
        assert "&lt;b&gt;bold" in page
        first = path.read_bytes()
        packed(made)
        assert path.read_bytes() == first
        (tmp_path / "hardener.toml").write_text(
            (tmp_path / "hardener.toml").read_text() + '\n[library]\nname = "Maple"\n'
        )
        today = str(datetime.now(UTC).date())
        assert "is there already" in made.run("evidence", "--from", today, "--to", today, "evidence.zip", expect=2).err
        assert path.read_bytes() == first


def test_hostile_archives_end_in_one_clear_line(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        made.run("audit", "--all")
        path, _ = packed(made)
        whole = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
        bomb = tmp_path / "bomb.zip"
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", b"{}")
            archive.writestr("records.jsonl", b"\0" * 50_000_000)
        with pytest.warns(UserWarning, match="Duplicate name"):
            twice = anew([*members, members[-1]])
        cases: dict[str, tuple[bytes, int, str]] = {
            "empty": (b"", 2, "no evidence file"),
            "text": (b"hello", 2, "no evidence file"),
            "cut": (whole[:-30], 1, "cut short"),
            "bomb": (bomb.read_bytes(), 2, "compressed"),
            "twice": (twice, 1, "two in it have one name"),
            "away": (anew([*members, ("../../../etc/passwd", b"x")]), 1, "such a name"),
            "more": (anew([*members, ("extra.txt", b"x")]), 1, "extra.txt was added"),
            "less": (anew(members[:1] + members[2:]), 1, "evidence.html was left out"),
            "behind": (whole + b"x", 1, "added behind its end"),
            "other": (anew([("hello.txt", b"x")]), 2, "no evidence file"),
        }
        for name, (data, status, said) in cases.items():
            (tmp_path / f"{name}.zip").write_bytes(data)
            ran = made.run("verify", f"{name}.zip", expect=status)
            assert said in ran.err, (name, ran.err)
            assert len(ran.err.strip().splitlines()) == 1
            assert ran.out == ""
        assert not (tmp_path.parent / "etc").exists()
        assert "another file" in made.run("verify", "evidence.zip", "--head", "0" * 64, expect=1).err
        for none in ("", "abc", "é" * 64):
            assert "--head: expected" in made.run("verify", "evidence.zip", "--head", none, expect=2).err
        assert made.run("verify", "nowhere.zip", expect=2).err.count("\n") == 1
        assert made.run("verify", str(tmp_path), expect=2).err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-11-30", "--to", "2026-11-01"), "is before"),
        (("--from", "yesterday", "--to", "2026-11-01"), "expected a date"),
        (("--from", "20261101", "--to", "2026-11-30"), "expected a date"),
        (("--from", "2999-01-01", "--to", "2999-01-02"), "has not come yet"),
        (("--from", "2026-11-01", "--to", "9999-12-31"), "this century"),
    ],
)
def test_days_that_are_none_are_one_clear_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    with library(tmp_path, small()) as made:
        ran = made.run("evidence", *words)
        assert (ran.status, said in ran.err, len(ran.err.splitlines())) == (2, True, 1)
        assert not list(tmp_path.glob("*.zip"))


def test_a_process_that_is_killed_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        made.run("audit", "--all")
        today = str(datetime.now(UTC).date())
        whole = packed(made, "whole.zip")[0]
        assert whole.exists()
        for number in range(4):
            process = made.start("evidence", "--from", today, "--to", today, f"{number}.zip")
            part = tmp_path / f".{number}.zip.part"
            while process.poll() is None and not part.exists() and not (tmp_path / f"{number}.zip").exists():
                pass
            process.kill()
            process.communicate()
            if (tmp_path / f"{number}.zip").exists():
                made.run("verify", f"{number}.zip", expect=0)
            made.run("evidence", "--from", today, "--to", today, f"{number}.zip", expect=0)
            assert not part.exists()


def test_a_date_that_a_later_look_at_everything_did_not_find_is_told_apart(tmp_path: Path) -> None:
    start = datetime.now(UTC) - timedelta(minutes=5)
    with library(tmp_path, small(story(81), story(82, topic="Toddler Time"))) as made:
        made.run("audit", "--all")
        made.zoom.world.programs[81].start_time = datetime.now(UTC) + timedelta(days=300)
        made.run("audit", "--all")
        moved(made.place, start, {1: 30 * HOURS, 2: 3 * HOURS})
        path, _ = packed(made, "one.zip")
        assert [program["title"] for program in told(path, "program")] == ["Toddler Time"]
        (gone,) = told(path, "no longer listed")
        assert (gone["title"], gone["last_known"]["run"]) == ("Baby Storytime", 1)
        assert told(path, "summary")[0]["programs"] == 1
        with zipfile.ZipFile(path) as archive:
            page = archive.read("evidence.html").decode()
        assert "One program was due" in page
        assert "No longer listed before they began" in page
        moved(made.place, start, {1: 3 * HOURS, 2: -HOURS})
        path, _ = packed(made, "two.zip")
        assert len(told(path, "program")) == 2, "a look after the start says nothing of it"


def test_a_date_stays_where_the_later_look_could_not_read_the_account(tmp_path: Path) -> None:
    start = datetime.now(UTC) - timedelta(minutes=5)
    with library(tmp_path, small(story(81), story(82, topic="Toddler Time"))) as made:
        made.run("audit", "--all")
        made.run("audit", "--all", "--program", "toddler")
        moved(made.place, start, {1: 30 * HOURS, 2: 3 * HOURS})
        assert len(told(packed(made, "one.zip")[0], "program")) == 2
