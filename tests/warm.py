"""The installed command, ready to start: a process that has imported all of hardener, and forks for each command.

Starting Python and importing costs more than most commands, and there are thousands of them. A forked command has
its own process, environment, folder and files, as one that was started; it is begun by the same function. What is
left out is the start itself, which the tests of the process show.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import random
import signal
import socket
import sys
import time
from importlib import import_module
from pathlib import Path

from hardener.catalog import catalogue
from hardener.cli import main

PACKAGES = ("hardener", "hardener_zoom", "hardener_webex", "hardener_teams", "hardener_meet")
ALSO = ("alembic.command", "alembic.runtime.migration", "tabulate", "sqlalchemy.dialects.sqlite", "psycopg")
BYTES = 1 << 20


def ready() -> None:
    """Import what commands import, but for the simulators, which have no part in them."""
    for name in PACKAGES:
        package = import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if "simulator" not in found.name and "migrations" not in found.name:
                import_module(found.name)
    for name in ALSO:
        import_module(name)
    catalogue()
    gc.collect()
    gc.freeze()


def serve(path: str) -> None:
    """Take commands at a socket until the process that asked for them has ended."""
    parent = os.getppid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait for a command
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{path}.new")
        listening.listen(64)
        Path(f"{path}.new").rename(path)  # who sees it may connect
        listening.settimeout(2)
        while os.getppid() == parent:
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            if os.fork() == 0:
                listening.close()
                attend(connection)
                os._exit(0)
            connection.close()


def attend(connection: socket.socket) -> None:
    """Fork one command, tell its process id, and how it ended."""
    connection.setblocking(True)
    said, files, _, _ = socket.recv_fds(connection, BYTES, 3)
    while not said.endswith(b"\n"):
        said += connection.recv(BYTES)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        connection.close()
        become(json.loads(said), files)
    connection.sendall(f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def become(asked: dict[str, object], files: list[int]) -> None:
    """Be the command that was asked for. Does not return."""
    words, environ = asked["words"], asked["environ"]
    assert isinstance(words, list)
    assert isinstance(environ, dict)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(str(asked["folder"]))
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    random.seed()
    sys.argv = words
    status = 1
    try:
        main()
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


if __name__ == "__main__":
    ready()
    serve(str(Path(sys.argv[1])))
