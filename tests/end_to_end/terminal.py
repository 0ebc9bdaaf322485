"""Run the installed command on a terminal, and type what it asks for."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.command import COMMAND
from tests.waiting import LONG


def typed(
    folder: Path,
    environ: Mapping[str, str],
    words: Sequence[str],
    lines: Sequence[str],
    seen: Callable[[str], None] = lambda _: None,
) -> tuple[int, str]:
    """Run hardener on a terminal, type `lines`, and return its status and what the screen showed."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [str(COMMAND), *words],
        cwd=folder,
        env=dict(environ),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        close_fds=True,
    )
    os.close(slave)
    screen, left = "", list(lines)
    ends = time.monotonic() + LONG
    while time.monotonic() < ends:
        ready, _, _ = select.select([master], [], [], 0.2)
        if ready:
            try:
                screen += os.read(master, 4096).decode()
            except OSError:
                break
            seen(screen)
        if left and screen.rstrip(" ").endswith(":"):
            os.write(master, f"{left.pop(0)}\n".encode())
            screen += "\n"
        if process.poll() is not None and not ready:
            break
    os.close(master)
    return process.wait(LONG), screen
