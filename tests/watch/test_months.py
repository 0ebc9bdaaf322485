"""Half a year in a minute or two: every start is looked at once for each lead, every drift is told once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from tests import command, stores
from tests.end_to_end.library import CLOSED, STORY, small
from tests.inbox import inbox
from tests.watch.months_child import SharedClock
from werkzeug.wrappers import Response

from hardener.sandbox import serve
from hardener.store import Store
from hardener.store import tables as t
from hardener_zoom.simulator import ZoomSimulator, default_app

pytestmark = pytest.mark.long

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ZONE = ZoneInfo("America/New_York")
BEGIN = datetime(2026, 9, 21, 0, 0, tzinfo=ZONE)
WEEKS = 26
END = BEGIN + timedelta(weeks=WEEKS)
LEADS = (timedelta(hours=24), timedelta(hours=1))
TIMES = (time(10, 30), time(11, 30))
WEEK = ((0, 0), (0, 0), (0, 1), (1, 0), (2, 0), (2, 0), (2, 1), (3, 1), (4, 0))
PROGRAMS = [(81000 + n, day, TIMES[at]) for n, (day, at) in enumerate(WEEK)]
"""Number, day of the week and local time: two that begin together and then one alone, or one alone, on each day.

More of the same would be looked at more often, and show nothing else: each look costs a tenth of a second.
"""
CONFIG = """
default = "storytime"
[library]
name = "Maple County Library"
timezone = "America/New_York"
weeks = 1
[connections.main]
vendor = "zoom"
api_url = "{url}/v2"
token_url = "{url}/oauth/token"
plan = "business"
rates = {{light = 1000, medium = 1000, heavy = 1000}}
regions = ["US"]
personal_rooms = false
[watch]
audit = "0 6 * * *"
before = ["24h", "1h"]
every = "1d"
[notify.staff]
"""


def local(week: int, day: int, at: time) -> datetime:
    """Return a local time of a week, whatever the clocks did in between."""
    date = BEGIN.date() + timedelta(weeks=week, days=day)
    return datetime.combine(date, at, tzinfo=ZONE).astimezone(UTC)


OUTAGES = (
    (local(2, 1, time(2, 0)), local(2, 1, time(9, 15))),  # over the daily look, to just before a program is due
    (local(5, 6, time(20, 0)), local(6, 0, time(9, 40))),  # the night in which the clocks go back
    (local(13, 2, time(10, 30)), local(13, 2, time(11, 18))),  # nearly all of an hour's lead
)
STOPS = (  # when the watch is ended, and how long it is away
    (local(1, 0, time(3, 0)), timedelta(minutes=5)),
    (local(3, 2, time(9, 29)), timedelta(minutes=20)),  # over a due time
    (local(4, 3, time(12, 0)), timedelta(hours=0)),
    (local(6, 4, time(22, 0)), timedelta(hours=10)),  # over the daily look
    (local(8, 1, time(10, 30)), timedelta(minutes=45)),
    (local(11, 5, time(1, 0)), timedelta(days=1)),  # a weekend without programs
    (local(14, 2, time(10, 29)), timedelta(minutes=0)),
    (local(17, 0, time(6, 0)), timedelta(minutes=1)),
    (local(20, 3, time(18, 0)), timedelta(minutes=59)),
    (local(24, 6, time(2, 30)), timedelta(hours=3)),  # the night in which the clocks go forward
)
KILLS = ((local(9, 1, time(9, 30)), 3), (local(18, 3, time(10, 30)), 9))
"""From when on, and at which of its requests."""
BACK = (local(15, 1, time(12, 0)), timedelta(hours=2))
"""The machine's clock is set back once."""


@dataclass
class Drift:
    """Somebody changes a setting, and perhaps changes it back."""

    at: datetime
    program: int
    setting: str
    value: Any
    sentence: str
    back: datetime | None = None


