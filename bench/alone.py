"""What every process that is measured is started with: a store that is given to it, and nothing of the user's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

COMMAND = Path(sys.executable).parent / "hardener"


class Cost(NamedTuple):
    """What one whole process took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds."""
    memory: float
    """The most that it held, in MB."""


def surroundings(store: Path) -> dict[str, str]:
    """Return the environment without what is there for the user's own hardener: it keeps things in `store` alone."""
    plain = {name: value for name, value in compiled(store.parent).items() if not name.startswith("HARDENER_")}
    return {**plain, "HARDENER_STORE": str(store)}


def compiled(folder: Path) -> dict[str, str]:
    """Return the environment in which Python keeps what it compiles, below `folder`.

    What is installed was compiled when it was installed; what is worked on here may never be kept compiled, and then
    it would be measured how fast Python compiles. It holds for both sides of a pair.
    """
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**plain, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def measured(words: Sequence[str], environ: Mapping[str, str], folder: Path, good: Collection[int] = (0,)) -> Cost:
    """Run a command in `folder` and return what it took. Raises `SystemExit` where its status is not `good`."""
    began = time.perf_counter()
    with (folder / "out.txt").open("w") as out:
        process = subprocess.Popen(words, env=environ, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in good:
        sys.exit(f"{words[0]} failed:\n{(folder / 'out.txt').read_text()[-2000:]}")
    return Cost(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
