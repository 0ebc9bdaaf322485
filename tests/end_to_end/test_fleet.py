"""Many libraries by one command: each by itself, one table of counts, and nothing of one in what another is told."""

from __future__ import annotations

import json
import os
import stat
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.fleet_library import Region, region
from tests.end_to_end.library import EVERYTHING, STORY, small, story

from hardener.fleet.folder import in_common
from hardener.fleet.scout import libraries
from hardener_zoom.simulator import ZoomSimulator

WRONG: dict[str, Any] = {"approval_type": 2, "mute_upon_entry": False}
HOSTILE = "=1+1 <img src=x onerror=alert(1)>\u202e\x1b[31m Library"
TITLES = {"ash": "Ash Storytime", "birch": "Birch Storytime", "elm": "Elm Storytime"}


def titled(name: str, number: int, **settings: Any) -> dict[str, Any]:
    return small(story(number, topic=TITLES[name], **settings))


def with_app(name: str) -> dict[str, Any]:
    seed = small(story(81))
    seed["apps"][0]["client_id"] = name
    return seed


def three(made: Region) -> None:
    """Add one library that is right, one in which something is to do, and one whose name wants to be more."""
    made.add("ash", titled("ash", 81), called="Ash Library")
    made.add("birch", titled("birch", 82, **WRONG), called="Birch Library")
    made.add("elm", titled("elm", 83), called=HOSTILE)


def broken(made: Region) -> None:
    """Add libraries that cannot be looked at: each in a way of its own."""
    made.add("cedar", small(story(84)), called="Cedar Library")
    made.add("dogwood", small(story(85)), called="Dogwood Library")
    toml = made.libraries / "cedar" / "hardener.toml"
    toml.write_text(toml.read_text().replace("[library]", "[library]\ntimezon = 1"))
    made.secret("dogwood", "client_secret", "not-the-secret")
    (made.libraries / "fern").mkdir()
    (made.libraries / "gorse").symlink_to(made.libraries / "ash")
    (made.libraries / "notes.txt").write_text("no library")


def rows(ran: Any) -> dict[str, dict[str, Any]]:
    return {row["library"]: row for row in ran.json["libraries"]}


def test_each_library_is_a_line_and_none_stops_another(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        three(made)
        broken(made)
        ran = made.fleet("audit", "--format", "json", expect=3)
        found = rows(ran)
        assert {name: row["status"] for name, row in found.items() if "img" not in name} == {
            "Ash Library": 0, "Birch Library": 1, "Cedar Library": 2, "Dogwood Library": 3, "fern": 2, "gorse": 2,
        }  # fmt: skip
        assert found["Birch Library"]["to_do"] == 1
        assert "timezon: unknown key" in found["Cedar Library"]["why"]
        assert "its credentials/ (docs/fleet.md)" in found["Dogwood Library"]["why"]
        assert "hardener connect" not in ran.out, "it would put a secret where no fleet looks for it"
        assert found["fern"]["why"] == "it has no hardener.toml"
        assert "link to another place" in found["gorse"]["why"]
        for name in ("Cedar Library", "Dogwood Library", "fern", "gorse"):
            assert found[name]["programs"] is None, (
                "what could not be looked at has no number that could pass for clean"
            )
        assert ran.json["totals"]["could_not_look"] == 4
        assert ran.json["totals"]["programs"] == 3
        assert ran.json["totals"]["unread"] == 0, "totals are of the rows that have numbers"
        assert "could not be read. " not in made.fleet("audit").flat


def test_the_table_is_the_whole_first_the_worst_first_and_what_to_do_last(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        three(made)
        made.add("dogwood", small(story(85)), called="Dogwood Library")
        made.secret("dogwood", "client_secret", "not-the-secret")
        lines = made.fleet("audit", expect=3).out.splitlines()
        assert lines[0].startswith(
            "4 libraries. 1 could not be looked at. 3 programs are coming up. None that could be"
        )
        assert [line.split()[0] for line in lines if line and line[0] in "ABD"] == ["Dogwood", "Birch", "Ash"]
        assert "Dogwood Library: could not look: " in "".join(lines)
        assert lines[-1] == "Next: hardener fleet plan libraries"
        assert "\x1b" not in "".join(lines)
        assert "\u202e" not in "".join(lines)


def test_a_screen_has_room_for_the_worst_and_all_shows_the_rest(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81))
        for number in range(60):
            (made.libraries / f"empty-{number:02}").mkdir()
        short = made.fleet("audit", expect=2).out
        assert len(short.splitlines()) <= 24
        assert "more: --all" in short
        every = made.fleet("audit", "--all", expect=2).out
        assert len([line for line in every.splitlines() if line.startswith("empty-")]) == 60


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]


