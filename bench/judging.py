"""Judging alone, in this process: microseconds for each program and control."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hardener import profile
from hardener.adapter import Window, load
from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.http import Session
from hardener.memory import memory
from hardener.model import Elsewhere, Target, Unreadable

if TYPE_CHECKING:
    from bench.account import Served

ROUNDS = 5


class Vault(dict[str, str]):
    """Secrets of the simulated account."""

    def get(self, name: str) -> str:  # type: ignore[override]  # a Vault has no default
        return self[name]

    def keep(self, name: str, value: str) -> None:
        self[name] = value


def judging(served: Served) -> str:
    now = datetime.now(UTC)
    with Session("bench", read_only=True) as session:
        adapter = load("zoom").connect(served.options, session, Vault(served.secrets))
        everything = adapter.read_all(Window(now, now + timedelta(weeks=4)))
        found = [target for target in everything if not isinstance(target, Elsewhere)]
    others: dict[str, Target | Unreadable] = {t.id: t for t in found if t.program is None}
    programs = [t for t in found if isinstance(t, Target) and t.program is not None]
    storytime = profile.load("storytime")
    took = []
    for _ in range(ROUNDS):
        judge = Judge("bench", load("zoom").settings, catalogue(), others)
        remembered = memory(judge)
        began = time.perf_counter()
        for target in programs:
            remembered.judgement(target, storytime)
        took.append((time.perf_counter() - began) / (len(programs) * len(storytime.requires)))
    best, middle = min(took) * 1e6, statistics.median(took) * 1e6
    many = f"{len(programs)} programs by {len(storytime.requires)} controls"
    return f"judging {many}: {middle:.1f} us for each program and control (best {best:.1f})"
