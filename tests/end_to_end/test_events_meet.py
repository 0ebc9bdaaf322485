"""Push channels of Google Calendar at a real watch: channels that a watch makes and keeps up, and what they tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.end_to_end.listening import Door, edit, listening, rows
from tests.end_to_end.meet_library import Library, library, small
from tests.inbox import inbox
from tests.waiting import until

from hardener.store import Store
from hardener.store import tables as t
from hardener_meet.simulator.channels import Channel

pytestmark = pytest.mark.long


def held(made: Library) -> list[Channel]:
    return list(made.app.world.channels.held.values())


def sent(made: Library, *methods: str) -> list[str]:
    return [call.path for call in made.app.calls if call.method in methods and call.path != "/token"]


def hints(made: Library) -> list[str]:
    return [row.program for row in rows(made, "hint")]


def message(one: Channel, door: Door, number: int = 100, **more: Any) -> int:
    """Send what Google would, but for `more`."""
    one.number = number
    headers = {**one.headers("exists"), **{name.replace("_", "-"): value for name, value in more.items()}}
    return door.send(headers=headers)[0]


def busiest(made: Library) -> Channel:
    """Return the channel of the calendar that the one program is in."""
    (event,) = made.app.world.events.values()
    return next(one for one in held(made) if one.calendar == event.calendar)


def test_a_change_is_told_soon_and_only_channels_are_written(tmp_path: Path) -> None:
    with inbox(lambda _: None) as url, library(tmp_path, small()) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        with listening(made, "@library.example.org", "/calendars/", more="\n[notify.staff]\n") as door:
            one = busiest(made)
            assert len(held(made)) == len({each.calendar for each in held(made)}), "one a calendar"
            (event,) = made.app.world.events.values()
            event.fields["guestsCanModify"] = True
            assert made.app.world.channels.tell(one.calendar, made.app.clock()) == [204]
            until(lambda: any("1 thing to fix" in str(row) for row in rows(made, "message")))
            said = made.run("doctor", "--details").out
            assert f"{len(held(made))} subscriptions, the first until" in said
            assert "the last word came" in said
            assert door.path not in said
            tokens = [each.token for each in held(made)]
        assert {path.rpartition("/")[2] for path in sent(made, "POST", "PATCH", "PUT", "DELETE")} == {"watch"}
        kept = b"".join(each.read_bytes() for each in tmp_path.glob("*.sqlite3*"))
        assert not [token for token in tokens if token.encode() in kept]


def test_who_proves_nothing_moves_nothing_and_is_counted(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made, listening(made, "hunter2") as door:
        one, other = held(made)[:2]
        until(lambda: len([row for row in rows(made) if row.ident]) == len(held(made)))
        wrong: list[dict[str, Any]] = [
            {"X_Goog_Channel_Token": "hunter2"}, {"X_Goog_Channel_Token": ""}, {"X_Goog_Channel_Token": other.token},
            {"X_Goog_Channel_ID": other.id}, {"X_Goog_Channel_ID": "hunter2"},
        ]  # fmt: skip
        for more in wrong:
            assert message(one, door, **more) == 401, more
        assert message(one, door, X_Goog_Resource_ID="another's") == 204
        assert message(one, door, X_Goog_Resource_ID="x" * 300) == 204
        assert message(one, door, X_Goog_Channel_Expiration="x" * 20_000) == 413
        assert door.send(b"x" * 10, {**one.headers("exists"), "content-type": "text/plain"})[0] == 415
        assert door.send(headers=one.headers("exists"), path="/hooks/main")[0] == 401
        edit(made, update(t.subscription).values(until=datetime.now(UTC) - timedelta(hours=1), due=None))
        assert message(one, door) == 204
        assert hints(made) == []
        counts = door.counts()
        assert (counts["refused"], counts["unknown"], counts["odd"], counts["expired"]) == (8, 1, 1, 1)


def test_a_thousand_messages_out_of_order_and_doubled_are_one_reading(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made, listening(made) as door:
        one, waited = busiest(made), set[datetime]()

        def spaces(since: int) -> int:
            return sum("/spaces/" in path and not path.endswith("members") for path in sent(made, "GET")[since:])

        before = len(sent(made, "GET"))
        message(one, door, 2000)
        until(lambda: not hints(made))
        reading, before = spaces(before), len(sent(made, "GET"))
        assert reading
        for number in [*range(1001, 1, -1), *range(2, 12)]:
            message(one, door, number)
            told = rows(made, "hint")
            assert len(told) <= 1
            waited |= {row.first for row in told}
        until(lambda: not hints(made))
        assert 1 <= spaces(before) <= reading * len(waited), "one for each time that it was said anew, or settled"
        assert door.counts()["again"] == 10


def test_a_channel_is_replaced_before_its_end_and_both_are_heard_meanwhile(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        made.app.world.channels.life = 3600.0
        with listening(made):
            before = {one.id for one in held(made)}
            until(lambda: len([row for row in rows(made) if row.ident]) == len(before))
        assert all(timedelta(minutes=15) < row.until - row.due < timedelta(minutes=25) for row in rows(made)), "a third"
        edit(made, update(t.subscription).values(due=datetime.now(UTC)))
        with listening(made):
            until(lambda: set(made.app.world.channels.stopped) == before)
            after = {one.id for one in held(made)}
            assert len(after) == len(before)
            until(lambda: {row.mark for row in rows(made)} == after)


def test_a_channel_whose_answer_was_lost_is_stopped_once_it_speaks(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        made.app.world.channels.lose_answers = 1
        with listening(made):
            count = len(held(made))
        with Store(made.environ["HARDENER_STORE"]) as store, store.reading() as connection:
            assert connection.scalars(select(t.subscription.c.ident)).all().count("") == 0, "its first word told us"
        with listening(made):
            until(lambda: len(made.app.world.channels.stopped) == 1)
            until(lambda: len(held(made)) == count)
            places = [row.place for row in rows(made)]
            assert len(places) == len(set(places)) == count
