"""What a server's list of features alone decides is added to it, word by word; nothing of it is taken out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.bigbluebutton_library import FILE, Library, library, room, small
from tests.end_to_end.library import EVERYTHING

from hardener_bigbluebutton.simulator.seed import SHIPPED

LINE = "disabledFeatures=breakoutRooms,customVirtualBackgrounds\n"
PICTURES, ROOMS = "chan.virtual_background", "chan.breakout_rooms"
BOTH = "customVirtualBackgrounds,breakoutRooms"


def told(made: Library, control: str) -> dict[str, Any]:
    return {key[1]: found for key, found in made.found().items()}[control]


@pytest.mark.parametrize(
    ("line", "shipped", "after"),
    [
        ("", "", f"disabledFeatures={BOTH}\n"),
        ("disabledFeatures=\n", "", f"disabledFeatures={BOTH}\n"),
        ("disabledFeatures = breakoutRooms\n", "", "disabledFeatures = breakoutRooms,customVirtualBackgrounds\n"),
        ("disabledFeatures=polls, \\\n  quizzes,\n", "", f"disabledFeatures=polls, \\\n  quizzes,{BOTH}\n"),
        ("", "polls", f"disabledFeatures=polls,{BOTH}\n"),
    ],
)
def test_a_word_is_added_waits_for_a_restart_and_is_taken_back(
    tmp_path: Path, line: str, shipped: str, after: str
) -> None:
    below = SHIPPED.replace("disabledFeatures=\n", f"disabledFeatures={shipped}\n")
    seed = small(own=FILE.replace(LINE, line), files={"bigbluebutton.properties": below})
    with library(tmp_path, seed) as made:
        made.restart()
        before = made.own.read_bytes()
        assert (told(made, PICTURES)["status"], told(made, PICTURES)["fixable"]) == ("fail", True)
        made.run("apply", "--yes", *EVERYTHING, expect=4)
        assert made.own.read_text() == FILE.replace(LINE, after)
        assert told(made, PICTURES)["reason"] == "pending"
        made.restart()
        assert {told(made, each)["status"] for each in (PICTURES, ROOMS)} == {"pass"}
        made.run("undo", "--yes", expect=4)
        assert made.own.read_bytes() == before


def test_the_other_word_alone_waits_as_well(tmp_path: Path) -> None:
    with library(tmp_path, small(own=FILE.replace("breakoutRooms,", ""))) as made:
        made.restart()
        ran = made.run("apply", "--yes", *EVERYTHING, expect=4)
        assert "in force after a restart" in " ".join(ran.out.split())
        made.restart()
        assert told(made, ROOMS)["status"] == "pass"


def test_without_leave_for_what_is_shared_nothing_is_added(tmp_path: Path) -> None:
    with library(tmp_path, small(own=FILE.replace(LINE, ""))) as made:
        made.restart()
        before = made.own.read_bytes()
        made.run("apply", "--yes")
        assert made.own.read_bytes() == before


def test_a_list_that_leads_to_another_key_is_for_a_person(tmp_path: Path) -> None:
    with library(tmp_path, small(own=FILE.replace(LINE, "ours=polls\ndisabledFeatures=${ours}\n"))) as made:
        made.restart()
        before = made.own.read_bytes()
        found = told(made, PICTURES)
        assert (found["status"], found["fixable"]) == ("fail", False)
        made.run("apply", "--yes", *EVERYTHING)
        assert made.own.read_bytes() == before


@pytest.mark.parametrize("copied", [True, False])
def test_a_plan_says_what_its_count_waits_for(tmp_path: Path, copied: bool) -> None:
    own = FILE.replace("PublicChat=true", "PublicChat=false").replace("DisableCam=true", "DisableCam=false")
    with library(tmp_path, small(room(guestPolicy="ALWAYS_ACCEPT"), own=own)) as made:
        made.restart()
        if not copied:
            (made.files / "bbb-web.started").unlink()
        told = " ".join(made.run("plan", "--allow", "shared").out.split())
        assert "After it, 0 programs are open to strangers (now 1)." in told
        assert "This counts 2 changes that are not in force before a restart of bbb-web." in told
