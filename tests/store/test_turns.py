"""A pace that a PostgreSQL gives out: whoever takes turns, from whatever process, no second has more than are allowed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from tests import stores

from hardener.store import Store
from hardener.store import tables as t
from hardener.store.turns import StoreTurns

RATE = 20
TAKES = 40
SCRIPT = """
import sys, time
from hardener.store.turns import StoreTurns
pace = StoreTurns(sys.argv[1], "app").pace("light", float(sys.argv[2]))
for _ in range(int(sys.argv[3])):
    assert pace.wait(120)
    print(time.time())
"""


@pytest.mark.process
def test_two_processes_together_have_no_more_turns_than_one_is_allowed(tmp_path: Path) -> None:
    with stores.place("postgresql", tmp_path) as place:
        Store(place).__exit__()
        words = [sys.executable, "-c", SCRIPT, place, str(RATE), str(TAKES)]
        takers = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        taken = [[float(line) for line in each.communicate(timeout=200)[0].splitlines()] for each in takers]
    assert [len(each) for each in taken] == [TAKES, TAKES]
    moments = sorted(taken[0] + taken[1])
    assert moments[-1] - moments[0] >= (len(moments) - 1) / RATE


def test_a_turn_that_would_be_too_late_is_not_taken(tmp_path: Path) -> None:
    with stores.place("postgresql", tmp_path) as place, Store(place) as store:
        pace = StoreTurns(place, "app").pace("light", 0.01)
        assert pace.wait(5)
        with store.reading() as connection:
            before = connection.scalars(select(t.note.c.text)).all()
        assert not pace.wait(5)
        assert not StoreTurns(place, "app").pace("light", 0.01).wait(5)
        with store.reading() as connection:
            assert connection.scalars(select(t.note.c.text)).all() == before
        assert StoreTurns(place, "another").pace("light", 0.01).wait(5), "each app has its own"
        assert StoreTurns(place, "app").pace("heavy", 0.01).wait(5), "and so has each class"


def test_a_turn_that_a_wrong_clock_has_put_far_ahead_is_of_no_meaning(tmp_path: Path) -> None:
    with stores.place("postgresql", tmp_path) as place, Store(place) as store:
        with store.writing() as connection:
            connection.execute(insert(t.note).values(key="pace app light", text=str(time.time() + 1e6)))
        assert StoreTurns(place, "app").pace("light", 1.0).wait(5)
