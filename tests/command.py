"""Run the installed command: by itself, or forked from a process that is ready; a test cannot tell which."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

COMMAND = Path(sys.executable).parent / "hardener"
COLD = "HARDENER_TEST_COLD"
"""Set: each command is started by itself, by a Python of its own."""
AT_START = ("PYTHON", "LANG", "LC_")
"""Beginnings of what Python reads when it starts; a command for which it is otherwise has to be started."""


@dataclass
class Ran:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


def run(
    words: tuple[str, ...], folder: Path, environ: Mapping[str, str], *, text: str = "", timeout: float = 300
) -> Ran:
    """Run hardener in a folder and an environment of its own, with `text` to read; wait until it has ended."""
    if os.environ.get(COLD) or _at_start(environ) != _at_start(os.environ):
        done = subprocess.run(
            [str(COMMAND), *words], cwd=folder, env=dict(environ), capture_output=True, text=True, check=False,
            timeout=timeout, input=text,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)
    asked = {"words": [str(COMMAND), *words], "folder": str(folder), "environ": dict(environ)}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(text.encode())
        given.seek(0)
        status = _forked(asked, (given, out, err), timeout)
        return Ran(status, _read(out), _read(err))


def _forked(asked: Mapping[str, Any], files: tuple[BinaryIO, ...], timeout: float) -> int:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        connection.connect(_ready())
        said = json.dumps(asked).encode() + b"\n"
        sent = socket.send_fds(connection, [said], [file.fileno() for file in files])
        connection.sendall(said[sent:])
        told = connection.makefile("r")
        child = int(told.readline())
        try:
            return int(told.readline())
        except TimeoutError:
            os.kill(child, 9)
            raise


@cache
def _ready() -> str:
    """Start the process that commands are forked from, one for each process that tests; return its socket."""
    folder = tempfile.mkdtemp(prefix="hardener-tests-")
    path = str(Path(folder) / "socket")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm", path], cwd=Path(__file__).parents[1], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip

    def end() -> None:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    until = time.monotonic() + 60
    while not Path(path).exists():
        assert process.poll() is None, "no command could be made ready"
        assert time.monotonic() < until, "no command was ready in time"
        time.sleep(0.02)
    return path


def _read(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


def _at_start(environ: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in environ.items() if key.startswith(AT_START)}
