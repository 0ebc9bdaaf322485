"""Whose accounts a region's libraries have: one in common is told though one cannot be looked at, and so is another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.end_to_end.fleet_library import Region, region
from tests.end_to_end.library import EVERYTHING, small, story

WRONG: dict[str, Any] = {"approval_type": 2, "mute_upon_entry": False}
SAME = "it has the same account as Birch Library"


def rows(ran: Any) -> dict[str, dict[str, Any]]:
    return {row["library"]: row for row in ran.json["libraries"]}


def alike(made: Region) -> None:
    """Add two libraries that log in to one account."""
    made.add("ash", small(story(81, **WRONG)), called="Ash Library")
    made.add("birch", small(story(82)), called="Birch Library")
    toml = (made.libraries / "ash" / "hardener.toml").read_text()
    (made.libraries / "birch" / "hardener.toml").write_text(toml.replace("Ash Library", "Birch Library"))
    for file in (made.libraries / "ash" / "credentials").iterdir():
        made.secret("birch", file.name.rpartition(".")[2], file.read_text())


def test_an_account_in_common_is_told_and_not_written_to_while_one_of_its_libraries_cannot_be_looked_at(
    tmp_path: Path,
) -> None:
    with region(tmp_path) as made:
        alike(made)
        assert rows(made.fleet("audit", "--format", "json", expect=1))["Ash Library"]["note"] == SAME
        kept = (made.libraries / ".fleet" / "accounts.json").read_text()
        assert "acc-ash" not in kept
        toml = made.libraries / "birch" / "hardener.toml"
        good = toml.read_text()
        for broken in (good.replace("timezone", "timezon"), good.replace("/oauth/token", "/nowhere")):
            toml.write_text(broken)
            found = rows(made.fleet("audit", "--format", "json"))
            assert found["Birch Library"]["why"]
            assert found["Ash Library"]["note"] == SAME
            ran = made.fleet("apply", "--yes", "--format", "json", *EVERYTHING)
            assert ran.status == 3 if "nowhere" in broken else 2
            assert not made.sent("ash", "PATCH")
        toml.write_text(good)
        made.secret("birch", "account_id", "acc-birch")
        (made.libraries / "birch" / "hardener.toml").write_text(good.replace(made.urls["ash"], made.urls["birch"]))
        assert rows(made.fleet("audit", "--format", "json"))["Ash Library"]["note"] == ""


def test_another_account_than_the_last_time_is_told(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        alike(made)
        made.fleet("audit", expect=1)
        toml = made.libraries / "birch" / "hardener.toml"
        toml.write_text(toml.read_text().replace(made.urls["ash"], made.urls["birch"]))
        made.secret("birch", "account_id", "acc-birch")
        ran = made.fleet("audit", "--format", "json")
        row = rows(ran)["Birch Library"]
        assert row["note"].startswith("this is another account than the last time: main; what was kept of the other")
        assert "acc-" not in ran.out
        assert rows(made.fleet("audit", "--format", "json"))["Birch Library"]["note"] == ""
        toml.write_text(toml.read_text().replace(made.urls["birch"], made.urls["ash"]))
        made.secret("birch", "account_id", "acc-ash")
        found = rows(made.fleet("watch", "--once", "--format", "json"))
        assert found["Birch Library"]["note"].startswith("it has the same account as Ash Library; this is another")
