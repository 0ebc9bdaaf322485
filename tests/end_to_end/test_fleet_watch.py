"""One process looks after a region: each library as its own watch would, and none in the way of another."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.fleet_library import Region, region
from tests.end_to_end.fleet_watching import Hanging, below, rows, seen, waits, watching, write
from tests.end_to_end.library import small, story
from tests.inbox import inbox
from tests.waiting import LONG

pytestmark = pytest.mark.long

OPEN: dict[str, Any] = {"approval_type": 2, "mute_upon_entry": False}
MANY = 40


def add(made: Region, name: str, number: int, **more: Any) -> Any:
    kind = {"kind": more.pop("kind")} if "kind" in more else {}
    seed = small(story(number, topic=f"{name.title()} Storytime", days=more.pop("days", 0.5), **more))
    return made.add(name, seed, called=f"{name.title()} Library", **kind)


def once(made: Region, *words: str, expect: int | None = None) -> dict[str, dict[str, Any]]:
    ran = made.fleet("watch", "--once", "--format", "json", *words, expect=expect)
    return {row["library"]: row for row in ran.json["libraries"]}


def calls(made: Region) -> int:
    return sum(len(zoom.calls) for zoom in made.zooms.values())


def test_once_does_what_is_due_tells_each_library_alone_and_goes_on_where_it_was(tmp_path: Path) -> None:
    told: dict[str, list[dict[str, Any]]] = {"ash": [], "birch": []}
    with inbox(told["ash"].append) as ash, inbox(told["birch"].append) as birch, region(tmp_path) as made:
        for number, (name, url) in enumerate({"ash": ash, "birch": birch}.items()):
            add(made, name, 81 + number, auto_recording="cloud")
            write(made, name, "[notify.staff]")
            (made.libraries / name / "credentials" / "hardener.notify-staff.url").write_text(url)
            (made.libraries / name / "credentials" / "hardener.notify-staff.url").chmod(0o600)
        found = once(made, "--reports", "reports", expect=1)
        assert {name: (row["programs"], row["to_do"]) for name, row in found.items()} == {
            "Ash Library": (1, 1), "Birch Library": (1, 1),
        }  # fmt: skip
        for name, other in (("ash", "Birch"), ("birch", "Ash")):
            assert len(told[name]) == 1
            assert "starts to record by itself" in json.dumps(told[name])
            assert other not in json.dumps(told[name])
            assert (tmp_path / "reports" / name / "audit.html").exists()
            assert other not in (tmp_path / "reports" / name / "audit.json").read_text()
        before = calls(made)
        assert once(made) == found
        assert calls(made) == before, "nothing is due so soon again"
        assert [len(each) for each in told.values()] == [1, 1]
        made.zooms["ash"].world.programs[81].settings["auto_recording"] = "none"
        write(made, "ash", "# looked at anew")
        assert once(made)["Ash Library"]["to_do"] == 0, "a look ahead says how its programs are now"
        assert "Mended by somebody" in json.dumps(told["ash"])
        own = made.run(
            "--config", "libraries/ash/hardener.toml", "--store", "libraries/ash/hardener.sqlite3", "history"
        )
        assert "watch" in own.out


def test_safe_changes_are_made_where_a_library_says_so_and_only_there(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        for number, name in enumerate(("ash", "birch", "cedar")):
            add(made, name, 81 + number, days=3, auto_recording="cloud")
        write(made, "birch", "[watch]", 'apply = "safe"')
        write(made, "cedar", "[watch]", 'apply = "safe"', "[apply]", 'allowed_by = ["the director"]')
        found = once(made)
        assert [made.sent(name, "PATCH") for name in ("ash", "cedar")] == [[], []]
        assert [path.rsplit("/", 1)[-1] for _, path in made.sent("birch", "PATCH")] == ["82"]
        assert "may not change programs" in found["Cedar Library"]["why"]
        assert "the director" not in json.dumps(found)
        assert (found["Ash Library"]["to_do"], found["Birch Library"]["to_do"]) == (1, 0), "it was looked at again"
        assert made.zooms["birch"].world.programs[82].settings["auto_recording"] == "none"


def test_folders_that_come_go_and_break_are_told_while_it_runs(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        add(made, "ash", 81)
        add(made, "birch", 82)
        with watching(made) as process:
            waits(process, lambda: seen(made, "Ash Library") and seen(made, "Birch Library"), "never looked")
            add(made, "cedar", 83)
            waits(process, lambda: seen(made, "Cedar Library"), "the new one was never looked at")
            toml = made.libraries / "ash" / "hardener.toml"
            good = toml.read_text()
            toml.write_text("this is = no TOML [")
            waits(process, lambda: "Ash Library" not in rows(tmp_path), "it has no name any more")
            waits(
                process,
                lambda: rows(tmp_path)["ash"]["why"].startswith("hardener.toml: "),
                "the mistake was never told",
            )
            assert seen(made, "Birch Library")
            shutil.rmtree(made.libraries / "birch")
            waits(process, lambda: "Birch Library" not in rows(tmp_path), "it is gone")
            toml.write_text(good)
            waits(process, lambda: seen(made, "Ash Library"), "it was never looked at again")
            process.terminate()
            err = process.communicate(timeout=LONG)[1]
        assert process.returncode == 0, err
        for line in (
            "watching 2 libraries of libraries; the table is kept in region.json; Ctrl-C ends it",
            "new: Cedar Library", "configured anew: ash", "gone, and not looked at any more: Birch Library",
            "ash: could not look: hardener.toml", "Ash Library can be looked at again", "the watch has ended",
        ):  # fmt: skip
            assert len(re.findall(f"(?m)^(hardener: )?{re.escape(line)}", err)) == 1, f"{line}\n{err}"


def test_a_vendor_that_hangs_holds_up_nobody_and_a_request_to_end_is_met_within_seconds(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        hanging = add(made, "ash", 81, kind=Hanging)
        for number in range(4):
            add(made, f"oak{number}", 90 + number)
        (made.libraries / "fleet.toml").write_text("workers = 2\n")
        hanging.hangs = True
        with watching(made) as process:
            waits(process, lambda: hanging.asked, "it was never asked")
            waits(process, lambda: all(made.zooms[f"oak{n}"].calls for n in range(4)), "the others were never asked")
            waits(process, lambda: len(below(process)) == 1, "the others never ended")
            began = time.monotonic()
            process.terminate()
            err = process.communicate(timeout=LONG)[1]
            took = time.monotonic() - began
        hanging.hangs = False
        hanging.released.set()
        assert process.returncode == 0, err
        assert took < 60, "far below what the vendor would have let it wait for"
        found = rows(tmp_path)
        assert [found[f"Oak{n} Library"]["why"] for n in range(4)] == [""] * 4
        assert found["Ash Library"]["why"] == "it was not looked at yet"
        assert once(made)["Ash Library"]["programs"] == 1


def test_of_two_watches_of_one_fleet_one_is_at_work(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        add(made, "ash", 81)
        with watching(made) as process:
            waits(process, lambda: seen(made, "Ash Library"), "never looked")
            before = calls(made)
            second = made.fleet("watch", expect=2)
            assert f"these libraries are watched already, by a watch (process {process.pid} on " in second.err
            third = made.fleet("watch", "--once", expect=0)
            assert "nothing was done" in third.err
            assert calls(made) == before
        made.fleet("watch", "--once", expect=0)


def test_a_library_that_has_a_watch_of_its_own_is_left_to_it_and_has_its_numbers(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        add(made, "ash", 81, **OPEN)
        made.environ["CREDENTIALS_DIRECTORY"] = str(made.libraries / "ash" / "credentials")
        store = made.libraries / "ash" / "hardener.sqlite3"
        process = made.start("--config", "libraries/ash/hardener.toml", "--store", str(store), "watch")
        try:
            history = ("--config", "libraries/ash/hardener.toml", "--store", str(store), "history")
            waits(process, lambda: " watch" in made.run(*history).out, "it never looked")
            before = calls(made)
            row = once(made, expect=1)["Ash Library"]
            assert row["note"].startswith("it is looked at by a watch of its own: the watch (process ")
            assert (row["programs"], row["to_do"], row["why"]) == (1, 1, "")
            assert calls(made) == before
        finally:
            process.terminate()
            process.communicate(timeout=LONG)
        row = once(made, expect=1)["Ash Library"]
        assert (row["note"], row["programs"], row["to_do"]) == ("", 1, 1), "what it did not see it looks at itself"


def test_many_libraries_are_looked_at_by_few_processes(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        add(made, "ash", 81)
        (made.libraries / "fleet.toml").write_text("workers = 2\n")
        for number in range(MANY):
            shutil.copytree(made.libraries / "ash", made.libraries / f"branch-{number}")
        most = 0
        with watching(made) as process:

            def at_work() -> bool:
                nonlocal most
                most = max(most, len(below(process)))
                found = rows(tmp_path)
                return len(found) == MANY + 1 and not any(row["why"] for row in found.values())

            waits(process, at_work, "they were never all looked at")
            assert 0 < most <= 5, "two, two that take long, and who looks which libraries there are"
            note = rows(tmp_path)["Ash Library (ash)"]["note"]
            assert re.fullmatch(rf"it has the same account as (\S+ \S+ \(\S+\), ){{3}}{MANY - 3} more", note), note


def test_on_a_cluster_one_line_says_what_to_do(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        add(made, "ash", 81)
        (made.libraries / "fleet.toml").write_text('engine = "dask"\nscheduler = "tcp://127.0.0.1:1"\n')
        ran = made.fleet("watch", expect=2)
        assert "a timer keeps the watch, every few minutes: hardener fleet watch libraries --once" in ran.err
        assert ran.err.count("\n") == 1


def test_what_somebody_opens_is_told_at_the_next_look_ahead(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        zoom = add(made, "ash", 81, days=0.5)
        assert once(made)["Ash Library"]["to_do"] == 0
        zoom.world.programs[81].settings.update(OPEN)
        write(made, "ash", "# looked at anew")
        assert once(made)["Ash Library"]["to_do"] == 1
