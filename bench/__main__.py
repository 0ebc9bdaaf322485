"""Measure hardener against the bare minimum, in one run, and print ratios.

python -m bench [PROGRAMS [MANY]]      2000 and 20000, unless told
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.account import audit, served
from bench.judging import judging
from bench.keeping import keeping
from bench.remembering import remembering
from bench.starting import starting
from bench.whole import whole

FAR = 50
"""Milliseconds that a vendor takes who is far away; with these a tenth of the programs is enough."""


def main(programs: int, many: int) -> None:
    for part in (
        whole(programs, 0, tls=False), whole(programs, 0, tls=True), whole(programs // 10, FAR, tls=False),
    ):  # fmt: skip
        for line in part:
            print(line, flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(programs) as at:
            memory = audit(at, folder, "memory.sqlite3").memory
            for line in (*judging(at), *keeping(at)):
                print(line)
        with served(many) as at:
            large = audit(at, folder, "large.sqlite3").memory
    with tempfile.TemporaryDirectory() as name:
        for line in remembering(Path(name)):
            print(line)
    for line in starting():
        print(line)
    print(f"peak memory: {memory:.0f} MB at {programs} programs, {large:.0f} MB at {many}: {large / memory:.2f} times")


main(*(int(word) for word in (sys.argv[1:] + ["2000", "20000"][len(sys.argv) - 1 :])))
