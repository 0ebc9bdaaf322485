"""Webhooks at a real watch: a change is told within seconds, and who cannot prove anything moves nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import delete, select, text
from tests import at_once
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.test_watch import NOTIFY, page
from tests.inbox import inbox
from tests.waiting import LONG, free_port, until

from hardener.store import Store
from hardener.store import tables as t

pytestmark = pytest.mark.long

SECRET = "webhook-s3cret"
LOCK = text(f"LOCK TABLE {t.note.name}")
WATCH = f'\n[watch]\nevery = "1d"\n{NOTIFY}'


class Sender:
    """Sends as Zoom does, from outside."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(
        self,
        body: object,
        *,
        secret: str = SECRET,
        ago: float = 0,
        path: str = "/hooks/main",
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[int, str]:
        raw, when = json.dumps(body).encode(), str(int(time.time() - ago))
        mac = hmac.new(secret.encode(), f"v0:{when}:".encode() + raw, hashlib.sha256).hexdigest()
        proof = {"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": when, "content-type": "application/json"}
        return at_once.post(self.port, path, {**proof, **headers}, raw)


def updated(ident: int = 81, at: int = 1, account: str = "acc", name: str = "meeting.updated") -> dict[str, Any]:
    """Return an event with all that Zoom puts into it, and that nobody may keep."""
    told = {
        "id": ident,
        "topic": "Toddler hunter2",
        "password": "p4ss",
        "join_url": f"https://zoom.us/j/{ident}?pwd=hunter2",
    }
    payload = {"account_id": account, "operator": "anna@example.org", "object": told, "old_object": told}
    return {"event": name, "event_ts": at, "payload": payload}


@contextmanager
def listening(made: Library, *words: str) -> Iterator[Sender]:
    port, health = free_port(), free_port()
    made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = SECRET
    process = made.start("-v", "watch", "--listen", str(port), "--health-port", str(health), *words)
    try:
        until(lambda: (told := page(health, "healthz"))[0] == 200 and json.loads(told[1])["last_look"])
        yield Sender(port)
    finally:
        process.terminate()
        out, err = process.communicate(timeout=LONG)
    assert process.returncode == 0, err
    for secret in ("hunter2", "p4ss", "anna@example", SECRET, "Traceback"):
        assert secret not in out + err
        assert secret.encode() not in b"".join(p.read_bytes() for p in made.folder.glob("*.sqlite3*"))


def hints(made: Library) -> int:
    with Store(made.place) as store, store.reading() as connection:
        return len(connection.execute(select(t.hint)).all())


def test_a_change_is_told_soon_and_never_closed_for_it(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    with inbox(told.append) as url, library(tmp_path, small(story(81), story(82)), more=WATCH) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        with listening(made, "--apply", "safe") as zoom:
            made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
            assert zoom.send(updated())[0] == 204
            until(lambda: told)
            assert "starts to record by itself" in told[0]["message"]
            until(lambda: not hints(made))
        assert "the last that was proven came" in made.run("doctor").out
        assert made.sent("PATCH") == [], "an event starts no write"
        assert made.zoom.world.programs[81].settings["auto_recording"] == "cloud"


def test_what_was_heard_outlives_the_watch_that_heard_it(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    with inbox(told.append) as url, library(tmp_path, small(story(81)), more=WATCH) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = SECRET
        port, health = free_port(), free_port()
        process = made.start("watch", "--listen", str(port), "--health-port", str(health))
        until(lambda: page(health, "healthz")[0] == 200 and json.loads(page(health, "healthz")[1])["last_look"])
        assert Sender(port).send(updated())[0] == 204
        process.kill()
        process.communicate(timeout=LONG)
        assert hints(made) == 1
        made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
        with listening(made):
            until(lambda: told)
            until(lambda: not hints(made))


def test_a_setting_of_the_account_is_read_again_with_all_below_it(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    with inbox(told.append) as url, library(tmp_path, small(story(81), story(82)), more=WATCH) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        with listening(made) as zoom:
            made.zoom.world.users["h1"].settings["in_meeting.file_transfer"] = True
            zoom.send(updated(name="user.settings_updated"))
            until(lambda: told)


def test_who_proves_nothing_moves_nothing(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81)), more=WATCH) as made, listening(made) as zoom:
        asked = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}, "event_ts": 1}
        status, said = zoom.send(asked)
        assert (status, json.loads(said)["plainToken"]) == (200, "abc")
        assert zoom.send(asked, secret="another")[0] == 401
        assert zoom.send(updated(), secret="another") == (401, "")
        assert zoom.send(updated(), path="/hooks/nobody") == (401, "")
        assert zoom.send(updated(), ago=3600)[0] == 401
        assert zoom.send(updated(), path="/")[0] == 404
        assert zoom.send(updated(), headers={"content-type": "text/plain"})[0] == 415
        assert zoom.send(updated(), headers={"x-long": "x" * 20_000})[0] == 413
        assert zoom.send(updated(), headers={"transfer-encoding": "chunked"})[0] == 411
        assert zoom.send({"event": "x" * (1 << 20)})[0] == 413
        assert zoom.send(updated(account="somebody else"))[0] == 204
        assert hints(made) == 0


def test_a_flood_is_one_reading(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81)), more=WATCH) as made, listening(made) as zoom:
        before = len(made.sent("GET"))
        with ThreadPoolExecutor(4) as pool:
            came = list(pool.map(lambda n: zoom.send(updated(at=n))[0], range(300)))
        assert set(came) <= {204, 503}
        assert hints(made) <= 1
        until(lambda: not hints(made))
        assert len(made.sent("GET")) - before < 60, "a reading or two"


def test_what_the_store_cannot_keep_now_is_to_come_again(tmp_path: Path) -> None:
    """However long something else writes: a vendor who waits in vain takes the door for gone."""
    with library(tmp_path, small(story(81)), more=WATCH) as made, listening(made) as zoom:
        with Store(made.place) as store, store.writing() as connection:
            connection.execute(delete(t.hint))
            connection.execute(LOCK if not store.sqlite else delete(t.delivery))
            assert zoom.send(updated())[0] == 503
        assert zoom.send(updated())[0] == 204


def test_one_who_says_nothing_keeps_nobody_out(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81)), more=WATCH) as made, listening(made) as zoom:
        with ExitStack() as stack:
            slow = [stack.enter_context(socket.create_connection(("127.0.0.1", zoom.port))) for _ in range(10)]
            for each in slow:
                each.sendall(b"POST /hooks/main HTTP/1.1\r\nContent-Length: 9\r\n")
            assert zoom.send(updated())[0] == 204
            for each in slow:
                each.settimeout(LONG)
                assert each.recv(1) == b"", "it was cut off"


def test_nothing_to_listen_to_is_said(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        ran = made.run("watch", "--listen", str(free_port()), expect=2)
        assert "hardener connect NAME --events" in ran.err


def test_the_exact_address_to_enter_is_said(tmp_path: Path) -> None:
    more = '\n[watch]\naddress = "https://hooks.library.example/"\n'
    with library(tmp_path, small(story(81)), more=more) as made:
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = SECRET
        for words in (("connect", "main", "--events"), ("doctor",)):
            assert "https://hooks.library.example/hooks/main and subscribe to: meeting.created" in " ".join(
                made.run(*words, expect=0).out.split()
            )
        assert "no event tells of: questions of sign-up forms" in " ".join(made.run("doctor").out.split())
