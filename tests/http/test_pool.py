from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardener.errors import AdapterError, UnreachableError
from hardener.http import Session
from hardener.http.pool import each
from hardener.http.rate_limit import Pacing, spread


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=30), st.integers(1, 4))
def test_every_item_gives_one_result(items: list[int], workers: int) -> None:
    assert sorted(each(lambda n: n * 2, items, workers)) == sorted(n * 2 for n in items)


def test_no_more_are_in_hand_than_twice_the_workers_and_closing_stops_it() -> None:
    pulled = itertools.count()
    last = 0

    def source() -> itertools.count[int]:
        return pulled

    results = each(lambda n: n, source(), 3)
    for given_so_far in range(200):
        last = max(last, next(results))
        assert last <= given_so_far + 6
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert next(pulled) <= 200 + 6
    assert not any(thread.name.startswith("each") for thread in threading.enumerate())


def test_a_failed_item_becomes_a_result_and_ends_nothing() -> None:
    def work(number: int) -> str:
        if number % 3 == 0:
            raise UnreachableError(f"{number} is away")
        return str(number)

    with Session("main", read_only=True, workers=2) as session:
        found = set(session.each(work, range(7), lambda number, error: f"{number}: {error}"))
    assert found == {"0: 0 is away", "1", "2", "3: 3 is away", "4", "5", "6: 6 is away"}


def test_without_a_way_to_carry_it_a_failure_is_raised() -> None:
    def work(_: int) -> str:
        raise UnreachableError("away")

    with pytest.raises(AdapterError, match="away"):
        list(each(work, range(3), 2))


def test_a_mistake_of_ours_is_never_carried() -> None:
    with pytest.raises(ZeroDivisionError):
        list(each(lambda n: 1 / n, [0], 2, lambda _, error: 0.0))


def test_a_source_that_fails_is_raised_after_what_is_under_way() -> None:
    def source() -> itertools.chain[int]:
        return itertools.chain([1, 2], (1 // zero for zero in [0]))

    with pytest.raises(ZeroDivisionError):
        list(each(lambda n: n, source(), 1))


@settings(deadline=None)
@given(st.floats(0.02, 1000))
def test_what_is_spread_never_exceeds_the_rate_by_more_than_rounding(rate: float) -> None:
    for window in spread(rate):
        # The limiter lets its limit through in each interval and one millisecond.
        assert window.limit * 1000 / (window.interval + 1) <= max(rate, 1000 * window.limit / 2) + 1e-9
        if rate <= 200:
            assert window.limit * 1000 / (window.interval + 1) <= rate


def test_past_requests_are_forgotten() -> None:
    pacing = Pacing({"light": 1000.0})
    assert all(pacing.wait("light", 5.0) for _ in range(1500))
    assert pacing.wait("unlimited", 0.0)


def test_many_threads_keep_the_pace_together_and_all_come_through() -> None:
    pacing, sent = Pacing({"light": 40.0}), []

    def ask(_: int) -> None:
        assert pacing.wait("light", 30.0)
        sent.append(time.monotonic())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(120)))
    sent.sort()
    assert all(later - first >= 1.0 for first, later in zip(sent, sent[40:], strict=False)), "never more in any second"
