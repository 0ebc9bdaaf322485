"""hardener week, today and fix: what is next, a line each, and how a place is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.end_to_end.library import library, small, story

pytestmark = pytest.mark.process


def test_the_week_has_every_program_once_and_another_library_s_beside_it(tmp_path: Path) -> None:
    seed = small(story(81, days=1), story(82, topic="Toddler Time", days=2))
    with library(tmp_path, seed, rules='[[programs]]\ntitle = "*baby*"\nprofile = "storytime"\n') as made:
        alone = made.run("week").out
        assert [alone.count(title) for title in ("Baby Storytime", "Toddler Time")] == [1, 1]
        other = made.folder / "other.toml"
        other.write_text((made.folder / "hardener.toml").read_text())
        both = made.run("week", "--also", str(other)).out
        assert [both.count(title) for title in ("Baby Storytime", "Toddler Time")] == [2, 2]
        ran = made.run("week", "--also", "nowhere.toml", expect=2)
        assert "nowhere.toml" in ran.err
        assert len(ran.err.splitlines()) == 1


def test_today_has_nothing_of_tomorrow(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, days=1.5))) as made:
        assert "Baby Storytime" not in made.run("today").out


def test_a_host_sees_their_own_programs(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        host = made.run("audit", "--format", "json-flat").json["programs"][0]["host"]
        assert "Baby Storytime" in made.run("week", "--host", host).out
        assert "Baby Storytime" not in made.run("week", "--host", "nobody").out
        assert "Baby Storytime" not in made.run("audit", "--host", "nobody").out


def test_fix_says_each_step_from_what_to_what_and_where(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        told = " ".join(made.run("fix", "1").out.split())
        assert "No recording by itself" in told
        assert "Zoom web portal > " in told
        ran = made.run("fix", "99", expect=2)
        assert "no place 99" in ran.err
        assert not made.sent("PATCH", "PUT", "POST", "DELETE")