RECORDS, UNMUTED = "The program starts to record by itself", "People join with"
DRIFTS = [
    Drift(local(w, d, time(h, 7)), 81000 + n, "auto_recording", "cloud", RECORDS, local(w + 2, d, time(h)) if n % 2 else None)
    for w, d, h, n in ((0, 2, 9, 3), (2, 1, 5, 8), (4, 4, 11, 1), (7, 0, 23, 7), (9, 1, 8, 2), (12, 5, 12, 5),
                       (16, 3, 15, 4), (19, 2, 10, 6), (23, 4, 4, 0))
]  # fmt: skip


class Library(ZoomSimulator):
    """Zoom, with outages, drifts and a hand on the watch."""

    victim: command.Process | None = None
    requests = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        now = datetime.fromtimestamp(self.clock(), UTC)
        for drift in DRIFTS:
            settings: dict[str, Any] = self.world.programs[drift.program].settings
            if drift.back is not None and now >= drift.back:
                settings[drift.setting] = STORY[drift.setting]
            elif now >= drift.at:
                settings[drift.setting] = drift.value
        self._strike(now)
        if any(begin <= now < end for begin, end in OUTAGES):
            down = Response('{"reason": "down for maintenance", "error": "invalid_request"}', 400)
            return down(environ, start_response)
        return super().__call__(environ, start_response)

    def _strike(self, now: datetime) -> None:
        if self.kills and now >= self.kills[0][0]:
            self.requests += 1
            if self.requests == self.kills[0][1] and self.victim is not None:
                self.kills, self.requests = self.kills[1:], 0
                self.victim.send_signal(signal.SIGKILL)

    kills: tuple[tuple[datetime, int], ...] = KILLS


def seed() -> dict[str, Any]:
    made = []
    for number, day, at in PROGRAMS:
        start = local(0, day, at).strftime("%Y-%m-%dT%H:%M:%SZ")
        weekly = {"type": 2, "repeat_interval": 1, "weekly_days": str((day + 1) % 7 + 1), "end_times": 40}
        made.append(
            {
                "id": number, "host": "h1", "topic": f"Storytime {number}", "type": 8, "start_time": start, "duration": 30,
                "timezone": "America/New_York", "password": "s3cretpw", "settings": dict(STORY), "recurrence": weekly,
                "custom_questions": [{"title": "Library card number", "type": "short"}], "questions": [],
            }
        )  # fmt: skip
    found = {**small(*made), "limits": {"enforced": False}}
    # Without streams a program is one call and its form another.
    found["account"]["settings"]["in_meeting"] = {**CLOSED, "allow_live_streaming": False}
    return found


@dataclass
class Lived:
    occasions: list[Any]
    runs: dict[int, Any]
    messages: list[tuple[datetime, str, str]]
    ended: list[int]


