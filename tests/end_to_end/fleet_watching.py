"""A watch of a region that is at work, and what stands in the table that it keeps."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.command import Process
from tests.end_to_end.fleet_library import Region
from tests.waiting import LONG, until

from hardener_zoom.simulator import ZoomSimulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TABLE = "region.json"
Rows = dict[str, dict[str, Any]]


class Hanging(ZoomSimulator):
    """Takes a request and never answers, as long as it hangs."""

    hangs = False
    asked = False
    """Somebody waits for an answer."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.released = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.hangs and not environ["PATH_INFO"].endswith("/oauth/token"):
            self.asked = True
            self.released.wait(LONG)
        return super().__call__(environ, start_response)


def rows(folder: Path) -> Rows:
    """Return the table as it is kept now, by library; nothing where there is none yet."""
    file = folder / TABLE
    return {row["library"]: row for row in json.loads(file.read_text())["libraries"]} if file.exists() else {}


def seen(made: Region, name: str) -> bool:
    """Tell whether a library has numbers in the table."""
    row = rows(made.folder).get(name)
    return row is not None and not row["why"]


@contextmanager
def watching(made: Region, *words: str) -> Iterator[Process]:
    """Have the region watched until the block ends, which it then does by SIGTERM."""
    process = made.start("fleet", "watch", "libraries", "--format", "json", "--output", TABLE, *words)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=LONG)
        except ValueError:
            process.wait(LONG)  # the test has read what it said


def below(process: Process) -> list[int]:
    """Return the processes that a watch has started, and not yet heard the end of."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def write(made: Region, name: str, *more: str) -> None:
    """Write a library's hardener.toml anew, with `more` at its end."""
    toml = made.libraries / name / "hardener.toml"
    toml.write_text("\n".join([toml.read_text(), *more]))


def waits(process: Process, there: Any, what: str) -> None:
    """Wait until it is so, as long as the watch is at work."""

    def so() -> bool:
        assert process.poll() is None, "the watch has ended"
        return bool(there())

    until(so, what)
