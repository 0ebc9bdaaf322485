"""How the watch is: a page for whoever looks after it, and numbers for Prometheus."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from prometheus_client import CollectorRegistry, Counter, Gauge, make_wsgi_app
from werkzeug.wrappers import Request, Response

from hardener.findings import State
from hardener.model import Severity, Status
from hardener.results import Report
from hardener.watch import server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SPACE = "hardener"
MOST = 8
"""Requests that are answered at the same time."""
GRACE = timedelta(minutes=30)
"""How much longer than usual a look may take before the watch counts as stuck."""


class Health:
    """The numbers of one watch; they name no program and no person."""

    def __init__(self, every: timedelta) -> None:
        """Count from nothing; `every` is how often the watch looks at least."""
        self.registry = CollectorRegistry()
        self._most = (2 * every + GRACE).total_seconds()
        self._alive = time.monotonic()
        self._acting = False
        self._failing = False
        self._last: datetime | None = None
        self._next: datetime | None = None
        self._acts = self._gauge("watch_acting", "1 where this watch holds the lease")
        self._looked = self._gauge("last_look_timestamp_seconds", "When a look last ended", "kind")
        self._due = self._gauge("next_look_timestamp_seconds", "When something is due next")
        self._programs = self._gauge("programs", "Programs of the last full look by verdict", "state")
        self._apart = self._gauge("programs_apart", "Programs of the last full look that are looked at only")
        self._findings = self._gauge("findings", "Findings of the last full look by status", "status")
        self._failures = self._gauge("failures", "Failed findings of the last full look by severity", "severity")
        self._complete = self._gauge("connection_complete", "1 where it was read to the end", "connection")
        self._messages = self._gauge("messages_waiting", "Messages that have not arrived yet", "channel")
        said = "Starts of programs that were looked at ahead, or missed"
        self._occasions = Counter("occasions", said, ["result"], namespace=SPACE, registry=self.registry)
        said = "Deliveries of platforms at the door, by what became of them"
        self._deliveries = Counter("deliveries", said, ["result"], namespace=SPACE, registry=self.registry)
        self._failed = Counter("look_failures", "Looks that ended early", namespace=SPACE, registry=self.registry)

    def _gauge(self, name: str, said: str, *labels: str) -> Gauge:
        return Gauge(name, said, labels, namespace=SPACE, registry=self.registry)

    def goes_round(self, *, acting: bool) -> None:
        """Take note that the loop goes round, and whether this watch is the one that acts."""
        self.alive()
        self._acting = acting
        self._acts.set(acting)
        if not acting:
            self._failing = False  # the store could be asked, and nothing else is to be done

    def alive(self) -> None:
        """Take note that the loop is not stuck."""
        self._alive = time.monotonic()

    def looked(self, kind: str, now: datetime, report: Report) -> None:
        """Take note of a look."""
        self._alive, self._last, self._failing = time.monotonic(), now, False
        self._looked.labels(kind).set(now.timestamp())
        for reach in report.reaches:
            self._complete.labels(reach.connection).set(reach.complete)
        if kind != "watch":
            return
        for state in State:
            self._programs.labels(state.value).set(report.states[state])
        self._apart.set(report.apart)
        for status in Status:
            self._findings.labels(status.value).set(report.statuses[status])
        for severity in Severity:
            self._failures.labels(severity.value).set(report.failures[severity])

    @property
    def failing(self) -> bool:
        """Tell whether something went wrong, and is to be tried again."""
        return self._failing

    def seen(self, count: int) -> None:
        """Count starts that were looked at ahead."""
        self._occasions.labels("done").inc(count)

    def missed(self, count: int) -> None:
        """Count starts that were not."""
        self._occasions.labels("missed").inc(count)

    def delivered(self, result: str) -> None:
        """Count what came to the door."""
        self._deliveries.labels(result).inc()

    def failed(self) -> None:
        """Count a look that ended early."""
        self._failing = True
        self._failed.inc()

    def well(self, moment: datetime) -> None:
        """Take note that all that was due is done, whatever went wrong before; something is due next at a moment."""
        self._failing, self._next = False, moment
        self._due.set(moment.timestamp())

    def waiting(self, counts: Mapping[str, int]) -> None:
        """Take note of the messages that wait."""
        for channel, count in counts.items():
            self._messages.labels(channel).set(count)

    def page(self) -> tuple[bool, Mapping[str, object]]:
        """Return whether all is well, and what there is to say."""
        silent = time.monotonic() - self._alive
        well = silent < self._most and not self._failing
        return well, {
            "status": "ok" if well else "failing" if self._failing else "stuck",
            "role": "acting" if self._acting else "standby",
            "last_look": self._last.isoformat() if self._last is not None else None,
            "next": self._next.isoformat() if self._next is not None else None,
        }


def serve(health: Health, host: str, port: int) -> Callable[[], None]:
    """Serve /healthz and /metrics from a thread; return what ends it. Raises `OSError` where the port is taken."""
    metrics = make_wsgi_app(health.registry)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if request.path == "/metrics":
            return cast("Iterable[bytes]", metrics(environ, start_response))
        if request.path != "/healthz":
            return Response("there is /healthz and /metrics\n", 404)(environ, start_response)
        well, told = health.page()
        response = Response(json.dumps(told) + "\n", 200 if well else 503, content_type="application/json")
        return response(environ, start_response)

    return server.serve(app, host, port, MOST)
