"""What is kept of families on a simulated GoTo: counted, and never deleted, as GoTo deletes only before a program."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.adapters.goto.made import small as account
from tests.adapters.goto.made import soon, span, stamp, webinar
from tests.end_to_end.test_goto import library

from hardener.sandbox import Fault

pytestmark = pytest.mark.process
OVER = webinar(
    91, -40, registrants=["APPROVED", "DENIED", "WAITING"], recordings=[stamp(soon(-40))], subject="Long over"
)
SERIES = webinar(92, -20, registrants=["APPROVED"], subject="Weekly", recurrence="sequence") | {
    "times": [span(-20), span(6)]
}


@pytest.mark.parametrize("app", [0, 1])
def test_webinars_are_counted_and_nothing_is_deleted(tmp_path: Path, app: int) -> None:
    with library(tmp_path, account(OVER, SERIES, app=app)) as made:
        found = made.run("registrants", "--format", "json", expect=1).json
        programs = {p["title"]: p for p in found["programs"]}
        assert {t: p["kept"]["sign-ups"]["count"] for t, p in programs.items()} == {"Long over": 3, "Weekly": 1}
        kept = programs["Long over"]["kept"]
        assert (kept["recordings"]["count"], kept["transcripts"]["count"]) == (1, 1)
        assert (programs["Weekly"]["over"], kept["sign-ups"]["status"]) == (False, "fail")
        ran = made.run(
            "registrants", "--purge", "--older-than", "30d", "--allow", "delete,mail", "--yes", expect=0
        )  # fmt: skip
        assert "only before the program" in ran.flat
        assert "nothing to delete" in ran.flat
        assert len(made.sim.world.webinars["91"].removed) == 0
        assert not [c for c in made.sim.calls if c.method == "DELETE"]
        assert not [name for name in ("Family 0", "Reader", "example.com") if name in ran.flat + str(found)]


def test_what_goto_does_not_tell_is_could_not_tell(tmp_path: Path) -> None:
    faults = [Fault(path="/registrants$", set={"total": "many"}).model_dump()]
    with library(tmp_path, account(OVER, faults=faults)) as made:
        (program,) = made.run("registrants", "--format", "json", expect=3).json["programs"]
        assert (program["kept"]["sign-ups"]["count"], program["kept"]["sign-ups"]["status"]) == (None, "error")
