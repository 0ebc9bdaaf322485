"""Keeping subscriptions up against a platform that answers as none should: a vendor in memory, and a real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from tests.made import KEY
from tests.watch.test_watcher import NOW, Pretend

from hardener.errors import RefusedError, UnreachableError
from hardener.store import Store
from hardener.store.lease import Lease
from hardener.vendor.events import key_of
from hardener.vendor.subscriptions import Granted, Held, Order, Places
from hardener.watch import notes, subscriptions
from hardener.watch.listen import Ear
from hardener.watch.upkeep import LONGEST, Upkeep, trouble_of
from hardener_teams import Teams

pytestmark = pytest.mark.unit


@dataclass
class Vendor:
    """Makes what it is asked for, unless it is to fail."""

    lasts: ClassVar[timedelta] = timedelta(days=2)
    names: tuple[str, ...] = ("a",)
    life: timedelta = timedelta(days=2)
    fails: Any = None
    held: dict[str, Order] = field(default_factory=dict)
    asked: int = 0

    def places(self) -> Places:
        return Places(self.names)

    def there(self, address: str) -> set[str]:
        return {ident for ident, one in self.held.items() if one.address == address}

    def subscribe(self, order: Order) -> Granted:
        self.asked += 1
        if self.fails is not None:
            raise self.fails(order)
        self.held[f"id{self.asked}"] = order
        return Granted(f"id{self.asked}", NOW + self.life)

    def renew(self, held: Held, until: datetime) -> Granted:
        return Granted(held.ident, until)

    def end(self, held: Held) -> None:
        del self.held[held.ident]


def ear(name: str) -> Ear:
    key = key_of(name)
    accounts = {"main": KEY, "kids": KEY}
    address = f"https://library.example/hooks/{name}/{key}"
    return Ear(
        name=name, accounts=lambda: accounts, hear=Teams.hear, secret=name, key=key, address=address, subscribes=True
    )


@contextmanager
def keeping(folder: Any, **vendors: Vendor) -> Iterator[Upkeep]:
    @contextmanager
    def opening(name: str, _account: str) -> Iterator[Vendor]:
        yield vendors[name]

    with Store(str(folder / "hardener.sqlite3")) as store:
        lease = Lease(store, "one")
        assert lease.acquire()
        clock = Pretend(NOW, NOW + timedelta(days=30))
        ears = {name: ear(name) for name in vendors}
        yield Upkeep(store=store, clock=clock, lease=lease, opening=opening, ears=ears)
        lease.release()


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
