"""Rules for real titles: proposed from what the platform lists, read only, and added so that nothing else changes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.test_connect import KEYS, typed, with_ring
from tests.end_to_end.test_hostile import SECRETS, hidden, hostile

TITLES = ("Toddler Tales", "Toddler Tunes", "Board Game Night", "City Council", "Storytime")
RULES = """\
[[programs]]
title = "*storytime*"   # ours
profile = "storytime"

# the rest of it
[apply]
max_changes = 7         # few
"""


def ruled(made: Library) -> Path:
    """Give the library rules that do not name everything."""
    file = made.folder / "hardener.toml"
    text = file.read_text()
    file.write_text(text[: text.index("[[programs]]")] + RULES)
    return file


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    seed = small(*(story(100 + number, topic=title) for number, title in enumerate(TITLES)))
    with library(tmp_path, seed) as opened:
        ruled(opened)
        yield opened


def test_what_is_printed_can_be_pasted_and_says_how_many_it_names(made: Library) -> None:
    ran = made.run("rules", expect=0)
    assert tomllib.loads(ran.out)["programs"] == [
        {"title": "*toddler*", "profile": "storytime"},
        {"title": "*city council*", "profile": "board-meeting"},
    ]
    assert "# Of 5 programs, 4 are named by no rule of hardener.toml." in ran.out
    assert "# 2 programs: Toddler Tales; Toddler Tunes" in ran.out
    assert "#   1 program: Board Game Night: 'board' alone may mean board-meeting, or something else" in ran.out
    assert "hardener rules --write" in ran.err
    assert not made.sent("POST", "PUT", "PATCH", "DELETE")
    assert not Path(made.place).exists(), "a look at titles is no run"


def test_what_is_written_leaves_every_line_as_it_was(made: Library) -> None:
    file = made.folder / "hardener.toml"
    before = file.read_text()
    assert "wrote 2 rules" in made.run("rules", "--write", expect=0).err
    after = file.read_text()
    assert after.endswith(before[before.index("\n# the rest of it") :]), "a comment stays at what it is about"
    kept = iter(after.splitlines())
    assert all(line in kept for line in before.splitlines())
    found = tomllib.loads(after)
    assert [rule["title"] for rule in found["programs"]] == ["*storytime*", "*toddler*", "*city council*"]
    assert {k: v for k, v in found.items() if k != "programs"} == {
        k: v for k, v in tomllib.loads(before).items() if k != "programs"
    }
    again = made.run("rules", "--write", expect=0)
    assert "1 are named by no rule" in again.out
    assert file.read_text() == after
    report = made.run("audit", "--format", "json-flat").json
    assert {p["title"]: p["profile"] for p in report["programs"]}["City Council"] == "board-meeting"


@pytest.mark.parametrize(
    "rules", ['programs = [{title = "x", profile = "teen"}]\n', ""], ids=["a list in brackets", "none at all"]
)
def test_other_forms_of_the_file(made: Library, rules: str) -> None:
    file = made.folder / "hardener.toml"
    text = file.read_text()
    file.write_text(rules + text[: text.index("[[programs]]")])
    before = file.read_text()
    ran = made.run("rules", "--write", expect=2 if rules else 0)
    if rules:
        assert "paste the rules by hand" in ran.err
        assert file.read_text() == before
    else:
        assert file.read_text().startswith(before.rstrip("\n"))
        assert len(tomllib.loads(file.read_text())["programs"]) == 3


def test_hostile_titles_are_only_printed_on(tmp_path: Path) -> None:
    with library(tmp_path, hostile()) as opened:
        file = ruled(opened)
        ran = opened.run("rules", expect=0)
        assert not hidden(ran.out + ran.err)
        assert not any(secret in ran.out + ran.err for secret in SECRETS)
        tomllib.loads(ran.out)
        opened.run("rules", "--write", expect=0)
        tomllib.loads(file.read_text())
        assert not hidden(file.read_text())


def test_what_cannot_be_listed_is_said(made: Library) -> None:
    made.environ["HARDENER_MAIN_CLIENT_SECRET"] = "wrong-secret-value"
    ran = made.run("rules", "--write", expect=3)
    assert "NOT COMPLETE: main:" in ran.err
    assert "wrong-secret-value" not in ran.out + ran.err


def test_after_a_log_in_it_is_said_how_many_titles_no_rule_names(made: Library) -> None:
    with_ring(made)
    status, screen = typed(made, ("connect", "main"), tuple(KEYS.values()))
    assert status == 0, screen
    assert "main: 5 programs, 4 of them named by no rule; next: hardener rules" in " ".join(screen.split())


def test_nobody_is_sent_to_a_browser_where_what_comes_of_it_cannot_be_kept(made: Library) -> None:
    made.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    file = made.folder / "hardener.toml"
    file.write_text(file.read_text().replace('vendor = "zoom"', 'vendor = "zoom"\nauth = "user"', 1))
    ran = made.run("connect", "main", "--no-browser", expect=2)
    assert "no keyring that is safe" in ran.err
    assert ran.err.count("\n") == 1, "no address to open is shown"


def test_what_the_environment_gives_is_not_asked_for(made: Library) -> None:
    made.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    said: Any = made.run("connect", "main", expect=0).out
    assert "environment variable" in said
    assert "next: hardener rules" in said
