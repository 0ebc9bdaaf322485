"""From what may be in force to a verdict: intervals of ranks, and which row to name. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, isinf
from typing import NamedTuple

from hardener.catalog import Control
from hardener.layers import Candidate, Reading
from hardener.model import Status, Value
from hardener.profile import Requirement
from hardener.reason import Reason, Why

NOT_HERE = "not-here"
"""What a control comes to where there is no such thing."""


class Interval(NamedTuple):
    """How closed and how open a control may be, as ranks; equal where all is known."""

    low: float
    high: float


Rank = Callable[[Value], float]


def ranking(control: Control, requirement: Requirement, readings: Sequence[Reading] = ()) -> tuple[Rank, float]:
    """Return how to rank a value under `requirement`, and the rank of its limit; `readings`: of the whole control."""
    if requirement.exactly is not None:
        allowed = {*requirement.exactly, *(name for reading in readings for name in reading.row.always)}
        short = bool(lacking(requirement, readings))
        return (lambda value: float(short or not isinstance(value, tuple) or not set(value) <= allowed)), 0.0
    if control.names:
        limit = requirement.limit
        allowed = set(limit) if isinstance(limit, tuple) else set()
        if requirement.opens:
            return (lambda value: 0.0 if isinstance(value, tuple) and allowed <= set(value) else -1.0), 0.0
        return (lambda value: 0.0 if isinstance(value, tuple) and set(value) <= allowed else 1.0), 0.0
    return control.rank, control.rank(requirement.limit)


def lacking(requirement: Requirement, readings: Sequence[Reading]) -> set[str]:
    """Return the names that must be there and are not; none where nothing is asked at all, or not all is known."""
    values = [c.value for reading in readings for c in reading.candidates]
    if requirement.exactly is None or any(value is None for value in values):
        return set()
    there = {name for value in values if isinstance(value, tuple) for name in value}
    always = {name for reading in readings for name in reading.row.always}
    return set(requirement.exactly) - there - always if there else set()


def interval(readings: Sequence[Reading], rank: Rank) -> Interval:
    """Combine the rows of a control: the most open of the ordinary ones, but no more than any gate."""
    if len(readings) == 1:
        return _reach(readings[0], rank)
    low = high = -inf
    parts = False
    for reading in readings:
        if not reading.row.gate:
            one = _reach(reading, rank)
            low, high, parts = max(low, one.low), max(high, one.high), True
    if not parts:
        low = high = inf
    for reading in readings:
        if reading.row.gate:
            one = _reach(reading, rank)
            low, high = min(low, one.low), min(high, one.high)
    return Interval(low, high)


def _reach(reading: Reading, rank: Rank) -> Interval:
    if any(c.value is None for c in reading.candidates):
        return Interval(-inf, inf)
    ranks = [rank(value) for c in reading.candidates for value in (c.value, c.running) if value is not None]
    return Interval(min(ranks), max(ranks))


def exact(readings: Sequence[Reading], control: Control) -> Value | None:
    """Return the one value that a control can be at; None where more than one may be in force, or it is unknown."""
    if control.names:
        found = {c.value for reading in readings for c in reading.candidates}
        return found.pop() if len(found) == 1 else None
    low, high = interval(readings, control.rank)
    if control.levels:
        low, high = max(low, 0), min(high, len(control.levels) - 1)
    if low != high or isinf(low):
        return None
    return control.levels[int(low)] if control.levels else int(low)


def sure(readings: Sequence[Reading]) -> list[Reading]:
    """Return `readings` with all that a visitor can undo or go round as if nothing were known of it."""
    unknown = Candidate(None, "", "", "", "", None)
    return [r._replace(candidates=(unknown,)) if r.row.advisory else r for r in readings]


class Settled(NamedTuple):
    """A verdict, what it is of, and its reason where that is none of the settings' values."""

    status: Status
    readings: Sequence[Reading]
    reason: Why | None = None


def settled(readings: Sequence[Reading], rank: Rank, limit: float, *, opens: bool) -> Settled:
    """Judge `readings`; what is only written, or that a visitor can undo, does not pass."""

    def judged(some: Sequence[Reading]) -> Status:
        return verdict(interval(some, rank), limit, opens=opens)

    found = _in_time(readings, judged)
    weak = [r for r in found.readings if r.row.advisory]
    if weak and found.status is Status.PASS and judged(sure(found.readings)) is not Status.PASS:
        return Settled(Status.ADVISORY, weak, Why(Reason.ADVISORY, said=weak[0].row.advisory))
    return found


def _in_time(readings: Sequence[Reading], judged: Callable[[Sequence[Reading]], Status]) -> Settled:
    """Judge what is in force now and what will be after a restart, each by itself where they differ."""
    status = judged(readings)
    waits = [r for r in readings if any(c.running is not None for c in r.candidates)]
    if status is not Status.ERROR or not waits:
        return Settled(status, readings)
    written, now = [_each(r, _written) for r in readings], [_each(r, _in_force) for r in readings]
    if judged(written) is Status.PASS and judged(now) is Status.FAIL:
        services = " and ".join(dict.fromkeys(r.row.restart for r in waits))
        return Settled(Status.FAIL, now, Why(Reason.PENDING, services))
    return Settled(judged(written), written)


def _each(reading: Reading, change: Callable[[Candidate], Candidate]) -> Reading:
    return reading._replace(candidates=tuple(change(c) for c in reading.candidates))


def verdict(found: Interval, limit: float, *, opens: bool) -> Status:
    """Tell whether everything that may be in force meets `limit`, or nothing does, or it is unknown."""
    if opens:
        met, missed = found.low >= limit, found.high < limit
    else:
        met, missed = found.high <= limit, found.low > limit
    return Status.PASS if met else Status.FAIL if missed else Status.ERROR


def deciding(
    readings: Sequence[Reading], rank: Rank, limit: float, status: Status, *, opens: bool
) -> tuple[Reading, Candidate]:
    """Return the row and the value that a report should name for this verdict."""
    for reading in readings:
        if len(readings) == 1 or verdict(_reach(reading, rank), limit, opens=opens) is status:
            chosen = next((c for c in reading.candidates if (c.value is None) == (status is Status.ERROR)), None)
            return reading, chosen or reading.candidates[-1]
    return readings[0], readings[0].candidates[-1]


def _written(candidate: Candidate) -> Candidate:
    return candidate._replace(running=None)


def _in_force(candidate: Candidate) -> Candidate:
    return candidate if candidate.running is None else candidate._replace(value=candidate.running, running=None)
