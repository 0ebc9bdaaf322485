"""History, differences and what is new, through the installed command."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.end_to_end.library import EVERYTHING, library, small, story

from hardener.store import Store, upgrade

HOSTILE = "Story \x1b[31m=cmd|x! <b>bold</b> https://zoom.us/j/81?pwd=hunter2 anna@example.org"


def test_a_week_is_remembered_with_what_changed_and_who_changed_it(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81), story(82, days=4, topic="Toddler Storytime", waiting_room=False))) as made:
        made.run("audit", "--all", expect=1)
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
        made.run("audit", "--all", expect=1)
        told = made.run("diff", expect=0).out
        assert "Newly failing (1)" in told
        assert "auto_recording was changed by someone else" in told
        assert "waiting_room: off → on by hardener" in told
        assert "No longer open (1)" in told
        found = json.loads(made.run("diff", "1", "3", "--format", "json", expect=0).out)
        assert [f["control"] for f in found["newly_failing"]] == ["rec.auto"]
        assert found["newly_failing"][0]["cause"] == {"setting": "settings.auto_recording", "by": "other"}
        assert {m["setting"]: m["by"] for m in found["settings_changed"]} == {
            "settings.auto_recording": "other",
            "settings.waiting_room": "hardener",
        }
        runs = made.run("history", expect=0).out
        assert [re.split(r"\s{2,}", line.strip())[2] for line in runs.splitlines()[2:]] == ["audit", "apply", "audit"]
        one = made.run("history", "toddler", expect=0).out
        assert "to fix: People can come in without waiting" in one
        assert "on by hardener" in one
        made.run("audit", "--all", expect=1)
        assert "Nothing is otherwise." in made.run("diff", expect=0).out


def test_new_only_shows_what_is_new_and_lets_it_decide(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"), story(82, days=4))) as made:
        first = made.run("audit", "--new-only", "--format", "json-flat", expect=1).json
        assert [p["id"] for p in first["programs"]] == ["81"], "at first everything is new"
        quiet = made.run("audit", "--new-only", expect=0)
        assert "0 new findings; 1 that were known before are not shown" in quiet.out
        assert "nothing new to " in quiet.out, "there are programs, and nothing is new of them"
        made.zoom.world.programs[82].settings["auto_recording"] = "local"
        made.run("audit", "--new-only", "--fail-on", "high", expect=1)
        assert made.run("audit", "--new-only", "--format", "json-flat", expect=0).json["counts"]["known"] == 2
        made.run("audit", "--all", expect=1)


def test_a_store_that_cannot_be_used_loses_no_report(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        made.environ["HARDENER_STORE"] = str(tmp_path / "hardener.toml")
        ran = made.run("audit", "--all", expect=2)
        assert "Baby Storytime" in ran.out
        assert "this look is not kept, so it will be missing in the history" in ran.err
        assert len(ran.err.strip().splitlines()) == 1
        ran = made.run("audit", "--new-only", expect=2)
        assert ran.out == ""
        ran = made.run("apply", "--yes", *EVERYTHING)
        assert made.sent("PATCH") == []


def test_news_that_nobody_could_read_stays_news(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        for words in (("--new-only",), ()):
            ran = made.run("audit", *words, "--output", str(tmp_path / "nowhere" / "x.json"), expect=2)
            assert "cannot write it" in ran.err
        with made.start("audit", "--new-only") as process:
            assert process.stdout is not None
            process.stdout.close()
        assert "there are no runs yet" in made.run("history", expect=0).err
        assert "1 new finding" in made.run("audit", "--new-only", expect=1).out
        assert "0 new findings" in made.run("audit", "--new-only", expect=0).out


def test_a_store_of_a_newer_hardener_loses_no_report(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        with Store(made.place) as store, store.writing() as connection:
            connection.execute(update(upgrade.VERSION).values(version_num="9999"))
        ran = made.run("audit", "--all", expect=2)
        assert "Baby Storytime" in ran.out
        assert "made by a newer hardener" in ran.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be nobody that is known")
def test_who_has_no_name_is_known_by_number(tmp_path: Path) -> None:
    asked = "import os; from hardener.app.surroundings import login; os.setuid(54321); print(login())"
    environ = {k: v for k, v in os.environ.items() if k not in {"USER", "LOGNAME", "LNAME", "USERNAME"}}
    done = subprocess.run([sys.executable, "-c", asked], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "uid 54321\n"


def test_a_store_that_is_named_goes_before_the_configured_one_and_that_before_the_users_own(tmp_path: Path) -> None:
    places = [tmp_path / name / "kept.sqlite3" for name in ("option", "variable", "configured")]
    own = tmp_path / "data" / "hardener" / "hardener.sqlite3"
    with library(tmp_path, small(story(81)), more=f'\n[store]\nurl = "sqlite:///{places[2]}"\n') as made:
        made.environ |= {"HARDENER_STORE": str(places[1]), "XDG_DATA_HOME": str(tmp_path / "data")}
        made.run("--store", str(places[0]), "audit", expect=0)
        assert [place.exists() for place in (*places, own)] == [True, False, False, False]
        made.run("audit", "--all", expect=0)
        assert [place.exists() for place in (*places, own)] == [True, True, False, False]
        del made.environ["HARDENER_STORE"]
        made.run("audit", "--all", expect=0)
        assert [place.exists() for place in (*places, own)] == [True, True, True, False]
        path = tmp_path / "hardener.toml"
        path.write_text(path.read_text().partition("[store]")[0] + '[[programs]]\ntitle = "*"\nprofile = "storytime"\n')
        made.run("audit", "--all", expect=0)
        assert own.exists()


@pytest.mark.parametrize("url", ["postgresql://u:a/b@db/x", "postgresql://db/x?user=u&sslpassword=hunter2"])
def test_a_password_in_the_configuration_is_refused_on_one_line(tmp_path: Path, url: str) -> None:
    with library(tmp_path, small(story(81)), more=f'\n[store]\nurl = "{url}"\n') as made:
        ran = made.run("history", "--all", expect=2)
        assert "hardener.toml: store.url: a password does not belong in this file" in ran.err
        assert "hunter2" not in ran.err
        assert len(ran.err.strip().splitlines()) == 1


def test_the_store_of_the_configuration_is_used_and_is_its_owners_alone(tmp_path: Path) -> None:
    more = f'\n[store]\nurl = "sqlite:///{tmp_path}/kept/here.sqlite3"\n'
    with library(tmp_path, small(story(81)), more=more) as made:
        del made.environ["HARDENER_STORE"]
        made.run("audit", "--all", expect=0)
        assert stat.S_IMODE((tmp_path / "kept" / "here.sqlite3").stat().st_mode) == 0o600
        assert "audit" in made.run("history", expect=0).out
        assert "audit" in made.run("--store", str(tmp_path / "kept" / "here.sqlite3"), "history", expect=0).out


def test_what_an_attacker_may_have_written_is_only_printed_and_no_secret_is_kept(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, topic=HOSTILE, waiting_room=False))) as made:
        made.run("audit", "--all", expect=1)
        made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
        made.run("audit", "--all", expect=1)
        told = "".join(
            made.run(*words, expect=0).out
            for words in (("diff",), ("diff", "--format", "json"), ("history",), ("history", "81"))
        )
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("hardener.sqlite3*")).decode("latin-1")
        for secret in ("hunter2", "s3cretpw", "anna@example.org", "very-secret", "second@example.org"):
            assert secret not in told + kept
        assert "\x1b" not in told
        assert "zoom.us/j" not in told + kept


def test_bad_questions_get_one_clear_line(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        for words, said in (
            (("diff",), "make one with: hardener audit"),
            (("diff", "x"), "not a valid integer"),
            (("history", "nobody"), "no program 'nobody' in the history"),
            (("--store", "mysql://x/y", "history"), "no store in 'mysql'"),
        ):
            ran = made.run(*words, expect=2)
            assert said in ran.err
            assert len(ran.err.strip().splitlines()) == 1
