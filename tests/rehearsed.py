"""Run the usual commands once in the process that commands are forked from: what first use makes is there then.

Libraries compile, look up and remember much when they are first used, which takes a fifth of a small command.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

from hardener import redact
from hardener.cli import main

COMMANDS = (
    ("audit",), ("plan",), ("apply", "--yes"), ("audit", "--format", "json"),
    ("undo", "--yes"), ("runs",), ("history",),
)  # fmt: skip


def rehearse() -> None:
    """Run them; nothing is left of it but what Python and the libraries remember."""
    threshold = gc.get_threshold()
    with tempfile.TemporaryDirectory() as folder, _platform(Path(folder)) as environ, redact.alone():
        for words in COMMANDS:
            _run(words, Path(folder), environ)
    gc.set_threshold(*threshold)
    log = logging.getLogger("hardener")
    log.setLevel(logging.NOTSET)
    log.propagate = True
    log.handlers.clear()  # they write where the rehearsal was told to
    tempfile.tempdir = None  # where files are made is the next environment's to say


@contextmanager
def _platform(folder: Path) -> Iterator[Mapping[str, str]]:
    """Have another process be the platform, which has no part in commands; yield the environment to ask it with."""
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _serve(folder, tells)
    os.close(tells)
    try:
        with os.fdopen(told) as stream:
            yield json.load(stream)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve(folder: Path, tells: int) -> None:
    try:
        from tests.end_to_end.library import library, small, story  # noqa: PLC0415 - for this process alone

        with library(folder, small(story(81, join_before_host=True))) as made:
            os.write(tells, json.dumps(made.environ).encode())
            os.close(tells)
            while True:
                signal.pause()
    finally:
        os._exit(1)


def _run(words: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> None:
    before, where, called = dict(os.environ), Path.cwd(), sys.argv
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = ["hardener", *words]
    said = io.StringIO()
    try:
        with suppress(SystemExit), redirect_stdout(said), redirect_stderr(said):
            main()
    finally:
        os.environ.clear()
        os.environ.update(before)
        os.chdir(where)
        sys.argv = called
