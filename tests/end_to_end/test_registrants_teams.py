"""What is kept of families on a simulated Teams: counted; and nobody is cancelled in place of being deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.adapters.teams.made import ROLES, library, small, webinar

KEPT = ["VirtualEvent.Read.Chat", "OnlineMeetingArtifact.Read.All"]


def ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


def seed(*more: str) -> dict[str, Any]:
    made = small(
        {"days": -20, "subject": "Babies"},
        {"days": 3},
        {"days": -30, "subject": "Weekly", "recurrence": {"type": "weekly"}},
        webinars=[webinar("w1", start=ago(40), registrations=["registered", "canceled"]), webinar("w2")],
    )
    made["meetings"][0]["reports"] = [{"start": ago(20), "participants": 7}]
    made["apps"][0]["roles"] = [*ROLES, *more]
    return made


def test_webinars_and_meetings_are_counted_and_nobody_is_cancelled(tmp_path: Path) -> None:
    with library(tmp_path, seed(*KEPT)) as made:
        found = made.run("registrants", "--format", "json", expect=3).json
        programs = {p["title"]: p for p in found["programs"]}
        kept = {t: {w: one["count"] for w, one in p["kept"].items()} for t, p in programs.items()}
        assert set(programs) == {"Babies", "Weekly", "Puppets"}
        assert (kept["Puppets"]["sign-ups"], kept["Babies"]["sign-ups"], kept["Babies"]["attendance"]) == (2, 0, 1)
        assert (programs["Puppets"]["kept"]["sign-ups"]["status"], programs["Weekly"]["over"]) == ("fail", False)
        words = ("registrants", "--purge", "--older-than", "30d", "--allow", "delete,mail", "--yes")
        ran = made.run(*words, expect=0)
        assert "Teams can only cancel a sign-up" in ran.flat
        assert not made.sent("POST", "DELETE")
        assert made.sim.world.told == []
        assert not [name for name in ("Reader", "example.com", "family0") if name in ran.flat + str(found)]


def test_without_the_permissions_they_are_could_not_tell(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        found = made.run("registrants", "--format", "json", expect=3).json
        puppets = next(p for p in found["programs"] if p["title"] == "Puppets")["kept"]["sign-ups"]
        assert (puppets["count"], puppets["status"]) == (None, "error")
        assert "VirtualEvent.Read.Chat" in puppets["reason"]
