"""Judging alone, in this process: microseconds for each program, beside what jsonschema-rs takes for the same rules."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.schema import rules_of, schema_of, unlike
from hardener import profile
from hardener.adapter import Window, load
from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.http import Session
from hardener.memory import Memory, memory
from hardener.model import Elsewhere, Target, Unreadable
from hardener.profile import Profile

if TYPE_CHECKING:
    from bench.account import Served

ROUNDS = 9
KIND = "meeting"
MISSING = "jsonschema-rs is not installed, so judging is not held against it: pip install -e '.[bench]'"


class Vault(dict[str, str]):
    """Secrets of the simulated account."""

    def get(self, name: str) -> str:  # type: ignore[override]  # a Vault has no default
        return self[name]

    def keep(self, name: str, value: str) -> None:
        self[name] = value


def judging(served: Served) -> Iterator[str]:
    """Measure and yield lines."""
    now = datetime.now(UTC)
    with Session("bench", read_only=True) as session:
        adapter = load("zoom").connect(served.options, session, Vault(served.secrets))
        everything = adapter.read_all(Window(now, now + timedelta(weeks=4)))
        found = [target for target in everything if not isinstance(target, Elsewhere)]
    others: dict[str, Target | Unreadable] = {t.id: t for t in found if t.program is None}
    programs = [t for t in found if isinstance(t, Target) and t.program is not None]
    storytime = profile.load("storytime")

    def new() -> Memory:
        return memory(Judge("bench", load("zoom").settings, catalogue(), others))

    took = [_each(partial(_judge, new(), storytime), programs) for _ in range(ROUNDS)]
    many = f"{len(programs)} programs by {len(storytime.requires)} controls"
    yield f"judging {many}, a first look: {statistics.median(took):.1f} us for each program (best {min(took):.1f})"
    yield from _beside([target for target in programs if target.kind == KIND], storytime, new)


def _beside(programs: Sequence[Target], held: Profile, new: Callable[[], Memory]) -> Iterator[str]:
    """Measure the same rules with jsonschema-rs, in turn: programs that were met before, and others met first."""
    try:
        import jsonschema_rs  # noqa: PLC0415 - only this needs it
    except ImportError:
        yield MISSING
        return
    rules = rules_of(load("zoom").settings, held, catalogue(), KIND)
    asked = held.model_copy(update={"requires": {row.control: each for row, each in rules.values()}})
    schema: Any = jsonschema_rs.validator_for(schema_of(rules, catalogue()))
    others = list(unlike(programs, rules))
    pairs: list[tuple[float, float, float, float]] = []
    for _ in range(ROUNDS):
        known = partial(_judge, new(), asked)
        _each(known, programs)
        later, theirs = _each(known, programs), _each(partial(_errors, schema), programs)
        first = _each(partial(_judge, new(), asked), others)
        pairs.append((later, theirs, first, _each(partial(_errors, schema), others)))
    later, theirs, first, strange = (statistics.median(each) for each in zip(*pairs, strict=True))
    told = f"{later:.1f} us for each program at a later look, jsonschema-rs {theirs:.1f}"
    yield f"the same {len(rules)} rules: {told}: {later / theirs:.2f} times"
    told = f"{first:.1f} us, jsonschema-rs {strange:.1f}: {first / strange:.2f} times"
    yield f"  no two programs alike, first sight: {told}"


def _judge(known: Memory, held: Profile, target: Target) -> object:
    return known.judgement(target, held)


def _errors(schema: Any, target: Target) -> object:  # noqa: ANN401 - of jsonschema-rs
    return list(schema.iter_errors(target.document))


def _each(work: Callable[[Target], object], programs: Sequence[Target]) -> float:
    """Return the CPU microseconds that `work` takes for each program."""
    began = time.thread_time()
    for target in programs:
        work(target)
    return (time.thread_time() - began) / len(programs) * 1e6
