"""What was not asked for is said, by doctor and by every report, with the reason; and what is asked about is not said to be left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.adapters.teams.made import library as tenant
from tests.adapters.teams.made import small, webinar
from tests.end_to_end import meet_library

TEAMS = "sign-up forms were not asked for, as no profile in use needs them"
MEET = "co-hosts were not asked for, as no profile in use needs them"


def test_sign_up_forms_of_teams(tmp_path: Path) -> None:
    with tenant(tmp_path, small({}, webinars=[webinar()])) as made:
        assert TEAMS not in made.run("audit").out.replace("\n", " ")
        asked = len([c for c in made.sim.calls if c.path.endswith("/questions")])
        for words in (["audit"], ["audit", "--format", "markdown"], ["audit", "--format", "json"]):
            out = made.run(*words, "--profile", "staff-meeting").out.replace("\\", "")
            said = " ".join(out.split())
            assert TEAMS in said
        text = (tmp_path / "hardener.toml").read_text().replace("storytime", "staff-meeting")
        (tmp_path / "hardener.toml").write_text(text)
        assert TEAMS in " ".join(made.run("doctor").out.split())
        assert len([c for c in made.sim.calls if c.path.endswith("/questions")]) == asked == 1


@pytest.mark.parametrize(("profile", "left"), [("staff-meeting", True), ("storytime", False)])
def test_co_hosts_of_meet(tmp_path: Path, profile: str, left: bool) -> None:
    with meet_library.library(tmp_path, meet_library.small()) as made:
        said = " ".join(made.run("audit", "--profile", profile).out.split())
        assert (MEET in said) is left
        assert any(c.path.endswith("/members") for c in made.app.calls) is not left
