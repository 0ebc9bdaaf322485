"""A real cluster on this machine: a scheduler and workers as processes of their own, and who asks them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from tests import command

DASK = Path(sys.executable).parent / "dask"
ROOT = Path(__file__).parents[2]
FORKED = "tests.fleet.dask_forked"
"""What scheduler, workers and who asks them begin with, and what has imported dask for them."""
HERE = "127.0.0.1"
SECONDS = 60
Row = dict[str, Any]


@dataclass
class Cluster:
    folder: Path
    environ: dict[str, str]
    scheduler: command.Process | None = None
    workers: list[command.Process] = field(default_factory=list)
    words: tuple[str, ...] = ()
    """What scheduler and workers are started with besides."""
    address: str = ""
    """Of the scheduler, as those know it who ask it and who work for it."""

    def log(self, name: str) -> str:
        """Return what a process has written: `scheduler`, `worker0`."""
        return (self.folder / f"{name}.log").read_text()

    @property
    def logs(self) -> str:
        return "".join(path.read_text() for path in self.folder.glob("*.log"))

    def begin(self, host: str = HERE) -> str:
        """Start the scheduler, and return its address."""
        words = ("scheduler", "--host", host, "--port", "0", "--dashboard-address", f"{HERE}:0")
        self.scheduler = self._start("scheduler", *words)
        self.address = self._told("scheduler", "Scheduler at:").split()[-1]
        return self.address

    def work(self, *words: str, environ: Mapping[str, str] | None = None, before: Sequence[str] = ()) -> None:
        """Start a worker, and wait until the scheduler knows it."""
        name = f"worker{len(self.workers)}"
        host = () if "--listen-address" in words else ("--host", HERE)
        given = ("worker", self.address, *host, "--nthreads", "1", "--dashboard-address", f"{HERE}:0")
        spill = ("--local-directory", str(self.folder / name))
        nanny = () if "--nanny" in words else ("--no-nanny",)
        self.workers.append(self._start(name, *given, *spill, *nanny, *words, environ=environ, before=before))
        self._told(name, "Registered to:")

    def ask(self, tasks: Sequence[Mapping[str, Any]], *, patience: float = 30, address: str = "") -> list[Row]:
        """Have tasks done, and return their rows."""
        asking = self.asking(tasks, patience=patience, address=address)
        out, err = asking.communicate(timeout=240)
        assert not err, err
        return [json.loads(line) for line in out.splitlines()]

    def asking(self, tasks: Sequence[Mapping[str, Any]], *, patience: float = 30, address: str = "") -> command.Process:
        """Begin to ask, and return who does."""
        words = (address or self.address, str(patience), json.dumps(tasks))
        return command.piped(
            lambda files: command.begin(f"{FORKED}:ask", words, self.folder, self.environ, files, also=FORKED)
        )

    def owner(self, port: int) -> int:
        """Return the process of a worker that has a connection from this port."""
        for each in self.workers:
            if psutil.pid_exists(each.pid):
                first = psutil.Process(each.pid)
                for process in (first, *first.children(recursive=True)):
                    if any(c.laddr and c.laddr.port == port for c in process.net_connections(kind="tcp")):
                        return int(process.pid)
        raise AssertionError(f"no worker has port {port}")

    def end(self) -> None:
        """End all at once, with what they started: asked to, dask may wait half a minute for one that has ended."""
        there = [each for each in (*self.workers, self.scheduler) if each is not None and each.poll() is None]
        for each in there:
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)  # each leads a session of its own
        for each in there:
            each.wait()

    def _start(
        self, name: str, *words: str, environ: Mapping[str, str] | None = None, before: Sequence[str] = ()
    ) -> command.Process:
        """Start one; a nanny starts others as it was started, and who has an environment of its own is not forked."""
        given = (words[0], *self.words, *(word for word in words[1:] if word != "--nanny"))
        with (self.folder / f"{name}.log").open("wb") as log:
            if before or environ or "--nanny" in words:
                return subprocess.Popen(
                    [*before, str(DASK), *given], cwd=self.folder, stdout=log, stderr=log, text=True,
                    stdin=subprocess.DEVNULL, env={**self.environ, **(environ or {})}, start_new_session=True,
                )  # fmt: skip
            files = log.fileno(), log.fileno()
            return command.begin(f"{FORKED}:dask_command", given, self.folder, self.environ, files, also=FORKED)

    def _told(self, name: str, what: str) -> str:
        """Wait until a process has written a line with `what`, and return that line."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if found := [line for line in self.log(name).splitlines() if what in line]:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"{name} never said {what!r}:\n{self.log(name)}")


@contextmanager
def cluster(
    folder: Path, workers: int = 2, host: str = HERE, words: tuple[str, ...] = (), **settings: str
) -> Iterator[Cluster]:
    """Start a scheduler and workers; `settings` are dask's own, `SCHEDULER__WORKER_TTL`; `words` for all of them."""
    at = folder / "cluster"
    at.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HARDENER", "DASK"))}
    made = Cluster(at, clean | {f"DASK_DISTRIBUTED__{name}": value for name, value in settings.items()}, words=words)
    try:
        made.begin(host)
        for _ in range(workers):
            made.work()
        yield made
    finally:
        made.end()
