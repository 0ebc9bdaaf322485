"""Libraries of a fleet, each with a folder, an account on a simulated Zoom of its own, and one store for all."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import command, stores
from tests.end_to_end.library import CONFIG, EVERYTHING, small, story
from tests.fleet.dask_cluster import Cluster, Row

from hardener.sandbox import serve
from hardener_zoom.simulator import ZoomSimulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MISTAKES: dict[str, Any] = {"auto_recording": "cloud", "approval_type": 2, "mute_upon_entry": False}
WRITES = 5
"""Of the plan of one library: the host's settings, then each of two programs and its form."""
SECRET = "a-very-secret-word-of-{name}"


class Watched(ZoomSimulator):
    """A Zoom that may end or stop the worker that asks, at one of its writes or reads, and takes its time to write."""

    cluster: Cluster | None = None
    method, number, when, by, times = "", 0, "", signal.SIGKILL, 1
    seen = 0
    victim = 0
    slow = slow_reads = 0.0
    """Seconds that each write takes, and each read."""
    reading = False
    writing = most_writing = 0

    def aim(self, cluster: Cluster, method: str, number: int, when: str, by: signal.Signals, times: int = 1) -> None:
        """Choose the request, `number` 1 is the first of this method; `when`: "before" or "after" it is done."""
        self.cluster, self.method, self.number, self.when, self.by, self.times = (
            cluster,
            method,
            number,
            when,
            by,
            times,
        )
        self.seen = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method, login = environ["REQUEST_METHOD"], environ["PATH_INFO"].endswith("/oauth/token")
        named = method == self.method and not login
        self.seen += named
        struck = named and self.times > 0 and self.seen >= self.number
        if method == "PATCH":
            self.writing += 1
            self.most_writing = max(self.writing, self.most_writing)
            time.sleep(self.slow)
            self.writing -= 1
        elif not login:
            self.reading = True
            time.sleep(self.slow_reads)
        if struck and self.when == "before":
            self._strike(environ)
            return super().__call__({**environ, "PATH_INFO": "/nowhere"}, start_response)
        answer = super().__call__(environ, start_response)
        if struck:
            self._strike(environ)
        return answer

    def _strike(self, environ: WSGIEnvironment) -> None:
        assert self.cluster is not None
        self.times -= 1
        self.victim = self.cluster.owner(int(environ["REMOTE_PORT"]))
        os.kill(self.victim, self.by)

    def written(self) -> list[str]:
        """Return what was changed, each time that it was."""
        return [call.path for call in self.calls if call.method == "PATCH" and call.path != "/nowhere"]

    def state(self) -> dict[str, Any]:
        """Return all that a run could have changed."""
        told: dict[str, Any] = {"host": dict(self.world.users["h1"].settings)}
        return told | {str(number): dict(program.settings) for number, program in self.world.programs.items()}


@dataclass
class Town:
    folder: Path
    place: str
    zooms: dict[str, Watched]
    """By library."""

    def tasks(self, verb: str, *options: str, **own: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return what is to be done for each library, with what is its own of the options."""
        return [
            {
                "name": name, "folder": str(self.folder / name), "verb": verb, "store": self.place,
                "options": [*options, *own.get(name, ())],
            }
            for name in sorted(path.parent.name for path in self.folder.glob("*/hardener.toml"))
        ]  # fmt: skip

    def applying(self, planned: Iterable[Row]) -> list[dict[str, Any]]:
        """Return the tasks that apply what was planned."""
        own = {row["name"]: ("--expect", row["fingerprint"]) for row in planned}
        return self.tasks("apply", *EVERYTHING, **own)

    def undo(self, name: str) -> command.Ran:
        """Take the last run of a library back, by the library's own command."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")} | {"HARDENER_STORE": self.place}
        for file in (self.folder / name / "credentials").iterdir():
            environ["_".join(file.name.upper().split("."))] = file.read_text()
        return command.run(("undo", "--yes"), self.folder / name, environ)


@contextmanager
def town(folder: Path, names: Iterable[str], *, same: Mapping[str, str] | None = None, app: str = "") -> Iterator[Town]:
    """Serve an account for each name; `same`: folders of a second name for an account that has one already.

    `app`: the one that all log in with; else each has its own.
    """
    with ExitStack() as stack:
        place = stack.enter_context(stores.place("postgresql", folder))
        made = Town(folder / "fleet", place.replace("postgresql://", "postgresql+psycopg://"), {})
        for number, name in enumerate(names):
            zoom = Watched.from_seed(_seed(name, number, app or name), clock=time.time)
            url = stack.enter_context(serve(zoom)).url
            made.zooms[name] = zoom
            for at in (name, *(other for other, first in (same or {}).items() if first == name)):
                _folder(made.folder / at, name, app or name, url)
        yield made


def _seed(name: str, number: int, app: str) -> dict[str, Any]:
    first = 8100 + 10 * number
    made = small(story(first, **MISTAKES), story(first + 1, days=4, topic="Toddler Storytime", **MISTAKES))
    made["account"]["id"] = f"account-{name}"
    made["apps"][0]["client_id"] = f"client-{app}"
    made["apps"][0]["client_secret"] = SECRET.format(name=name)
    made["users"][0]["settings"] = {"in_meeting": {"file_transfer": True}}
    return made


def _folder(at: Path, name: str, app: str, url: str) -> None:
    (at / "credentials").mkdir(parents=True)
    (at / "hardener.toml").write_text(CONFIG.format(url=url, rules="", more="", rooms="false"))
    for key, value in (
        ("account_id", f"account-{name}"), ("client_id", f"client-{app}"), ("client_secret", SECRET.format(name=name)),
    ):  # fmt: skip
        (at / "credentials" / f"hardener.main.{key}").write_text(value)
        (at / "credentials" / f"hardener.main.{key}").chmod(0o600)
