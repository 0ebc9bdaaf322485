"""Run the installed command: by itself, or forked from a process that is ready; a test cannot tell which."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from tests.waiting import until

COMMAND = Path(sys.executable).parent / "hardener"
ROOT = Path(__file__).parents[1]
COLD = "HARDENER_TEST_COLD"
"""Set: each command is started by itself, by a Python of its own."""
AT_START = ("PYTHON", "LANG", "LC_")
"""Beginnings of what Python reads when it starts: a command can only be forked from a process for which it is the same."""
ALSO = "HARDENER_TEST_ALSO"
"""What a process that commands are forked from imports beside the usual, which would make all others slower."""
LARGE = {'"jitsi"': "esprima"}
"""What half of the commands' memory would be, and who needs it: what their configuration says, and its name."""
AtStart = tuple[tuple[str, str], ...]


@dataclass
class Ran:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def flat(self) -> str:
        """What it printed, with lines that were folded as one."""
        return " ".join(self.out.split())

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Forked:
    """A command that was forked; to a test it is what `Popen` is."""

    def __init__(self, path: str, asked: Mapping[str, Any], files: tuple[int, ...]) -> None:
        """Have `asked` forked by the process that listens at `path`; `files` are its three first."""
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(path)
        said = json.dumps(asked).encode() + b"\n"
        sent = socket.send_fds(self._connection, [said], files)
        self._connection.sendall(said[sent:])
        self._told = self._connection.makefile("r")
        self._lock = threading.Lock()
        self.pid = int(self._told.readline())
        self.returncode: int | None = None
        self.stdout: IO[str] | None = None
        self.stderr: IO[str] | None = None

    def poll(self) -> int | None:
        with self._lock:
            if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
                self.returncode = int(self._told.readline())
                self._told.close()
                self._connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        with suppress(ValueError):  # another thread has heard of the end, and closed it
            select.select([self._connection], [], [], timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired("hardener", timeout or 0)
        return status

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        said = ["", ""]

        def read(number: int, stream: IO[str] | None) -> None:
            if stream is not None and not stream.closed:
                with stream:
                    said[number] = stream.read()

        readers = [
            threading.Thread(target=read, args=each, daemon=True) for each in enumerate((self.stdout, self.stderr))
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(timeout)
            if reader.is_alive():
                raise subprocess.TimeoutExpired("hardener", timeout or 0)
        self.wait(timeout)
        return said[0], said[1]

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(9)

    def terminate(self) -> None:
        self.send_signal(15)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()


Process = subprocess.Popen[str] | Forked
"""A command at work."""


def run(
    words: tuple[str, ...], folder: Path, environ: Mapping[str, str], *, text: str = "", timeout: float = 300
) -> Ran:
    """Run hardener in a folder and an environment of its own, with `text` to read; wait until it has ended."""
    ready = _ready_for(environ, folder)
    if ready is None:
        done = subprocess.run(
            [str(COMMAND), *words], cwd=folder, env=dict(environ), capture_output=True, text=True, check=False,
            timeout=timeout, input=text,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(text.encode())
        given.seek(0)
        process = Forked(ready, _asked(words, folder, environ), (given.fileno(), out.fileno(), err.fileno()))
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return Ran(status, _read(out), _read(err))


def start(words: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> Process:
    """Start hardener, with nothing to read, and return at once."""
    ready = _ready_for(environ, folder)
    if ready is None:
        return subprocess.Popen(
            [str(COMMAND), *words], cwd=folder, env=dict(environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
    return piped(lambda files: _forked(ready, _asked(words, folder, environ), files))


def piped(begin: Callable[[tuple[int, int]], Process]) -> Process:
    """Return the process that `begin` begins, which writes into the two files it is given, to read from."""
    (out, says), (err, complains) = os.pipe(), os.pipe()
    try:
        process = begin((says, complains))
    finally:
        os.close(says)
        os.close(complains)
    process.stdout, process.stderr = os.fdopen(out), os.fdopen(err)
    return process


def begin(
    where: str,
    words: tuple[str, ...],
    folder: Path,
    environ: Mapping[str, str],
    files: tuple[int, int],
    *,
    also: str = "",
) -> Process:
    """Begin a process of a test at the function `where`, `module:name`, which finds its `words` in `sys.argv`.

    It has nothing to read, and writes to `files`; `also` names a module that it needs and that few commands do.
    """
    at_start = _at_start(environ)
    if os.environ.get(COLD) or at_start != _at_start(os.environ):
        module, _, name = where.partition(":")
        path = {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), environ.get("PYTHONPATH", "")]))}
        return subprocess.Popen(
            [sys.executable, "-c", f"from {module} import {name} as begin; begin()", *words], cwd=folder,
            env={**environ, **path}, stdout=files[0], stderr=files[1], stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
    ready = _ready((*at_start, (ALSO, also)) if also else at_start)
    assert ready is not None
    return _forked(ready, _asked(words, folder, environ, where), files)


def _forked(ready: str, asked: Mapping[str, Any], files: tuple[int, int]) -> Forked:
    with Path(os.devnull).open("rb") as nothing:
        return Forked(ready, asked, (nothing.fileno(), *files))


def _asked(words: tuple[str, ...], folder: Path, environ: Mapping[str, str], where: str = "") -> dict[str, Any]:
    return {"words": [where or str(COMMAND), *words], "folder": str(folder), "environ": dict(environ), "begin": where}


_seen: Counter[AtStart] = Counter()


def _ready_for(environ: Mapping[str, str], folder: Path) -> str | None:
    """Return the socket of a process to fork a command of this environment from; None: it is to be started."""
    if os.environ.get(COLD):
        return None
    at_start = _at_start(environ)
    _seen[at_start] += 1
    if at_start != _at_start(os.environ) and _seen[at_start] == 1:
        return None  # perhaps it is the only one, and to make a process ready takes longer than to start one
    also = _also(folder)
    _seen[also] += 1
    return _ready(at_start + also if _seen[also] > 1 else at_start)


def _also(folder: Path) -> AtStart:
    """Return what else is to be imported for commands in a folder, as for the environment."""
    config = folder / "hardener.toml"
    if not config.is_file():
        return ()  # a pipe or a device would never be read to its end
    try:
        said = config.read_text("utf-8")
    except (OSError, ValueError):
        return ()
    return tuple((ALSO, name) for word, name in LARGE.items() if word in said)


@cache
def _ready(at_start: AtStart) -> str | None:
    """Start a process that commands are forked from, in this process that tests; return its socket.

    None: there can be none.
    """
    folder = tempfile.mkdtemp(prefix="hardener-tests-")
    path = str(Path(folder) / "socket")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(AT_START)} | dict(at_start)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm", path], cwd=ROOT, env=environ, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip

    def end() -> None:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    until(lambda: Path(path).exists() or process.poll() is not None, "no command was ready in time")
    if process.poll() is None:
        return path
    assert at_start != _at_start(os.environ), "no command could be made ready"
    return None  # what a test has put into the way of one of its imports is what it is about


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


def _at_start(environ: Mapping[str, str]) -> AtStart:
    return tuple(sorted((key, value) for key, value in environ.items() if key.startswith(AT_START)))
