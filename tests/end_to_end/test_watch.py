"""The watch through the installed command: what it does unattended, and what is left when it is killed."""

from __future__ import annotations

import json
import re
import signal
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select
from tests import stores
from tests.end_to_end.fleet_watching import Hanging
from tests.end_to_end.library import Library, library, small, soon, story
from tests.end_to_end.test_killed import Killing
from tests.inbox import inbox
from tests.waiting import LONG, free_port, until

from hardener.store import Store
from hardener.store import tables as t

pytestmark = pytest.mark.long

PROGRAMS = 5
NOTIFY = "[notify.staff]\n"


def mistakes(count: int = PROGRAMS) -> dict[str, Any]:
    return small(*(story(81 + n, days=2 + n, topic=f"Storytime {n}", auto_recording="cloud") for n in range(count)))


def recording(made: Library) -> list[str]:
    return [str(program.settings["auto_recording"]) for _, program in sorted(made.zoom.world.programs.items())]


def patched(made: Library) -> list[str]:
    return sorted(path.rsplit("/", 1)[-1] for _, path in made.sent("PATCH"))


def ended(made: Library) -> bool:
    with Store(made.place) as store, store.reading() as connection:
        runs = connection.execute(select(t.run.c.ended).where(t.run.c.kind == "apply")).all()
    return bool(runs) and all(run.ended is not None for run in runs)


def test_once_looks_tells_and_then_is_quiet(tmp_path: Path) -> None:
    seed = small(story(81, days=0.5, auto_recording="cloud"), story(82, days=4, topic="Toddler Storytime"))
    seed["meetings"][0]["topic"] = (
        "Baby <!channel> @everyone https://zoom.us/j/811?pwd=hunter2 [x](http://evil.example)"
    )
    told: list[dict[str, Any]] = []
    with inbox(told.append) as url, library(tmp_path, seed, more=f"\n{NOTIFY}") as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.run("watch", "--once", expect=1)
        (message,) = told
        assert "starts to record by itself" in message["message"]
        assert message["type"] == "warning", "it is tomorrow, and high"
        everything = json.dumps(told)
        for hostile in ("<!channel>", "@everyone", "zoom.us/j", "hunter2", "s3cretpw", "evil.example"):
            assert hostile not in everything
        made.run("watch", "--once", expect=1)
        assert len(told) == 1, "nothing changed"
        assert "; nothing new; due next: " in made.run("watch", "--once", expect=1).err
        assert not made.run("--quiet", "watch", "--once", expect=1).err
        made.zoom.world.programs[82].settings["waiting_room"] = False
        made.zoom.world.programs[81].settings["auto_recording"] = "none"
        said = made.run("watch", "--once", expect=0).err
        assert "Mended by somebody" in told[-1]["message"]
        assert re.search(
            r"^Zoom, all of it read; 1 program until .+: .+; \d+ new: hardener history; due next: ", said
        ), said
        assert "Toddler" not in told[-1]["message"], "it is not looked at before its time"
        shown = made.run("history", "81", expect=0).out
        assert "by someone else" in shown
        assert "hunter2" not in shown


def test_safe_changes_are_made_and_nothing_that_needs_a_word(tmp_path: Path) -> None:
    seed = small(
        story(81, auto_recording="cloud", waiting_room=False),
        story(82, topic="Community coffee", auto_recording="cloud"),
        story(83, days=0.01, auto_recording="cloud"),
        users=[
            {"id": "h1", "email": "story@example.org", "pmi": 5551112222, "settings": {"in_meeting": {"chat": True}}}
        ],
    )
    rules = '[[programs]]\ntitle = "*community*"\nprofile = "community-room"\n'
    told: list[dict[str, Any]] = []
    with (
        inbox(told.append) as url,
        library(tmp_path, seed, more='\n[watch]\napply = "safe"\n' + NOTIFY, rules=rules) as made,
    ):
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.run("watch", "--once", expect=1)
        assert patched(made) == ["81"], "not what is looked at only, nor what is about to begin"
        settings = made.zoom.world.programs[81].settings
        assert settings["auto_recording"] == "none"
        assert settings["waiting_room"] is False, "families might be locked out"
        assert made.zoom.world.users["h1"].settings["in_meeting.chat"] is True, "others share it"
        said = "\n".join(message["message"] for message in told)
        assert "hardener closed this" in said
        (run,) = re.findall(r"^ +(\d+)  .+?  apply", made.run("history", expect=0).out, re.MULTILINE)
        made.run("undo", run, "--yes", expect=0)
        assert made.zoom.world.programs[81].settings["auto_recording"] == "cloud"


