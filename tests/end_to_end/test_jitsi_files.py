"""A Jitsi server's file is changed by one block, and put back to the letter, whatever happens in between."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from tests.command import Process
from tests.end_to_end.jitsi_library import SHARED, Server, config, jitsi, seed
from werkzeug.wrappers import Request, Response

from hardener_jitsi.simulator import JitsiSimulator
from hardener_jitsi.simulator.shapes import container, library, windows

pytestmark = pytest.mark.long
APPLY = ("apply", "--yes", *SHARED)
CHAT = "chan.chat_attendee"
SMALL = config("config.disablePolls = true;", "// the end")


def texts(made: Server) -> list[bytes]:
    return [path.read_bytes() for path in sorted(made.file.parent.iterdir()) if ".bak" not in path.name]


OLDER = 'var subdomain = "<!--# echo var="subdomain" default="" -->";\n'
"""The head of an older file: no script before the web server has served it."""


@pytest.mark.parametrize(
    "given", [library(), seed(OLDER + SMALL), seed("\ufeff" + windows(SMALL) + "// no end of line")]
)
def test_one_block_closes_what_can_be_and_is_taken_out_to_the_letter(tmp_path: Path, given: dict[str, Any]) -> None:
    with jitsi(tmp_path, given) as made:
        before = texts(made)
        made.run(*APPLY, expect=0)
        written = made.file.read_bytes()
        assert written.startswith(before[-1] if len(before) == 1 else made.app.seed.config.encode()), (
            "nothing else is moved"
        )
        assert written.count(b"// BEGIN hardener") == written.count(b"// END hardener") == 1
        assert made.found()[CHAT]["status"] == "advisory"
        assert "nothing to change" in made.run(*APPLY).err
        assert made.file.read_bytes() == written
        made.run("undo", "--yes", expect=0)
        assert texts(made) == before


def test_what_somebody_adds_stays_and_what_they_open_again_is_closed_again(tmp_path: Path) -> None:
    with jitsi(tmp_path, seed(SMALL)) as made:
        made.run(*APPLY, expect=0)
        text = made.file.read_text() + "config.disableChat = false;\nconfig.mine = 1;\n"
        made.file.write_text(text)
        assert made.found()[CHAT]["status"] == "fail", "later statements win"
        made.run(*APPLY, expect=0)
        again = made.file.read_text()
        assert again.count("// BEGIN hardener") == 1
        assert (
            again.index("config.mine = 1;")
            < again.index("// BEGIN hardener")
            < again.index("config.disableChat = true;")
        )
        assert made.found()[CHAT]["status"] == "advisory"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (config("config.x = ;"), "mistake"),
        (config("Object.freeze(config);"), "something else in the file decides"),
        (config("change(config);"), "a function is called with it"),
        (config("// BEGIN hardener", "config.disableChat = true;"), "cut in two"),
    ],
)
def test_nothing_is_written_where_it_would_not_come_to_it(tmp_path: Path, text: str, why: str) -> None:
    with jitsi(tmp_path, seed(text)) as made:
        ran = made.run(*APPLY)
        assert made.file.read_text() == text
        assert why in " ".join((ran.out + ran.err + made.run("doctor").out).split())


class Watched(JitsiSimulator):
    """Does something when config.js is asked for the nth time."""

    left = -1
    victim: Process | None = None
    edit = ""

    def answer(self, request: Request) -> Response:
        if request.path == "/config.js":
            self.left -= 1
            if self.left == 0 and self.victim is not None:
                self.victim.send_signal(signal.SIGKILL)
            if self.left == 0 and self.edit and self.folder is not None:
                with (self.folder / f"{self.seed.domain}-config.js").open("a") as file:
                    file.write(self.edit)
        return super().answer(request)


def reads(made: Server) -> int:
    return sum(call.path == "/config.js" for call in made.app.calls)


def test_a_process_that_is_killed_anywhere_is_resumed_or_undone(tmp_path: Path) -> None:
    with jitsi(tmp_path, seed(SMALL), Watched) as made:
        assert isinstance(made.app, Watched)
        begun = reads(made)
        made.run(*APPLY, expect=0)
        closed = made.file.read_bytes()
        times = reads(made) - begun
        made.run("undo", "--yes", expect=0)
        assert made.file.read_bytes() == SMALL.encode()
        for nth in range(times, times - 2, -1):  # about the one write: before it, and while it is read back
            with made.app.lock:  # nothing is answered before it is known whom it ends
                process = made.start(*APPLY)
                made.app.victim, made.app.left = process, nth
            process.communicate()
            assert process.returncode == -signal.SIGKILL
            made.app.victim, made.app.left = None, -1
            assert made.file.read_bytes() in {SMALL.encode(), closed}, "whole, whenever it happens"
            made.run("apply", "--resume")
            if made.file.read_bytes() != closed:
                made.run(*APPLY, expect=0)
            assert made.file.read_bytes() == closed
            made.run("undo", "--yes", expect=0)
            assert made.file.read_bytes() == SMALL.encode()


def test_two_at_once_write_one_block(tmp_path: Path) -> None:
    with jitsi(tmp_path, seed(SMALL)) as made:
        both = [made.start(*APPLY) for _ in range(2)]
        for process in both:
            assert "Traceback" not in process.communicate()[1]
        assert made.file.read_text().count("// BEGIN hardener") == 1
        assert made.found()[CHAT]["status"] == "advisory"


def test_a_file_that_somebody_changes_meanwhile_keeps_their_change(tmp_path: Path) -> None:
    mine = "config.mine = { a: 1 };\n"
    with jitsi(tmp_path, seed(SMALL), Watched) as made:
        assert isinstance(made.app, Watched)
        begun = reads(made)
        made.run("plan", *SHARED, "--output", str(tmp_path / "plan.json"))
        made.app.edit, made.app.left = mine, reads(made) - begun + 1
        made.run(*APPLY)
        assert made.file.read_text().startswith(SMALL + mine)
        assert made.found()[CHAT]["status"] == "advisory"


def test_a_container_has_it_in_force_after_a_restart(tmp_path: Path) -> None:
    with jitsi(tmp_path, container("")) as made:
        ran = made.run(*APPLY, expect=4)
        assert "not in force before a restart of the web server of Jitsi" in ran.err
        assert made.found()[CHAT]["reason"] == "pending"
        made.app.restart()
        assert made.found()[CHAT]["status"] == "advisory"
        made.run("undo", "--yes", expect=4)
        assert made.file.read_bytes() == b""
        found = made.found()[CHAT]
        assert (found["status"], found["fixable"]) == ("fail", True), "after the next restart it is open again"
        made.file.unlink()
        assert "make an empty one" in " ".join(made.run("doctor").out.split())
