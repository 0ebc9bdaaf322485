"""How fast is asked: nearly as fast as the vendor allows, and never faster, whatever sleep and network do."""

from __future__ import annotations

import random
import threading
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener.http.rate_limit import LATE, SLACK, Pacing
from hardener.http.together import Together

NETWORK = SLACK - LATE
"""Seconds by which one request may be longer on its way than another."""


class Clock:
    """Time that passes only while somebody sleeps, and then a little too much of it, as in the world."""

    def __init__(self, chance: random.Random, oversleeps: float) -> None:
        self.now, self.chance, self.oversleeps = 1000.0, chance, oversleeps

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds + self.chance.uniform(0, self.oversleeps)


def sent(rate: float, count: int, clock: Clock) -> list[float]:
    """Return when requests are sent by somebody who always has another."""
    pacing = Pacing({"light": rate}, clock, clock.sleep)
    moments = []
    for _ in range(count):
        assert pacing.wait("light", 1e6)
        moments.append(clock.now)
    return moments


def most_in_a_second(moments: list[float]) -> int:
    moments = sorted(moments)
    return max(bisect_left(moments, first + 1 - 1e-9) - number for number, first in enumerate(moments))


@pytest.mark.parametrize("rate", [1, 2, 4, 7, 10, 16, 20, 30, 40, 60, 80, 200, 1000, 5000])
def test_it_is_98_percent_of_the_rate_and_never_more_than_the_rate(rate: int) -> None:
    chance = random.Random(rate)
    clock = Clock(chance, oversleeps=0.001)
    moments = sent(rate, 10 * rate + 1, clock)
    assert 0.98 < 10 * rate / (moments[-1] - moments[0]) / rate <= 1
    for _ in range(5):
        arrived = [moment + 0.03 + chance.uniform(0, NETWORK) for moment in moments]
        assert most_in_a_second(arrived) <= rate


@given(st.integers(1, 300), st.floats(0, 0.2), st.randoms(use_true_random=False))
def test_whoever_oversleeps_makes_nobody_ask_too_much(rate: int, oversleeps: float, chance: random.Random) -> None:
    moments = sent(rate, 3 * rate + 3, Clock(chance, oversleeps))
    assert most_in_a_second([moment + chance.uniform(0, NETWORK) for moment in moments]) <= rate


@given(st.integers(1, 100), st.lists(st.floats(0, 2), max_size=60), st.randoms(use_true_random=False))
def test_neither_does_whoever_asks_now_and_then(rate: int, pauses: list[float], chance: random.Random) -> None:
    clock = Clock(chance, 0.002)
    pacing, moments = Pacing({"light": rate}, clock, clock.sleep), []
    for pause in pauses:
        clock.now += pause
        for _ in range(5):
            assert pacing.wait("light", 1e6)
            moments.append(clock.now)
    assert not moments or most_in_a_second(moments) <= rate


def test_who_has_no_time_to_wait_is_told_at_once_and_takes_nobody_s_turn() -> None:
    clock = Clock(random.Random(1), 0.0)
    pacing = Pacing({"slow": 0.1}, clock, clock.sleep)
    assert pacing.wait("slow", 1.0)
    assert [pacing.wait("slow", 5.0) for _ in range(3)] == [False] * 3
    assert clock.now == 1000.0
    assert pacing.wait("slow", 11.0)
    assert clock.now == pytest.approx(1010.2 - LATE)
    assert pacing.wait("other", 0.0)


def test_many_threads_keep_the_pace_together_and_all_come_through() -> None:
    clock = Clock(random.Random(2), 0.001)
    pacing, moments, lock = Pacing({"light": 40.0}, clock, clock.sleep), [], threading.Lock()

    def ask(_: int) -> None:
        assert pacing.wait("light", 1e6)
        with lock:
            moments.append(clock.now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(200)))
    assert len(moments) == 200
    assert 0.98 < 199 / (max(moments) - min(moments)) / 40 <= 1


def together(folder: Path, rate: float, clock: Clock) -> Pacing:
    made = Together(folder / "pace", 4)
    return Pacing({"light": rate}, shared=lambda name, rate: made.pace(name, rate, clock, clock.sleep))


@pytest.mark.parametrize("oversleeps", [0.001, 0.05, 0.4])
@pytest.mark.parametrize("rate", [1, 4, 10, 30])
def test_processes_that_are_taken_for_one_are_no_faster_than_one(tmp_path: Path, rate: int, oversleeps: float) -> None:
    """Each knows nothing of when another asked, and begins when another has just ended; the file is all they share."""
    chance = random.Random(rate)
    clock, moments = Clock(chance, oversleeps), []
    for _ in range(5 * rate):
        pacing = together(tmp_path, rate, clock)
        for _ in range(chance.randint(1, 3)):
            assert pacing.wait("light", 1e6)
            moments.append(clock.now)
    assert most_in_a_second(moments) <= rate
    assert (tmp_path / next(tmp_path.iterdir())).stat().st_mode & 0o077 == 0


def test_a_turn_that_is_too_far_off_is_not_taken(tmp_path: Path) -> None:
    clock = Clock(random.Random(1), 0.001)
    pacing = together(tmp_path, 0.1, clock)
    assert pacing.wait("light", 1)
    assert not pacing.wait("light", 1)
    assert pacing.wait("light", 60)


def test_a_turn_from_before_the_machine_was_started_is_of_no_meaning(tmp_path: Path) -> None:
    clock = Clock(random.Random(1), 0.001)
    made = Together(tmp_path / "pace", 2).pace("light", 1, clock, clock.sleep)
    assert made.wait(1)
    clock.now = 1.0
    assert made.wait(1)
