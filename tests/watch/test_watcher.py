"""The loop of the watch on a clock of its own: late, asleep, set back, without its platform, without its lease."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update
from tests.history.made import ABOVE, judged, looked
from tests.made import KEY, Vendor, host, meeting
from tests.stores import place

from hardener.errors import AdapterError, HardenerError
from hardener.history.completed import Kind
from hardener.letters.form import Letter
from hardener.model import Notice, Severity, Target, Unreadable
from hardener.notify.text import Message, compose
from hardener.people import People
from hardener.remedy.apply import Applier
from hardener.remedy.execution import Execution
from hardener.remedy.journal import Journal
from hardener.remedy.plan import Plan
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.lease import NAME, Lease
from hardener.unattended import WatchOptions
from hardener.watch import hints, notes
from hardener.watch.autofix import Carrier
from hardener.watch.health import Health
from hardener.watch.heed import Heed
from hardener.watch.listen import Ear
from hardener.watch.mailer import Mailer
from hardener.watch.outbox import Outbox
from hardener.watch.ports import Sight
from hardener.watch.post import Post, Reader
from hardener.watch.watcher import Watcher
from hardener_zoom import Zoom

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Pretend:
    """A clock that jumps to whatever is waited for, up to an end."""

    at: datetime = NOW
    end: datetime = NOW

    @property
    def stopped(self) -> bool:
        return self.at >= self.end

    def now(self) -> datetime:
        return self.at

    def wait(self, until: datetime, _over: Callable[[], bool] = bool) -> None:
        self.at = min(max(until, self.at + timedelta(seconds=1)), self.end)


@dataclass
class World:
    """A vendor in memory whose programs may be moved, and a watch on it."""

    store: Store
    clock: Pretend = field(default_factory=Pretend)
    starts: dict[str, list[datetime]] = field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    rooms: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The settings of programs without a start, which are always there."""
    unread: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    down: str = ""
    partly: str = ""
    """What is missing in each look at everything."""
    broken: str = ""
    looks: list[tuple[str, datetime]] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)
    host: str = ""
    """The name of every program's host."""
    people: People = field(default_factory=People)
    letters: list[tuple[Reader, Letter]] = field(default_factory=list)
    takes: timedelta = timedelta()
    """How long a look lasts."""
    ears: dict[str, Ear] = field(default_factory=dict)
    reread_programs: list[tuple[str, datetime]] = field(default_factory=list)
    """Programs that were read again by themselves, and when; empty: all."""
    more: set[str] = field(default_factory=set)
    """Other accounts, of which there is nothing."""
    refused: list[datetime] = field(default_factory=list)
    """When a program could not be read again."""
    refuses: str = ""
    """What the channel says instead of taking a message."""

    def look(self, kind: Kind, ahead: timedelta | None) -> Sight:
        if self.broken:
            raise HardenerError(self.broken)
        now = self.clock.now()
        until = now + (ahead or timedelta(weeks=4))
        self.looks.append((kind, now))
        self.clock.at += self.takes
        report, observed = judged(self.vendor(now, until), now)
        if self.partly and ahead is None:
            report.reaches[0].unread.append(self.partly)
        seen = looked(report, observed, now, kind, whole=ahead is None)
        return Sight(looked=seen, until=until, notices=self.notices)

    def vendor(self, now: datetime, until: datetime, only: str = "") -> Vendor:
        found: dict[str, Any] = {"host/h": host(chat=False, chat_with=4, recording="none"), **ABOVE}
        for ident, starts in self.starts.items():
            if only not in {"", ident}:
                continue
            coming = tuple(s for s in starts if now < s + timedelta(minutes=30) and s <= until)
            if coming:
                made = meeting(ident, start=coming[0], **self.settings.get(ident, {}))
                assert made.program is not None
                made = replace(made, program=replace(made.program, starts=coming, host_name=self.host))
                found[made.id] = made if ident not in self.unread else Unreadable(
                    id=made.id, kind="meeting", title=made.title, reason="404", above=made.above, program=made.program
                )  # fmt: skip
        for ident, changes in self.rooms.items():
            found[f"meeting/{ident}"] = meeting(ident, start=None, **changes)
        return Down(found, self.down) if self.down else Vendor(cast("dict[str, Target]", found))

    def reread(self, account: str, program: str) -> Sight | None:
        if account != KEY:
            return None
        if self.broken:
            self.refused.append(self.clock.now())
            raise HardenerError(self.broken)
        self.reread_programs.append((program, self.clock.now()))
        now = self.clock.now()
        report, observed = judged(self.vendor(now, now + timedelta(weeks=4), program), now)
        return Sight(looked=looked(report, observed, now, "check", whole=False), until=now + timedelta(weeks=4))

    def accounts(self, _store: Store) -> frozenset[str]:
        return frozenset({KEY, *self.more})

    @contextmanager
    def executing(self, plan: Plan, run: int, journal: Journal) -> Iterator[Execution]:
        yield Execution(applier=Applier(plan=plan, run=run, adapters={}, journal=journal, clock=self.clock.now))

    def send(self, _channel: str, message: Message) -> str:
        if not self.refuses:
            self.told.append(message)
        return self.refuses

    def post(self, reader: Reader, letter: Letter, _made: datetime) -> str:
        if not self.refuses:
            self.letters.append((reader, letter))
        return self.refuses

    def watcher(self, holder: str = "one", **options: Any) -> Watcher:
        lease = Lease(self.store, holder, name=notes.of(NAME, self.accounts(self.store)))
        chosen = WatchOptions.model_validate({"every": "2h", **options})
        return Watcher(
            store=self.store, options=chosen, zone=ZoneInfo("UTC"), keep_days=400, hands=self, clock=self.clock,
            lease=lease, outbox=Outbox(self.store, lease.fence, {"staff": Severity.LOW}, self.send),
            mailer=Mailer(
                people=self.people, channels=["staff"], library="", zone=ZoneInfo("UTC"),
                post=Post(self.store, lease.fence, self.post),
            ),
            compose=lambda made: lambda items: compose(items, library="", zone=UTC, made=made),
            carrier=Carrier(journal=Journal(self.store, lease.fence), hands=self, clock=self.clock, operator="", most=9, writes=False),
            health=Health(chosen.every),
            heed=Heed(store=self.store, eyes=self, clock=self.clock, lease=lease, ears=self.ears),
        )  # fmt: skip

    def live(self, until: datetime, **options: Any) -> None:
        """Run one watch up to a moment."""
        self.clock.end = until
        self.watcher(**options).run()

    def occasions(self) -> dict[tuple[str, datetime, int], tuple[str, datetime | None]]:
        """Return of each start and lead, in hours, what came of it and when."""
        began = {row.id: row.began for row in self.rows(t.run)}
        return {(o.program, o.start, o.lead // 3600): (o.result, began.get(o.run)) for o in self.rows(t.occasion)}

    def rows(self, table: Any) -> list[Any]:
        with self.store.reading() as connection:
            return list(connection.execute(select(table)))

    @property
    def said(self) -> str:
        return "\n".join(f"{message.title}\n{message.body}" for message in self.told)


@dataclass
class Down(Vendor):
    """A vendor that cannot be reached."""

    why: str = ""

    def __init__(self, found: dict[str, Any], why: str) -> None:
        super().__init__(found)
        self.why = why

    def read_all(self, window: Any) -> Iterator[Target | Unreadable]:
        raise AdapterError(self.why)
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[World]:
    with place(request.param, tmp_path) as where, Store(where) as store:
        yield World(store)


def test_each_start_is_looked_at_when_its_time_has_come(world: World) -> None:
    start = NOW + 2 * DAY
    world.starts = {"1": [start, start + HOUR, start + DAY], "2": [start + timedelta(minutes=5)]}
    world.live(NOW + 4 * DAY)
    done = world.occasions()
    assert {key[:2] for key in done} == {(p, s) for p, starts in world.starts.items() for s in starts}
    for (_, begins, hours), (result, began) in done.items():
        assert (result, began) == ("done", begins - hours * HOUR)
    assert len(done) == 8


def test_a_watch_that_slept_looks_late_and_says_what_it_missed(world: World) -> None:
    start = NOW + 2 * DAY
    world.starts = {"1": [start], "2": [start + 6 * HOUR]}
    world.live(start - 30 * HOUR)
    world.clock.at = start + HOUR  # asleep over both leads of one, and one of the other
    world.live(start + 8 * HOUR)
    assert world.occasions() == {
        ("1", start, 24): ("missed", None),
        ("1", start, 1): ("missed", None),
        ("2", start + 6 * HOUR, 24): ("done", start + HOUR),
        ("2", start + 6 * HOUR, 1): ("done", start + 5 * HOUR),
    }
    assert world.said.count("it was not looked at") == 2
    assert "Storytime 1" in world.said


def test_a_program_that_is_moved_called_off_or_new_is_planned_anew(world: World) -> None:
    start = NOW + 2 * DAY
    world.starts = {"1": [start], "2": [start]}
    world.live(NOW + HOUR)
    world.starts = {"1": [start + 3 * HOUR], "3": [NOW + 3 * HOUR]}
    world.live(start + 4 * HOUR)
    assert world.occasions() == {
        ("1", start + 3 * HOUR, 24): ("done", start - 21 * HOUR),
        ("1", start + 3 * HOUR, 1): ("done", start + 2 * HOUR),
        ("3", NOW + 3 * HOUR, 24): ("done", NOW + HOUR),
        ("3", NOW + 3 * HOUR, 1): ("done", NOW + 2 * HOUR),
    }
    assert "not looked at" not in world.said


def test_a_clock_that_is_set_back_repeats_nothing(world: World) -> None:
    start = NOW + 2 * DAY
    world.starts = {"1": [start]}
    world.live(start - 23 * HOUR)
    runs = len([kind for kind, _ in world.looks if kind == "watch"])
    told = len(world.told)
    world.clock.at = start - 26 * HOUR
    world.live(start - 22 * HOUR)
    assert world.occasions()["1", start, 24] == ("done", start - 24 * HOUR)
    assert len([kind for kind, _ in world.looks if kind == "watch"]) == runs
    assert len(world.told) == told


def test_a_clock_that_ran_far_ahead_and_came_back_does_not_stop_the_daily_look(world: World) -> None:
    world.live(NOW + HOUR)
    world.clock.at = NOW + 400 * DAY
    world.live(NOW + 400 * DAY + HOUR)
    world.clock.at = NOW + 2 * HOUR
    world.live(NOW + 3 * DAY)
    days = {at.date() for kind, at in world.looks if kind == "watch"}
    assert {(NOW + n * DAY).date() for n in range(3)} <= days


def test_an_outage_is_told_once_and_what_was_due_is_looked_at_when_it_is_over(world: World) -> None:
    start = NOW + 2 * DAY
    world.starts = {"1": [start], "2": [start + 8 * HOUR]}
    world.live(start - 2 * HOUR)
    before = len(world.told)
    world.down = "no answer from the platform"
    world.live(start + 7 * HOUR + timedelta(minutes=20))
    world.down = ""
    world.live(start + 10 * HOUR)
    done = world.occasions()
    assert done["1", start, 1] == ("missed", None)
    result, began = done["2", start + 8 * HOUR, 1]
    assert result == "done"
    assert began is not None
    assert timedelta() < began - (start + 7 * HOUR) <= timedelta(minutes=51), "within the usual pace"
    said = "\n".join(message.body for message in world.told[before:])
    assert said.count("no answer from the platform") == 1
    assert said.count("can be read to the end again") == 1


def test_the_daily_look_is_made_up_for_after_an_outage(world: World) -> None:
    world.live(NOW + HOUR)
    six = NOW.replace(hour=6) + DAY
    world.clock.at, world.down = six - HOUR, "down"
    world.live(six + 3 * HOUR)
    world.down = ""
    world.live(six + 5 * HOUR)
    good = [run for run in world.rows(t.run) if run.kind == "watch" and run.complete and run.began > six]
    assert len(good) == 1
    bad = [run for run in world.rows(t.run) if run.kind == "watch" and not run.complete]
    assert len(bad) == 1, "what is still the same is not kept again"


def test_a_program_that_cannot_be_read_is_tried_again_until_it_begins(world: World) -> None:
    start = NOW + 2 * DAY
    world.starts, world.unread = {"1": [start], "2": [start]}, {"1"}
    world.live(start - timedelta(minutes=40))
    assert world.occasions()["2", start, 1][0] == "done"
    assert world.occasions()["1", start, 1][0] == "planned"
    world.unread = set()
    world.live(start - timedelta(minutes=5))
    assert world.occasions()["1", start, 1][0] == "done"
    assert "Can't tell" in world.said


def test_a_drift_is_told_once_at_once_if_grave_and_soon_and_not_again(world: World) -> None:
    start = NOW + 2 * DAY
    world.starts = {"1": [start], "2": [start + 3 * DAY]}
    world.live(start - 20 * HOUR)
    assert not world.told
    world.settings = {"1": {"recording": "cloud"}, "2": {"recording": "cloud"}}
    world.live(start + DAY)
    assert [message.urgent for message in world.told] == [True, False]
    assert len([m for m in world.told if "Storytime 1" in m.body]) == 1
    assert len([m for m in world.told if "Storytime 2" in m.body]) == 1


def test_what_waits_is_sent_when_the_channel_is_back_and_only_once(world: World) -> None:
    world.starts = {"1": [NOW + 3 * DAY]}
    world.live(NOW + HOUR)
    world.settings, world.refuses = {"1": {"recording": "cloud"}}, "the mail server does not answer"
    world.live(NOW + 30 * HOUR)
    (waiting,) = [row for row in world.rows(t.message) if row.sent is None]
    assert waiting.tries > 3
    assert waiting.error == "the mail server does not answer"
    world.refuses = ""
    world.live(NOW + 40 * HOUR)
    assert len(world.told) == 1
    world.live(NOW + 60 * HOUR)
    assert len(world.told) == 1


def test_a_notice_is_told_once_as_long_as_it_is_about_the_same(world: World) -> None:
    for days in range(9, 4, -1):
        world.notices = [Notice(f"accepted until 2 Dec, which is in {days} days", "soon 2 Dec")]
        world.live(world.clock.at + DAY, every="1d")
    world.notices = [Notice("accepted until 2 Dec, which is over", "over 2 Dec")]
    world.live(world.clock.at + DAY, every="1d")
    assert world.said.count("which is in") == 1
    assert world.said.count("which is over") == 1


def test_a_mistake_in_the_configuration_is_told_once_and_the_watch_goes_on(world: World) -> None:
    world.starts = {"1": [NOW + 2 * DAY]}
    world.live(NOW + HOUR)
    world.broken = "hardener.toml: default: no profile 'storytim'"
    world.live(NOW + 9 * HOUR)
    assert world.said.count("storytim") == 1
    world.broken = ""
    world.live(NOW + 3 * DAY)
    assert {result for result, _ in world.occasions().values()} == {"done"}


def test_a_lasting_mistake_silences_nothing(world: World) -> None:
    start = NOW + 5 * HOUR
    world.starts, world.settings = {"1": [start], "2": [NOW + 3 * DAY]}, {"2": {"recording": "cloud"}}
    world.live(NOW + timedelta(minutes=10))
    assert len(world.told) == 1
    world.broken = "hardener.toml: default: no profile 'storytim'"
    world.live(NOW + 8 * HOUR)
    assert world.said.count("storytim'") == 1
    assert "it was not looked at 1 hour ahead" in world.said


def test_what_was_heard_hurries_no_trouble_and_what_is_over_is_well_again(world: World) -> None:
    pages = []

    class Turning(Pretend):
        def wait(self, until: datetime, _over: Callable[[], bool] = bool) -> None:
            super().wait(until)
            if not world.refused and not world.broken:
                world.broken = "hardener.toml: default: no profile 'storytim'"
                with world.store.writing() as connection:
                    hints.hint(connection, KEY, "1", self.at - HOUR)
            if self.at > NOW + timedelta(minutes=5):
                pages.append(watch.health.page())
                world.broken = ""

    world.ears = {"main": Ear(name="main", accounts=lambda: {"main": KEY}, hear=Zoom.hear, secret="s")}
    world.clock = Turning(NOW, NOW + timedelta(minutes=9))
    watch = world.watcher(every="1d")
    watch.run()
    assert len(world.refused) == 3, "then after a minute, and after two more"
    assert not pages[0][0]
    assert [program for program, _ in world.reread_programs] == ["1"]
    assert len(world.looks) == 1, "nothing else was due"
    assert watch.health.page()[0]


def test_what_falls_due_while_a_look_is_made_is_looked_at_next(world: World) -> None:
    start = NOW + 5 * HOUR + timedelta(minutes=1)
    world.starts, world.takes = {"1": [start]}, timedelta(minutes=3)
    world.live(NOW + 6 * HOUR)
    result, began = world.occasions()["1", start, 1]
    assert result == "done"
    assert began is not None
    assert began - (start - HOUR) < timedelta(minutes=10)


def test_an_outage_with_slow_answers_is_tried_again_in_time(world: World) -> None:
    start = NOW + 6 * HOUR
    world.starts = {"1": [start]}
    world.live(NOW + 4 * HOUR)
    world.down, world.takes = "no answer", timedelta(minutes=15)
    world.live(start - timedelta(minutes=25))
    world.down = ""
    world.live(start + HOUR)
    assert world.occasions()["1", start, 1][0] == "done"


def test_what_another_account_has_planned_stays_and_is_not_told(world: World) -> None:
    world.live(NOW + HOUR)
    others = {
        "account": "made - another",
        "connection": "main",
        "program": "7",
        "start": NOW + 5 * HOUR,
        "lead": 3600,
        "title": "x",
        "due": NOW + 4 * HOUR,
    }
    with world.store.writing() as connection:
        connection.execute(insert(t.occasion).values(**others, result="planned"))
    world.live(NOW + 9 * HOUR)
    assert [result for result, _ in world.occasions().values()] == ["planned"], "it is that account's watch's"
    assert not world.told


def test_a_list_that_is_never_whole_is_told_once(world: World) -> None:
    world.starts, world.partly = {"1": [NOW + DAY]}, "the meetings of one host: 403"
    world.live(NOW + 4 * DAY)
    assert world.said.count("the meetings of one host") == 1
    assert "again" not in world.said
    world.partly = ""
    world.live(NOW + 6 * DAY)
    assert world.said.count("can be read to the end again") == 1


def test_a_standby_is_well_when_the_store_is(world: World) -> None:
    one, two = world.watcher("one"), world.watcher("two")
    assert one.lease.acquire()
    two.health.failed()
    world.clock.end = NOW + timedelta(minutes=1)
    two.run()
    well, told = two.health.page()
    assert well
    assert told["role"] == "standby"
    one.lease.release()


def test_a_lease_that_a_wrong_clock_wrote_is_taken(world: World) -> None:
    one, two = world.watcher("one"), world.watcher("two")
    assert one.lease.acquire()
    assert not two.lease.acquire()
    with world.store.writing() as connection:
        connection.execute(update(t.lease).values(until=t.lease.c.until + 7200))
    assert two.lease.acquire()
    for each in (one, two):
        each.lease.release()


def test_of_two_watches_one_acts_and_the_other_takes_over_at_once_when_it_ends(world: World) -> None:
    one, two = world.watcher("one"), world.watcher("two")
    assert one.once() is not None
    assert one.lease.acquire()
    looks = len(world.looks)
    assert two.once() is None
    assert len(world.looks) == looks
    one.lease.release()
    assert two.once() is not None


def test_of_two_watches_one_acts_also_after_a_connection_was_added_while_both_ran(world: World) -> None:
    """The one that began before and the one that began after would each have a right of its own."""
    world.clock.end = NOW + DAY
    one = world.watcher("one")
    assert one.go_round() > NOW + HOUR
    world.more = {"zoom another 1"}
    two = world.watcher("two")
    assert two.go_round() > NOW + HOUR
    looks = len(world.looks)
    world.clock.at += 3 * HOUR
    one.go_round()
    one.go_round()
    assert len(world.looks) == looks
    assert [each.health.page()[1]["role"] for each in (one, two)] == ["standby", "acting"]
    two.lease.release()
    world.clock.at += timedelta(minutes=1)
    one.go_round()
    assert len(world.looks) == looks + 1
    one.lease.release()


def test_what_another_process_holds_is_tried_again_as_soon_as_a_standby_would(world: World) -> None:
    asked: list[datetime] = []

    class Held:
        def resume(self, *_: object) -> bool:
            asked.append(world.clock.now())
            return len(asked) < 4

    world.clock.end = NOW + HOUR
    watcher = world.watcher()
    watcher.carrier = cast("Carrier", Held())
    watcher.run()
    assert [moment - NOW for moment in asked] == [timedelta(seconds=10 * n) for n in range(4)]
    assert len(world.looks) == 1, "nothing was looked at for that"


def test_a_watch_that_lost_its_lease_writes_nothing_more(world: World) -> None:
    world.starts = {"1": [NOW + 2 * DAY]}
    one = world.watcher("one")
    assert one.lease.acquire()
    with world.store.writing() as connection:
        connection.execute(update(t.lease).values(holder="two", token=t.lease.c.token + 1))
    world.clock.end = NOW + HOUR
    one.run()
    assert not world.rows(t.run)
    assert not world.rows(t.occasion)
    assert not world.told


@pytest.mark.parametrize("slots", ["0 6 * * *", "0 6 * * 1"])
def test_a_room_that_is_always_there_is_looked_at_every_day(world: World, slots: str) -> None:
    """It has no start to be looked at ahead of: the schedule, which is read at least once a day, brings it."""
    world.rooms["1"] = {}
    world.live(NOW + 2 * DAY + HOUR, audit=slots, every="1d")
    world.rooms["1"] = {"recording": "cloud"}
    opened = world.clock.at
    world.told.clear()
    world.live(opened + DAY + HOUR, audit=slots, every="1d")
    (message,) = world.told
    assert message.urgent, "it is open now"
    assert "Always open: Storytime 1" in message.body
    looks = [moment for _, moment in world.looks]
    assert all(later - sooner <= DAY for sooner, later in itertools.pairwise(looks))
    assert not world.occasions(), "there is no start to miss"
