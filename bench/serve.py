"""A simulated Zoom in a process of its own: prints where it is, then serves until it is ended.

On a line of standard input it writes the requests that it has answered since, and forgets them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hardener.sandbox import serve
from hardener_zoom.simulator import ZoomSimulator, library_seed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

UNLIMITED = 1_000_000


class Recorder(ZoomSimulator):
    """A simulator that remembers each GET with its parameters."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET":
            RECORDED.append(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".rstrip("?"))
        return super().__call__(environ, start_response)


RECORDED: list[str] = []


def main(programs: int) -> None:
    seed = library_seed(datetime.now(UTC), programs=programs, live=False)
    seed["limits"] = {"enforced": False}
    with serve(Recorder.from_seed(seed, clock=time.time)) as server:
        options, secrets = Recorder.connection(seed, server.url)
        print(json.dumps({"url": server.url, "options": options, "secrets": dict(secrets)}), flush=True)
        for line in sys.stdin:
            Path(line.strip()).write_text(json.dumps(RECORDED), encoding="utf-8")
            RECORDED.clear()
            print("written", flush=True)


main(int(sys.argv[1]))
