"""One piece of work at a time, and what went wrong in it is said."""

from __future__ import annotations

import threading

import pytest

from hardener.errors import AskedError
from hardener.serve.job import Desk, Job, Kind
from tests.waiting import LONG

pytestmark = pytest.mark.unit


def test_one_is_done_after_the_other() -> None:
    desk, go = Desk(), threading.Event()

    def work(job: Job) -> str:
        job.done, job.total = 1, 2
        assert go.wait(LONG)
        return "done"

    assert desk.begin(Kind.LOOK, work)
    assert desk.busy
    assert not desk.begin(Kind.PLAN, work)
    go.set()
    desk.wait()
    assert desk.job is not None
    assert (desk.busy, desk.job.result, desk.job.kind) == (False, "done", Kind.LOOK)
    assert desk.begin(Kind.PLAN, work)
    desk.wait()


def test_what_goes_wrong_is_said_in_a_line() -> None:
    desk = Desk()

    def refused(_job: Job) -> None:
        raise AskedError("nobody may")

    def broken(_job: Job) -> None:
        raise KeyError("secret")

    for work, said in ((refused, "nobody may"), (broken, "KeyError")):
        desk.begin(Kind.APPLY, work)
        desk.wait()
        assert desk.job is not None
        assert said in desk.job.error
        assert "secret" not in desk.job.error
        assert desk.job.over
