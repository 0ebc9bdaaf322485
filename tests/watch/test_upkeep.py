"""Keeping subscriptions up against a platform that answers as none should: a vendor in memory, and a real store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Barrier
from typing import Any, ClassVar

import pytest
from sqlalchemy import update
from tests.made import KEY
from tests.stores import KINDS, place
from tests.watch.test_watcher import NOW, Pretend

from hardener.errors import ClockError, RefusedError, UnreachableError
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.lease import Lease
from hardener.vendor.events import key_of
from hardener.vendor.subscriptions import Granted, Held, Order, Places
from hardener.watch import notes, subscriptions
from hardener.watch.listen import Ear
from hardener.watch.upkeep import LONGEST, Upkeep, trouble_of
from hardener_teams import Teams


@dataclass
class Vendor:
    """Makes what it is asked for, unless it is to fail."""

    lasts: ClassVar[timedelta] = timedelta(days=2)
    by_mark: ClassVar[bool] = False
    names: tuple[str, ...] = ("a",)
    life: timedelta | None = timedelta(days=2)
    gives: str = ""
    """The id that it gives to each, if not one to each."""
    fails: Any = None
    held: dict[str, Order] = field(default_factory=dict)
    asked: int = 0
    lists: bool = True
    """Its list has what there is."""

    def places(self) -> Places:
        return Places(self.names)

    def there(self, ours: Callable[[str], bool]) -> dict[str, bool]:
        return {ident: True for ident, one in self.held.items() if self.lists and ours(one.address)}

    def subscribe(self, order: Order) -> Granted:
        self.asked += 1
        if self.fails is not None:
            raise self.fails(order)
        ident = f"{self.gives or order.mark[-8:]}"
        self.held[ident] = order
        return Granted(ident, None if self.life is None else NOW + self.life)

    def renew(self, held: Held, order: Order) -> Granted | None:
        return Granted(held.ident, order.until) if held.ident in self.held else None

    def end(self, held: Held) -> None:
        del self.held[held.ident]


@dataclass
class Channels(Vendor):
    """Lists nothing and renews nothing, and calls all of a place by one name."""

    by_mark: ClassVar[bool] = True

    def there(self, ours: Callable[[str], bool]) -> None:  # type: ignore[override]
        return

    def subscribe(self, order: Order) -> Granted:
        answer = super().subscribe(order)
        self.held[order.mark] = self.held.pop(answer.ident)
        return answer._replace(ident=f"events of {order.place}")

    def renew(self, held: Held, order: Order) -> None:
        return

    def end(self, held: Held) -> None:
        if self.held[held.mark].place == held.ident.removeprefix("events of "):
            del self.held[held.mark]


def ear(name: str) -> Ear:
    key = key_of(name)
    accounts = {"main": KEY, "kids": KEY, "main again": KEY}
    address = f"https://library.example/hooks/{name}/{key}"
    return Ear(
        name=name, accounts=lambda: accounts, hear=Teams.hear, secret=name, key=key, address=address, subscribes=True,
        owner=hashlib.sha256(name.encode()).hexdigest()[:16],
    )  # fmt: skip


@contextmanager
def keeping(place: Any, watch: str = "watch", **vendors: Vendor) -> Iterator[Upkeep]:
    @contextmanager
    def opening(name: str, _account: str) -> Iterator[Vendor]:
        yield vendors[name]

    with Store(place if isinstance(place, str) else str(place / "hardener.sqlite3")) as store:
        lease = Lease(store, watch, name=watch)
        assert lease.acquire()
        clock = Pretend(NOW, NOW + timedelta(days=30))
        ears = {name: ear(name) for name in vendors}
        yield Upkeep(store=store, clock=clock, lease=lease, opening=opening, ears=ears)
        lease.release()


@pytest.fixture(params=KINDS)
def store_place(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[str]:
    with place(request.param, tmp_path) as where:
        yield where


def kept(found: Upkeep) -> list[subscriptions.Kept]:
    with found.store.reading() as connection:
        return subscriptions.kept(connection, KEY)


def trouble(found: Upkeep) -> str:
    with found.store.reading() as connection:
        return notes.told(connection, trouble_of("main", KEY)) or ""


def test_two_connections_to_one_account_leave_each_other_alone(tmp_path: Any) -> None:
    main, kids = Vendor(), Vendor(names=("b",))
    with keeping(tmp_path, main=main, kids=kids) as found:
        for _ in range(3):
            found.turn()
            found.clock.wait(found.clock.now() + timedelta(hours=2))
        assert (main.asked, kids.asked, len(kept(found))) == (1, 1, 2)


def test_two_watches_with_different_connections_to_one_account_leave_each_other_alone(store_place: str) -> None:
    """They hold different leases, as one of them looks at another account as well."""
    vendor = Vendor()
    with keeping(store_place, main=vendor) as one, keeping(store_place, "another", kids=vendor) as two:
        for _ in range(3):
            for found in (one, two, one):
                found.turn()
                found.clock.wait(found.clock.now() + timedelta(hours=2))
        assert vendor.asked == len(vendor.held) == len(kept(one)) == 2


def test_two_watches_at_one_moment_make_one(store_place: str) -> None:
    """The same connection in both, which hold different leases."""
    vendor, both = Vendor(names=tuple("abcdef")), Barrier(2)
    with keeping(store_place, main=vendor) as one, keeping(store_place, "another", main=vendor) as two:

        def work(found: Upkeep) -> None:
            both.wait()
            for _ in range(3):
                found.turn()
                found.clock.wait(found.clock.now() + timedelta(minutes=1))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, (one, two)))
        assert vendor.asked == len(vendor.held) == len(kept(one)) == 6


def test_who_slept_in_the_middle_of_a_round_makes_nothing_that_another_makes_now(store_place: str) -> None:
    """Its right to make any has gone, and not that to act: the other watch has another account as well."""

    class Slept(Vendor):
        def there(self, ours: Callable[[str], bool]) -> dict[str, bool]:
            with found.store.writing() as connection:
                making = t.lease.c.name.startswith("subscribing")
                assert connection.execute(update(t.lease).where(making).values(holder="another")).rowcount == 1
            return super().there(ours)

    vendor = Slept()
    with keeping(store_place, main=vendor) as found:
        found.turn()
        assert (vendor.asked, kept(found), trouble(found)) == (0, [], "")
        assert not found.due(), "the other is at it"


def test_a_list_that_is_behind_has_nothing_made_twice_and_what_is_gone_is_made_again(tmp_path: Any) -> None:
    vendor = Vendor(names=("a", "b"))
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        vendor.lists = False
        for _ in range(5):
            found.clock.wait(found.clock.now() + timedelta(hours=2))
            found.turn()
        assert (vendor.asked, len(vendor.held)) == (2, 2)
        vendor.lists = True
        vendor.held.popitem()
        found.clock.wait(found.clock.now() + timedelta(hours=2))
        found.turn()
        assert (vendor.asked, len(vendor.held), len(kept(found))) == (3, 2, 2)


def test_what_has_another_secret_by_now_is_ended_whoever_lost_it(tmp_path: Any) -> None:
    """The process ended between the order and its answer, and the secret was changed before the next began."""
    vendor = Vendor()
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        with found.store.writing() as connection:
            connection.execute(update(t.subscription).values(ident="", due=None, asked=NOW))
        before = found.ears["main"]
        found.ears = {"main": replace(before, secret="x", address="https://library.example/hooks/main/x")}
        found.turn()
        found.clock.wait(found.clock.now() + timedelta(hours=2))
        found.turn()
        (one,) = vendor.held.values()
        assert one.address == "https://library.example/hooks/main/x"
        assert len(kept(found)) == 1


@pytest.mark.parametrize("kind", [Vendor, Channels])
@pytest.mark.parametrize("life", [timedelta(days=-1), timedelta()])
def test_one_that_has_ended_by_our_clock_is_told_and_none_is_left_over(
    tmp_path: Any, life: timedelta, kind: type[Vendor]
) -> None:
    vendor = kind(life=life)
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        assert "clock" in trouble(found)
        for _ in range(8):
            found.turn()
            assert len(vendor.held) <= 1
            found.clock.wait(found.clock.now() + timedelta(hours=2))


def test_one_whose_platform_says_no_end_is_kept_and_renewed_within_the_hour(tmp_path: Any) -> None:
    vendor = Vendor(life=None)
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        (one,) = kept(found)
        assert one.ident
        assert one.due is not None
        assert one.due <= NOW + timedelta(hours=1)
        assert not trouble(found)


def test_an_id_that_is_anothers_is_not_taken(tmp_path: Any) -> None:
    vendor = Vendor(names=("a", "b"), gives="same")
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        assert [one.ident for one in kept(found)].count("same") == 1
        assert "the id of another" in trouble(found)


def test_a_clock_that_is_wrong_leaves_no_order_behind(tmp_path: Any) -> None:
    vendor = Vendor(fails=lambda _: ClockError("this machine's clock is 1 hour ahead of the platform's"))
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        assert kept(found) == []
        assert "clock" in trouble(found)


@pytest.mark.parametrize("cut", [0, 5, 20])
def test_a_platform_that_repeats_what_it_was_given_gives_away_nothing(tmp_path: Any, cut: int) -> None:
    words: list[str] = []

    def said(order: Order) -> RefusedError:
        words.append(order.word)
        whole = [f"no {secret}" for secret in (order.address, order.word)]
        return RefusedError(
            " ".join(each[: len(each) - cut] + "…" * bool(cut) for each in whole[cut > 0 :]), status=400
        )

    with keeping(tmp_path, main=Vendor(fails=said)) as found:
        found.turn()
        assert "redacted" in trouble(found)
        for secret in (words[0], key_of("main")):
            assert secret[:12] not in trouble(found)


def test_one_that_cannot_be_reached_is_not_asked_for_each_place(tmp_path: Any) -> None:
    vendor = Vendor(names=tuple("abcdef"), fails=lambda _: UnreachableError("no answer in time"))
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        found.turn()
        assert vendor.asked == 1
        assert "no answer" in trouble(found)


def test_a_name_that_cannot_be_kept_costs_no_other_place_its_subscription(tmp_path: Any) -> None:
    vendor = Vendor(names=("x" * (LONGEST + 1), "b\0", "c"))
    with keeping(tmp_path, main=vendor) as found:
        found.turn()
        assert [one.place for one in kept(found)] == ["c"]
        assert "could not be told whole" in trouble(found)


@pytest.mark.parametrize("life", [timedelta(seconds=3), timedelta(days=9000)])
def test_whatever_life_one_is_given_it_is_renewed_neither_at_once_nor_never(tmp_path: Any, life: timedelta) -> None:
    with keeping(tmp_path, main=Vendor(life=life)) as found:
        found.turn()
        (one,) = kept(found)
        assert one.due is not None
        assert NOW + timedelta(minutes=1) <= one.due <= NOW + timedelta(days=2)
        assert not found.due()
