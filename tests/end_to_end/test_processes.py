"""Several processes of one library at one account, a vendor that is slow, and what people write for the journal."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import Library, library, small, story

ONE_TOKEN = {"disable_participant_video": True, "one_token": True}
SECRET = "https://gov.teams.microsoft.us/l/meetup-join/19%3ameeting_hunter2 Meeting ID: 812 3456 7890"


def many(count: int = 20, **changes: Any) -> dict[str, Any]:
    return small(*(story(100 + n, days=1 + n / 10) for n in range(count)), **{"behaviour": ONE_TOKEN, **changes})


def logged_in(made: Library) -> int:
    return sum(call.path == "/oauth/token" for call in made.zoom.calls)


def logins(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if ".login-" in path.name]


def test_two_that_look_at_once_do_not_take_each_other_s_token(tmp_path: Path) -> None:
    with library(tmp_path, many()) as made:
        running = [made.start("audit", "--format", "json-flat") for _ in range(3)]
        ended = [(process.communicate()[1], process.returncode) for process in running]
        assert [status for _, status in ended] == [0, 0, 0], ended
        assert logged_in(made) == 1
        if os.name == "posix":
            assert {stat.S_IMODE(path.stat().st_mode) for path in logins(tmp_path)} == {0o600}
        made.run("audit", "--all", expect=0)
        assert logged_in(made) == 1


def test_a_person_and_a_watch_at_once(tmp_path: Path) -> None:
    with library(tmp_path, many(), more="") as made:
        watch = made.start("watch", "--once")
        for words in (("doctor",), ("audit",), ("connect", "--check"), ("plan",)):
            made.run(*words, expect=0)
        told = watch.communicate()
        assert watch.returncode == 0, told
        assert logged_in(made) <= 4, "doctor and connect prove the log-in, the others share it"


def test_a_run_whose_token_was_taken_from_it_looks_for_the_new_one(tmp_path: Path) -> None:
    slow = {"path": "/v2/meetings/1", "delay": 0.15}
    with library(tmp_path, many(faults=[slow])) as made:
        looking = made.start("audit", "--format", "json-flat")
        for _ in range(3):
            made.run("doctor", expect=0)  # each has a new token, which makes the one before it void
        told = looking.communicate()
        assert looking.returncode == 0, told
        assert not {call.path for call in made.zoom.calls if call.status == 401} & {"/oauth/token"}


def test_two_accounts_whose_connections_have_the_same_name_share_nothing(tmp_path: Path) -> None:
    seed = many(2)
    seed["apps"].append({**seed["apps"][0], "client_id": "other", "client_secret": "other-secret"})
    with library(tmp_path, seed) as made:
        made.run("audit", "--all", expect=0)
        made.environ |= {"HARDENER_MAIN_CLIENT_ID": "other", "HARDENER_MAIN_CLIENT_SECRET": "other-secret"}
        made.run("audit", "--all", expect=0)
        assert logged_in(made) == 2
        made.environ |= {"HARDENER_MAIN_CLIENT_SECRET": "wrong"}
        wrong = made.run("audit", "--all")
        assert wrong.status == 3, "a wrong secret is not made good by another's token"
        assert "hardener connect main" in wrong.out + wrong.err
        assert len(logins(tmp_path)) == 2


def test_an_index_has_a_token_of_its_own(tmp_path: Path) -> None:
    with library(tmp_path, many(4), more="token_index = 2") as made:
        made.run("audit", "--all", expect=0)
        config = tmp_path / "hardener.toml"
        config.write_text(config.read_text().replace("token_index = 2", "token_index = 3"))
        made.run("audit", "--all", expect=0)
        assert logged_in(made) == 2
        assert len(made.zoom.tokens.access) == 2, "neither made the other void"
        config.write_text(config.read_text().replace("token_index = 3", 'token_index = "x"'))
        assert "token_index" in made.run("audit", "--all", expect=2).err


def test_an_audit_has_a_deadline_and_says_so(tmp_path: Path) -> None:
    slow = {"path": "/v2/meetings/1", "delay": 1.5}
    with library(tmp_path, many(20, faults=[slow]), more="workers = 1\n[library]\nminutes = 0.2") as made:
        ran = made.run("audit", "--format", "json-flat", expect=3)
        assert not ran.json["complete"]
        assert "12 seconds that this may take were over" in ran.json["connections"][0]["error"]
        assert ran.json["counts"]["states"].get("Ready", 0) < 20
        assert len(ran.json["programs"]) == 20, "what was listed is in the report"
        assert "seconds that this may take were over" in made.run("audit", "--all", expect=3).out


@pytest.mark.parametrize("given", ["0", "-1", '"soon"', "2000", "nan"])
def test_a_deadline_that_is_none_is_said(tmp_path: Path, given: str) -> None:
    with library(tmp_path, many(1), more=f"[library]\nminutes = {given}") as made:
        wrong = made.run("audit", "--all", expect=2)
        assert "library.minutes" in wrong.err
        assert wrong.err.count("\n") == 1


def test_what_a_person_writes_is_kept_without_links(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        made.run("apply", "--yes", "--reason", f"see {SECRET}", "--operator", f"jo {SECRET}", expect=0)
        made.run("undo", "--yes", "--reason", f"back {SECRET}", expect=0)
        made.run("waive", "rec.auto", "--reason", f"as {SECRET} is", "--until", "2099-01-01")
        shown = made.run("runs").out
        assert "(redacted)" in shown
        for path in tmp_path.iterdir():
            for secret in (b"hunter2", b"3456 7890"):
                assert secret not in path.read_bytes(), path


def test_with_everything_said_no_secret_is(tmp_path: Path) -> None:
    odd = {"path": "/oauth/token", "method": "POST", "set": {"access_token": "hunter2\nhunter2hunter2hunter2"}}
    with library(tmp_path, small(story(81), faults=[odd])) as made:
        ran = made.run("-vv", "audit", expect=3)
        assert "token" in ran.out + ran.err
        assert "hunter2" not in ran.out + ran.err
    with library(tmp_path, small(story(81)), more='ca = "none.pem"') as made:
        assert made.run("-vv", "audit", expect=2).err.count("none.pem")


@pytest.mark.parametrize("proxy", ["http://jo:hunter2@127.0.0.1:9", "http://jo:hunter2@[::1", "jo:hunter2@", "ftp://jo:hunter2@x:1", "http://jo:hunter2@x:99999999"])  # fmt: skip
def test_a_proxy_that_cannot_be_reached_is_said_without_its_password(tmp_path: Path, proxy: str) -> None:
    with library(tmp_path, small(story(81))) as made:
        config = tmp_path / "hardener.toml"
        config.write_text(config.read_text().replace(made.server.url, "https://zoom.invalid"))
        made.environ |= {"HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}
        ran = made.run("-vv", "doctor", expect=3)
        assert "hunter2" not in ran.out + ran.err
