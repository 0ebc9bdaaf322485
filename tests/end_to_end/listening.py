"""A real watch that listens, whose platform makes notifications: started, spoken to from outside, and searched."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sqlalchemy import select
from tests.command import Process
from tests.end_to_end.test_watch import page
from tests.waiting import free_port, until

from hardener.store import Store
from hardener.store import tables as t
from hardener.vendor.events import key_of

SECRET = "a-s3cret-of-more-than-thirty-two-characters"
WATCH = '\n[watch]\nevery = "1d"\naddress = "http://127.0.0.1:{port}"\n'


class Door:
    """The door of a watch, from outside."""

    def __init__(self, port: int, health: int) -> None:
        self.port, self.health = port, health
        self.path = f"/hooks/main/{key_of(SECRET)}"

    def send(self, body: bytes = b"", headers: Mapping[str, str] | None = None, path: str = "") -> tuple[int, str, str]:
        """Send a request, and again where nothing can be kept at that moment, as platforms do.

        Return status, content type and body of the answer.
        """
        for _ in range(60):
            answer = self._sent(body, headers, path)
            if answer[0] != HTTPStatus.SERVICE_UNAVAILABLE:
                break
        return answer

    def _sent(self, body: bytes, headers: Mapping[str, str] | None, path: str) -> tuple[int, str, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("POST", path or self.path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type", ""), answer.read().decode()

    def health_page(self) -> str:
        """Return how the watch is, as it says itself."""
        return str(page(self.health, "healthz")[1])

    def counts(self) -> Counter[str]:
        """Return how many deliveries became what, as Prometheus is told."""
        lines = page(self.health, "metrics")[1].splitlines()
        told = [line for line in lines if line.startswith("hardener_deliveries_total{")]
        return Counter({line.split('"')[1]: int(float(line.rpartition(" ")[2])) for line in told})


@contextmanager
def listening(made: Any, *secrets: str, more: str = "") -> Iterator[Door]:
    """Run a watch until the block ends; none of `secrets` may be in the store, the log or on the screen."""
    health = free_port()
    process, port = start(made, "--health-port", str(health), more=more), made.door
    try:
        until(lambda: (told := page(health, "healthz"))[0] == 200 and json.loads(told[1])["last_look"])
        yield Door(port, health)
    finally:
        process.terminate()
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    kept = b"".join(each.read_bytes() for each in Path(made.folder).glob("*.sqlite3*"))
    for secret in (*secrets, SECRET, key_of(SECRET), "Traceback"):
        assert secret not in out + err, secret
        assert secret.encode() not in kept, secret


def start(made: Any, *words: str, more: str = "") -> Process:
    """Start a watch that listens where it did before, if it did."""
    if not hasattr(made, "door"):
        made.door, config = free_port(), made.folder / "hardener.toml"
        config.write_text(config.read_text() + WATCH.format(port=made.door) + more)
    made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = SECRET
    process: Process = made.start("-v", "watch", "--listen", str(made.door), *words)
    return process


def rows(made: Any, table: str = "subscription") -> list[Any]:
    """Return the rows of a table of the store."""
    with Store(made.environ["HARDENER_STORE"]) as store, store.reading() as connection:
        return list(connection.execute(select(getattr(t, table))))


def edit(made: Any, work: Any) -> None:
    """Change the store, as time would."""
    with Store(made.environ["HARDENER_STORE"]) as store, store.writing() as connection:
        connection.execute(work)
