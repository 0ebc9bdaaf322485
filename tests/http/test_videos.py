"""Units a day, counted before they are spent, against a service that is written from YouTube's prices."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.http.made import Reply, Server, serve, talking
from tests.http.toys.videos import Videos

from hardener.errors import AdapterError, RefusedError, SpentError, ThrottledError, WriteForbiddenError
from hardener.http import Session, Shelf, by_token

PRICES = {"read": 1, "write": 50}
ZONE = "America/Los_Angeles"
NOW = time.time()
"""By the clock of the servers here: nothing is written by another."""
TODAY = datetime.fromtimestamp(NOW, ZoneInfo(ZONE)).date().isoformat()


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@contextmanager
def videos(
    units: int, *, beside: Path | None = None, server: Server | None = None, clock: Clock | None = None, **options: Any
) -> Iterator[tuple[Server, Session]]:
    made = serve(Videos(privacy=dict.fromkeys("abc", "public"))) if server is None else None
    used = made.__enter__() if made is not None else server
    assert used is not None
    shelf = Shelf(beside) if beside is not None else None
    try:
        with talking(used, shelf=shelf, clock=clock or Clock(), **options) as session:
            session.quota = session.daily(units, PRICES, zone=ZONE, whose=("videos", "project 7"))
            yield used, session
    finally:
        if made is not None:
            made.__exit__(None, None, None)


def listed(session: Session) -> list[str]:
    following = by_token("nextPageToken", "pageToken")
    found = session.pages("/videos", "items", cost="read", total="pageInfo.totalResults", following=following)
    return [entry["status"]["privacyStatus"] for entry in found]


def change(session: Session, name: str) -> None:
    session.put("/videos", {"id": name, "status": {"privacyStatus": "unlisted"}}, cost="write")


def units(session: Session) -> int:
    assert session.quota is not None
    return session.quota.spent().units


def test_what_is_spent_is_counted_and_told() -> None:
    with videos(10_000) as (server, session):
        assert listed(session) == ["public"] * 3
        change(session, "a")
        assert listed(session) == ["unlisted", "public", "public"]
        assert session.quota is not None
        assert session.quota.spent() == (TODAY, 54)
        assert str(session.quota) == "54 of 10000 units a day are spent; a day ends at midnight, America/Los_Angeles"
        assert server.answers.units == 10_000 - 54  # type: ignore[attr-defined]


def test_a_call_that_would_exceed_what_is_left_is_not_sent() -> None:
    with videos(101) as (server, session):
        change(session, "a")
        listed(session)
        with pytest.raises(SpentError, match=r"costs 50 of the 101 units .* a day, and 49 are left; not sent"):
            change(session, "b")
        assert session.get("/videos", cost="read")["items"]
        assert [seen.method for seen in server.seen] == ["PUT", "GET", "GET", "GET"]
        assert units(session) == 53


def test_calls_that_belong_together_are_asked_for_before_the_first(tmp_path: Path) -> None:
    with videos(101, beside=tmp_path / "store") as (server, session):
        assert session.quota is not None
        session.quota.ready(["read", "write", "write"])
        assert units(session) == 0, "nothing is counted yet"
        with pytest.raises(SpentError, match=r"costs 102 of the 101 units .* and 101 are left; not sent"):
            session.quota.ready(["read", "read", "write", "write"])
        assert server.seen == []


def test_each_try_counts_as_the_vendor_counts_it() -> None:
    with serve([*[Reply(status=503)] * 2, Reply({"items": []})]) as server, videos(100, server=server) as (_, session):
        assert listed(session) == []
        assert units(session) == len(server.seen) == 3


def test_a_class_without_a_price_is_not_sent() -> None:
    with videos(100) as (server, session):
        with pytest.raises(AdapterError, match="nobody says what a call of class 'search' costs"):
            session.get("/videos", cost="search")
        assert server.seen == []
        assert units(session) == 0


def test_a_day_ends_at_midnight_where_the_vendor_is() -> None:
    clock = Clock()
    clock.now = datetime(2026, 11, 29, 0, 0, 1, tzinfo=ZoneInfo(ZONE)).timestamp()
    with videos(50, clock=clock) as (_, session):
        session.get("/videos", cost="write")
        clock.now = datetime(2026, 11, 29, 23, 59, 59, tzinfo=ZoneInfo(ZONE)).timestamp()
        with pytest.raises(SpentError):
            session.get("/videos", cost="write")
        clock.now += 2
        session.get("/videos", cost="write")
        assert session.quota is not None
        assert session.quota.spent() == ("2026-11-30", 50)


def test_the_vendor_s_word_that_all_is_spent_holds_for_the_day(tmp_path: Path) -> None:
    def explained(error: RefusedError) -> AdapterError:
        assert session.quota is not None
        if error.code == "quotaExceeded":
            session.quota.exhaust()
            return SpentError(str(error), status=403, code=error.code)
        return error

    clock = Clock()
    with serve(Videos(units=0, privacy={"a": "public"})) as server:
        with videos(10_000, server=server, beside=tmp_path / "store", clock=clock) as (_, session):
            session.explain = explained
            for _ in range(3):
                with pytest.raises(SpentError):
                    listed(session)
            assert len(server.seen) == 1
        with videos(10_000, server=server, beside=tmp_path / "store", clock=clock) as (_, other):
            with pytest.raises(ThrottledError, match="0 are left"):
                listed(other)
            clock.now += 24 * 3600
            with pytest.raises(RefusedError):
                listed(other)
        assert len(server.seen) == 2


def test_a_view_and_many_threads_spend_of_the_same() -> None:
    with videos(20) as (server, session):
        views = [session, session.at(session.base_url, None)]

        def ask(number: int) -> bool:
            try:
                views[number % 2].get("/videos", cost="read")
            except SpentError:
                return False
            return True

        assert sum(session.each(ask, range(50))) == len(server.seen) == 20


def test_the_count_outlives_its_process(tmp_path: Path) -> None:
    with videos(100, beside=tmp_path / "store") as (server, session):
        change(session, "a")
        with videos(100, beside=tmp_path / "store", server=server) as (_, other):
            assert units(other) == 50
            change(other, "b")
            with pytest.raises(SpentError):
                listed(session)
        assert len(server.seen) == 2
    (kept,) = tmp_path.iterdir()
    assert (json.loads(kept.read_text()), kept.stat().st_mode & 0o777) == ([TODAY, 100], 0o600)


def test_another_project_has_units_of_its_own(tmp_path: Path) -> None:
    with videos(50, beside=tmp_path / "store") as (_, session):
        change(session, "a")
        session.quota = session.daily(50, PRICES, zone=ZONE, whose=("videos", "project 8"))
        change(session, "b")


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 64, b"[1, 2]", b'{"day": 1}', f'["{TODAY}", "7"]'.encode(), b"\xff" * 100, b'["2026-11-28", 90]'],
    ids=["empty", "zeros", "other values", "no list", "no number", "noise", "yesterday's"],
)
def test_a_file_that_is_no_count_of_today_counts_for_nothing(tmp_path: Path, content: bytes) -> None:
    with videos(100, beside=tmp_path / "store") as (server, session):
        change(session, "a")
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(content)
        change(session, "b")
        assert units(session) == 100, "what this process knows itself it still knows"
        with videos(100, beside=tmp_path / "store", server=server) as (_, other):
            assert units(other) == 100


def test_where_nothing_can_be_kept_each_counts_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with videos(50, beside=tmp_path / "file" / "store") as (server, session):
        change(session, "a")
        with pytest.raises(SpentError):
            change(session, "b")
        with videos(50, beside=tmp_path / "file" / "store", server=server) as (_, other):
            change(other, "b")


SPENDER = """
import sys
from pathlib import Path
from hardener.errors import SpentError
from hardener.http import Session, Shelf

with Session("main", read_only=False, shelf=Shelf(Path(sys.argv[1])), clock=lambda: float(sys.argv[3])) as session:
    session.base_url = sys.argv[2]
    session.quota = session.daily(60, {"read": 1}, zone="America/Los_Angeles", whose=("videos", "project 7"))
    sent = 0
    try:
        for _ in range(50):
            session.get("/videos", cost="read")
            sent += 1
    except SpentError:
        pass
    print(sent)
"""


def test_two_processes_at_once_spend_no_more_than_there_is(tmp_path: Path) -> None:
    with serve(Videos(privacy={"a": "public"})) as server:
        command = [sys.executable, "-c", SPENDER, str(tmp_path / "store"), server.url, str(NOW)]
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        sent = [int(each.communicate()[0]) for each in both]
        assert sum(sent) == len(server.seen) == 60


def test_a_reading_session_writes_nothing_and_a_zone_nobody_knows_is_said() -> None:
    with videos(100, read_only=True) as (server, session):
        with pytest.raises(WriteForbiddenError):
            change(session, "a")
        assert server.seen == []
        with pytest.raises(AdapterError, match="no time zone 'Mars/Base'"):
            session.daily(1, {}, zone="Mars/Base", whose=())
