"""Two libraries, one store, both connections called `main`: nothing of one is shown to, planned for or written to the other."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests import stores
from tests.adapters.teams import made as teams
from tests.end_to_end.library import EVERYTHING, Library, library, small, story

from hardener.store import Store
from hardener.store import tables as t

OPEN = {"auto_recording": "cloud"}


def account(name: str, **settings: Any) -> dict[str, Any]:
    """Return a library's account whose one storytime has the same id as everybody's."""
    seed = small(story(81, **settings))
    seed["account"] = {**seed["account"], "id": name}
    return seed


@contextmanager
def two(folder: Path, **settings: Any) -> Iterator[tuple[Library, Library]]:
    """Serve two accounts, each with a folder of its own; one store, where the environment says."""
    for name in ("a", "b"):
        (folder / name).mkdir()
    with (
        stores.place(os.environ.get("HARDENER_TEST_STORE", "sqlite"), folder) as place,
        library(folder / "a", account("accA", **settings)) as first,
        library(folder / "b", account("accB", **settings)) as second,
    ):
        for made in (first, second):
            made.environ["HARDENER_STORE"] = place
        yield first, second


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    with two(tmp_path, **OPEN) as found:
        yield found


def recording(made: Library) -> str:
    (program,) = made.zoom.world.programs.values()
    return str(program.settings["auto_recording"])


def one_line(said: str, *words: str) -> None:
    """Check that an error is one line, which names both accounts and whatever else."""
    assert len(said.strip().splitlines()) == 1, said
    for word in ("accA", "accB", "main", *words):
        assert word in said, said


def test_undo_and_resume_are_of_the_accounts_own_runs(both: tuple[Library, Library]) -> None:
    first, second = both
    second.run("apply", "--yes", expect=0)
    assert recording(second) == "none"
    one_line(first.run("undo", "--yes", expect=2).err, "no apply to take back", "run 1")
    one_line(first.run("undo", "1", "--yes", expect=2).err, "run 1")
    one_line(first.run("undo", "1", "--yes", "--even-if-live", expect=2).err)
    assert not first.sent("PATCH", "PUT", "POST", "DELETE")
    first.run("apply", "--yes", expect=0)
    second.run("undo", "--yes", expect=0)
    assert (recording(first), recording(second)) == ("none", "cloud")


def test_an_apply_that_did_not_end_is_gone_on_with_in_its_own_account_only(both: tuple[Library, Library]) -> None:
    first, second = both
    second.run("apply", "--yes", expect=0)
    with Store(second.place) as store, store.writing() as connection:
        connection.execute(t.run.update().values(ended=None))
        connection.execute(t.step.update().values(outcomes=None))
    one_line(first.run("apply", "--resume", expect=2).err, "no apply to go on with", "run 1")
    assert not first.sent("PATCH")
    second.run("apply", "--resume", expect=0)


def test_a_saved_plan_is_for_one_account(both: tuple[Library, Library]) -> None:
    first, second = both
    plan = str(first.folder / "saved.json")
    shown = first.run("plan", "--output", plan, expect=0).out
    assert "for Zoom (main)" in shown
    assert "accA" not in shown + first.run("doctor").out, "a reader knows it by other names"
    for words in (("plan", "--details"), ("doctor", "--details")):
        assert "Zoom account accA at 127.0.0.1:" in " ".join(first.run(*words).out.split())
    one_line(second.run("apply", "--plan", plan, expect=2).err, "nothing was written")
    assert not second.sent("PATCH")
    assert recording(second) == "cloud"
    first.run("apply", "--plan", plan, "--expect", json.loads(Path(plan).read_text())["fingerprint"], expect=0)
    assert recording(first) == "none", "the refusal did not use it up"


def test_runs_history_and_diff_show_one_account_and_all_of_them_on_demand(both: tuple[Library, Library]) -> None:
    first, second = both
    for made in both:
        made.run("audit", "--all")
    second.run("apply", "--yes", expect=0)
    second.run("audit", "--all", expect=0)
    assert "nothing was applied yet" in first.run("runs").err
    assert "accB" in first.run("runs", "--all").out
    assert "accB" not in second.run("runs").out
    numbers = [line.split()[0] for line in first.run("history").out.splitlines()[2:]]
    assert numbers == ["1"]
    everything = first.run("history", "--all").out
    assert everything.count("accB") == 3
    assert everything.count("accA") == 1
    assert "no whole look before run 1" in first.run("diff", expect=2).err
    one_line(first.run("diff", "1", "4", expect=2).err, "--all")
    assert "nothing to compare" in first.run("diff", "1", "4", "--all", expect=2).err
    told = second.run("diff", "--format", "json", expect=0).json
    assert [found["control"] for found in told["newly_passing"]] == ["rec.auto"]
    assert told["newly_passing"][0]["cause"]["by"] == "hardener"
    assert not told["new"]
    assert not told["gone"]
    past = first.run("history", "Baby Storytime", expect=0).out
    assert "by hardener" not in past
    assert "by hardener" in second.run("history", "Baby Storytime", expect=0).out
    assert "fits 2 programs" in first.run("history", "Baby Storytime", "--all", expect=2).err


def test_what_is_kept_is_shown_without_a_network(both: tuple[Library, Library]) -> None:
    first, _ = both
    first.run("audit", "--all")
    before = len(first.zoom.calls)
    for words in (("runs",), ("runs", "--all"), ("history",), ("history", "--all"), ("history", "storytime")):
        first.run(*words, expect=0)
    assert len(first.zoom.calls) == before


def test_the_other_librarys_look_is_no_look_before(both: tuple[Library, Library]) -> None:
    first, second = both
    second.run("audit", "--all")
    assert first.run("audit", "--new-only", expect=1).out.count("Baby Storytime"), "it is new to this account"
    first.zoom.world.hosted.clear()
    second.run("audit", "--all")
    gone = first.run("audit", "--all", expect=None)
    assert gone.status in {0, 1, 3}
    told = first.run("diff", "--format", "json", expect=0).json
    assert [thing["target"] for thing in told["gone"]] == ["meeting/81"]


def renamed(made: Library, name: str) -> None:
    path = made.folder / "hardener.toml"
    path.write_text(path.read_text().replace("[connections.main]", f"[connections.{name}]"))
    made.environ |= {
        key.replace("_MAIN_", f"_{name.upper()}_"): value
        for key, value in made.environ.items()
        if key.startswith("HARDENER_MAIN_")
    }


def test_a_connection_that_is_renamed_keeps_its_history(both: tuple[Library, Library]) -> None:
    first, second = both
    for made in both:
        made.run("audit", "--all")
        made.run("apply", "--yes", expect=0)
    renamed(first, "zoom")
    assert first.run("runs").out.count("apply") == 1
    first.run("audit", "--all", expect=0)
    told = first.run("diff", "--format", "json", expect=0).json
    assert [found["control"] for found in told["newly_passing"]] == ["rec.auto"]
    assert not told["new"]
    assert not told["gone"]
    first.run("undo", "--yes", expect=0)
    assert (recording(first), recording(second)) == ("cloud", "none")


def test_another_address_is_another_account(tmp_path: Path) -> None:
    """A simulator, or a government's cloud, may have the same ids."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with library(tmp_path / "a", account("acc", **OPEN)) as real, library(tmp_path / "b", account("acc")) as pretend:
        pretend.environ["HARDENER_STORE"] = real.place
        real.run("apply", "--yes", expect=0)
        said = pretend.run("undo", "--yes", expect=2).err
        assert len(said.strip().splitlines()) == 1
        assert real.server.url.removeprefix("http://") in said
        assert pretend.server.url.removeprefix("http://") in said
        assert not pretend.sent("PATCH")


