"""Change notifications of Graph at a real watch: subscriptions that a watch makes and keeps up, and what they tell."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from tests.adapters.teams.made import OTHER, STORY, Library, library, small
from tests.end_to_end.listening import Door, edit, listening, rows
from tests.inbox import inbox
from tests.waiting import until

from hardener.store import tables as t

pytestmark = pytest.mark.long

ONLY = f'organizers = ["{STORY}"]\nwebinars = false'
KIND = {"content-type": "application/json; charset=utf-8"}


def held(made: Library) -> list[dict[str, Any]]:
    return list(made.sim.world.subscriptions.held.values())


def send(door: Door, *told: dict[str, Any], **more: Any) -> tuple[int, str, str]:
    return door.send(json.dumps({"value": list(told), **more}).encode(), KIND)


def writes(made: Library) -> list[tuple[str, str]]:
    return [(method, path.partition("/v1.0")[2][:14]) for method, path in made.sent("POST", "PATCH", "PUT", "DELETE")]


def secrets(made: Library) -> tuple[str, ...]:
    """Return what a notification holds and nobody may keep."""
    return (*(one["clientState"].partition(".")[2] for one in held(made)), "story@library", "/Events/E0", "maple")


def test_a_change_is_told_soon_and_only_subscriptions_are_written(tmp_path: Path) -> None:
    with inbox(lambda _: None) as url, library(tmp_path, small(), more=ONLY) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        with listening(made, "/Events/E0", more="\n[notify.staff]\n") as door:
            (one,) = held(made)
            assert made.sim.world.subscriptions.handshakes == ["right", "right"]
            assert (one["resource"], one["changeType"]) == (f"users/{STORY}/events", "created,updated,deleted")
            made.sim.world.meetings["m0"].settings["allowedPresenters"] = "everyone"
            assert (
                made.sim.world.subscriptions.deliver(
                    one["notificationUrl"], [made.sim.world.subscriptions.notification(one)]
                )
                == 204
            )
            until(lambda: any("hare their screen" in str(row) for row in rows(made, "message")))
            said = made.run("doctor", "--details").out
            assert "1 subscription, until" in said
            assert "the last word came" in said
            assert STORY in said
            assert door.path not in said
        assert writes(made) == [("POST", "/subscriptions")], "an event starts no write, and a watch writes nothing else"
        for secret in secrets(made):
            assert secret.encode() not in b"".join(each.read_bytes() for each in tmp_path.glob("*.sqlite3*")), secret


def test_a_handshake_is_answered_only_while_we_ask_for_one(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made, listening(made) as door:
        until(lambda: rows(made)[0].ident)
        assert door.send(path=f"{door.path}?validationToken=abc")[0] == 401, "nobody asked"
        assert door.send(path="/hooks/main?validationToken=abc")[0] == 401, "nobody can guess where"
        edit(made, update(t.subscription).values(asked=datetime.now(UTC)))
        status, kind, said = door.send(path=f"{door.path}?validationToken=%3Cb%3E%26amp%3B%2B+x")
        assert (status, kind, said) == (200, "text/plain; charset=utf-8", "<b>&amp;+ x")
        assert door.send(path=f"{door.path}?validationToken={'x' * 2001}")[0] == 401
        assert door.send(path=f"{door.path}?validationToken=")[0] == 401
        edit(made, update(t.subscription).values(asked=datetime.now(UTC) - timedelta(minutes=3)))
        assert door.send(path=f"{door.path}?validationToken=abc")[0] == 401, "that is over"


def test_who_proves_nothing_moves_nothing_and_is_counted(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made, listening(made, "hunter2") as door:
        (one,) = held(made)
        book = made.sim.world.subscriptions
        good = book.notification(one)
        mark, _, word = one["clientState"].partition(".")
        before = len(made.sent("GET"))
        states: list[Any] = ["", "hunter2", mark, f"{mark}.", f"{mark}.{'0' * 64}", f"{'0' * 32}.{word}", None, 7, {}]
        for state in states:
            assert send(door, {**good, "clientState": state})[0] == 401, state
        assert door.send(b"{}", KIND, "/hooks/main")[0] == 401
        assert door.send(b"{}", KIND, f"{door.path}x")[0] == 401
        assert door.send(b"x" * (1 << 20) + b"x", KIND)[0] == 413
        assert door.send(b"{}", {"content-type": "text/plain"})[0] == 415
        assert door.send(b"", {**KIND, "transfer-encoding": "chunked"})[0] == 411
        assert send(door)[0] == 401, "nothing in it"
        assert door.send(b"[" * 5000, KIND)[0] == 204, "odd"
        assert send(door, *[good] * 1001)[0] == 204, "odd as well"
        assert rows(made, "hint") == []
        assert send(door, {**good, "subscriptionId": "another's"})[0] == 204
        edit(made, update(t.subscription).values(until=datetime.now(UTC) - timedelta(hours=1), due=None))
        assert send(door, good)[0] == 204
        assert rows(made, "hint") == []
        assert len(made.sent("GET")) == before
        counts = door.counts()
        assert counts["refused"] >= 13
        assert counts["odd"] == 2
        assert counts["unknown"] == 1
        assert counts["expired"] == 1


def test_each_of_a_batch_is_judged_by_itself_and_a_repetition_does_nothing(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made, listening(made) as door:
        (one,) = held(made)
        good = made.sim.world.subscriptions.notification(one)
        assert send(door, {**good, "clientState": "false"}, good, "nonsense")[0] == 204  # type: ignore[arg-type]
        assert [row.program for row in rows(made, "hint")] == [f"place/{STORY}"]
        until(lambda: not rows(made, "hint"))
        assert send(door, good, good)[0] == 204
        assert door.counts() == {"handshake": 2, "refused": 2, "taken": 1, "again": 2}
        assert rows(made, "hint") == []


def test_a_thousand_events_are_one_reading(tmp_path: Path) -> None:
    with library(tmp_path, small({}, {}), more=ONLY) as made, listening(made) as door:
        (one,) = held(made)
        book = made.sim.world.subscriptions
        before = len(made.sent("GET"))

        def batch(number: int) -> int:
            told = [book.notification(one, event=f"E{n % 2}", tag=f"{number} {n}") for n in range(20)]
            return send(door, *told)[0]

        with ThreadPoolExecutor(4) as pool:
            came = list(pool.map(batch, range(50)))
        assert set(came) == {204}
        assert len(rows(made, "hint")) <= 1, "however often it is said, it is one row"
        until(lambda: not rows(made, "hint"))
        read = made.sent("GET")[before:]
        assert len([path for _, path in read if path.endswith("/calendarView")]) <= 20, (
            "a reading every few seconds at most"
        )
        assert door.counts()["taken"] == 1000


def test_only_the_organizer_who_is_named_is_read_again(tmp_path: Path) -> None:
    both = f'organizers = ["{STORY}", "{OTHER}"]\nwebinars = false'
    with library(tmp_path, small(), more=both) as made, listening(made) as door:
        one = next(each for each in held(made) if OTHER in each["resource"])
        before = len(made.sent("GET"))
        send(door, made.sim.world.subscriptions.notification(one))
        until(lambda: len(made.sent("GET")) > before)
        until(lambda: not rows(made, "hint"))
        assert not [path for _, path in made.sent("GET")[before:] if STORY in path]


def test_lifecycle_notifications_renew_make_anew_and_read_again(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made, listening(made) as door:
        (one,) = held(made)
        book = made.sim.world.subscriptions
        send(door, book.lifecycle(one, "reauthorizationRequired"))
        until(lambda: made.sent("PATCH"))
        assert [each["id"] for each in held(made)] == [one["id"]]
        before = len(made.sent("GET"))
        send(door, book.lifecycle(one, "missed"))
        until(lambda: [path for _, path in made.sent("GET")[before:] if path.endswith("calendarView")])
        book.held.clear()
        send(door, book.lifecycle(one, "subscriptionRemoved"))
        until(lambda: held(made))
        (another,) = held(made)
        assert another["clientState"] != one["clientState"], "another word for another subscription"
        until(lambda: [row.ident for row in rows(made)] == [another["id"]])


def test_what_a_watch_left_when_it_died_is_cleaned_up_and_what_nobody_wants_is_ended(tmp_path: Path) -> None:
    both = f'organizers = ["{STORY}", "{OTHER}"]\nwebinars = false'
    with library(tmp_path, small(), more=both) as made:
        made.sim.world.subscriptions.lose_answers = 1
        with listening(made):
            until(lambda: len(held(made)) == 2)
        assert len([row for row in rows(made) if row.ident]) == 1, "of one the answer was lost"
        lost = {one["id"] for one in held(made)} - {row.ident for row in rows(made)}
        elsewhere = {**held(made)[0], "id": "elsewhere", "notificationUrl": "https://another.example/hooks"}
        made.sim.world.subscriptions.held["elsewhere"] = elsewhere
        with listening(made):
            until(lambda: len([row for row in rows(made) if row.ident]) == 2)
            assert not lost & set(made.sim.world.subscriptions.held)
            assert len(held(made)) == 3
            config = tmp_path / "hardener.toml"
        config.write_text(config.read_text().replace(f', "{OTHER}"', ""))
        with listening(made):
            until(lambda: len(rows(made)) == 1)
        assert {one["resource"] for one in held(made)} == {f"users/{STORY}/events"}
        assert "elsewhere" in made.sim.world.subscriptions.held, "what is not ours is left alone"


def test_one_is_renewed_before_its_end_and_another_secret_has_others_made(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made:
        with listening(made):
            (one,) = held(made)
        edit(made, update(t.subscription).values(due=datetime.now(UTC)))
        with listening(made):
            until(lambda: made.sent("PATCH"))
        (row,) = rows(made)
        assert row.ident == one["id"]
        assert row.due > datetime.now(UTC) + timedelta(days=1)
        edit(made, update(t.subscription).values(address="of another secret"))
        with listening(made):
            until(lambda: one["id"] not in made.sim.world.subscriptions.held)
            until(lambda: len(held(made)) == 1)


def test_what_cannot_be_subscribed_to_is_told_and_keeps_nothing_from_being_looked_at(tmp_path: Path) -> None:
    gone = [f"00000000-0000-3000-a000-0000000000{n}" for n in range(10, 35)]
    with library(tmp_path, small(), more=f"organizers = {json.dumps([*gone, STORY])}\nwebinars = false") as made:
        with listening(made):
            until(lambda: len(held(made)) == 1)
        assert len(rows(made)) == 1, "of what was refused nothing is kept"
        assert "not every subscription could be kept up" in " ".join(made.run("doctor").out.split())


@pytest.mark.parametrize("given", ["http://library.example", "https://library.example/?x=1", "library.example"])
def test_an_address_that_platforms_would_not_reach_is_refused(tmp_path: Path, given: str) -> None:
    with library(tmp_path, small(), more=ONLY) as made:
        config = tmp_path / "hardener.toml"
        config.write_text(f'{config.read_text()}\n[watch]\naddress = "{given}"\n')
        assert "https://" in made.run("doctor", expect=2).err


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made:
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = "short"
        assert "at least 32" in made.run("watch", "--listen", "8930", expect=2).err


def test_the_subscriptions_of_a_connection_that_is_taken_out_are_ended(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made, listening(made):
        (one,) = held(made)
        config = tmp_path / "hardener.toml"
        config.write_text(config.read_text().replace("[connections.main]", "[connections.later]"))
        for _ in range(2):  # the watch reads its configuration when it goes round
            edit(made, update(t.subscription).values(due=datetime.now(UTC)))
            until(lambda: all(row.due > datetime.now(UTC) for row in rows(made)))
        until(lambda: not held(made))
        assert rows(made) == []
        assert one["id"] in made.sent("DELETE")[0][1]


def test_the_secret_is_made_once_and_nobody_sees_it(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made:
        ring = tmp_path / "ring.json"
        here = str(Path(__file__).parent)
        made.environ |= {"PYTHON_KEYRING_BACKEND": "ring.Ring", "PYTHONPATH": here, "TEST_RING": str(ring)}
        said = made.run("connect", "main", "--events", expect=0).out
        (secret,) = json.loads(ring.read_text()).values()
        assert len(secret) >= 32
        assert secret not in said
        assert "nothing to enter on the platform" in " ".join(said.split())
        made.run("connect", "main", "--events", expect=0)
        assert list(json.loads(ring.read_text()).values()) == [secret], "what stands on it still fits"
        told = " ".join(made.run("doctor").out.split())
        assert "no subscription can be made before hardener.toml says by which address" in told
        assert "no event tells of: options of a meeting" in told


def test_one_who_sends_no_body_is_cut_off_and_counted(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made, listening(made) as door:
        head = f"POST {door.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
        with socket.create_connection(("127.0.0.1", door.port), timeout=30) as connection:
            connection.sendall(head.encode())
            until(lambda: door.counts()["slow"] == 1)
