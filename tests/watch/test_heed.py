"""What the watch makes of hints: none is lost, none waits for another account's trouble, and no flood costs much."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import update
from tests.history.made import ABOVE, judged, looked
from tests.made import KEY, Vendor, meeting
from tests.stores import place
from tests.watch.test_watcher import NOW, Down, Pretend
from werkzeug.test import Client

from hardener.history.retain import retain
from hardener.store import Store, StoreError
from hardener.store import tables as t
from hardener.store.lease import NAME, Lease, LeaseLostError
from hardener.vendor.events import Heard
from hardener.watch import hints, notes
from hardener.watch.follow import Follow
from hardener.watch.heed import BUDGET, HOUR, PORTION, Heed
from hardener.watch.listen import Ear, Listener
from hardener.watch.ports import Sight
from hardener.watch.upkeep import Upkeep
from hardener.whose import unknown
from hardener_zoom import Zoom

OTHER = f"{KEY}-2"
SECOND = timedelta(seconds=1)
SECRET = "s3cret"


@dataclass
class Eyes:
    """Reads one of two accounts again, of which one may be down."""

    clock: Pretend
    down: str = ""
    programs: int = 1
    read: list[tuple[str, str]] = field(default_factory=list)

    def reread(self, account: str, program: str) -> Sight:
        self.read.append((account, program))
        now = self.clock.now()
        there = {f"meeting/{n}": meeting(str(n), start=now + HOUR) for n in range(self.programs)}
        vendor = Vendor({**ABOVE, **there})
        report, observed = judged(Down({}, "it is down") if account == self.down else vendor, now)
        return Sight(looked=looked(report, observed, now, "check", whole=False), until=now + HOUR)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Store]:
    with place(request.param, tmp_path) as where, Store(where) as opened:
        yield opened


@pytest.fixture
def heed(store: Store) -> Heed:
    clock = Pretend(NOW, NOW + timedelta(days=30))
    lease = Lease(store, "one")
    assert lease.acquire()
    ear = Ear(name="main", accounts=lambda: {"main": KEY}, hear=Zoom.hear, secret=SECRET, tells=("",))
    return Heed(store=store, eyes=Eyes(clock), clock=clock, lease=lease, ears={"main": ear})


@pytest.fixture(autouse=True)
def _ends(heed: Heed) -> Iterator[None]:
    yield
    heed.lease.release()


def eyes(heed: Heed) -> Eyes:
    return cast("Eyes", heed.eyes)


def say(heed: Heed, program: str, account: str = KEY, mark: str = "") -> bool:
    told = Heard(mark, programs=(program,) if program else (), everything=not program)
    with heed.store.writing() as connection:
        return hints.heard(connection, account, told, heed.clock.now())


def later(heed: Heed, much: timedelta = timedelta(minutes=1)) -> None:
    cast("Pretend", heed.clock).at += much


def look(heed: Heed) -> list[Sight]:
    return list(heed.sights({KEY, OTHER}))


def test_what_is_said_during_the_reading_is_read_again_by_whatever_clock(heed: Heed) -> None:
    for passed in (SECOND, -HOUR):
        say(heed, "81")
        later(heed)
        for _ in heed.sights({KEY}):
            later(heed, passed)
            say(heed, "81")
        later(heed)
        assert len(look(heed)) == 1, passed
        assert look(heed) == []


def test_what_is_said_without_end_is_read_every_half_a_minute(heed: Heed) -> None:
    """Also while it is being read: or a flood of three minutes would spend what may be read in an hour."""
    for _ in range(180):
        say(heed, "81")
        later(heed, SECOND)
        for _ in heed.sights({KEY}):
            say(heed, "81")
            later(heed, SECOND)
            say(heed, "81")
    assert 5 <= len(eyes(heed).read) <= 7


def test_what_is_said_while_a_hint_is_let_go_of_stays(heed: Heed) -> None:
    say(heed, "81")
    later(heed)
    read = heed.settled({KEY})
    with ThreadPoolExecutor(1) as pool:
        with heed.store.writing() as connection:
            hints.done(connection, read)
            later(heed)
            said = pool.submit(say, heed, "81")
            time.sleep(0.5)  # so that the other has come as far as it can
        assert said.result()
    later(heed)
    assert [hint.program for hint in heed.settled({KEY})] == ["81"]


def test_another_accounts_trouble_keeps_nobody_waiting(heed: Heed) -> None:
    eyes(heed).down = KEY
    say(heed, "1", KEY)
    say(heed, "2", OTHER)
    later(heed)
    look(heed)
    assert (OTHER, "2") in eyes(heed).read
    eyes(heed).down = ""
    later(heed, timedelta(minutes=2))
    eyes(heed).read.clear()
    look(heed)
    assert eyes(heed).read == [(KEY, "1")], "it was not forgotten"


def test_another_accounts_flood_keeps_nobody_waiting(heed: Heed) -> None:
    for _ in range(BUDGET + 5):
        say(heed, "1", KEY)
        later(heed, 5 * SECOND)
        look(heed)
    assert len(eyes(heed).read) == BUDGET
    say(heed, "2", OTHER)
    later(heed)
    look(heed)
    assert eyes(heed).read[-1] == (OTHER, "2")
    later(heed, HOUR)
    look(heed)
    assert eyes(heed).read[-1] == (KEY, "1"), "what was over waited"


def test_reading_a_large_account_again_and_again_costs_more(heed: Heed) -> None:
    eyes(heed).programs = PORTION * 20
    for _ in range(5):
        say(heed, "")
        later(heed)
        look(heed)
    assert len(eyes(heed).read) == 3


def test_a_clock_that_is_set_back_holds_no_reading(heed: Heed) -> None:
    later(heed, HOUR)
    for _ in range(BUDGET):
        say(heed, "1")
        later(heed, 5 * SECOND)
        look(heed)
    later(heed, -3 * HOUR)
    say(heed, "1")
    later(heed)
    eyes(heed).read.clear()
    look(heed)
    assert eyes(heed).read


def test_a_watch_whose_clock_is_set_back_does_not_sleep_the_longer(heed: Heed) -> None:
    class Back(Pretend):
        def wait(self, until: datetime, _over: Callable[[], bool] = bool) -> None:
            self.at = until - timedelta(hours=5) if self.at == NOW else until

    heed.clock = Back(NOW, NOW + timedelta(days=30))
    heed.rest(NOW + HOUR, {KEY})
    assert heed.clock.now() < NOW, "it goes round again, and sees what is due"


@pytest.mark.parametrize("listens", [True, False])
def test_a_watch_that_lost_its_lease_asks_for_it_again_soon(heed: Heed, *, listens: bool) -> None:
    """What took over may end a moment later: then nobody would act for as long as this one sleeps."""

    class Losing(Pretend):
        def wait(self, until: datetime, over: Callable[[], bool] = bool) -> None:
            while self.at < until and not over():
                self.at += 10 * SECOND
                with suppress(LeaseLostError), heed.store.writing() as connection:
                    heed.lease.fence(connection)

    heed.clock = Losing(NOW, NOW + timedelta(days=30))
    heed.ears = heed.ears if listens else {}
    with heed.store.writing() as connection:
        connection.execute(update(t.lease).values(holder="another"))
    heed.rest(NOW + HOUR, {KEY})
    assert heed.clock.now() <= NOW + 20 * SECOND


def test_what_a_watch_hears_that_does_not_act_is_read_by_the_one_that_does(heed: Heed) -> None:
    say(heed, "81")
    later(heed)
    heed.ears = {}
    assert len(look(heed)) == 1


def pages(heed: Heed, look: Callable[[], int | None]) -> Follow:
    """Return what has pages look again, which began by another configuration than there is now."""
    upkeep = Upkeep(store=heed.store, clock=heed.clock, lease=heed.lease, opening=lambda _name, _account: nullcontext())  # type: ignore[arg-type,return-value]  # never opened
    lease = Lease(heed.store, "pages", name="what was configured before")
    return Follow(store=heed.store, clock=heed.clock, lease=lease, upkeep=upkeep, accounts=lambda: {KEY}, look=look)


def test_pages_leave_a_hint_to_the_watch_on_what_is_configured_now(heed: Heed) -> None:
    """They began before a connection was added, and the watch after it."""
    watch = heed.lease.another(notes.of(NAME, {KEY}))
    assert watch.acquire()
    say(heed, "81")
    later(heed)
    pages(heed, lambda: 1).turn()
    assert len(heed.settled({KEY})) == 1
    watch.release()


def test_pages_that_cannot_look_again_try_it_once_a_minute(heed: Heed) -> None:
    tries = []

    def look() -> int:
        tries.append(heed.clock.now())
        raise StoreError("the store is away")

    say(heed, "81")
    heed.clock = Pretend(NOW + HOUR, NOW + HOUR + timedelta(minutes=5))
    pages(heed, look).run()
    assert len(tries) == 5


def test_what_nothing_tells_from_a_repetition_is_read_again(heed: Heed) -> None:
    assert [say(heed, "1", mark="m"), say(heed, "1", mark="m")] == [True, False]
    assert [say(heed, "1"), say(heed, "1")] == [True, True]


def test_what_was_said_of_an_account_that_nobody_looks_at_goes_in_time(heed: Heed) -> None:
    say(heed, "1", "nobody's any more", mark="m")
    later(heed, timedelta(days=20))
    assert retain(heed.store, heed.clock.now(), 10, {KEY})
    with heed.store.reading() as connection:
        assert hints.settled(connection, {"nobody's any more"}, heed.clock.now()) == []
    assert say(heed, "1", "nobody's any more", mark="m")


def door(heed: Heed, accounts: Callable[[], Mapping[str, str]]) -> Client:
    ear = Ear(name="main", accounts=accounts, hear=Zoom.hear, secret=SECRET, tells=("",))
    return Client(Listener({"main": ear}, heed.store, heed.clock.now))


def deliver(client: Client, body: Mapping[str, Any]) -> int:
    raw, when = json.dumps(body), str(int(NOW.timestamp()))
    mac = hmac.new(SECRET.encode(), f"v0:{when}:{raw}".encode(), hashlib.sha256).hexdigest()
    proof = {"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": when}
    return client.post(
        "/hooks/main", data=raw, headers=proof, content_type="application/json", buffered=True
    ).status_code


EVENT = {"event": "meeting.updated", "event_ts": 1, "payload": {"object": {"id": 81}}}


def test_an_account_that_is_not_known_yet_is_asked_to_come_again(heed: Heed) -> None:
    """A platform that is down while the watch starts must not make it deaf for months."""
    known = {"main": unknown("main").key}
    client = door(heed, lambda: known)
    assert deliver(client, EVENT) == 503
    known["main"] = KEY
    assert deliver(client, EVENT) == 204
    known.clear()
    assert deliver(client, EVENT) == 401, "the connection is not there any more"


def test_a_handshake_proves_that_the_platform_finds_the_door(heed: Heed) -> None:
    asked = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}, "event_ts": 1}
    assert deliver(door(heed, lambda: {"main": KEY}), asked) == 200
    with heed.store.reading() as connection:
        assert hints.last_heard(connection, KEY) == NOW


def test_a_thousand_events_in_ten_seconds_are_one_row_and_one_reading(heed: Heed) -> None:
    client = door(heed, lambda: {"main": KEY})
    for number in range(1000):
        assert deliver(client, {**EVENT, "event_ts": number}) == 204
        later(heed, timedelta(milliseconds=10))
    with heed.store.reading() as connection:
        assert len(hints.settled(connection, {KEY}, NOW + HOUR)) == 1
    assert look(heed) == [], "somebody may still be clicking"
    later(heed)
    assert len(look(heed)) == 1
    assert eyes(heed).read == [(KEY, "81")]
    assert look(heed) == []
