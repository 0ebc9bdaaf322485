"""What is to be done so that each place has one subscription: pure, over every state that a crash may leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from hardener.vendor.subscriptions import Held, Places
from hardener.watch import orders
from hardener.watch.orders import MOST, STRAYS, Act, End, Forget, Make, Renew
from hardener.watch.subscriptions import Kept

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = "here"


def kept(
    mark: str, place: str = "a", *, ident: str = "i", address: str = HERE, due: float = 1, until: float = 2
) -> Kept:
    """Return one that is due, and ends, in so many days."""
    return Kept(
        mark, place, ident and f"{ident}-{mark}", address, None, NOW + due * DAY if ident else None, NOW + until * DAY
    )


A = Places(("a",))


def acts(
    rows: Sequence[Kept], places: Places, there: Collection[str] | None, address: str, now: datetime,
    *, by_mark: bool = False,
) -> list[Act]:  # fmt: skip
    listed = None if there is None else dict.fromkeys(there, True)
    return list(orders.acts(rows, places, listed, address, now, lasts=7 * DAY, by_mark=by_mark))


def test_a_place_without_one_gets_one_and_what_is_good_is_left_alone() -> None:
    assert list(acts([], A, None, HERE, NOW)) == [Make("a")]
    assert list(acts([kept("1")], A, None, HERE, NOW)) == []
    assert list(acts([kept("1")], A, {"i-1"}, HERE, NOW)) == []


def test_one_is_renewed_when_it_is_due() -> None:
    assert list(acts([one := kept("1", due=0)], A, {"i-1"}, HERE, NOW)) == [Renew(one)]


def test_what_is_over_by_our_clock_is_ended_all_the_same_for_that_may_be_wrong() -> None:
    one = kept("1", until=0)
    assert acts([one], A, None, HERE, NOW) == [End(one.held, over=True), Make("a", again=True)]
    assert acts([one], A, {"i-1"}, HERE, NOW + DAY) == [Renew(one)], "its platform says that it lives"


def test_one_that_lasts_longer_than_any_is_renewed_for_the_clock_was_another_then() -> None:
    assert acts([kept("1", due=350, until=351)], A, None, HERE, NOW) == [Renew(kept("1", due=350, until=351))]
    assert acts([kept("1", due=6, until=7)], A, None, HERE, NOW) == []


def test_one_that_the_platform_switched_off_is_put_back() -> None:
    one = kept("1")
    found = list(orders.acts([one], A, {"i-1": False}, HERE, NOW, lasts=DAY * 7, by_mark=False))
    assert found == [Renew(one, asleep=True)]


def test_a_lost_one_is_ended_once_another_tells_what_its_place_is_called() -> None:
    lost, good = kept("1", ident=""), kept("2")
    assert acts([lost], A, None, HERE, NOW, by_mark=True) == [Make("a", again=True)]
    assert acts([lost, good], A, None, HERE, NOW, by_mark=True) == [End(Held("1", "a", "i-2"), over=True)]
    assert acts([lost, good], A, None, HERE, NOW) == [], "elsewhere that would end the good one"


def test_one_that_nobody_remembered_is_ended_and_never_taken_for_a_place() -> None:
    odd = kept("9", "")._replace(due=None)
    for places in (A, Places(("a",), whole=False)):
        assert acts([kept("1"), odd], places, None, HERE, NOW, by_mark=True) == [End(odd.held)]


def test_two_that_are_called_the_same_do_not_end_the_one_that_there_is() -> None:
    twice = [kept("1")._replace(ident="x"), kept("2", due=3, until=4)._replace(ident="x")]
    assert acts(twice, A, {"x"}, HERE, NOW) == [Forget("1")]


@pytest.mark.parametrize(
    ("one", "there"), [(kept("1", until=0, ident=""), None), (kept("1", ident=""), set())]
)  # fmt: skip
def test_what_is_over_or_never_came_about_is_forgotten_and_made_again(one: Kept, there: set[str] | None) -> None:
    assert list(acts([one], A, there, HERE, NOW)) == [Forget("1"), Make("a", again=True)]


def test_what_a_platform_does_not_list_is_asked_for_itself_before_another_is_made() -> None:
    """A list may be behind what was made a moment ago, and who made another each time would make them without end."""
    one, other = kept("1"), kept("2", until=9)
    assert acts([one], A, set(), HERE, NOW) == [Renew(one, unlisted=True)]
    assert acts([one, other], A, {"i-1"}, HERE, NOW) == [Forget("2")], "the one that is listed is good"
    assert acts([one, other], A, set(), HERE, NOW) == [Forget("1"), Renew(other, unlisted=True)]


def test_what_is_at_the_platform_and_not_ours_any_more_is_ended() -> None:
    assert list(acts([kept("1")], A, {"i-1", "lost"}, HERE, NOW)) == [End(Held("", "", "lost"))]
    assert list(acts([kept("1", "b")], A, {"i-1"}, HERE, NOW)) == [End(Held("1", "b", "i-1")), Make("a")]
    elsewhere = kept("1", address="of another secret")
    for there in (None, {"i-1"}):
        assert list(acts([elsewhere], A, there, HERE, NOW)) == [End(elsewhere.held), Make("a", again=True)]
    assert list(acts([elsewhere], A, set(), HERE, NOW)) == [Forget("1"), Make("a", again=True)]
    assert list(acts([kept("1")], Places(()), None, HERE, NOW)) == [End(Held("1", "a", "i-1"))]


def test_what_is_missing_from_half_a_list_is_not_given_up() -> None:
    assert list(acts([kept("1", "b")], Places(("a",), whole=False), None, HERE, NOW)) == [Make("a")]


def test_of_two_of_one_place_the_later_stays() -> None:
    """The platform answered to the second, and the process ended before it could end the first."""
    assert list(acts([kept("1"), kept("2", due=3, until=4)], A, None, HERE, NOW)) == [End(Held("1", "a", "i-1"))]


def test_lost_ones_are_remembered_until_they_speak_and_never_pile_up() -> None:
    lost = [kept(str(n), ident="", until=n + 1) for n in range(STRAYS + 2)]
    assert list(acts(lost, A, None, HERE, NOW)) == [Forget("1"), Forget("0"), Make("a", again=True)]
    spoke = kept("0")._replace(due=None)
    assert list(acts([spoke, kept("9")], A, None, HERE, NOW)) == [End(spoke.held)]


def test_there_are_never_more_than_a_bound() -> None:
    many = Places(tuple(f"{n:04}" for n in range(MOST + 100)))
    assert len(list(acts([], many, None, HERE, NOW))) == MOST


@pytest.mark.parametrize(
    ("first", "second", "there"), list(product(["", "i"], ["", "i"], [None, (), ("i-1",), ("i-1", "i-2", "x")]))
)
def test_from_whatever_state_one_round_or_two_lead_to_one_each(
    first: str, second: str, there: tuple[str, ...] | None
) -> None:
    rows = {one.mark: one for one in (kept("1", ident=first), kept("2", ident=second))}
    platform: set[str] | None = set(there) if there is not None else None
    made = 0
    for _ in range(2):
        for act in list(acts(list(rows.values()), A, platform, HERE, NOW)):
            match act:
                case Make():
                    made += 1
                    rows[f"new{made}"] = kept(f"new{made}")
                    platform = None if platform is None else platform | {f"i-new{made}"}
                case End():
                    rows.pop(act.held.mark, None)
                    platform = None if platform is None else platform - {act.held.ident}
                case Forget():
                    rows.pop(act.mark)
                case Renew() if act.unlisted:
                    made += 1
                    rows[f"new{made}"] = kept(f"new{made}")
                    platform = None if platform is None else platform | {f"i-new{made}"}
                    rows.pop(act.kept.mark)
    good = [one for one in rows.values() if one.ident]
    assert len(good) == 1
    assert platform is None or platform == {good[0].ident}
    assert made <= 1
