"""A mistake in a file of the library's own is told in the reader's language: what it is, where, and what to write."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests import pseudo
from tests.command import run

OK = '[library]\ntimezone = "UTC"\n\n[connections.main]\nvendor = "zoom"\n'
PROFILE = "profile: x\ntitle: x\nversion: 1\naudience: children\n"
ENTRY = "  - {{control: chan.qa, program: x, by: a, until: 2026-12-24, {more}}}\n"
PLACE = re.compile(
    r"^hardener: |[\w./-]+\.(?:toml|yaml)(?::\d+)*:|\b[\w.]+(?: ｎｕｍｂｅｒ \d+)?[\w.]*: |'[^']*'|\b(?:hardener \w+(?: \w+)*|TOML|YAML|UTF)\b"  # noqa: RUF001
)
"""What stays as it is: the command's name, the file with its line, the key, what was written, and commands."""
CONFIG = {
    "cron": ('[watch]\naudit = "daily"\n', "watch.audit"),
    "pace": ('[watch]\nevery = "9d"\n', "watch.every"),
    "length": ('[watch]\nevery = "soon"\n', "watch.every"),
    "lead": ('[watch]\nbefore = "1h"\n', "watch.before"),
    "one of": ('[watch]\napply = "all"\n', "watch.apply"),
    "rule": ('[[programs]]\nprofile = "teen"\n', "programs number 1"),
    "strange": ('[stroe]\nurl = "x"\n', "stroe"),
    "number": ("[apply]\nmax_changes = 0\n", "apply.max_changes"),
    "text": ("[apply]\nallowed_by = 3\n", "apply.allowed_by"),
    "mail": ('[people]\nmanager = "nobody"\n', "people.manager"),
    "hour": ('[people]\nbefore = "26:00"\n', "people.before"),
    "digest": ('[people]\ndigest = "noon"\n', "people.digest"),
    "secret": ('[connections.two]\nvendor = "zoom"\nclient_secret = "hunter2"\n', "connections.two"),
    "channel": ('[notify.staff]\nurl = "slack://hunter2"\n', "notify"),
    "calendar": ('[calendar.events]\nurl = "example.org"\n', "calendar.events.url"),
    "both": ('[calendar.events]\nurl = "https://a.example/x.ics"\nfile = "x.ics"\n', "calendar.events"),
}
SYNTAX = {"no quotes": "a = daily\n", "twice": "[library]\n", "open": 'a = "x\n', "no sign": "daily\n"}
YAML = {
    "no level": ("profile.yaml", PROFILE + "requires:\n  chan.qa: {at_most: all}\n", "profile.yaml:6"),
    "no control": ("profile.yaml", PROFILE + "requires:\n  chan.x: {at_most: off}\n", "profile.yaml:6"),
    "two": ("profile.yaml", PROFILE + "requires:\n  chan.qa: {at_most: off, at_least: off}\n", "profile.yaml:6"),
    "no list": ("profile.yaml", PROFILE + "requires: []\n", "profile.yaml:5"),
    "missing": ("profile.yaml", "profile: x\n", "profile.yaml:1"),
    "colon": ("waivers.yaml", "waivers:\n  - reason: a: b\n", "waivers.yaml:2"),
    "no key": ("waivers.yaml", "waivers:\n" + ENTRY.format(more="reason: x, colour: y"), "waivers.yaml:2"),
    "no reason": ("waivers.yaml", "waivers:\n" + ENTRY.format(more="at_most: off"), "waivers.yaml:2"),
    "words": ("waivers.yaml", "hello\n", "waivers.yaml:1"),
}


def told(folder: Path, *words: str, lang: str) -> str:
    """Return the one line that a command says of a mistake."""
    environ = {**os.environ, "HARDENER_STORE": str(folder / "store.sqlite3"), "HARDENER_MESSAGES": str(folder)}
    ran = run(("--lang", lang, *words), folder, environ)
    assert ran.status == 2, ran
    assert ran.err.count("\n") == 1, ran.err
    assert "hunter2" not in ran.err
    return ran.err


def in_no_language(folder: Path, *words: str, where: str) -> None:
    """Assert that what is wrong is told in the language that nobody speaks, behind its place."""
    said = told(folder, *words, lang=pseudo.CODE)
    assert where.replace("number", pseudo.wide("number")) in said
    assert re.search("[\uff21-\uff5a]{2}", said), said
    rest = PLACE.sub("", said)
    assert not pseudo.left(rest, "[people]", "off < moderated < open", "client_secret"), rest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pseudo.write(tmp_path)
    (tmp_path / "hardener.toml").write_text(OK)
    return tmp_path


@pytest.mark.parametrize("name", CONFIG)
def test_a_value_of_the_configuration(folder: Path, name: str) -> None:
    more, where = CONFIG[name]
    (folder / "hardener.toml").write_text(OK + more)
    in_no_language(folder, "waivers", where=f"hardener.toml: {where}")


@pytest.mark.parametrize("name", SYNTAX)
def test_a_configuration_that_is_not_toml(folder: Path, name: str) -> None:
    (folder / "hardener.toml").write_text(OK + SYNTAX[name])
    in_no_language(folder, "waivers", where="hardener.toml: ")


@pytest.mark.parametrize("name", YAML)
def test_a_yaml_file(folder: Path, name: str) -> None:
    file, text, where = YAML[name]
    (folder / file).write_text(text)
    in_no_language(folder, *(("profiles", "profile.yaml") if file == "profile.yaml" else ("waivers",)), where=where)


def test_the_language_that_a_configuration_names_counts_though_it_cannot_be_read(tmp_path: Path) -> None:
    environ = {**os.environ, "HARDENER_STORE": str(tmp_path / "store.sqlite3")}
    for broken in ('[watch]\naudit = "diario"\n', "[watch]\naudit = diario\n"):
        (tmp_path / "hardener.toml").write_text(OK.replace("UTC", 'UTC"\nlanguage = "es', 1) + broken)
        ran = run(("waivers",), tmp_path, environ)
        assert ran.status == 2
        assert re.search("no es una expresión de cron; escríbala como|el valor no se entiende; escriba", ran.err), (
            ran.err
        )
