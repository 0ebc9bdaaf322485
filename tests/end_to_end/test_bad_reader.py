"""Who reads what the command says may be narrow, full or gone, or stop it: it says so at once and loses nothing."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.command import COMMAND
from tests.end_to_end.library import EVERYTHING, Library, library, small, story
from tests.waiting import LONG, free_port, until

from hardener_zoom.simulator import ZoomSimulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_a_terminal_of_another_alphabet(encoding: str, tmp_path: Path) -> None:
    seed = small(story(81, topic="Hora de cuentos · 物語 → ✓", waiting_room=False))
    with library(tmp_path, seed) as made:
        made.environ["PYTHONIOENCODING"] = encoding
        for words, status in (
            (("audit",), 1),
            (("plan", *EVERYTHING), 0),
            (("apply", "--yes", *EVERYTHING), 0),
            (("history",), 0),
        ):
            raw = subprocess.run(
                [str(COMMAND), *words], cwd=tmp_path, env=made.environ, capture_output=True, check=False, timeout=LONG
            )
            assert b"Traceback" not in raw.stderr
            assert raw.returncode == status, raw.stderr
            assert b"Hora de cuentos" in raw.stdout or words[0] == "history"


def to_full_disk(made: Library, *words: str) -> subprocess.CompletedProcess[str]:
    with Path("/dev/full").open("w") as full:
        return subprocess.run(
            [str(COMMAND), *words], cwd=made.folder, env=made.environ, stdout=full, stderr=subprocess.PIPE, check=False,
            timeout=LONG, text=True,
        )  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said_and_nothing_is_done_unseen(tmp_path: Path) -> None:
    with library(tmp_path, small(*(story(80 + n, waiting_room=False) for n in range(4)))) as made:
        looked = to_full_disk(made, "audit")
        assert (looked.returncode, "Traceback" in looked.stderr) == (3, False)
        assert "cannot write the output: No space left on device" in looked.stderr
        asked = to_full_disk(made, "apply", "--yes", *EVERYTHING)
        assert asked.returncode == 3
        assert not made.sent("PATCH"), "what nobody could be shown is not done"


class Holding(ZoomSimulator):
    """Says nothing to some requests until it may."""

    what = ""
    """A pattern of "METHOD /path"."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.asked, self.may = threading.Event(), threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if re.search(self.what, f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"):
            self.asked.set()
            assert self.may.wait(LONG)
        return super().__call__(environ, start_response)


class HoldingWrites(Holding):
    what = "^PATCH "


class HoldingAMeeting(Holding):
    what = "/meetings/81$"


def test_a_reader_that_goes_away_ends_no_apply_between_two_writes(tmp_path: Path) -> None:
    seed = small(*(story(80 + n, waiting_room=False) for n in range(4)))
    with library(tmp_path, seed, kind=HoldingWrites) as made:
        assert isinstance(made.zoom, HoldingWrites)
        process = made.start("apply", "--yes", *EVERYTHING)
        assert process.stdout is not None
        assert process.stderr is not None
        while " CHANGES at 4 places" not in process.stdout.readline():
            assert process.poll() is None
        process.stdout.close()
        made.zoom.may.set()
        with process.stderr:
            said = process.stderr.read()
        assert process.wait(LONG) == 3
        assert "Traceback" not in said
        assert "not all of what was done could be printed" in said
        assert len(made.sent("PATCH")) == 4
        made.run("undo", "--yes", expect=0)


def test_ctrl_c_ends_an_audit_at_once_with_130(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81)), kind=HoldingAMeeting) as made:
        assert isinstance(made.zoom, HoldingAMeeting)
        # What starts in the background of a shell is deaf to Ctrl-C, and so is all that it starts.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        process = made.start("audit")
        signal.signal(signal.SIGINT, before)
        assert made.zoom.asked.wait(LONG)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=LONG / 2)
        assert not made.zoom.may.is_set(), "it waits for no answer"
        made.zoom.may.set()
        assert process.returncode == 130
        assert said.strip() == "hardener: stopped; nothing was changed"


def test_the_health_port_waits_for_nobody_and_holds_few(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        port = free_port()
        process = made.start("watch", "--health-port", str(port))
        try:
            until(lambda: b"status" in page(port))
            with ExitStack() as stack:
                slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(30)]
                page(port)  # one is taken after the other: by now all of them were let in or turned away
                assert sum(b"status" in asked(each) for each in slow) <= 10, "only a few at a time"
            until(lambda: b"status" in page(port))
        finally:
            process.terminate()
            process.communicate(timeout=LONG)


def page(port: int) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port)) as made:
            return asked(made)
    except OSError:
        return b""


def asked(connection: socket.socket) -> bytes:
    """Ask how the watch is; return what is said, which is nothing by one that has closed."""
    connection.settimeout(LONG)
    try:
        connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        with connection.makefile("rb") as said:
            return said.read()
    except OSError:
        return b""