def test_the_watch_of_each_library_acts_tells_and_finishes_its_own(tmp_path: Path) -> None:
    with two(tmp_path, **OPEN) as (first, second):
        assert first.run("watch", "--once").status == 1
        assert second.run("watch", "--once", "--apply", "safe").status == 1
        with Store(first.place) as store, store.reading() as connection:
            pages = {row.account.split()[-1] for row in connection.execute(select(t.occasion))}
        assert pages == {"accA", "accB"}
        assert recording(second) == "none"
        with Store(second.place) as store, store.writing() as connection:
            connection.execute(t.run.update().where(t.run.c.kind == "apply").values(ended=None))
            connection.execute(t.step.update().values(outcomes=None))
        first.run("watch", "--once")
        assert not first.sent("PATCH"), "what the other left half done is the other's"
        with Store(second.place) as store, store.reading() as connection:
            assert connection.scalar(select(t.run.c.ended).where(t.run.c.kind == "apply")) is None
        second.run("watch", "--once", "--apply", "safe")
        with Store(second.place) as store, store.reading() as connection:
            assert connection.scalar(select(t.run.c.ended).where(t.run.c.kind == "apply")) is not None


def test_two_watches_on_two_accounts_stand_in_nobodys_way(tmp_path: Path) -> None:
    with two(tmp_path) as (first, second):
        running = first.start("watch")
        try:
            assert running.stderr is not None
            running.stderr.readline()
            assert second.run("watch", "--once").status == 0
            assert "another watch" not in second.run("watch", "--once").err
        finally:
            running.terminate()
            running.communicate(timeout=60)


