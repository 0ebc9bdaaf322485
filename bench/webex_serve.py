"""A simulated Webex in a process of its own: prints where it is, then serves until it is ended.

On a line of standard input it writes what it was asked and has answered to the file of that name.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.neutral import HERE
from hardener.sandbox import serve
from hardener_webex.simulator import WebexSimulator, library_seed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

RECORDED: list[tuple[str, str, int, str, str]] = []


class Recorder(WebexSimulator):
    """A simulator that remembers each request, its answer, and the link to the next page."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        heads: list[tuple[str, dict[str, str]]] = []

        def start(said: str, headers: list[tuple[str, str]], *rest: Any) -> Any:  # noqa: ANN401 - of WSGI
            heads.append((said, dict(headers)))
            return start_response(said, headers, *rest)

        body = b"".join(super().__call__(environ, start))
        status, headers = heads[-1]
        target = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".rstrip("?")
        link = headers.get("Link", "")
        RECORDED.append((environ["REQUEST_METHOD"], target, int(status.split()[0]), body.decode(), link))
        return [body]


def main(programs: int) -> None:
    seed = library_seed(datetime.now(UTC), programs=programs, live=False)
    with serve(Recorder.from_seed(seed, clock=time.time)) as server:
        options, secrets = Recorder.connection(seed, server.url)
        emails = [one["email"] for one in seed["people"] if one.get("type") != "bot"]
        told = {"url": server.url, "options": options, "secrets": dict(secrets), "hosts": emails}
        print(json.dumps(told), flush=True)
        for line in sys.stdin:
            recorded = json.dumps(RECORDED).replace(server.url, HERE)
            Path(line.strip()).write_text(recorded, encoding="utf-8")
            print("written", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