def test_no_library_is_told_anything_of_another(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        three(made)
        page, sheet = tmp_path / "region.html", tmp_path / "region.csv"
        made.fleet("audit", "--reports", "reports", "--format", "html", "--output", str(page), expect=1)
        made.fleet("plan", "--reports", "reports", "--format", "csv", "--output", str(sheet), *EVERYTHING)
        for text in (page.read_text(), sheet.read_text()):
            for secret in (*TITLES.values(), "story@", "very-secret", "zoom.us/j"):
                assert secret not in text
        assert not Tags(page.read_text()).tags & {"img", "script"}
        assert "'=1+1" in sheet.read_text()
        assert page.stat().st_mode & 0o077 == 0
        for name, title in TITLES.items():
            folder = tmp_path / "reports" / name
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert {file.name for file in folder.iterdir()} == {"audit.html", "audit.json", "plan.html"}
            for file in folder.iterdir():
                assert stat.S_IMODE(file.stat().st_mode) == 0o600
                others = [other for other in TITLES.values() if other != title]
                assert not [other for other in others if other in file.read_text()]
            assert title in (folder / "audit.json").read_text()


def test_neither_the_environment_nor_a_store_is_anothers(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81), called="Ash Library")
        made.add("birch", titled("birch", 82), called="Birch Library")
        for file in (made.libraries / "birch" / "credentials").iterdir():
            made.environ[file.name.replace(".", "_").upper()] = file.read_text()
            file.unlink()
        found = rows(made.fleet("audit", "--format", "json", expect=2))
        assert found["Ash Library"]["status"] == 0
        assert "put it into credentials/hardener.main." in found["Birch Library"]["why"]
        assert (made.libraries / "ash" / "hardener.sqlite3").exists()
        history = made.run(
            "--config", "libraries/ash/hardener.toml", "--store", "libraries/ash/hardener.sqlite3", "history"
        )
        assert len(history.out.splitlines()) >= 1


def test_a_secret_that_everybody_can_read_is_not_used(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81))
        (made.libraries / "ash" / "credentials" / "hardener.main.client_secret").chmod(0o644)
        assert (
            "everybody on this machine can read credentials/hardener.main.client_secret"
            in made.fleet("audit", expect=2).flat
        )


