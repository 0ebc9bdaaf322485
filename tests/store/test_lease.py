"""Who may act: one process at a time, soon where the one before has ended for certain, and never one that lost it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from tests.made import NOW

from hardener.store import Store
from hardener.store import tables as t
from hardener.store.holder import Holder
from hardener.store.lease import GRACE, HeldError, Lease, LeaseLostError, holder


@pytest.fixture
def store(store_place: str) -> Iterator[Store]:
    with Store(store_place) as opened:
        yield opened


def lease(store: Store, who: str = "anna", other: dict[str, object] | None = None) -> Lease:
    return Lease(store, Holder.here(who, NOW).model_copy(update=other or {}).written)


def ended() -> dict[str, object]:
    """Return what tells of a process of this machine that has ended."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    return {"pid": int(done.stdout), "started": "1"}


def take(one: Lease, store: Store, *names: str) -> None:
    with store.writing() as connection:
        one.take(connection, names)


def silent(store: Store) -> None:
    """Have all who hold something have said nothing for as long as a request is given."""
    with store.writing() as connection:
        connection.execute(update(t.lease).values(until=t.lease.c.until - GRACE))


def test_one_has_it_until_it_gives_it_back(store: Store) -> None:
    one, two = lease(store), lease(store, "ben")
    assert one.acquire(["run-1"])
    assert not two.acquire(["run-1"])
    assert two.acquire(["run-2"])
    one.release()
    two.release()
    assert two.acquire(["run-1"])
    two.release()
    with store.reading() as connection:
        assert connection.execute(select(t.lease)).all() == []


def test_all_of_it_or_nothing(store: Store) -> None:
    one, two = lease(store), lease(store, "ben")
    take(one, store, "write-b")
    with pytest.raises(HeldError):
        take(two, store, "run-2", "write-a", "write-b")
    assert not two.held
    assert holder(store, "write-a") == ""
    assert "anna" in holder(store, "write-b")


def test_it_says_who_has_it_for_which_run_and_since_when(store: Store) -> None:
    take(lease(store), store, "run-12", "write-a")
    with pytest.raises(
        HeldError, match=rf"run 12 is held by anna \(process {os.getpid()} on \S+\) since 23 Nov 09:00:00 UTC"
    ) as held:
        take(lease(store, "ben"), store, "run-13", "write-a")
    assert held.value.lives


def test_of_one_that_has_ended_on_this_machine_it_is_taken_once_its_last_request_had_time(store: Store) -> None:
    take(lease(store, other=ended()), store, "run-1")
    assert holder(store, "run-1") == ""
    with pytest.raises(HeldError) as held:
        take(lease(store, "ben"), store, "run-1")
    assert held.value.ended
    assert not held.value.lives
    silent(store)
    assert lease(store, "ben").acquire(["run-1"])


@pytest.mark.parametrize("other", [{"machine": "another"}, {"machine": ""}])
def test_of_another_machine_nobody_knows_before_it_is_over(store: Store, other: dict[str, object]) -> None:
    take(lease(store, other={**ended(), **other}), store, "run-1")
    ben = lease(store, "ben")
    with pytest.raises(HeldError) as held:
        take(ben, store, "run-1")
    assert not held.value.lives
    with store.writing() as connection:
        connection.execute(update(t.lease).values(until=0.0))
    take(ben, store, "run-1")


def test_a_number_that_was_given_again_is_no_life(store: Store) -> None:
    take(lease(store, other={"started": "1"}), store, "run-1")
    silent(store)
    assert lease(store, "ben").acquire(["run-1"])


def test_who_lost_a_part_of_it_has_lost_it(store: Store) -> None:
    one = lease(store)
    take(one, store, "run-1", "write-a")
    with store.writing() as connection:
        connection.execute(update(t.lease).where(t.lease.c.name == "write-a").values(holder="ben"))
    with pytest.raises(LeaseLostError), store.writing() as connection:
        one.fence(connection)
    assert not one.held
    with pytest.raises(LeaseLostError):
        one.check()


def test_who_never_took_anything_may_write_nothing(store: Store) -> None:
    with pytest.raises(LeaseLostError), store.writing() as connection:
        lease(store).fence(connection)


def test_what_another_program_wrote_there_is_no_holder_of_ours() -> None:
    for text in ("", "one", "host 12 abc", "host 12 {}", 'host 12 {"who": 1}'):
        assert Holder.read(text) is None
