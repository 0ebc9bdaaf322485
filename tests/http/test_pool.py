from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.waiting import LONG

from hardener.errors import AdapterError, UnreachableError
from hardener.http import Session
from hardener.http.pool import Crew


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew(4)
    yield made
    made.close()
    assert not any(thread.name.startswith("each") for thread in threading.enumerate())


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=30), st.integers(1, 4), st.integers(1, 3))
def test_every_item_gives_one_result(items: list[int], workers: int, most: int) -> None:
    crew = Crew(most)
    assert sorted(crew.each(lambda n: n * 2, items, workers)) == sorted(n * 2 for n in items)
    crew.close()


def test_no_more_are_in_hand_than_twice_the_workers_and_closing_stops_it(crew: Crew) -> None:
    pulled = itertools.count()
    last = 0

    def source() -> itertools.count[int]:
        return pulled

    results = crew.each(lambda n: n, source(), 3)
    for given_so_far in range(200):
        last = max(last, next(results))
        assert last <= given_so_far + 6
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert next(pulled) <= 200 + 6


def test_no_more_work_at_the_same_time_than_there_are_workers(crew: Crew) -> None:
    now, most, lock = 0, [], threading.Lock()
    first = threading.Barrier(3, timeout=LONG)

    def work(number: int) -> None:
        nonlocal now
        with lock:
            now += 1
            most.append(now)
        if number < 3:
            first.wait()
        threading.Event().wait(0.002)
        with lock:
            now -= 1

    assert len(list(crew.each(work, range(60), 3))) == 60
    assert max(most) == 3


def test_work_that_has_work_of_its_own_never_waits_for_a_thread() -> None:
    """Three deep, and many at once, by two threads: each does its own where nobody is free to help."""
    crew = Crew(2)

    def deeper(depth: int) -> int:
        return sum(crew.each(deeper, [depth - 1] * 3, 3)) if depth else 1

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(deeper, [3] * 6)) == [27] * 6
    assert sum(thread.name.startswith("each") for thread in threading.enumerate()) <= 2
    crew.close()


def test_a_source_that_is_itself_made_of_such_work_is_taken_as_it_comes(crew: Crew) -> None:
    inner = crew.each(lambda n: n + 1, range(40), 4)
    assert sorted(crew.each(lambda n: n * 2, inner, 4)) == [2 * (n + 1) for n in range(40)]


def test_a_failed_item_becomes_a_result_and_ends_nothing() -> None:
    def work(number: int) -> str:
        if number % 3 == 0:
            raise UnreachableError(f"{number} is away")
        return str(number)

    with Session("main", read_only=True, workers=2) as session:
        found = set(session.each(work, range(7), lambda number, error: f"{number}: {error}"))
    assert found == {"0: 0 is away", "1", "2", "3: 3 is away", "4", "5", "6: 6 is away"}


def test_without_a_way_to_carry_it_a_failure_is_raised(crew: Crew) -> None:
    def work(_: int) -> str:
        raise UnreachableError("away")

    with pytest.raises(AdapterError, match="away"):
        list(crew.each(work, range(3), 2))


def test_a_mistake_of_ours_is_never_carried(crew: Crew) -> None:
    with pytest.raises(ZeroDivisionError):
        list(crew.each(lambda n: 1 / n, [0], 2, lambda _, error: 0.0))


def test_a_source_that_fails_is_raised_after_what_is_under_way(crew: Crew) -> None:
    def source() -> itertools.chain[int]:
        return itertools.chain([1, 2], (1 // zero for zero in [0]))

    with pytest.raises(ZeroDivisionError):
        list(crew.each(lambda n: n, source(), 1))
