"""A thousand events in a few seconds: one reading a program, bounded memory, and nothing of them kept anywhere."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.listening import Door
from tests.end_to_end.test_events import SECRET, Sender, hints
from tests.waiting import LONG, free_port, until

pytestmark = pytest.mark.long

EVENTS, FORGED, PROGRAMS = 1000, 100, (81, 82, 83, 84, 85)
PLANTED = "pl4nted"
MEGABYTES = 24


def flooded(number: int) -> dict[str, Any]:
    """Return an event with a marker in each field that Zoom sends, but for those that prove and route it."""
    told: dict[str, Any] = {
        name: f"{PLANTED}-{name}"
        for name in (
            "uuid", "topic", "agenda", "password", "join_url", "start_url", "timezone", "host_email", "registration_url",
            "alternative_hosts", "encrypted_password", "host_key", "stream_key", "pic_url",
        )
    }  # fmt: skip
    told |= {"id": PROGRAMS[number % len(PROGRAMS)], "settings": {PLANTED: [{PLANTED: f"{PLANTED}@example.org"}]}}
    payload = {"account_id": "acc", "operator": f"{PLANTED}@example.org", "operator_id": PLANTED, "object": told}
    payload |= {"old_object": told, "scope": PLANTED, PLANTED: PLANTED}
    return {"event": "meeting.updated", "event_ts": number + 1, "payload": payload, PLANTED: PLANTED}


def memory(pid: int) -> dict[str, int]:
    """Return what a process takes, now and at most, in kilobytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if name[:2] == "Vm"}


def readings(made: Library, since: int) -> Counter[str]:
    paths = [path for _, path in made.sent("GET")[since:]]
    return Counter(path for path in paths if path in {f"/v2/meetings/{each}" for each in PROGRAMS})


def test_a_thousand_events_are_a_reading_a_program_and_nothing_of_them_is_kept(tmp_path: Path) -> None:
    with library(tmp_path, small(*map(story, PROGRAMS)), more='\n[watch]\nevery = "1d"\n') as made:
        port, health = free_port(), free_port()
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = SECRET
        process = made.start("-v", "watch", "--listen", str(port), "--health-port", str(health))
        try:
            door, zoom = Door(port, health), Sender(port)
            until(lambda: _looked(door))
            zoom.send(flooded(EVENTS))
            until(lambda: not hints(made))
            before, since, began = memory(process.pid), len(made.sent("GET")), time.monotonic()

            def send(number: int) -> int:
                time.sleep(max(0.0, began + number * 10 / EVENTS - time.monotonic()))
                if number % (EVENTS // FORGED) == 0:
                    zoom.send(flooded(number), secret=PLANTED)
                return zoom.send(flooded(number))[0]

            with ThreadPoolExecutor(8) as pool:
                came = Counter(pool.map(send, range(EVENTS)))
            lasted = time.monotonic() - began
            until(lambda: not hints(made))
            read, after, counts = readings(made, since), memory(process.pid), door.counts()
        finally:
            process.terminate()
            out, err = process.communicate(timeout=LONG)
        assert set(came) <= {204, 503}
        assert set(read) == {f"/v2/meetings/{each}" for each in PROGRAMS}
        assert max(read.values()) <= 1 + lasted // 30, "one each; every half a minute, should it take that long here"
        assert counts["taken"] + counts["later"] == EVENTS + 1
        assert counts["refused"] == FORGED
        assert after["VmHWM"] - before["VmRSS"] < MEGABYTES * 1024
        kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
        assert PLANTED.encode() not in kept
        assert PLANTED not in out + err


def _looked(door: Door) -> bool:
    try:
        return '"last_look": "' in door.health_page()
    except OSError:
        return False