def test_what_hardener_closed_and_somebody_opened_again_is_news(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    with inbox(told.append) as url, library(tmp_path, mistakes(2), more='\n[watch]\napply = "safe"\n' + NOTIFY) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.run("watch", "--once", expect=1)
        assert recording(made) == ["none", "none"]
        (message,) = told
        assert message["message"].count("hardener closed this") == 2
        assert "starts to record" not in message["message"], "it is closed already"
        made.zoom.world.programs[81].settings["auto_recording"] = "local"
        made.run("audit", "--all", expect=1)
        shown = made.run("history", "81", expect=0).out
        assert '"cloud" → "none" by hardener' in shown
        assert '"none" → "local" by someone else' in shown
        made.run("watch", "--once")
        assert recording(made) == ["local", "none"], "not looked at before its time"


def test_who_may_not_change_programs_may_not_let_the_watch_do_it(tmp_path: Path) -> None:
    with library(tmp_path, mistakes(1), more='\n[apply]\nallowed_by = ["the director"]\n') as made:
        ran = made.run("watch", "--once", "--apply", "safe", expect=2)
        assert "may not change programs" in ran.err
        made.run("watch", "--once", expect=1)
        assert patched(made) == []


def test_sigterm_ends_it_between_two_writes_and_the_next_goes_on(tmp_path: Path) -> None:
    with library(tmp_path, mistakes(), kind=Killing) as made:
        zoom = made.zoom
        assert isinstance(zoom, Killing)
        zoom.aim("^PATCH ", 2, "after", signal.SIGTERM)
        process = made.start("watch", "--apply", "safe")
        zoom.take(process)
        said = process.communicate(timeout=LONG)[1]
        assert process.returncode == 0, said
        assert recording(made).count("none") == 2
        made.run("watch", "--once", "--apply", "safe")
        assert recording(made) == ["none"] * PROGRAMS
        assert patched(made) == [str(81 + n) for n in range(PROGRAMS)], "nothing was written twice"
        assert ended(made)


@pytest.mark.parametrize(("words", "status"), [((), 0), (("--once",), 130)])
def test_a_look_that_a_platform_holds_up_ends_when_that_is_asked_for(
    tmp_path: Path, words: tuple[str, ...], status: int
) -> None:
    with library(tmp_path, small(story(81)), kind=Hanging) as made:
        zoom = cast("Hanging", made.zoom)
        zoom.hangs = True
        process = made.start("watch", *words)
        until(lambda: zoom.asked)
        process.terminate()
        with process:
            assert process.wait(LONG / 2) == status, "the platform says nothing for longer"
        zoom.hangs = False
        zoom.released.set()


def test_another_watch_finishes_what_the_one_that_was_killed_had_begun(tmp_path: Path) -> None:
    with stores.place("postgresql", tmp_path) as place, library(tmp_path, mistakes(), kind=Killing) as made:
        made.environ["HARDENER_STORE"] = place
        zoom = made.zoom
        assert isinstance(zoom, Killing)
        zoom.aim("^PATCH ", 3, "after")
        both = [made.start("watch", "--apply", "safe"), made.start("-v", "watch", "--apply", "safe")]
        try:
            # Whichever of the two holds the lease is the one that is killed.
            with Store(place) as store:
                until(lambda: holder(store) is not None)
                pid = holder(store)
            first, second = sorted(both, key=lambda process: process.pid != pid)
            zoom.take(first)
            assert first.wait(LONG) == -signal.SIGKILL
            assert recording(made).count("none") == 3
            until(lambda: second.poll() is not None or ended(made))
            assert second.poll() is None, second.communicate()
            assert recording(made) == ["none"] * PROGRAMS
            assert patched(made) == [str(81 + n) for n in range(PROGRAMS)], "nothing was written twice"
        finally:
            for process in both:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=LONG)
        assert second.returncode == 0
        made.run("undo", "--yes", expect=0)
        assert recording(made) == ["cloud"] * PROGRAMS


