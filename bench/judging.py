"""Judging alone, in this process: microseconds for each program, beside what jsonschema-rs takes for the same rules."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.schema import rules_of, schema_of, unlike
from bench.wide import Wide
from hardener import profile
from hardener.adapter import Window, load
from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.http import Session
from hardener.layers import Others
from hardener.memory import Memory, memory
from hardener.model import Elsewhere, Status, Target, Unreadable
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
    yield from _beside([target for target in programs if target.kind == KIND], storytime, new, others)


def _beside(programs: Sequence[Target], held: Profile, new: Callable[[], Memory], others: Others) -> Iterator[str]:
    """Measure the same rules with jsonschema-rs, in turn: programs that were met before, and others met first."""
    try:
        import jsonschema_rs  # noqa: PLC0415 - only this needs it
    except ImportError:
        yield MISSING
        return
    settings = load("zoom").settings
    rules = rules_of(settings, held, catalogue(), KIND)
    asked = held.model_copy(update={"requires": {row.control: each for row, each in rules.values()}})
    strange = list(unlike(programs, rules))
    schema: Any = jsonschema_rs.validator_for(schema_of(rules, catalogue()))
    documents = [[target.document for target in each] for each in (programs, strange)]
    yield f"{len(rules)} rules that one value of a program decides:"
    yield from _pairs(asked, new, schema, (programs, strange), documents)
    wide = Wide(settings, held, catalogue(), KIND, rules)
    asked = held.model_copy(update={"requires": wide.requires})
    schema = jsonschema_rs.validator_for(wide.schema())
    given = [[wide.given(target, others) for target in each] for each in (programs, strange)]
    known = new()
    for target, document in zip((*programs, *strange), (*given[0], *given[1]), strict=True):
        found = known.judgement(target, asked).found
        missed = {each.control for each in found if each.status not in {Status.PASS, Status.ADVISORY}}
        if missed != wide.missed(schema.iter_errors(document)):
            raise SystemExit(f"{target.id}: the schema does not say what hardener says, so nothing is measured")
    yield f"{len(wide.requires)} rules, also of what lies above programs and may be locked there, with equal verdicts:"
    yield from _pairs(asked, new, schema, (programs, strange), given)


def _pairs(
    asked: Profile, new: Callable[[], Memory], schema: Any,  # noqa: ANN401 - of jsonschema-rs
    targets: tuple[Sequence[Target], Sequence[Target]], documents: Sequence[Sequence[object]],
) -> Iterator[str]:  # fmt: skip
    """Measure programs that were met before and others that are met first; `documents`: what the schema is given."""
    (programs, strange), theirs = targets, partial(_errors, schema)
    pairs: list[tuple[float, float, float, float]] = []
    for _ in range(ROUNDS):
        known = partial(_judge, new(), asked)
        _each(known, programs)
        later, other = _each(known, programs), _each(theirs, documents[0])
        first = _each(partial(_judge, new(), asked), strange)
        pairs.append((later, other, first, _each(theirs, documents[1])))
    later, other, first, odd = (statistics.median(each) for each in zip(*pairs, strict=True))
    yield f"  a later look: {later:.1f} us for each program, jsonschema-rs {other:.1f}: {later / other:.2f} times"
    yield f"  no two programs alike, first sight: {first:.1f} us, jsonschema-rs {odd:.1f}: {first / odd:.2f} times"


def _judge(known: Memory, held: Profile, target: Target) -> object:
    return known.judgement(target, held)


def _errors(schema: Any, document: object) -> object:  # noqa: ANN401 - of jsonschema-rs
    return list(schema.iter_errors(document))


def _each(work: Callable[[Any], object], programs: Sequence[object]) -> float:
    """Return the CPU microseconds that `work` takes for each program."""
    began = time.thread_time()
    for target in programs:
        work(target)
    return (time.thread_time() - began) / len(programs) * 1e6