@pytest.fixture(scope="module", params=["sqlite"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("months")
    clock = SharedClock(folder / "clock")
    clock.set(BEGIN.timestamp())
    messages: list[tuple[datetime, str, str]] = []

    def take(told: dict[str, Any]) -> None:
        messages.append((datetime.fromtimestamp(clock.get(), UTC), told["title"], told["message"]))

    made, app = seed(), Library
    zoom = app.from_seed(made, clock=clock.get)
    keys = default_app(made)
    with stores.place(request.param, folder) as place, serve(zoom) as server, inbox(take) as url:
        (folder / "hardener.toml").write_text(CONFIG.format(url=server.url))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")} | {
            f"HARDENER_MAIN_{name.upper()}": str(keys[name]) for name in ("account_id", "client_id", "client_secret")
        }
        environ |= {"HARDENER_NOTIFY_STAFF_URL": url}
        ended = list(live(zoom, clock, (str(folder), place), environ))
        with Store(place) as store, store.reading() as connection:
            occasions = list(connection.execute(select(t.occasion)))
            runs = {row.id: row for row in connection.execute(select(t.run))}
        yield Lived(occasions, runs, messages, ended)


def live(zoom: Library, clock: SharedClock, words: tuple[str, str], environ: dict[str, str]) -> Iterator[int]:
    """Run one watch after the other to the end of the time; yield how each of them ended."""
    pauses = sorted([*STOPS, (BACK[0], -BACK[1]), (END, timedelta())])
    while pauses:
        stop, away = pauses[0]
        clock.set(stop.timestamp(), 1)
        zoom.victim = command.begin("tests.watch.months_child:begin", words, Path(words[0]), environ, (1, 2))
        yield zoom.victim.wait()
        let_go(words[1])
        if clock.get() >= stop.timestamp():
            pauses.pop(0)
            clock.set(clock.get() + away.total_seconds())


def let_go(place: str) -> None:
    """Have the lease of a watch that was killed run out: by the database's clock, which is the real one."""
    with Store(place) as store, store.writing() as connection:
        connection.execute(update(t.lease).values(until=0.0))


def test_the_watch_was_ended_and_killed_as_planned(lived: Lived) -> None:
    assert Counter(lived.ended) == {0: len(STOPS) + 2, -signal.SIGKILL: len(KILLS)}


def test_every_start_was_looked_at_once_for_each_lead_and_none_was_missed(lived: Lived) -> None:
    wanted = {
        (str(number), local(week, day, at), int(lead.total_seconds()))
        for number, day, at in PROGRAMS
        for week in range(WEEKS)
        for lead in LEADS
    }
    assert len(wanted) == 9 * 26 * 2
    past = [o for o in lived.occasions if o.start < END.astimezone(UTC)]
    assert Counter((o.program, o.start, o.lead) for o in past) == Counter(wanted)
    assert {o.result for o in past} == {"done"}
    away = max(away for _, away in STOPS)
    for one in past:
        began = lived.runs[one.run].began
        due = max(one.due, BEGIN.astimezone(UTC))
        # The clock that was set back lets one look seem to be before its time.
        assert due - BACK[1] <= began < one.start
        assert began - due <= away
    punctual = [o for o in past if lived.runs[o.run].began - o.due < timedelta(minutes=1)]
    assert len(punctual) > 0.9 * len(past)


def test_every_drift_was_told_once_and_nothing_else(lived: Lived) -> None:
    told = Counter(
        (number, line.strip(" !-"))
        for _, _, body in lived.messages
        for number, line in lines(body)
        if "Storytime" not in line
    )
    wanted = Counter((d.program, f"{d.sentence} (somebody changed this)") for d in DRIFTS)
    wanted += Counter((d.program, f"Mended by somebody: {d.sentence}") for d in DRIFTS if d.back is not None)
    assert told == wanted
    down = [body for _, _, body in lived.messages if "could not be read to the end" in body]
    again = [body for _, _, body in lived.messages if "can be read to the end again" in body]
    assert (len(down), len(again)) == (len(OUTAGES), len(OUTAGES))
    assert len(lived.messages) <= len(wanted) + 2 * len(OUTAGES)


def lines(body: str) -> Iterator[tuple[int, str]]:
    """Yield what a message says of each program, with its number."""
    number = 0
    for line in body.splitlines():
        if "Storytime 81" in line:
            number = int(line.split("Storytime ")[1][:5])
        elif not line.startswith("  "):
            number = 0
        elif number and not line.strip().startswith("by hand"):
            yield number, line


def test_a_drift_is_told_within_a_pause_of_the_watch(lived: Lived) -> None:
    for drift in DRIFTS:
        when = [at for at, _, body in lived.messages if f"Storytime {drift.program}" in body and drift.sentence in body]
        assert when
        assert timedelta() <= when[0] - drift.at < timedelta(days=1, hours=1)


def test_there_is_one_daily_look_a_day(lived: Lived) -> None:
    whole = [run.began for run in lived.runs.values() if run.kind == "watch" and run.complete]
    slots = [
        datetime.combine(BEGIN.date() + timedelta(days=n), time(6), tzinfo=ZONE) for n in range((END - BEGIN).days)
    ]
    assert min(whole) == BEGIN.astimezone(UTC), "the first comes at once"
    found = Counter(max(slot for slot in slots if slot <= began) for began in whole if began >= slots[0])
    assert found == Counter(slots), "each has its look, late ones too"
