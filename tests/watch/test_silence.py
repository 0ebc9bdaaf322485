"""Silence: no fault by itself, and told where our own reading shows that somebody should have spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from tests.made import KEY
from tests.stores import place
from tests.watch.test_heed import Eyes
from tests.watch.test_watcher import NOW, Pretend

from hardener.history.difference import By, Difference, SettingChange, TargetRef
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.lease import Lease
from hardener.vendor.events import Heard
from hardener.watch import hints
from hardener.watch.heed import HOUR, Heed
from hardener.watch.listen import Ear
from hardener_meet import Meet
from hardener_zoom import Zoom


@pytest.fixture(params=["sqlite", "postgresql"])
def heed(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Heed]:
    with place(request.param, tmp_path) as where, Store(where) as store:
        clock = Pretend(NOW, NOW + timedelta(days=30))
        found = Heed(store=store, eyes=Eyes(clock), clock=clock, lease=Lease(store, "one"), ears={"main": ear(Zoom)})
        assert looked(found, moved(), -10, whole=True) == [], "what was there before is nobody's fault"
        yield found


def ear(kind: Any) -> Ear:
    made = hasattr(kind, "subscriber")
    return Ear(
        name="main", accounts=lambda: {"main": KEY}, hear=kind.hear, secret="s", tells=kind.tells, subscribes=made,
        ends=getattr(kind, "ends", ()), address="https://library.example" if made else "",
    )  # fmt: skip


def thing(program: bool = True) -> TargetRef:  # noqa: FBT002 - of a test
    return TargetRef(connection="main", target="meeting/1", kind="meeting", title="", account=KEY, program=program)


def moved(path: str = "settings.waiting_room", by: By = "other", *, program: bool = True) -> Difference:
    return Difference(moves=[SettingChange(thing=thing(program), path=path, before="a", after="b", by=by)])


def looked(heed: Heed, difference: Difference, hours: float, *, whole: bool = False) -> list[str]:
    """Return what a look tells that finds `difference` so many hours later."""
    now = NOW + HOUR * hours
    with heed.store.writing() as connection:
        return [item.text for item in heed.missed(connection, difference, now, whole=whole, complete=whole)]


def spoke(heed: Heed, hours: float) -> None:
    with heed.store.writing() as connection:
        hints.heard(connection, KEY, Heard(""), NOW + HOUR * hours)


def test_a_change_that_nobody_told_of_is_told_an_hour_later_and_once_a_day(heed: Heed) -> None:
    assert looked(heed, moved(), 0) == [], "an event may be on its way"
    assert looked(heed, Difference(), 0.5) == []
    (said,) = looked(heed, Difference(), 1)
    assert "no event told of it" in said
    assert looked(heed, moved(), 2) == [], "that was told"
    assert len(looked(heed, Difference(), 25)) == 1


@pytest.mark.parametrize("hours", [-0.5, 0, 0.5, 0.99])
def test_an_event_around_that_time_is_enough(heed: Heed, hours: float) -> None:
    if hours < 0:
        spoke(heed, hours)
    assert looked(heed, moved(), 0) == []
    if hours >= 0:
        spoke(heed, hours)
    assert looked(heed, Difference(), 1) == []
    assert looked(heed, Difference(), 3) == [], "and it is over with that"


def test_a_word_of_yesterday_is_not_enough(heed: Heed) -> None:
    spoke(heed, -20)
    assert looked(heed, moved(), 0) == []
    assert len(looked(heed, Difference(), 1)) == 1


@pytest.mark.parametrize(
    "nothing", [Difference(), moved(by="hardener"), moved(program=False), Difference(new=[thing()])]
)
def test_silence_where_nothing_was_to_be_told_is_none(heed: Heed, nothing: Difference) -> None:
    for hours in (0, 1, 30):
        assert looked(heed, nothing, hours) == []


def test_a_platform_is_blamed_for_what_it_tells_and_for_nothing_else(heed: Heed) -> None:
    heed.ears = {"main": ear(Meet)}
    for quiet in (moved("space.config.moderation"), moved("policies.chat")):
        assert looked(heed, quiet, 0) == looked(heed, quiet, 2) == []
    assert looked(heed, Difference(new=[thing()]), 0) == looked(heed, Difference(), 2) == [], "it came into view"
    for loud in (moved("event.guestsCanModify"), Difference(gone=[thing()])):
        assert looked(heed, loud, 0) == []
        assert len(looked(heed, Difference(), 1)) == 1
        with heed.store.writing() as connection:
            connection.execute(delete(t.note))


def test_what_was_told_to_be_gone_long_before_a_whole_look_finds_that_is_no_silence(heed: Heed) -> None:
    heed.ears = {"main": ear(Meet)}
    gone = Difference(gone=[thing()])
    spoke(heed, -8)
    assert looked(heed, gone, 10, whole=True) == looked(heed, Difference(), 12) == []
    assert looked(heed, gone, 34, whole=True) == []
    assert len(looked(heed, Difference(), 36)) == 1, "no word since the look before"


def test_what_is_gone_and_never_told_of_blames_nobody(heed: Heed) -> None:
    heed.ears = {"main": ear(Meet)}
    webinar = replace(thing(), kind="webinar")
    assert looked(heed, Difference(gone=[webinar]), 0) == looked(heed, Difference(), 2) == []


def test_one_that_subscribes_to_nothing_cannot_be_silent(heed: Heed) -> None:
    heed.ears = {"main": replace(ear(Meet), address="")}
    assert looked(heed, Difference(gone=[thing()]), 0) == looked(heed, Difference(), 2) == []


def test_what_changed_while_nobody_listened_is_no_fault(heed: Heed) -> None:
    fresh = Heed(store=heed.store, eyes=heed.eyes, clock=heed.clock, lease=heed.lease, ears=heed.ears)
    assert looked(fresh, moved(), 0) == looked(fresh, moved(), 2, whole=True) == looked(fresh, Difference(), 4) == []
    assert looked(fresh, moved(), 5) == []
    assert len(looked(fresh, Difference(), 6)) == 1
