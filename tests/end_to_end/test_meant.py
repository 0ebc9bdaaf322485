"""A word that nothing is called by gets the nearest one in the same line; a person who says nothing, a short help."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.command import run
from tests.end_to_end import terminal
from tests.end_to_end.library import Library, library, small, story


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    seed = small(
        *(story(100 + number, topic=f"Baby Storytime {number}", auto_recording="cloud") for number in range(12))
    )
    with library(tmp_path_factory.mktemp("meant"), seed) as opened:
        yield opened


@pytest.mark.parametrize(
    ("words", "like"),
    [
        (("audti",), "audit"),
        (("audit", "storytiem"), "Storytime"),
        (("plan", "baby storytine 3"), "Baby Storytime 3"),
        (("audit", "--profile", "storytme"), "storytime"),
        (("audit", "--connection", "mian"), "main"),
        (("connect", "mian"), "main"),
        (("controls", "chan.chat_atendee"), "chan.chat_attendee"),
        (("profiles", "tutorring"), "tutoring"),
        (("waive", "rec.atuo", "--program", "x", "--reason", "r", "--until", "2099-01-01"), "rec.auto"),
        (("sandbox", "zom"), "zoom"),
        (("init", "--vendor", "wbex"), "webex"),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each[:2]),
)
def test_the_nearest_is_proposed_on_the_same_line(made: Library, words: tuple[str, ...], like: str) -> None:
    more = ("--config", "new.toml") if words[0] == "init" else ()
    ran = made.run(*more, *words, expect=2)
    assert ran.err.endswith(f"; did you mean {like!r}?\n") or ran.err.endswith(f") did you mean {like!r}?\n"), ran.err
    assert ran.err.count("\n") == 1


def test_where_nothing_is_near_nothing_is_proposed(made: Library) -> None:
    for words in (("xyzzy",), ("audit", "qqqq"), ("plan", "qqqq")):
        said = made.run(*words, expect=2).err
        assert "did you mean" not in said
        assert said.count("\n") == 1


def test_a_hostile_title_is_proposed_without_what_a_terminal_would_take(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, topic="\x1b[2JPuppets\u202e of Maple"))) as opened:
        said = opened.run("audit", "Pupets of Maple", expect=2).err
        assert "did you mean" in said
        assert "\x1b" not in said
        assert "\u202e" not in said


def test_without_a_word_there_is_a_short_help(tmp_path: Path) -> None:
    ran = run((), tmp_path, dict(os.environ))
    assert ran.status == 0
    assert len(ran.out.splitlines()) <= 20
    for verb in ("demo", "init", "connect", "audit", "plan"):
        assert f"hardener {verb}" in ran.out
    assert "hardener --help" in ran.out


def test_a_shell_that_completes_words_gets_them(tmp_path: Path) -> None:
    for words, wanted in (("hardener ", "rules"), ("hardener au", "audit"), ("hardener xyzzy ", "")):
        asked = {"_HARDENER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        ran = run((), tmp_path, dict(os.environ) | asked)
        assert wanted in ran.out
        assert "Traceback" not in ran.err
        assert "To begin" not in ran.out


def test_long_output_is_paged_on_a_terminal_only(made: Library) -> None:
    environ = made.environ | {"PAGER": "sed s/^/PAGED:/", "LINES": "24", "COLUMNS": "100"}  # fmt: skip
    for words in (("audit", "--all"), ("plan", "--allow", "shared")):
        status, screen = terminal.typed(made.folder, environ, words, ())
        assert status in {0, 1}, screen
        assert "PAGED:" in screen
    _, short = terminal.typed(made.folder, environ, ("audit",), ())
    assert "PAGED:" not in short, "the first screen fits"
    assert made.run("audit", "--all").out
