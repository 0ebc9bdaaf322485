"""What somebody does who has never seen hardener: a sandbox, init, and what both of them print."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.command import run, start
from tests.end_to_end.terminal import typed
from tests.made import WITH_API

from hardener import config
from hardener.adapter import installed, load
from hardener.app.first import SECTION
from hardener.config import Connection

PUBLIC = {"jitsi"}
"""Platforms that tell everybody what is read of them: there is nothing to log in with."""
VENDORS = [name for name in installed() if (Path(__file__).parents[2] / "adapters" / f"hardener_{name}").is_dir()]


@contextmanager
def sandbox(vendor: str, *more: str) -> Iterator[str]:
    """Yield what `hardener sandbox` prints before it waits."""
    words = ("sandbox", vendor, "--port", "0", *more)
    with start(words, Path.cwd(), os.environ | {"TZ": "Pacific/Honolulu"}) as served:
        assert served.stdout is not None
        told = ""
        while "CLIENT_SECRET=" not in told or not told.endswith("\n"):
            line = served.stdout.readline()
            assert line, told
            told += line
            if line.startswith("export HARDENER_MAIN_CLIENT_SECRET") and vendor in {"webex", "meet", "youtube"}:
                told += served.stdout.readline()
        try:
            yield told
        finally:
            served.terminate()


@pytest.mark.parametrize(
    ("vendor", "written"), [("zoom", True), ("webex", False), ("meet", True), ("teams", False), ("youtube", True)]
)
def test_what_the_sandbox_gives_is_all_that_is_needed(tmp_path: Path, vendor: str, written: bool) -> None:
    more = ("--write-config", str(tmp_path / "hardener.toml")) if written else ()
    with sandbox(vendor, *more) as told:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= dict(re.findall(r"^export (\w+)='?([^'\n]*)'?$", told, flags=re.MULTILINE))
        environ |= {"HARDENER_STORE": str(tmp_path / "s.sqlite3"), "COLUMNS": "100", "NO_COLOR": "1"}

        def told_by(*words: str) -> str:
            ran = run(words, tmp_path, environ)
            assert ran.status in {0, 1, 3}, ran.err
            return ran.out + ran.err

        if written:
            assert f"wrote {tmp_path / 'hardener.toml'}" in told
        else:
            text = told[told.index("# hardener.toml:") : told.index("\nIn the shell")]
            (tmp_path / "hardener.toml").write_text(text)
        assert "main: logged in" in told_by("connect", "main", "--check")
        plan = told_by("plan", "storytime", "--weeks", "1")
        assert re.search(r"\bGood to \w{3} \d\d? \w{3}, \d\d?:\d\d [ap]m, Honolulu time\b", plan), "the library's time"
        assert " UTC" not in plan


def environ_of(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of somebody who begins: nothing of hardener's, and a machine in Honolulu."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
    return kept | {"HARDENER_STORE": str(folder / "s.sqlite3"), "TZ": "Pacific/Honolulu", "COLUMNS": "100"} | more


def test_a_configuration_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "hardener.toml"
    file.write_text("mine")
    for words in (("init", "--vendor", "zoom"), ("sandbox", "zoom", "--write-config", "hardener.toml")):
        ran = run(words, tmp_path, environ_of(tmp_path))
        assert ran.status == 2
        assert "is there already; it was left as it is" in ran.err
        assert ran.err.count("\n") == 1
        assert file.read_text() == "mine"


@pytest.mark.parametrize("vendor", installed())
def test_init_writes_the_section_of_the_vendor_that_is_asked_for(tmp_path: Path, vendor: str) -> None:
    ran = run(("init", "--vendor", vendor, "--name", "branch"), tmp_path, environ_of(tmp_path))
    assert ran.status == 0, ran.err
    assert "hardener connect branch" in ran.out
    found = config.load(tmp_path / "hardener.toml")
    assert found.library.timezone == "Pacific/Honolulu", "the machine's own, where nobody says another"
    connection = found.connections["branch"]
    assert connection.vendor == vendor
    asked = load(vendor).credentials(connection.options)
    assert bool(asked) is (vendor in WITH_API and vendor not in PUBLIC), "what is written can be connected with"


@pytest.mark.parametrize(("lang", "kept"), [("es", "es"), ("en", "en")])
def test_init_in_a_language_has_all_that_follows_in_it(tmp_path: Path, lang: str, kept: str) -> None:
    ran = run(("--lang", lang, "init", "--vendor", "facebook"), tmp_path, environ_of(tmp_path))
    assert ran.status == 0, ran.err
    assert config.load(tmp_path / "hardener.toml").library.language == kept
    assert ("se escribió" in ran.out) is (lang == "es")
    assert ('\nlanguage = "' in (tmp_path / "hardener.toml").read_text(encoding="utf-8")) is (lang == "es")


def test_an_adapter_that_brings_no_section_gets_the_key_that_all_have(tmp_path: Path) -> None:
    environ = environ_of(tmp_path, PYTHONPATH=str(Path(__file__).parents[1] / "toy"))
    ran = run(("init", "--vendor", "toy"), tmp_path, environ)
    assert ran.status == 0, ran.err
    assert config.load(tmp_path / "hardener.toml").connections["main"].vendor == "toy"


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_key_that_a_section_proposes_is_one_that_the_adapter_takes(vendor: str) -> None:
    text = files(f"hardener_{vendor}").joinpath(SECTION).read_text(encoding="utf-8")
    proposed = re.findall(r"^# (\w+) = ", text, flags=re.MULTILINE)
    model: Any = load(vendor)
    known = {*model.options_type.model_fields, *Connection.model_fields}
    written = re.findall(r"^(\w+) = ", text, flags=re.MULTILINE)
    assert "vendor" in written
    assert {*proposed, *written} - {"vendor"} <= known


def test_without_a_terminal_nobody_is_asked_which_platform(tmp_path: Path) -> None:
    ran = run(("init",), tmp_path, environ_of(tmp_path))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"hardener: which platform? give --vendor, one of {', '.join(installed())}\n"
    assert not (tmp_path / "hardener.toml").exists()


def test_on_a_terminal_platform_and_time_zone_are_asked_for(tmp_path: Path) -> None:
    status, screen = typed(tmp_path, environ_of(tmp_path), ("init",), ("nonsense", "webex", "America/Boise"))
    assert status == 0, screen
    assert "Pacific/Honolulu" in screen, "what the machine says is offered"
    found = config.load(tmp_path / "hardener.toml")
    assert (found.connections["main"].vendor, found.library.timezone) == ("webex", "America/Boise")


def test_a_library_of_any_name_gets_a_file_that_can_be_read(tmp_path: Path) -> None:
    name = 'Maple "County"\\n\tLibrary \x7f ☂ [x]'
    assert run(("init", "--vendor", "zoom", "--library", name), tmp_path, environ_of(tmp_path)).status == 0
    assert config.load(tmp_path / "hardener.toml").library.name == name


def test_a_name_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    assert run(("init", "--vendor", "zoom", "--library", "Maple \udcff"), tmp_path, environ_of(tmp_path)).status == 0
    assert config.load(tmp_path / "hardener.toml").library.name == "Maple ?"


def test_a_time_zone_that_is_none_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    ran = run(("init", "--vendor", "zoom", "--timezone", "Maple/County"), tmp_path, environ_of(tmp_path))
    assert ran.status == 2
    assert "no time zone 'Maple/County'" in ran.err
    assert not (tmp_path / "hardener.toml").exists()
