"""A simulated Zoom in a process of its own: prints where it is, then serves until it is ended.

On a line of standard input it writes what it was asked and has answered since to the file of that name, and forgets it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardener.sandbox import serve
from hardener_zoom.simulator import ZoomSimulator, library_seed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Recorder(ZoomSimulator):
    """A simulator that remembers each request and its answer."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status: list[str] = []

        def start(said: str, *rest: Any) -> Any:  # noqa: ANN401 - of WSGI
            status.append(said)
            return start_response(said, *rest)

        body = b"".join(super().__call__(environ, start))
        target = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".rstrip("?")
        RECORDED.append((environ["REQUEST_METHOD"], target, int(status[-1].split()[0]), body.decode()))
        return [body]


RECORDED: list[tuple[str, str, int, str]] = []


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
