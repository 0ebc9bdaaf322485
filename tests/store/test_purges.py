"""Runs that delete are in the store before they do, once, and on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from hardener.store import Store
from hardener.store.purges import Purges, UsedError

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
VALUES = {
    "plan_id": "p1", "fingerprint": "f", "plan": "{}", "operator": "anna", "reason": "", "began": NOW, "agent": "person",
}  # fmt: skip


def free(_connection: Connection, _run: int) -> None:
    """Take nothing."""


def opened(purges: Purges, **more: Any) -> int:
    return purges.open_run({**VALUES, **more}, ["zoom x acc"], free)


def test_a_plan_is_carried_out_once_and_a_step_ends_once(store_place: str) -> None:
    with Store(store_place) as store:
        purges = Purges(store)
        run = opened(purges)
        with pytest.raises(UsedError, match="carried out already"):
            opened(purges)
        for _ in range(2):  # begun again after a crash
            purges.begin(run, 0, "zoom x acc", "meeting/1", "{}", NOW)
        assert purges.outcomes(run) == {0: None}
        purges.finish(run, 0, "[]")
        with pytest.raises(UsedError, match="is known already"):
            purges.finish(run, 0, "[]")
        purges.go_on(run, free)
        purges.close_run(run, NOW)
        with pytest.raises(UsedError, match="has ended"):
            purges.go_on(run, free)
        assert [(row.id, row.ended) for row in purges.runs(["zoom x acc"])] == [(run, NOW)]
        assert purges.runs(["zoom x other"]) == []
        assert len(purges.runs()) == 1


def test_what_is_fenced_off_writes_nothing(store_place: str) -> None:
    def gone(_connection: Connection) -> None:
        raise UsedError("another took over")

    with Store(store_place) as store:
        run = opened(Purges(store))
        fenced = Purges(store).under(gone)
        with pytest.raises(UsedError, match="another took over"):
            fenced.begin(run, 0, "zoom x acc", "meeting/1", "{}", NOW)
        assert Purges(store).outcomes(run) == {}