def holder(store: Store) -> int | None:
    """Return the process that holds the lease."""
    with store.reading() as connection:
        named = connection.scalar(select(t.lease.c.holder))
    return int(named.split()[1]) if named else None


def test_it_says_how_it_is(tmp_path: Path) -> None:
    with library(tmp_path, mistakes(1)) as made:
        port = free_port()
        process = made.start("watch", "--health-port", str(port))
        try:
            until(lambda: page(port, "healthz")[0] == 200 and json.loads(page(port, "healthz")[1])["last_look"])
            told = json.loads(page(port, "healthz")[1])
            assert (told["status"], told["role"]) == ("ok", "acting")
            numbers = page(port, "metrics")[1]
            assert 'hardener_programs{state="To fix"} 1.0' in numbers
            assert "hardener_programs_apart 0.0" in numbers
            assert "hardener_watch_acting 1.0" in numbers
            assert 'hardener_connection_complete{connection="main"} 1.0' in numbers
            assert "Storytime" not in numbers
            assert page(port, "else")[0] == 404
            taken = made.run("watch", "--health-port", str(port), expect=2)
            assert f"cannot serve on 127.0.0.1:{port}" in taken.err
        finally:
            process.terminate()
            out, err = process.communicate(timeout=LONG)
        assert process.returncode == 0
        assert "Traceback" not in out + err


def page(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[watch]\naudit = "every day"', "'every day' is no cron expression"),
        ('[watch]\nbefore = "24h"', 'give a list, as ["24h", "1h"]'),
        ('[watch]\nbefore = ["soon"]', "'soon' is no length of time"),
        ("[watch]\nbefore = []", "give one or more times"),
        ('[watch]\nevery = "2s"', "write it like 30m, 24h or 3d"),
        ('[watch]\napply = "all"', "watch.apply"),
        ('[store]\nurl = "postgresql://anna:hunter2@db/x"', "a password does not belong in this file"),
        ("[store]\nkeep_days = 3", "store.keep_days"),
        ("[store]\nplace = 3", "store.place: unknown key"),
    ],
)
def test_a_mistake_in_its_configuration_is_one_clear_line(tmp_path: Path, more: str, said: str) -> None:
    with library(tmp_path, mistakes(1), more=f"\n{more}\n") as made:
        ran = made.run("watch", "--once", expect=2)
        assert said in ran.err
        assert len(ran.err.strip().splitlines()) == 1
        assert "hunter2" not in ran.err
        assert made.sent("GET") == []


def test_a_whole_pass_with_a_start_now_and_a_daily_series_is_planned(tmp_path: Path) -> None:
    daily = {
        **story(81),
        "type": 8,
        "start_time": soon(0.2),
        "recurrence": {"type": 1, "repeat_interval": 1, "end_times": 5},
    }
    with library(tmp_path, small(daily)) as made:
        made.run("watch", "--once", expect=0)
        with Store(made.place) as store, store.reading() as connection:
            found = connection.execute(select(t.occasion)).all()
        assert len(found) == 10, "five dates, two leads"
        assert sorted(one.lead for one in found if one.result == "done") == [86400]


def test_a_killed_process_leaves_the_store_whole(tmp_path: Path) -> None:
    with library(tmp_path, mistakes(1)) as made:
        process = made.start("watch")
        until(lambda: len(made.sent("GET")) > 3)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=LONG)
        ran = made.run("history", expect=0)
        assert "Traceback" not in ran.err
        made.run("audit", "--all", expect=1)
