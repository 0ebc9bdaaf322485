"""The installed command, ready to start: a process that has imported all of hardener, and forks for each command.

Starting Python and importing costs more than most commands, and there are thousands of them. A forked command has
its own process, environment, folder and files, as one that was started; it is begun by the same function. What is
left out is the start itself, which the tests of the process show. Processes of tests that need what commands need
are forked from it as well.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import random
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from apprise import Apprise

from hardener.adapter import installed
from hardener.catalog import catalogue
from hardener.cli import main
from tests import command
from tests.rehearsed import rehearse

PACKAGES = ("hardener", *(f"hardener_{name}" for name in installed()))
ALSO = (
    "_strptime", "alembic.command", "alembic.runtime.migration", "cryptography.fernet", "encodings.ascii",
    "encodings.unicode_escape", "encodings.utf_8_sig", "keyring.backends.SecretService",
    "keyring.backends.chainer", "keyring.backends.libsecret", "multiprocessing.synchronize", "psycopg",
    "ruamel.yaml.mergevalue", "sqlalchemy.dialects.sqlite", "tabulate",
)  # fmt: skip
"""What commands import only where they need it; most of them need it."""
APART = (".simulator", ".migrations")
"""What almost no command imports."""
BYTES = 1 << 20


def ready() -> None:
    """Import what commands import, but for the simulators, which have no part in them."""
    for name in PACKAGES:
        _import_all(name)
    for name in (*ALSO, *os.environ.get(command.ALSO, "").split()):
        import_module(name)
    catalogue()
    Apprise.instantiate("json://localhost")  # it reads all that it knows before the first
    rehearse()
    gc.collect()
    gc.freeze()


def _import_all(name: str) -> None:
    """Import a package and what is in it; to look into a folder, `pkgutil.walk_packages` would import all of them."""
    package = import_module(name)
    for found in pkgutil.iter_modules(getattr(package, "__path__", ()), f"{name}."):  # the toy is one file
        if not found.name.endswith(APART):
            _import_all(found.name)


def serve(path: str) -> None:
    """Take commands at a socket until the process that asked for them has ended."""
    parent = os.getppid()
    woken, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting: dict[int, socket.socket] = {}
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{path}.new")
        listening.listen(64)
        Path(f"{path}.new").rename(path)  # who sees it may connect
        while os.getppid() == parent:
            ready, _, _ = select.select([listening, woken], [], [], 2)
            if woken in ready:
                woken.recv(BYTES)
                tell_of_ended(waiting)
            if listening in ready:
                connection, _ = listening.accept()
                attend(connection, waiting, [listening, woken, wakes])


def attend(connection: socket.socket, waiting: dict[int, socket.socket], own: list[socket.socket]) -> None:
    """Fork one command, and tell its process id; how it ended is told to who is `waiting`."""
    said, files, _, _ = socket.recv_fds(connection, BYTES, 3)
    while not said.endswith(b"\n"):
        said += connection.recv(BYTES)
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in (connection, *own, *waiting.values()):
            each.close()
        become(json.loads(said), files)
    for file in files:
        os.close(file)  # who reads what the command says shall hear when it has ended
    waiting[child] = connection
    connection.sendall(f"{child}\n".encode())


def tell_of_ended(waiting: dict[int, socket.socket]) -> None:
    """Tell how commands ended that have since the last time."""
    while waiting:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            return
        with waiting.pop(child) as connection, suppress(OSError):  # who asked may have lost interest
            connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def become(asked: dict[str, object], files: list[int]) -> None:
    """Be the command that was asked for. Does not return."""
    words, environ = asked["words"], asked["environ"]
    assert isinstance(words, list)
    assert isinstance(environ, dict)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    _open_streams()
    os.chdir(str(asked["folder"]))
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    random.seed()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as of what is started in the foreground of a shell
    sys.argv = words
    status = 1
    try:
        _begun_at(str(asked["begin"]))()
        status = 0
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 0 if ending.code is None else 1
    except BaseException:  # noqa: BLE001 - as Python itself ends
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                status = 120
        os._exit(status)


def _begun_at(begin: str) -> Callable[[], object]:
    """Return the function with which a process begins, `module:name`; the command's own where none is named."""
    module, _, name = begin.partition(":")
    found: Callable[[], object] = getattr(import_module(module), name) if name else main
    return found


def _open_streams() -> None:
    """Open anew what Python opened at its start: pipes and terminals are used otherwise than files."""
    sys.stdin = open(0, encoding=sys.stdin.encoding, errors=sys.stdin.errors, closefd=False)  # noqa: SIM115 - to its end
    sys.stdout = open(1, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding=sys.stderr.encoding, errors=sys.stderr.errors, closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    ready()
    serve(str(Path(sys.argv[1])))
