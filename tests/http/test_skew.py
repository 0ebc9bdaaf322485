"""How far two clocks are apart, from the Date of an answer, which has whole seconds and may be late or from a cache."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from hardener import clock
from hardener.http.skew import Skew

pytestmark = pytest.mark.unit

NOW = 1_800_000_000.0


def seen(date: float | str, *, asked: float = NOW, answered: float = NOW, **headers: str) -> float:
    skew = Skew()
    said = date if isinstance(date, str) else formatdate(date, usegmt=True)
    skew.saw({"Date": said, **headers}, asked, answered)
    return skew()


@pytest.mark.parametrize(("asked", "answered"), [(0.0, 0.0), (-0.9, 0.2), (0.9, 0.9), (-40.0, 40.0)])
def test_a_right_clock_is_right_however_long_an_answer_takes(asked: float, answered: float) -> None:
    assert seen(NOW, asked=NOW + asked, answered=NOW + answered) == 0


@pytest.mark.parametrize("off", [300.0, -300.0, 86_400.0, -86_400.0])
def test_one_that_is_off_is_off_by_no_more_than_a_second_less(off: float) -> None:
    found = seen(NOW + off)
    assert abs(found - off) <= 1
    assert clock.off(found) is (abs(off) > 3600)


@pytest.mark.parametrize("date", ["", "soon", "0", "Mon, 99 Foo 2026 00:00:00 GMT", "Fri, 31 Dec 99999 00:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    assert seen(date) == 0


def test_an_answer_from_a_cache_says_nothing() -> None:
    assert seen(NOW - 7200, Age="7200") == 0


def test_the_largest_is_remembered() -> None:
    skew = Skew()
    for off in (5, -400, 30):
        skew.saw({"Date": formatdate(NOW + off, usegmt=True)}, NOW, NOW)
    assert round(skew()) in {-400, -399}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, ""), (119.0, ""), (-119.0, ""), (300.0, "5 minutes behind"), (-3300.0, "55 minutes ahead of"),
        (3 * 3600.0, "3 hours behind"), (-3 * 86_400.0, "3 days ahead of"), (86_400.0, "24 hours behind"),
    ],
)  # fmt: skip
def test_what_is_said_of_it(seconds: float, said: str) -> None:
    told = clock.told(seconds)
    assert said in told
    assert bool(told) is bool(said)
    assert ("nobody can tell" in told) is clock.off(seconds)