class Naming(ZoomSimulator):
    """Refuses, and says to whom."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/oauth/token":
            return super().__call__(environ, start_response)
        said = b'{"code": 300, "message": "The user anna.smith@library.example may not do this."}'
        start_response("403 Forbidden", [("Content-Type", "application/json"), ("Content-Length", str(len(said)))])
        return [said]


def test_nobody_whom_a_vendor_names_is_in_the_table(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81), kind=Naming)
        for words in (("audit",), ("plan",), ("audit", "--format", "json"), ("audit", "--format", "html")):
            ran = made.fleet(*words, expect=3)
            assert "may not do this" in ran.flat
            assert "anna" not in ran.out + ran.err


def test_a_name_that_no_file_can_have_is_a_line_about_its_secrets(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81))
        toml = made.libraries / "ash" / "hardener.toml"
        toml.write_text(toml.read_text().replace("[connections.main]", f"[connections.{'x' * 300}]"))
        ran = made.fleet("audit", expect=2)
        assert "could not look: connection xxx" in ran.flat
        assert "mistake in hardener" not in ran.flat


def test_the_next_command_is_for_what_was_counted(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("birch", titled("birch", 82, **WRONG))
        planned = made.fleet("plan", "--allow", "lockout", "--allow", "link")
        assert planned.out.endswith("Next: hardener fleet apply libraries --allow lockout --allow link\n")
        asked = made.fleet("apply", "--yes", "--allow", "lockout", "--allow", "link")
        assert "fleet apply" not in asked.out, "nobody who is asked, or was, needs to be told what to type for it"


def test_names_that_repeat_and_accounts_in_common_are_said(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81, **WRONG), called="Central")
        made.add("birch", titled("birch", 82, **WRONG), called="Central")
        for place in ("hardener.toml", "credentials/hardener.main.account_id"):
            (made.libraries / "birch" / place).write_text((made.libraries / "ash" / place).read_text())
        ran = made.fleet("audit", "--format", "json", expect=1)
        assert "several libraries are called Central: their folders are ash, birch" in ran.err
        found = rows(ran)
        assert set(found) == {"Central (ash)", "Central (birch)"}
        assert found["Central (ash)"]["note"] == "it has the same account as Central (birch)"
        made.fleet("apply", "--yes", *EVERYTHING, expect=2)
        assert not [each for name in ("ash", "birch") for each in made.sent(name, "PATCH", "PUT", "POST", "DELETE")]


def test_without_a_terminal_it_asks_for_yes_before_it_looks(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("birch", titled("birch", 82, **WRONG))
        assert "leave out --weeks;" in made.fleet("apply", "--resume", "--weeks", "2", expect=2).err
        ran = made.fleet("apply", *EVERYTHING, expect=2)
        assert ran.err.count("\n") == 1
        assert "--yes" in ran.err
        assert not made.zooms["birch"].calls


def test_what_was_counted_is_carried_out_and_each_library_takes_its_own_back(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        three(made)
        broken(made)
        ran = made.fleet("apply", "--yes", "--reports", "reports", "--operator", "anna", *EVERYTHING, expect=3)
        assert "changes were made and read back" in ran.flat
        assert "In 4 something went wrong." in ran.flat
        assert ran.out.endswith("Next: hardener fleet audit libraries\n"), "there is nothing to go on with"
        assert made.sent("birch", "PATCH")
        assert not made.sent("ash", "PATCH")
        assert {
            row["status"] for name, row in rows(made.fleet("audit", "--format", "json")).items() if "Birch" in name
        } == {0}
        assert TITLES["birch"] in (tmp_path / "reports" / "birch" / "apply.txt").read_text()
        place = made.libraries / "birch"
        made.environ["CREDENTIALS_DIRECTORY"] = str(place / "credentials")
        own = ("--config", str(place / "hardener.toml"), "--store", str(place / "hardener.sqlite3"))
        assert "anna" in made.run(*own, "runs", expect=0).out
        made.run(*own, "undo", "--yes", expect=0)
        assert rows(made.fleet("audit", "--format", "json"))["Birch Library"]["to_do"] == 1


def test_those_with_one_app_have_one_pace(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        for number, name in enumerate(("ash", "birch", "cedar")):
            made.add(name, with_app("one-app" if number < 2 else "another"))
        found = in_common(libraries(made.libraries))
        assert found["ash"] == found["birch"] != ()
        assert found["cedar"] == ()
        assert "one-app" not in str(found)
        made.fleet("audit", expect=0)
        paces = list((made.libraries / ".fleet").glob("pace-*"))
        assert paces
        assert not [file for file in paces if found["ash"][0][1] not in file.name]


class Moving(ZoomSimulator):
    """Somebody mends a program and calls it otherwise, between the counting and the carrying out."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        lists = [call for call in self.calls if call.method == "GET" and call.path.endswith("/users")]
        if len(lists) == 1 and environ["PATH_INFO"].endswith("/users"):
            (program,) = self.world.programs.values()
            program.topic = "Board of Trustees, closed session"
            program.settings.update(json.loads(json.dumps(STORY)))
        return super().__call__(environ, start_response)


