"""Subscriptions in the store: what is kept of an order, an answer and a word, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.made import KEY
from tests.stores import place
from tests.watch.test_watcher import NOW

from hardener.history.retain import retain
from hardener.store import Store
from hardener.vendor.events import Said, word_of
from hardener.vendor.subscriptions import Order
from hardener.watch import hints, subscriptions
from hardener.watch.subscriptions import ADOPTED, Kept

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WORD = word_of("secret", "m1")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Store]:
    with place(request.param, tmp_path) as where, Store(where) as opened:
        order = Order(
            place="p1", mark="m1", word=WORD, address="https://library.example/hooks/main/k", until=NOW + 7 * DAY
        )
        with opened.writing() as connection:
            subscriptions.ordered(connection, KEY, order, "print", NOW)
        yield opened


def only(store: Store) -> Kept:
    with store.reading() as connection:
        (found,) = subscriptions.kept(connection, KEY)
    assert WORD not in repr(found)
    assert "https" not in repr(found)
    return found


def say(store: Store, told: Said, later: timedelta = MINUTE) -> str:
    with store.writing() as connection:
        return subscriptions.said(connection, KEY, told, "print", NOW + later)


def hinted(store: Store) -> list[str]:
    with store.reading() as connection:
        return [hint.program for hint in hints.settled(connection, {KEY}, NOW + 30 * DAY)]


def grant(store: Store, life: timedelta) -> None:
    with store.writing() as connection:
        subscriptions.granted(connection, KEY, "m1", "i1", NOW + life, NOW)


def test_an_order_is_expected_until_it_is_answered_and_for_two_minutes_at_most(store: Store) -> None:
    with store.reading() as connection:
        expected = [subscriptions.expecting(connection, KEY, NOW + n * MINUTE) for n in (-3, 0, 1, 3)]
        assert expected == [False, True, True, False]
        assert not subscriptions.expecting(connection, "another's", NOW)
    grant(store, 7 * DAY)
    with store.reading() as connection:
        assert not subscriptions.expecting(connection, KEY, NOW)


@pytest.mark.parametrize(("life", "before"), [(7 * DAY, DAY), (timedelta(hours=3), timedelta(hours=1))])
def test_it_is_due_a_day_before_its_end_or_when_a_third_is_left(
    store: Store, life: timedelta, before: timedelta
) -> None:
    grant(store, life)
    assert only(store).due == NOW + life - before
    with store.reading() as connection:
        moments = [NOW + life - before + n * MINUTE for n in (-1, 0)]
        assert [subscriptions.due(connection, ["print"], moment) for moment in moments] == [False, True]
        assert not subscriptions.due(connection, ["another"], NOW + life)


def test_what_speaks_before_its_answer_came_tells_its_id(store: Store) -> None:
    assert say(store, Said("m1", "i1", "1", "begun")) == "taken"
    assert (only(store).ident, only(store).heard, hinted(store)) == ("i1", NOW + MINUTE, [])
    assert say(store, Said("m1", "i1", "1", "begun")) == "again"
    assert say(store, Said("m1", "another", "2")) == "unknown"
    assert hinted(store) == []


def test_what_proves_itself_and_is_not_kept_is_remembered_to_be_ended_and_never_beyond_a_bound(store: Store) -> None:
    for number in range(ADOPTED + 5):
        assert say(store, Said(f"x{number}", "i1", str(number))) == "unknown"
    assert say(store, Said("x1", "i1", "again")) == "unknown"
    assert say(store, Said("y", "", "nothing to end it by")) == "unknown"
    assert hinted(store) == []
    with store.reading() as connection:
        found = [one for one in subscriptions.kept(connection, KEY) if not one.place]
        assert len(found) == ADOPTED
        assert {(one.ident, one.address, one.due) for one in found} == {("i1", "print", None)}
        assert not subscriptions.due(connection, ["print"], NOW + DAY), "nobody has a platform asked at will"


def test_a_word_has_its_place_read_again_and_never_what_it_names(store: Store) -> None:
    grant(store, 7 * DAY)
    assert [say(store, Said("m1", "i1")), say(store, Said("m1", "i1"))] == ["taken", "taken"]
    assert hinted(store) == ["place/p1"]


@pytest.mark.parametrize(("what", "read"), [("renew", []), ("missed", ["place/p1"]), ("ended", ["place/p1"])])
def test_what_a_platform_says_of_a_subscription_itself(store: Store, what: Any, read: list[str]) -> None:
    grant(store, 7 * DAY)
    assert say(store, Said("m1", "i1", "1", what)) == "taken"
    assert hinted(store) == read
    with store.reading() as connection:
        assert subscriptions.due(connection, ["print"], NOW + MINUTE) == (what != "missed")
    assert (only(store).until <= NOW + MINUTE) == (what == "ended")


def test_what_has_ended_says_nothing_any_more_and_goes_in_time(store: Store) -> None:
    grant(store, DAY)
    assert say(store, Said("m1", "i1"), DAY + 9 * MINUTE) == "taken", "it was on its way"
    assert say(store, Said("m1", "i1"), DAY + 11 * MINUTE) == "expired"
    assert retain(store, NOW + 20 * DAY, 10, {KEY})
    with store.reading() as connection:
        assert subscriptions.kept(connection, KEY) == []
