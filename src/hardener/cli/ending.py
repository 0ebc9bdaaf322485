"""How a command ends: one line for whatever went wrong, a status, and output that nobody could be given."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import click

from hardener import redact
from hardener.errors import HardenerError, mistake

STOPPED = 130
"""What shells know an interrupted command by: 128 and the number of the signal."""
WHOLE = "stopped; nothing was left half done (see: hardener runs)"
LOST = {errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EDQUOT, errno.EFBIG, errno.EBADF}
UNTOLD = 3
"""The status of what could not be told, here because nobody took it: a full disk, a reader that went away."""


def ended(command: Callable[[], object]) -> None:
    """Run `command` and end the process with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal of another alphabet gets a ? and not a traceback
    status = _status(command)
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        status = max(status, _unwritten(error))
    # The process takes all of its memory along; to go through it once more, object by object, takes 0.3 s.
    gc.freeze()
    sys.exit(status)


def _status(command: Callable[[], object]) -> int:
    try:
        found = command()
    except SystemExit as ending:
        found = ending.code
    except (click.Abort, KeyboardInterrupt):
        say(WHOLE)
        found = STOPPED
    except (click.ClickException, HardenerError) as error:
        say(error.format_message() if isinstance(error, click.ClickException) else str(error))
        found = 2
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets one line, and nobody takes it for findings
        found = _unwritten(error) if isinstance(error, OSError) and _of_output(error) else _ours(error)
    return found if isinstance(found, int) else 0


def leave() -> NoReturn:
    """End the process well, whatever its threads wait for."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(0)


def _ours(error: Exception) -> int:
    say(mistake(error))
    return UNTOLD


def _of_output(error: OSError) -> bool:
    """Tell whether it was output that could not be written: of a file that we opened, the error has the name."""
    return error.filename is None and error.errno in LOST


def _unwritten(error: Exception) -> int:
    """Say that output was lost, unless its reader only went away; nothing more is tried at the end of the process."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        say(f"cannot write the output: {getattr(error, 'strerror', None) or error}")
    return UNTOLD


def say(message: str) -> None:
    """Say one line on standard error, if anybody takes it."""
    with suppress(OSError, ValueError):
        click.echo(f"hardener: {redact.line(message, redact.READ)}", err=True)


@contextmanager
def at_once() -> Iterator[None]:
    """Let Ctrl-C end the process at once: what only reads has nothing to finish, and its threads wait for a vendor."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # whoever took the signal has something to finish
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        say("stopped; nothing was changed")
        os._exit(STOPPED)

    signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def unwound() -> Iterator[None]:
    """Let every signal that asks the process to end be met as Ctrl-C is: the block's temporary folders go with it.

    A signal that the process is to ignore (`nohup`) stays ignored; another one while the block ends is.
    """
    names = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
    numbers = [number for name in names if (number := getattr(signal, name, None)) is not None]
    main = threading.current_thread() is threading.main_thread()
    before = {n: signal.getsignal(n) for n in numbers if main and signal.getsignal(n) is not signal.SIG_IGN}

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
