"""How long hardener takes to say something, beside a Python that does nothing."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "hardener")
NOTHING = (sys.executable, "-c", "pass")
ROUNDS = 15


def starting() -> Iterator[str]:
    """Yield a line for each of what people ask first: CPU time, and how many times that of an empty Python."""
    asked = ("--version", "--help", "profiles")
    taken: dict[str, list[float]] = {word: [] for word in asked}
    empty: list[float] = []
    for _ in range(ROUNDS):
        empty.append(_cpu(NOTHING))
        for word in asked:
            taken[word].append(_cpu((COMMAND, word)))
    least = statistics.median(empty)
    for word, times in taken.items():
        found = statistics.median(times)
        yield f"hardener {word}: {found:.2f} s of CPU, {found / least:.1f} times an empty Python"


def _cpu(words: Sequence[str]) -> float:
    """Return the CPU seconds of one whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True, env=dict(os.environ))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