def test_what_is_no_longer_as_it_was_counted_is_said_without_its_title(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("birch", titled("birch", 82, **WRONG), kind=Moving)
        ran = made.fleet("apply", "--yes", *EVERYTHING)
        assert "no longer what was counted" in ran.flat
        assert ran.status == 2
        assert not made.sent("birch", "PATCH")
        for title in (TITLES["birch"], "Trustees"):
            assert title not in ran.out + ran.err


def test_who_may_not_change_programs_there_does_not(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("birch", titled("birch", 82, **WRONG))
        toml = made.libraries / "birch" / "hardener.toml"
        toml.write_text(f'{toml.read_text()}\n[apply]\nallowed_by = ["somebody.else@example.org"]\n')
        ran = made.fleet("apply", "--yes", *EVERYTHING, expect=2)
        assert not made.sent("birch", "PATCH")
        assert "may not change programs" in ran.out
        assert "somebody.else" not in ran.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('enginee = "local"', "enginee: unknown key; did you mean 'engine'?"),
        ("workers = 0", "workers: "),
        ('store = "postgresql+psycopg://me:hunter22@db/x"', "store: a password does not belong in this file"),
        ('engine = "dask"', "scheduler: "),
        ('scheduler = "tcp://h:1"', "scheduler: "),
        ("engine = ", "fleet.toml"),
    ],
)
def test_a_mistake_in_the_settings_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81))
        (made.libraries / "fleet.toml").write_text(f"{text}\n")
        ran = made.fleet("audit", expect=2)
        assert ran.err.count("\n") == 1
        assert said in ran.err
        assert "hunter22" not in ran.err
        assert not made.zooms["ash"].calls


def test_a_folder_without_a_library_is_one_line(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        (made.libraries / "fern").mkdir()
        ran = made.fleet("audit", expect=2)
        assert ran.err.count("\n") == 1
        assert "none of its folders has a hardener.toml" in ran.err


def test_one_at_a_time_is_enough(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        three(made)
        (made.libraries / "fleet.toml").write_text("workers = 1\n")
        assert len(rows(made.fleet("audit", "--format", "json", expect=1))) == 3


def test_a_store_of_all_is_used_by_those_that_have_none(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        three(made)
        (made.libraries / "fleet.toml").write_text(f"store = {json.dumps(str(tmp_path / 'all.sqlite3'))}\n")
        made.fleet("audit", expect=1)
        assert (tmp_path / "all.sqlite3").exists()
        assert not (made.libraries / "ash" / "hardener.sqlite3").exists()
        own = ("--config", "libraries/ash/hardener.toml", "--store", str(tmp_path / "all.sqlite3"))
        shown = made.run(*own, "history", TITLES["ash"]).out
        assert TITLES["birch"] not in shown


def test_it_speaks_the_language_that_is_asked_for(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        three(made)
        ran = made.run("--lang", "es", "fleet", "audit", "libraries", "--reports", "reports", expect=1)
        assert "bibliotecas" in ran.out
        assert 'lang="es"' in (tmp_path / "reports" / "ash" / "audit.html").read_text()


@pytest.mark.skipif(os.name != "posix", reason="a link into the folder of reports")
def test_reports_are_not_written_through_a_link(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        made.add("ash", titled("ash", 81))
        (tmp_path / "reports").mkdir()
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "reports" / "ash").symlink_to(tmp_path / "elsewhere")
        assert "it is a link to another place" in made.fleet("audit", "--reports", "reports", expect=2).flat
        assert not list((tmp_path / "elsewhere").iterdir())
