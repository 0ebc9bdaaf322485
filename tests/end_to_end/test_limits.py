"""A library's own profile; and where a platform cannot reach one at all, the report says so in one sentence."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.library import library, small, story


def test_what_no_setting_of_a_platform_can_reach_is_said_at_the_top(tmp_path: Path) -> None:
    lines = [
        "profile: short", "title: Recordings go at once", "audience: children", "requires:",
        "  rec.retention_days_max: {at_most: 0}",
    ]  # fmt: skip
    with library(tmp_path, small(story(81))) as made:
        (tmp_path / "short.yaml").write_text("\n".join(lines))
        told = " ".join(made.run("audit", "--all", "--profile", "short.yaml", expect=1).out.split())
        assert "Zoom cannot be set as short asks:" in told
        assert told.index("cannot be set as") < told.index("Baby Storytime")
        assert "cannot be set as" not in made.run("audit", "--all").out


def test_a_profile_of_the_library_s_own_is_used_wherever_it_is_named(tmp_path: Path) -> None:
    own = "profile: ours\ntitle: Ours\naudience: children\nextends: storytime\nwithout: [rec.auto]\n"
    seed = small(story(81, auto_recording="cloud"), story(82, topic="Toddlers", auto_recording="cloud"))
    with library(tmp_path, seed, rules='[[programs]]\ntitle = "toddlers"\nprofile = "ours.yaml"') as made:
        (tmp_path / "ours.yaml").write_text(own)
        report = made.run("audit", "--format", "json-flat", expect=1).json
        assert {p["id"]: (p["profile"], p["state"]) for p in report["programs"]} == {
            "81": ("storytime", "To fix"), "82": ("ours", "Ready"),
        }  # fmt: skip
        made.run("audit", "--profile", "ours.yaml", expect=0)
        made.run("apply", "--yes", expect=0)
        made.run("audit", "--all", expect=0)
        (tmp_path / "ours.yaml").write_text(own.replace("rec.auto", "rec.outo"))
        wrong = made.run("audit", "--all", expect=2)
        assert "ours.yaml:5" in wrong.err
        assert wrong.err.count("\n") == 1
