"""Bad input gets one clear line and its status, never a traceback and never a wait; nothing is lost by it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import command
from tests.command import COMMAND, Ran
from tests.end_to_end.library import EVERYTHING, library, small, story
from tests.waiting import LONG

OK = '[connections.main]\nvendor = "zoom"\n'
LAUGH = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
PROFILE = "profile: x\ntitle: t\naudience: children\n"


def run(folder: Path, *words: str) -> Ran:
    bare = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
    bare |= {"HARDENER_STORE": str(folder / "s.sqlite3"), "NO_COLOR": "1", "XDG_DATA_HOME": str(folder)}
    ran = command.run(words, folder, bare, timeout=LONG)
    assert "Traceback" not in ran.err, ran.err
    return ran


def refused(done: Ran, *said: str) -> None:
    """Assert one line that says what is wrong, and status 2."""
    lines = done.err.splitlines()
    assert done.status == 2, done
    assert len(lines) == 1, lines
    assert "a mistake in hardener" not in lines[0]
    for part in said:
        assert part in lines[0]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def holding(data: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


SPECIAL = [pytest.param(pipe, id="pipe"), pytest.param(zero, id="zero"), pytest.param(folder, id="folder")]
TOML = [
    pytest.param(holding(b"a = " + b"[" * 5000 + b"]" * 5000), id="deep"),
    pytest.param(holding(".".join(["a"] * 5000).encode() + b" = 1\n"), id="dots"),
    pytest.param(holding(b"a = " + b"1" * 5000), id="number"),
    pytest.param(holding(OK.encode("utf-16")), id="utf-16"),
    pytest.param(holding(b"x = '\xff'\n"), id="not text"),
    pytest.param(holding(OK.encode() + b'x = "\x00"'), id="nul"),
    pytest.param(holding(b"#" * (9 * 2**20)), id="large"),
]
YAML = [
    pytest.param(holding(f"{PROFILE}requires: {'{' * 3000}".encode()), id="braces"),
    pytest.param(holding(b"{" * 3000), id="bare braces"),
    pytest.param(holding(f"{PROFILE}requires:\n{'- ' * 3000}x\n".encode()), id="dashes"),
    pytest.param(holding(b"profile: !foo x\ntitle: !!python/object:os.system x\naudience: children\n"), id="tags"),
    pytest.param(holding(f"{PROFILE}requires: !foo {{a: 1}}\n".encode()), id="tag on a table"),
    pytest.param(holding(b"!!set {a, b}\n"), id="set"),
    pytest.param(holding(LAUGH.encode()), id="laughs"),
    pytest.param(holding(b"profile: &a [*a]\ntitle: &b {x: *b}\n"), id="ring"),
    pytest.param(holding(b"a: \xff\n"), id="not text"),
    pytest.param(holding(b"# " + b"x" * 2**21), id="large"),
]
JSON = [
    pytest.param(holding(b"[" * 100_000), id="deep"),
    pytest.param(holding(b'{"fingerprint": ' + b"1" * 6000 + b"}"), id="number"),
    pytest.param(holding(b'{"fingerprint": "\\ud800", "plan": {}}'), id="surrogate"),
    pytest.param(holding(b"\xff\xfe{}"), id="not text"),
    pytest.param(holding(b""), id="empty"),
]


@pytest.mark.parametrize("make", [*SPECIAL[:2], *TOML])
def test_a_configuration(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "hardener.toml")
    refused(run(tmp_path, "audit"), "hardener.toml")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "hardener.toml").write_bytes(b"\xef\xbb\xbf" + OK.encode())
    refused(run(tmp_path, "audit"), "connection main", "account_id")


@pytest.mark.parametrize("make", [*SPECIAL, *YAML])
def test_a_profile_and_the_waivers(make: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "hardener.toml").write_text(OK)
    make(tmp_path / "own.yaml")
    refused(run(tmp_path, "profiles", "own.yaml"), "own.yaml")
    make(tmp_path / "waivers.yaml")
    refused(run(tmp_path, "waivers"), "waivers.yaml")


@pytest.mark.parametrize("make", [*SPECIAL[:2], *JSON])
def test_a_plan_a_snapshot_a_seed_and_an_export(make: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "hardener.toml").write_text(OK)
    make(tmp_path / "a.json")
    for words in (
        ("plan", "--show", "a.json"),
        ("audit", "--from", "a.json"),
        ("sandbox", "zoom", "--seed", "a.json", "--port", "0"),
        ("import", "teams-policy", "a.json"),
    ):
        refused(run(tmp_path, *words), "a.json")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(pipe, id="pipe"),
        pytest.param(zero, id="device"),
        pytest.param(lambda path: path.symlink_to("/proc/self/fd/1"), id="standard output, a file"),
    ],
)
def test_no_file_is_put_in_the_place_of_a_pipe_or_device(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "page.html")
    before = (tmp_path / "page.html").lstat()
    words = ("adapters", "--compare", "storytime", "--format", "html", "--output", "page.html")
    refused(run(tmp_path, *words), "page.html: it is a pipe or device; give a regular file")
    assert (tmp_path / "page.html").lstat() == before


def test_a_plan_with_an_empty_control_is_refused(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, waiting_room=False))) as made:
        made.run("plan", "--output", "plan.json", *EVERYTHING)
        saved: dict[str, Any] = json.loads((tmp_path / "plan.json").read_text())
        for step in saved["plan"]["steps"]:
            for change in step["changes"]:
                change["controls"] = [""]
        (tmp_path / "plan.json").write_text(json.dumps(saved))
        for words in (
            ("plan", "--show", "plan.json"),
            ("apply", "--plan", "plan.json", "--expect", saved["fingerprint"]),
        ):
            ran = made.run(*words)
            assert ran.status in {2, 5}, ran
            assert "a mistake in hardener" not in ran.err
        assert not made.sent("PATCH")


def test_a_store_whose_bytes_were_flipped_is_one_line(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, waiting_room=False))) as made:
        if "://" in made.place:
            pytest.skip("a file")
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        store = sqlite3.connect(made.place)
        store.execute("UPDATE hardener_run SET plan = 'x' || plan WHERE plan IS NOT NULL")
        store.execute("UPDATE hardener_step SET outcomes = '[{' || outcomes")
        store.commit()
        store.close()
        for words in (("runs",), ("undo", "--yes"), ("apply", "--resume")):
            ran = made.run(*words, expect=2)
            assert "a row of it is damaged" in ran.err
        raw = bytearray(Path(made.place).read_bytes())
        for at in range(4096, len(raw), 97):
            raw[at] ^= 0xFF
        Path(made.place).write_bytes(raw)
        for words in (("runs",), ("history",), ("diff",), ("undo", "--yes")):
            ran = made.run(*words)
            assert ran.status == 2, ran
            assert "a mistake in hardener" not in ran.err


def test_a_word_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "hardener.toml").write_text(OK)
    done = subprocess.run(
        [str(COMMAND).encode(), b"profiles", b"\xff\xfe"], cwd=tmp_path, capture_output=True, check=False, timeout=LONG
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