def test_a_log_in_that_leads_elsewhere_is_said_and_written_to_only_after_a_look(both: tuple[Library, Library]) -> None:
    """The secrets of the other's `main` came to be this folder's."""
    first, second = both
    first.run("audit", "--all")
    path = first.folder / "hardener.toml"
    path.write_text((second.folder / "hardener.toml").read_text())
    first.environ["HARDENER_MAIN_ACCOUNT_ID"] = "accB"
    one_line(first.run("apply", "--yes", expect=2).err.splitlines()[-1], "hardener audit")
    assert not second.sent("PATCH")
    assert "accA at" in first.run("audit", "--all", expect=1).err
    first.run("apply", "--yes", expect=0)
    assert "accA" in first.run("history", "--all").out
    assert len(first.run("history").out.splitlines()) == 4, "this account's look and apply"


def test_a_snapshot_says_whose_it_is_and_is_not_taken_for_this_folders(both: tuple[Library, Library]) -> None:
    first, second = both
    file = str(first.folder / "a.snapshot")
    first.run("snapshot", file, expect=0)
    first.run("audit", "--all")
    assert "of Zoom account accA" in first.run("audit", "--from", file, expect=1).err
    assert "of Zoom account accA" in second.run("audit", "--from", file, expect=1).err, "nothing is known here yet"
    second.run("audit", "--all")
    one_line(second.run("audit", "--from", file, expect=2).err)
    (second.folder / "elsewhere").mkdir()
    apart = second.run("--config", str(second.folder / "elsewhere" / "hardener.toml"), "audit", "--from", file)
    assert apart.status == 1


def test_two_connections_of_one_account_write_and_keep_everything_once(tmp_path: Path) -> None:
    with library(tmp_path, account("acc", **OPEN)) as made:
        path = tmp_path / "hardener.toml"
        text = path.read_text()
        again = text[text.index("[connections.main]") : text.index("[[programs]]")].replace("main", "again")
        path.write_text(text.replace("[[programs]]", again + "[[programs]]", 1))
        made.environ |= {
            key.replace("_MAIN_", "_AGAIN_"): value
            for key, value in made.environ.items()
            if key.startswith("HARDENER_MAIN_")
        }
        made.run("audit", "--all")
        plan = made.run("plan", expect=0).out
        assert "\n1 CHANGE at 1 place ·" in plan
        made.run("apply", "--yes", expect=0)
        assert recording(made) == "none"
        made.run("audit", "--all", expect=0)
        told = made.run("diff", "--format", "json", expect=0).json
        assert [found["control"] for found in told["newly_passing"]] == ["rec.auto"]
        made.run("undo", "--yes", expect=0)
        assert recording(made) == "cloud"
        assert made.run("audit", "--new-only", expect=1).out.count("Baby Storytime")


def test_an_account_that_cannot_be_told_is_looked_at_and_neither_kept_nor_written(tmp_path: Path) -> None:
    """A log-in that names no tenant, and a token that nobody can read."""
    seed = teams.small({"settings": {"allowMeetingChat": "enabled"}}, behaviour={"opaque_tokens": True})
    with teams.library(tmp_path, seed) as made:
        path = tmp_path / "hardener.toml"
        path.write_text(re.sub(r"^tenant = .*$", 'tenant = "organizations"', path.read_text(), flags=re.MULTILINE))
        report = made.run("audit", "--format", "json-flat", expect=3).json
        assert report["programs"]
        assert "whose account this is" in json.dumps(report["connections"])
        shown = made.run("plan", *EVERYTHING, "--left-out", expect=3)
        assert "\n0 CHANGES" in shown.out
        assert "could not be read, so nothing is written to it" in " ".join(shown.out.split())
        with Store(str(tmp_path / "hardener.sqlite3")) as store, store.reading() as connection:
            assert not connection.execute(select(t.subject)).all()
        assert "whose account it is cannot be told" in made.run("doctor").out
